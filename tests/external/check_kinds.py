#!/usr/bin/python3
# needs: numpy ase
"""Atoms of a model glass (A and B are no elements), written by glassbed, in ASE: positions, elements that stand in, our
names in the column `kind`; glassbed reads the same names back. And files that ASE writes are read."""
import subprocess
import sys
import warnings

import ase
import ase.io
import numpy as np

warnings.filterwarnings("ignore")
program, failed = sys.argv[1], 0


def check(name, good, why=""):
    global failed
    failed += not good
    print("ok   kinds: %s" % name if good else "FAIL kinds: %s: %s" % (name, why))


def run(*words):
    return subprocess.run([program, *words], capture_output=True, text=True)


def columns(text):
    head = [line for line in text.splitlines() if line.startswith("#")][-1]
    return head[1:].split(), np.loadtxt(text.splitlines())


rng = np.random.default_rng(17)
cells, n = 5, 125
x = np.stack(np.meshgrid(*[np.arange(cells)] * 3, indexing="ij"), -1).reshape(-1, 3) * 1.0 + rng.uniform(-0.1, 0.1, (n, 3))
kind = np.where(rng.random(n) < 0.8, "A", "B")
for name, scale in (("before", 1.0), ("after", 0.99)):
    with open(name + ".xyz", "w") as f:
        f.write('%d\nLattice="5 0 0 0 5 0 0 0 %g" Properties=species:S:1:pos:R:3:id:I:1\n' % (n, 5 * scale))
        for i in range(n):
            f.write("%s %.12g %.12g %.12g %d\n" % (kind[i], x[i, 0], x[i, 1], x[i, 2] * scale, i + 1))
done = run("truth", "before.xyz", "after.xyz", "--units", "lj", "--atoms", "atoms.xyz.gz", "-o", "truth.tsv")
check("truth --atoms of A and B", done.returncode == 0, done.stderr)
if done.returncode:
    sys.exit(1)
atoms = ase.io.read("atoms.xyz.gz")
check("ASE reads them", len(atoms) == n and np.allclose(atoms.positions[:, :2], x[:, :2], atol=1e-9), atoms)
check("no boron", set(atoms.get_chemical_symbols()) == {"X"}, atoms.get_chemical_formula())
check("their kinds", np.array_equal(atoms.arrays["kind"], kind), atoms.arrays["kind"][:5])
check("their columns", "d2min" in atoms.arrays and "shear_strain" in atoms.arrays, atoms.arrays.keys())
partials = [run("pdf", f, "--partials", "--elements", "A,B", "--r-max", "2", "--r-bin", "0.1") for f in ("after.xyz", "atoms.xyz.gz")]
names = [columns(p.stdout)[0] for p in partials]
check("glassbed reads its names back", names[0] == names[1] and "g00_A-B" in names[0] and
      np.array_equal(columns(partials[0].stdout)[1], columns(partials[1].stdout)[1]), partials[1].stderr)

# ASE's own files: a rotated cell, and a trajectory that begins with an isolated atom.
turned = ase.Atoms(np.where(kind == "A", "Cu", "Zr"), positions=3 * x, cell=15 * np.eye(3), pbc=True)
ase.io.write("plain.xyz", turned, format="extxyz")
turned.rotate(37, (1, 2, 3), rotate_cell=True)
ase.io.write("turned.xyz", [ase.Atoms("Cu"), turned], format="extxyz")
words = ("--r-max", "6", "--r-bin", "0.2", "--elements", "Cu,Zr", "--partials")
plain, other = run("pdf", "plain.xyz", *words), run("pdf", "turned.xyz", *words)
check("a rotated cell behind an isolated atom", other.returncode == 0 and "turned by 37 degrees" in other.stderr, other.stderr)
if other.returncode == 0:
    head, a = columns(plain.stdout)
    b = columns(other.stdout)[1]
    g00 = [k for k, name in enumerate(head) if name.startswith("g00")]
    check("its g00 is that of the cell before", np.abs(a[:, g00] - b[:, g00]).max() < 0.02, np.abs(a - b).max(axis=0))
    axis = ase.Atoms("H", positions=[(0, 0, 1)])
    axis.rotate(37, (1, 2, 3))
    along = run("pdf", "turned.xyz", *words, "--axis", "%.15g,%.15g,%.15g" % tuple(axis.positions[0]))
    b = columns(along.stdout)[1]
    check("its g20 and g40 about the rotated axis, too", np.abs(a - b).max() < 0.05, np.abs(a - b).max(axis=0))
sys.exit(failed > 0)
