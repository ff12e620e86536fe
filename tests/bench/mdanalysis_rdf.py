"""Times MDAnalysis InterRDF on one frame: mdanalysis_rdf.py FILE R_MAX BINS OUT. OUT: "# seconds: T", then r and count."""
import sys
import time
import warnings

warnings.simplefilter("ignore")
import MDAnalysis  # noqa: E402
from MDAnalysis.analysis.rdf import InterRDF  # noqa: E402

path, r_max, bins, out = sys.argv[1], float(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
atoms = MDAnalysis.Universe(path).atoms
rdf = InterRDF(atoms, atoms, nbins=bins, range=(0.0, r_max))
begin = time.perf_counter()
rdf.run()
seconds = time.perf_counter() - begin
with open(out, "w") as f:
    f.write("# MDAnalysis InterRDF\n# seconds: %.6f\n# r count\n" % seconds)
    for r, n in zip(rdf.results.bins, rdf.results.count):
        f.write("%.9g %.17g\n" % (r, n))
