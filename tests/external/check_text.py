#!/usr/bin/python3
# needs: numpy
"""The text files of a data set by numpy alone: every table loads; a pipeline written here from the paper's equations, from
the sectors on, finds the imposed strains; PDFgetX3's and AniPDF's files by the rules of their readers."""
import glob
import re
import subprocess
import sys
import xml.etree.ElementTree as xml

import numpy as np

program, failed = sys.argv[1], 0


def check(name, good, why=""):
    global failed
    failed += not good
    print("ok   text: %s" % name if good else "FAIL text: %s: %s" % (name, why))


def table(path):
    names = [line for line in open(path) if line.startswith("#")][-1][1:].split()
    return dict(zip(names, np.loadtxt(path, unpack=True)))


eps, ratio, nu = 0.004, 0.3, 0.36
done = subprocess.run([program, "synth", "-o", "set", "-q", "--eps", str(eps), "--ratio", str(ratio), "--poisson", str(nu),
                       "--glass", "cu-zr-mean", "--sectors", "18"], capture_output=True, text=True)
check("glassbed synth", done.returncode == 0, done.stderr)
if done.returncode:
    sys.exit(1)
for path in sorted(glob.glob("set/*/*.tsv")):
    check("numpy loads " + path, all(np.isfinite(v).all() for v in table(path).values()), "not all finite")
truth = xml.parse("set/truth.xml").getroot().find("imposed").attrib
check("truth.xml", float(truth["eps_inf"]) == eps and abs(float(truth["ratio"]) - ratio) < 1e-9, truth)


# The experiment again: sectors -> S_l0 by least squares (bins are narrow: P_l at their centres, shrunk as cos 2 chi is) ->
# g20 and K through one Lorch window -> eps_inf, eps_1, eps_2.
def expand(state):
    t = table("set/%s/S_sectors.tsv" % state)
    chi = np.array([float(k[4:]) for k in t if k.startswith("chi_")]) * np.pi / 180
    S = np.array([v for k, v in t.items() if k.startswith("chi_")])
    w = 5 * np.pi / 180
    two, four = np.cos(2 * chi) * np.sin(w) / w, np.cos(4 * chi) * np.sin(2 * w) / (2 * w)
    x2, x4 = (1 + two) / 2, (3 + 4 * two + four) / 8
    A = np.array([np.ones_like(chi), np.sqrt(5) * (1.5 * x2 - 0.5), 3 * (35 * x4 - 30 * x2 + 3) / 8]).T
    return t["Q_1/ang"], np.linalg.lstsq(A, S, rcond=None)[0]


Q, before = expand("unloaded")
_, after = expand("loaded")
for l, name in enumerate(("S00", "S20", "S40")):
    check("least squares of the sectors give " + name, np.allclose(after[l], table("set/loaded/S_l0.tsv")[name], atol=1e-10))
r = np.arange(1.5, 21, 0.01)
lorch = np.sinc(Q / 25)
x = np.outer(r, Q)
j2 = (3 / x**2 - 1) * np.sin(x) / x - 3 * np.cos(x) / x**2
rho0 = float(xml.parse("set/truth.xml").getroot().find("glass").attrib["density_unloaded"])
signal = -(j2 * (lorch * Q**2 * (after[1] - before[1]))).sum(axis=1) * (Q[1] - Q[0]) / (2 * np.pi**2 * rho0)
slope = np.gradient(before[0], Q, edge_order=2)
K = 2 * (1 + nu) / (3 * np.sqrt(5)) * -(j2 * (lorch * Q**2 * -Q * slope)).sum(axis=1) * (Q[1] - Q[0]) / (2 * np.pi**2 * rho0)
far, shell = (r > 6) & (r < 19), (r > 2) & (r < 3.6)
eps_inf = (signal[far] @ K[far]) / (K[far] @ K[far])
first, second = np.argmax(np.where(shell, signal, -9)), np.argmin(np.where(shell, signal, 9))
e1, e2 = signal[first] / K[first], signal[second] / K[second]
check("eps_inf by numpy within 1 %%: %.5f" % eps_inf, abs(eps_inf / eps - 1) < 0.01, eps_inf)
check("ratio by numpy within 0.01: %.4f" % (1 - (e1 + e2) / (2 * eps_inf)),
      abs(1 - (e1 + e2) / (2 * eps_inf) - ratio) < 0.01, (e1, e2))
g = table("set/loaded/g_l0.tsv")
g20 = -(j2 * (lorch * Q**2 * after[1])).sum(axis=1) * (Q[1] - Q[0]) / (
    2 * np.pi**2 * float(xml.parse("set/truth.xml").getroot().find("glass").attrib["density_loaded"]))
worst = np.abs(np.interp(r, g["r_ang"], g["g20"]) - g20)[r > 2].max() / np.abs(g20).max()
check("g20 by direct quadrature", worst < 0.01, worst)  # Q_min continues differently

# PDFgetX3's files, as diffpy's reader takes them apart.
for ending, label in (("gr", "r(Å)  G(Å$^{-2}$)"), ("fq", "Q(Å$^{-1}$)  F(Å$^{-1}$)"), ("sq", "S"), ("iq", "I")):
    text = open("set/loaded/total." + ending, encoding="utf-8").read()
    at = re.search(r"^#+ start data\s*(?:#.*\s+)*", text, re.M)
    check(".%s: start data" % ending, at is not None and label in text, "")
    header, rows = text[: at.start()], np.array([line.split() for line in text[at.end():].splitlines()], float)
    check(".%s: two columns that rise" % ending, rows.shape[1] == 2 and (np.diff(rows[:, 0]) > 0).all(), rows.shape)
    check(".%s: x-rays, qmax" % ending, re.search("(x-?ray|PDFgetX)", header, re.I) and
          re.search(r"\bqmax *= *(\d+\.?\d*)", header, re.I).group(1) == "25", "")
    check(".%s: no temperature, no doping" % ending, not re.search(r"\b(?:temp|temperature|T|x|doping)\ *=", header), "")
    if ending == "gr":
        low = (rows[:, 0] > 1) & (rows[:, 0] < 1.8)
        check(".gr: -4 pi rho0 r before the first peak", abs(np.polyfit(rows[low, 0], rows[low, 1], 1)[0] / (
            -4 * np.pi * 0.06292) - 1) < 0.05, np.polyfit(rows[low, 0], rows[low, 1], 1))
files = sorted(glob.glob("set/loaded/anipdf/*.txt"))
data = [np.loadtxt(f) for f in files]
check("AniPDF: one file an angle, two columns, one grid", len(files) == 18 and all(
    d.shape[1] == 2 and np.array_equal(d[:, 0], data[0][:, 0]) for d in data), files)
try:
    from diffpy.srfit.pdf import PDFParser
    parser = PDFParser()
    parser.parseFile("set/loaded/total.gr")
    check("diffpy reads .gr", len(parser.getData()[0]) == 3000, "")
except ImportError:
    pass
sys.exit(failed > 0)
