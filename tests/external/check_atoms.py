#!/usr/bin/python3
# needs: numpy ase MDAnalysis
"""ASE writes two states of a glass-like box, `glassbed synth` makes a data set of them, ASE and MDAnalysis read its
atoms: ids, species, positions, box; D2min and strain are the same in both files and those of a numpy of our own."""
import subprocess
import sys
import warnings
import xml.etree.ElementTree as xml

import ase
import ase.io
import MDAnalysis
import numpy as np

warnings.filterwarnings("ignore")
program, failed = sys.argv[1], 0


def check(name, good, why=""):
    global failed
    failed += not good
    print("ok   atoms: %s" % name if good else "FAIL atoms: %s: %s" % (name, why))


# A shaken fcc crystal of two elements in shuffled order, loaded along y, each atom displaced a little more.
rng = np.random.default_rng(2385)
cells, a = 6, 3.8
sites = np.array([[i, j, k] for i in range(cells) for j in range(cells) for k in range(cells)], float)
x = a * np.concatenate([sites + b for b in ([0, 0, 0], [0.5, 0.5, 0], [0.5, 0, 0.5], [0, 0.5, 0.5])])
x += rng.normal(0, 0.15, x.shape)
element = np.where(rng.random(len(x)) < 0.355, "Zr", "Cu")
F = np.diag([1.0036, 0.99, 1.0036])
y = x @ F + rng.normal(0, 0.03, x.shape)
order = rng.permutation(len(x))
for name, positions, box in (("before", x, np.eye(3)), ("after", y, F)):
    atoms = ase.Atoms(element[order], positions=positions[order], cell=cells * a * box, pbc=True)
    atoms.arrays["id"] = order + 1
    atoms.wrap()
    ase.io.write(name + ".xyz", atoms, format="extxyz", columns=["symbols", "positions", "id"])
done = subprocess.run([program, "synth", "-o", "set", "-q", "--reference", "before.xyz", "--loaded", "after.xyz", "--axis",
                       "y", "--elements", "Cu,Zr", "--q-min", "0.8", "--fit", "4:8"], capture_output=True, text=True)
check("a data set of files that ASE wrote", done.returncode == 0, done.stderr)
if done.returncode:
    sys.exit(1)
truth = xml.parse("set/truth.xml").getroot().find("atoms").attrib
check("eps_true", abs(float(truth["eps_true"]) - 0.01) < 1e-9, truth["eps_true"])


# D2min of a few atoms by numpy: neighbours of the reference within r_shell, mean squared deviation from the best map.
def d2min(i, before, after, cut):
    def images(p, box):
        d = p - p[i]
        return d - box * np.round(d / box)

    d0, d1 = images(before, np.full(3, cells * a)), images(after, cells * a * np.diag(F))
    near = (np.linalg.norm(d0, axis=1) < cut) & (np.arange(len(d0)) != i)
    J, *_ = np.linalg.lstsq(d0[near], d1[near], rcond=None)
    return np.mean(np.sum((d1[near] - d0[near] @ J) ** 2, axis=1))


for name, positions, box in (("reference", x, np.eye(3)), ("loaded", y, F)):
    atoms = ase.io.read("set/atoms/%s.xyz" % name)
    ids = atoms.arrays["id"]
    check("ASE: ids of " + name, np.array_equal(ids, np.arange(1, len(x) + 1)), ids[:9])
    check("ASE: species of " + name, np.array_equal(atoms.get_chemical_symbols(), element), "")
    check("ASE: box of " + name, np.allclose(atoms.cell.array, cells * a * box, atol=1e-7), atoms.cell.array)
    off = atoms.positions - positions
    off -= np.round(off / np.diag(cells * a * box)) * np.diag(cells * a * box)
    check("ASE: positions of " + name, np.abs(off).max() < 1e-7, np.abs(off).max())
    dump = ase.io.read("set/atoms/%s.dump" % name, format="lammps-dump-text")
    check("ASE: the dump of %s has the same atoms" % name,
          np.allclose(dump.get_scaled_positions(), atoms.get_scaled_positions(), atol=1e-12), "")
    columns = [line.split() for line in open("set/atoms/%s.dump" % name)]
    names = columns[8][2:]
    for column in ("d2min", "shear_strain"):
        of_dump = np.array([float(row[names.index(column)]) for row in columns[9:]])
        check("ASE: %s of %s as in the dump" % (column, name), np.array_equal(atoms.arrays[column], of_dump), "")
    some = range(0, len(x), 97)
    own = np.array([d2min(i, x, y, float(truth["r_shell"])) for i in some])
    check("D2min of %s as numpy's" % name, np.allclose(atoms.arrays["d2min"][list(some)], own, rtol=1e-6),
          "%s, %s" % (atoms.arrays["d2min"][list(some)][:3], own[:3]))
    u = MDAnalysis.Universe("set/atoms/%s.dump" % name, topology_format="LAMMPSDUMP", format="LAMMPSDUMP")
    check("MDAnalysis: ids and box of " + name, np.array_equal(u.atoms.ids, ids) and
          np.allclose(u.dimensions[:3], np.diag(cells * a * box), atol=1e-4), u.dimensions)
    moved = u.atoms.positions - u.dimensions[:3] * np.round((u.atoms.positions - atoms.positions) / u.dimensions[:3])
    check("MDAnalysis: positions of " + name, np.abs(moved - atoms.positions).max() < 1e-4,
          np.abs(moved - atoms.positions).max())
sys.exit(failed > 0)
