#!/usr/bin/python3
# needs: numpy periodictable
"""S(Q) of a random triclinic box, x-ray and neutron weighted: numpy's sum with the weights of periodictable."""
import subprocess
import sys

import numpy
import periodictable
from periodictable.cromermann import fxrayatq

glassbed, n, step, n_q = sys.argv[1], 120, 0.5, 24
rng = numpy.random.default_rng(3)
cell = numpy.array([[9.0, 0, 0], [2.5, 8.0, 0], [-1.5, 3.0, 10.0]])
position = rng.random((n, 3)) @ cell
symbol = numpy.array(["Zr", "Cu", "Al"])[rng.integers(0, 3, n)]
with open("box.xyz", "w") as f:
    lattice = " ".join(repr(float(v)) for v in cell.flat)
    f.write(f'{n}\nLattice="{lattice}" Properties=species:S:1:pos:R:3 pbc="T T T"\n')
    for s, x in zip(symbol, position):
        f.write(f"{s} {float(x[0])!r} {float(x[1])!r} {float(x[2])!r}\n")

m = numpy.array([v for v in numpy.ndindex(41, 41, 41)]) - 20
Q = 2 * numpy.pi * m @ numpy.linalg.inv(cell).T
length = numpy.linalg.norm(Q, axis=1)
inside = (length > 0) & (length < step * n_q)
Q, length = Q[inside], length[inside]
P2 = numpy.sqrt(5) * (1.5 * (Q[:, 2] / length) ** 2 - 0.5)
phase = numpy.exp(1j * Q @ position.T)

for weights in ("xray", "neutron"):
    if weights == "xray":
        f = numpy.array([fxrayatq(s, length) for s in symbol]).T
    else:
        f = numpy.array([numpy.full(len(length), periodictable.elements.symbol(s).neutron.b_c) for s in symbol]).T
    S = 1 + (abs((f * phase).sum(axis=1)) ** 2 / n - (f**2).mean(axis=1)) / f.mean(axis=1) ** 2
    subprocess.run(
        [glassbed, "pdf", "box.xyz", "--weights", weights, "--structure", "S.tsv", "--reciprocal", "--vectors", "100000",
         "--q-max", str(step * n_q), "--q-step", str(step), "--r-max", "4", "-o", "g.tsv"], check=True)
    names = [line for line in open("S.tsv") if line.startswith("#")][-1][1:].split()
    table = dict(zip(names, numpy.genfromtxt("S.tsv").T))
    worst = compared = 0
    for j in range(n_q):
        here = (length >= j * step) & (length < (j + 1) * step)
        if here.sum() < 40:
            continue
        # glassbed's basis has P4 too
        c2 = (Q[here, 2] / length[here]) ** 2
        basis = numpy.array([numpy.ones(len(c2)), P2[here], 3 * (35 * c2**2 - 30 * c2 + 3) / 8]).T
        fit = numpy.linalg.lstsq(basis, S[here], rcond=None)[0]
        for l, name in enumerate(("S00_box", "S20_box", "S40_box")):
            worst = max(worst, abs(table[name][j] - fit[l]))
            compared += 1
    good = compared > 50 and worst < 1e-6
    print(f"{'ok  ' if good else 'FAIL'} S(Q) with {weights} weights of periodictable: {compared} values, worst difference "
          f"{worst:.2g}" + ("" if good else ": expected more than 50 below 1e-6"))
