#!/usr/bin/python3
# needs: pyFAI fabio numpy
"""What sim/command/README.md says about tables of sectors: its lines of Python turn frames into tables that `glassbed strain` reads,
and the imposed answer comes back; its sample is read."""
import os
import re
import sys

from beamline import Refused, run, synth

program, work = sys.argv[1:]
root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
readme = open(os.path.join(root, "sim", "command", "README.md"), encoding="utf-8").read()


def check(name, good, why=""):
    print("ok   %s" % name if good else "FAIL %s: %s" % (name, why), flush=True)


def block(kind, holding):
    """The code block of that kind with these words in it."""
    blocks = re.findall(r"^```([a-z]*)\n(.*?)^```$", readme, re.M | re.S)
    found = [text for what, text in blocks if what == kind and holding in text]
    assert len(found) == 1, (kind, holding, len(found))
    return found[0]


truth = synth(program, "set", "--eps", 0.004, "--image-noise", "--counts", 30000, "--dark", 50, "--flat", 0.01, "--beam-stop", 3)
os.chdir("set")
exec(block("python", "integrate2d"))
try:
    said = run(program, "strain", "loaded.tsv", "--unloaded", "unloaded.tsv", "--poisson", 0.36, "--composition",
               "Cu64.5Zr35.5", "--q-max", 21.9)
    r = {line.split()[0]: float(line.split()[1]) for line in said.splitlines() if not line.startswith("#")}
    good, why = abs(r["eps_inf"] / 0.004 - 1) < 0.03 and abs(r["ratio"] - float(truth["ratio"])) < 0.06, r
    print("eps_inf %.6f, ratio %.4f" % (r["eps_inf"], r["ratio"]))
except Refused as e:
    good, why = False, e
check("README: frames through its lines of Python give the imposed strain and ratio", good, why)

sample = block("", "# data: intensity")
rows = [re.sub(r"\s{3,}(or S|needed|the names|nan: ).*", "", line) for line in sample.splitlines()]
for k in range(1, 40):
    rows.append("%g 800 790 28 28" % (0.02 + 0.04 * k))
open("sample.tsv", "w").write("\n".join(rows) + "\n")
try:
    run(program, "strain", "sample.tsv", "--poisson", 0.36, "--composition", "Cu64.5Zr35.5")
    said = "accepted"
except Refused as e:
    said = str(e)
print(said.strip())
check("README: its sample is read as a table of sectors", "the slope of S00 is noise" in said, said)
