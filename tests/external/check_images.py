#!/usr/bin/python3
# needs: pyFAI fabio h5py numpy scipy
"""fabio and h5py open every image that `glassbed synth` writes and find the same numbers; pyFAI finds the geometry."""
import os
import sys
import xml.etree.ElementTree as xml

from beamline import fabio, geometry, image, numpy, run
import h5py
from scipy.interpolate import CubicSpline

program, work = sys.argv[1:]


def check(name, good, why=""):
    print("ok   %s" % name if good else "FAIL %s: %s" % (name, why), flush=True)


def pixels(path):
    return fabio.open(path).data


OPTIONS = ("--size 640x480 --pixel 700 --centre 300.25,251.5 --tilt 0.5,-0.3,2 --energy 90 --distance 0.4 --flat 0.01 --dark 20 "
           "--pedestal 100 --dead 0.01 --hot 0.001 --beam-stop 5 --gap 4 --image").split()
for noise, formats, types in (([], ("edf", "tif", "h5"), ("f4", "f4", "f4")),
                              (["--image-noise"], ("edf", "tif", "h5", "ge3"), ("u4", "u4", "u4", "u2"))):
    folder = os.path.join(work, "noisy" if noise else "exact")
    listed = ",".join({"tif": "tiff", "h5": "hdf5"}.get(f, f) for f in formats)
    run(program, "synth", "-o", folder, "--quiet", "--formats", listed, *OPTIONS, *noise)
    for state in ("unloaded", "loaded"):
        reference = image(folder, state)
        for f, t in zip(formats, types):
            path = os.path.join(folder, "images", state + "." + f)
            found = pixels(path)
            check("fabio reads %s %s.%s" % ("noisy" if noise else "exact", state, f),
                  found.shape == (480, 640) and found.dtype == t and numpy.array_equal(found, reference),
                  "%s %s" % (found.shape, found.dtype))
    mask, dark = image(folder, "mask"), image(folder, "dark")
    check("the mask is what does not count", set(numpy.unique(mask)) == {0, 1} and 0.02 < mask.mean() < 0.2 and
          bool(numpy.all((image(folder, "loaded") > 100)[mask == 0])), mask.mean())
    check("dark frame: 20 and a pedestal of 100", abs(numpy.median(dark) - 120) < 0.5, numpy.median(dark))

noise = image(os.path.join(work, "noisy"), "loaded").astype(float) - image(os.path.join(work, "exact"), "loaded")
mean = image(os.path.join(work, "exact"), "loaded") - 100.0
good = image(os.path.join(work, "exact"), "mask") == 0
spread = numpy.mean(noise[good] ** 2 / mean[good])
check("counts scatter as Poisson's", abs(spread - 1) < 5 * numpy.sqrt(2 / good.sum()), spread)

with h5py.File(os.path.join(folder, "images", "loaded.h5")) as h:
    entry = h[h.attrs["default"]]
    data = entry[entry.attrs["default"]]
    check("NeXus: the default plot is the frame", numpy.array_equal(data[data.attrs["signal"]], image(folder, "loaded")[None]))
    d = entry["instrument/detector"]
    check("NeXus: NXsas with its geometry",
          entry["definition"][()] == b"NXsas" and entry.attrs["NX_class"] == b"NXentry" and d["distance"][()] == 0.4 and
          d["distance"].attrs["units"] == b"m" and d["beam_center_x"][()] == 300.25 and d["x_pixel_size"][()] == 7e-4 and
          abs(entry["instrument/monochromator/wavelength"][()] - 12.398419843320026 / 90) < 1e-12)
    check("NeXus: mask, flat and dark beside it",
          numpy.array_equal(d["pixel_mask"][()] != 0, image(folder, "mask") != 0) and
          numpy.array_equal(d["flatfield"], image(folder, "flat")) and numpy.array_equal(d["dark"], image(folder, "dark")))

ai, truth = geometry(folder), xml.parse(os.path.join(folder, "truth.xml")).getroot().find("detector").attrib
fit2d = ai.getFit2D()
check("pyFAI: beam centre, distance, wavelength and shape as asked",
      abs(fit2d["centerX"] - 300.25) < 1e-6 and abs(fit2d["centerY"] - 251.5) < 1e-6 and
      abs(fit2d["directDist"] - 400) < 1e-6 and abs(ai.wavelength * 1e10 - float(truth["wavelength_ang"])) < 1e-12 and
      tuple(ai.detector.max_shape) == (480, 640), fit2d)
corner = float(ai.qArray((480, 640)).max()) / 10
check("pyFAI: Q up to what truth.xml says", 0 < float(truth["q_corner_1_per_ang"]) - corner < 0.1, corner)

# Pixel by pixel: what is left of a tilted frame after pyFAI's polarisation and solid angle must be, at each Q, a constant and
# sqrt5 P2 S20 + 3 P4 S40 at pyFAI's Q and azimuth.
folder = os.path.join(work, "bare")
run(program, "synth", "-o", folder, "--quiet", "--image", "--eps", 0.008, "--tilt", "3,-2,5", "--centre", "1010,1040", "--polarisation", 0.9)
ai, S = geometry(folder), numpy.loadtxt(os.path.join(folder, "loaded", "ideal_S_l0.tsv")).T
shape = (2048, 2048)
Q, eta = ai.qArray(shape).astype(float) / 10, ai.chiArray(shape).astype(float)
seen = image(folder, "loaded") / ai.polarization(shape, 0.9) / ai.solidAngleArray(shape)
c = numpy.sqrt(1 - (Q * ai.wavelength * 1e10 / (4 * numpy.pi)) ** 2) * numpy.sin(eta)
moment = (5 ** 0.5 * (1.5 * c ** 2 - 0.5) * CubicSpline(S[0], S[2])(Q) +
          3 * (4.375 * c ** 4 - 3.75 * c ** 2 + 0.375) * CubicSpline(S[0], S[3])(Q))
worst = 0
for q in (7, 11, 16, 22, 25):
    ring = numpy.abs(Q - q) < 0.005
    t = (Q[ring] - q) / 0.005
    terms = numpy.stack([numpy.ones_like(t), t, t ** 2, moment[ring], t * moment[ring]], 1)
    left = seen[ring] - terms @ numpy.linalg.lstsq(terms, seen[ring], rcond=None)[0]
    worst = max(worst, numpy.abs(left).max() / seen[ring].mean())
print("largest deviation of a pixel from pyFAI's geometry: %.1e of its counts" % worst)
check("pyFAI's geometry, polarisation and solid angle, pixel by pixel", worst < 2e-6, worst)
