"""A beamline in a few lines: synthetic frames from `glassbed synth`, integrated by pyFAI into sectors, read by
`glassbed strain`. What the checks and whoever wants to try an option share."""
import logging
import os
import subprocess
import xml.etree.ElementTree as xml

logging.disable(logging.WARNING)  # pyFAI's, about accelerators that it does not find

import fabio
import numpy
import pyFAI

SECTORS = 36


class Refused(Exception):
    """The program said no; the text is what it said."""


def run(program, *words):
    done = subprocess.run([program, *map(str, words)], capture_output=True, text=True)
    if done.returncode != 0:
        raise Refused(done.stderr)
    return done.stdout


def synth(program, folder, *words):
    """A data set in `folder` with images of a first-shell phantom; returns what truth.xml says was imposed."""
    run(program, "synth", "-o", folder, "--force", "--quiet", "--image", *words)
    return {k: v for k, v in xml.parse(os.path.join(folder, "truth.xml")).getroot().find("imposed").attrib.items()}


def image(folder, name):
    return fabio.open(os.path.join(folder, "images", name + ".edf")).data


def geometry(folder):
    return pyFAI.load(os.path.join(folder, "images", "detector.poni"))


def integrate(folder, name, ai, q_max, polarisation=0.99, flat=True, dark=True, solid_angle=True, step=0.04, keep=None):
    """Writes folder/NAME.tsv: intensity against Q in sectors of azimuth from the load axis, with Poisson errors. step: in Q,
    1/angstrom. keep: which azimuths (degrees) are used. By histograms, each pixel in one bin, as the README has it: with a
    mask and tables of sparse rows (csr) pyFAI 0.21 gives empty frames in about half of its runs."""
    n = round(q_max / step)
    r = ai.integrate2d(
        image(folder, name), n, SECTORS, unit="q_A^-1", radial_range=(0, n * step), azimuth_range=(-180, 180),
        polarization_factor=polarisation, correctSolidAngle=solid_angle, method=("no", "histogram", "cython"),
        error_model="poisson", mask=image(folder, "mask"), dark=image(folder, "dark") if dark else None,
        flat=image(folder, "flat") if flat else None)
    phi = numpy.round((r.azimuthal - 90 + 180) % 360 - 180, 3)  # pyFAI counts from a row, the load is vertical
    turned = lambda v: v if v.shape == r.intensity.shape else v.T  # pyFAI 0.21 has some of them turned
    count, sigma = turned(r.count), turned(r.sigma)
    assert (count > 0).sum() > 0.5 * count.size, "pyFAI found no pixels in %s" % name
    measured = (count > 0.5) & (sigma > 0)
    columns, names = [(numpy.arange(n) + 0.5) * step], ["Q_1/ang"]
    for k in numpy.argsort(phi):
        if keep is None or keep(phi[k]):
            columns += [numpy.where(measured[k], r.intensity[k], numpy.nan), numpy.where(measured[k], sigma[k], numpy.nan)]
            names += ["phi_%g" % phi[k], "sigma_phi_%g" % phi[k]]
    path = os.path.join(folder, name + ".tsv")
    head = ["sectors by pyFAI %s" % pyFAI.version, "data: intensity", "wavelength_ang: %.12g" % (ai.wavelength * 1e10),
            "sector-width_deg: %g" % (360 / SECTORS), " ".join(names)]
    numpy.savetxt(path, numpy.stack(columns, 1), fmt="%.9g", header="\n".join(head))
    return path


def strain(program, folder, ai, q_max, words=(), raw=False, **how):
    """What `glassbed strain` says, as a dictionary; raw: of the loaded frame alone."""
    loaded = integrate(folder, "loaded", ai, q_max, **how)
    command = ["strain", loaded, "--poisson", 0.36, "--composition", "Cu64.5Zr35.5", "--q-max", q_max, *words]
    if not raw:
        command += ["--unloaded", integrate(folder, "unloaded", ai, q_max, **how)]
    found = {}
    for line in run(program, *command).splitlines():
        if not line.startswith("#"):
            name, value, _ = line.split()
            found[name] = float(value)
    return found
