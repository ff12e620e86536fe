/* The settings of a study file, see schema.h. configs/study.rng and the list in configs/README.md follow it. */
#include "study/study.h"

#define COUNT_OF(a) (sizeof(a) / sizeof(a)[0])

#define TEMPERATURE "temperature (K for metals)"
#define TIME "time (ps for metals)"
#define LENGTH "length (Angstrom for metals)"
#define BY_MODEL "the model's"

static const char *const ensembles[] = {"nvt", "npt", NULL};
static const char *const relaxations[] = {"none", "isotropic", "lengths", NULL};
static const char *const modes[] = {"athermal", "thermal", NULL};
static const char *const windows[] = {"step", "lorch", "gaussian", NULL};

static const char not_elastic[] =
    "a strain of 0.05 is 5 %: beyond it a glass flows, and the elastic theory does not apply; give "
    "a fraction such as 0.005";

static const struct schema_setting study[] = {
    {"name", SCHEMA_NAME, true, .help = "what the study is called; names its folder in results/"},
    {"seed", SCHEMA_COUNT, false, 0, 1e15, .fallback = "1", .help = "from which the seeds of all samples are drawn"},
};

static const struct schema_setting glass[] = {
    {"model", SCHEMA_TEXT, true, .help = "name of a model glass (glassbed models lists them), or path of a model file"},
    {"atoms", SCHEMA_COUNT, false, 100, 1e8, .fallback = "4000", .help = "atoms in a sample; not with files"},
    {"samples", SCHEMA_COUNT, false, 1, 10000, .fallback = "3",
     .help = "independent melts, the unit of the error bars; not with files", .why = "give one sample or more"},
    {"file", SCHEMA_TEXT, false, .fallback = "none: the glass is quenched",
     .help = "a glass to start from, LAMMPS data, dump or extended XYZ, relative to the study file; then no <quench>"},
};
static const struct schema_setting file[] = {
    {"", SCHEMA_TEXT, true, .help = "path, relative to the study file"},
};
static const struct schema_element glass_children[] = {
    {"file", 0, 10000, file, .help = "Several glasses to start from, a sample each"},
};

static const struct schema_setting quench[] = {
    {"melt", SCHEMA_NUMBER, false, 0, 1e6, true, .unit = TEMPERATURE, .fallback = BY_MODEL,
     .help = "temperature of the melt"},
    {"from", SCHEMA_NUMBER, false, 0, 1e6, true, .unit = TEMPERATURE, .fallback = BY_MODEL,
     .help = "temperature at which cooling starts"},
    {"to", SCHEMA_NUMBER, false, 0, 1e6, .unit = TEMPERATURE, .fallback = BY_MODEL,
     .help = "temperature at which cooling ends"},
    {"timestep", SCHEMA_NUMBER, false, 0, 1, true, .unit = TIME, .fallback = BY_MODEL, .help = "MD step"},
    {"melt-time", SCHEMA_NUMBER, false, 0, 1e9, .unit = TIME, .fallback = BY_MODEL,
     .help = "time at the melt's temperature"},
    {"equilibrate-time", SCHEMA_NUMBER, false, 0, 1e9, .unit = TIME, .fallback = BY_MODEL,
     .help = "time at the starting temperature, before cooling"},
    {"density", SCHEMA_NUMBER, false, 0, 100, true, .unit = "atoms per cubic length", .fallback = BY_MODEL,
     .help = "number density of the starting box"},
    {"ensemble", SCHEMA_CHOICE, false, .choice = ensembles, .fallback = BY_MODEL,
     .help = "cool at constant volume (nvt) or at zero pressure (npt)"},
    {"glass-fit", SCHEMA_WINDOW, false, 0, 1e6, .unit = TEMPERATURE, .fallback = BY_MODEL,
     .help = "window of the glass line, whose crossing with the liquid line is the fictive temperature"},
    {"liquid-fit", SCHEMA_WINDOW, false, 0, 1e6, .unit = TEMPERATURE, .fallback = BY_MODEL,
     .help = "window of the liquid line, which is that of the slowest rate"},
    {"checkpoint-steps", SCHEMA_COUNT, false, 10, 1e9, .fallback = "about 15 s of work on one core",
     .help = "MD steps between checkpoints, from which a killed quench goes on"},
};
static const struct schema_setting rate[] = {
    {"", SCHEMA_NUMBER, true, 0, 1e30, true, .unit = "temperature per time (K/s for metals)", .help = "cooling rate",
     .why = "a rate says how fast the glass is cooled: write it without a sign"},
};
static const struct schema_element quench_children[] = {
    {"rate", 0, 100, rate, .help = "A cooling rate; each gives its own glasses"},
};

static const struct schema_setting history[] = {
    {"name", SCHEMA_NAME, true, .help = "what the history is called; names folders"},
};
#define ENSEMBLE                                                                                                       \
    {                                                                                                                  \
        "ensemble", SCHEMA_CHOICE, false, .choice = ensembles, .fallback = "that of <quench>",                         \
                                          .help = "at constant volume (nvt) or at zero pressure (npt)"                 \
    }
#define HELD                                                                                                           \
    { "T", SCHEMA_NUMBER, true, 0, 1e6, true, .unit = TEMPERATURE, .help = "temperature, held" }
#define DURATION                                                                                                       \
    { "time", SCHEMA_NUMBER, true, 0, 1e12, true, .unit = TIME, .help = "how long" }
static const struct schema_setting step_quench[] = {
    {"rate", SCHEMA_NUMBER, true, 0, 1e30, true, .unit = "temperature per time (K/s for metals)",
     .help = "cooling rate", .why = "write it without a sign"},
    {"to", SCHEMA_NUMBER, false, 0, 1e6, .unit = TEMPERATURE, .fallback = "that of <quench>",
     .help = "temperature at which cooling ends; it starts where the step before ended"},
    ENSEMBLE,
};
static const struct schema_setting step_reheat[] = {
    {"to", SCHEMA_NUMBER, true, 0, 1e6, true, .unit = TEMPERATURE, .help = "temperature at which heating ends"},
    {"rate", SCHEMA_NUMBER, true, 0, 1e30, true, .unit = "temperature per time (K/s for metals)",
     .help = "heating rate", .why = "write it without a sign"},
    ENSEMBLE,
};
static const struct schema_setting step_anneal[] = {HELD, DURATION, ENSEMBLE};
static const struct schema_setting step_swap[] = {
    HELD,
    {"time", SCHEMA_NUMBER, true, 0, 1e12, true, .unit = TIME, .help = "of molecular dynamics in all"},
    {"attempts", SCHEMA_NUMBER, false, 0, 1e6, .fallback = "20", .help = "exchanges tried per atom in each block"},
    {"block-time", SCHEMA_NUMBER, false, 0, 1e9, true, .unit = TIME, .fallback = "ten steps",
     .help = "molecular dynamics between two blocks of exchanges"},
    ENSEMBLE,
};
static const struct schema_setting step_creep[] = {
    HELD,
    {"time", SCHEMA_NUMBER, true, 0, 1e12, true, .unit = TIME,
     .help = "under full stress; putting it on and taking it off last a tenth each"},
    {"stress", SCHEMA_NUMBER, true, -1e6, 1e6, .unit = "stress (GPa for metals)",
     .help = "uniaxial, compression positive; none across"},
    {"axis", SCHEMA_AXES, false, .fallback = "z", .help = "of the stress"},
};
static const struct schema_setting step_prestrain[] = {
    HELD,
    {"strain", SCHEMA_NUMBER, true, 0, 0.5, true,
     .help = "by which an edge is shortened (at constant volume) and brought back"},
    {"strain-rate", SCHEMA_NUMBER, false, 0, 1e6, true, .unit = "1/time (1/ps for metals)", .fallback = "1e-5 a step",
     .help = "engineering strain rate"},
    {"axes", SCHEMA_AXES, false, .fallback = "x y z", .help = "one after the other"},
    {"cycles", SCHEMA_COUNT, false, 1, 1000, .fallback = "1", .help = "times through all of them"},
};
static const struct schema_element history_children[] = {
    {"quench", 0, 100, NULL, step_quench, COUNT_OF(step_quench), .help = "A step: cooled at a rate"},
    {"reheat", 0, 100, NULL, step_reheat, COUNT_OF(step_reheat), .help = "A step: heated at a rate"},
    {"anneal", 0, 100, NULL, step_anneal, COUNT_OF(step_anneal), .help = "A step: held at a temperature"},
    {"swap", 0, 100, NULL, step_swap, COUNT_OF(step_swap),
     .help = "A step: held at a temperature, with swap Monte Carlo (pair potentials of two species or more)"},
    {"creep", 0, 100, NULL, step_creep, COUNT_OF(step_creep),
     .help = "A step: uniaxial stress at a temperature, and off again"},
    {"prestrain", 0, 100, NULL, step_prestrain, COUNT_OF(step_prestrain),
     .help = "A step: deformed at a temperature, and back"},
};

static const struct schema_setting reference[] = {
    {"relax", SCHEMA_CHOICE, false, .choice = relaxations, .fallback = "isotropic",
     .help = "the cell: kept (none), one scale (isotropic) or each edge for itself (lengths)"},
    {"pressure", SCHEMA_NUMBER, false, -1e6, 1e6, .unit = "stress (GPa for metals)", .fallback = "0",
     .help = "pressure of the unloaded glass"},
};
static const struct schema_setting equilibrium[] = {
    {"time", SCHEMA_NUMBER, false, 0, 1e9, true, .unit = TIME, .fallback = "none: required with <T>",
     .help = "MD at each T; a quarter brings the melt there, the second half is sampled"},
    {"snapshots", SCHEMA_COUNT, false, 4, 50, .fallback = "10",
     .help = "inherent structures of each sample at each T, relaxed as the unloaded glass is"},
    {"swap-attempts", SCHEMA_NUMBER, false, 0, 1e6, .fallback = "0",
     .help = "swap Monte Carlo: attempts per atom every 20 MD steps, to reach low T; pair potentials only"},
    {"file", SCHEMA_TEXT, false, .fallback = "none: the line is measured at each <T>",
     .help = "the summary/equilibrium.tsv of another study of this model, relaxed alike, instead of <T>"},
};
static const struct schema_setting equilibrium_T[] = {
    {"", SCHEMA_NUMBER, true, 0, 1e6, true, .unit = TEMPERATURE, .help = "a temperature of the line"},
};
static const struct schema_element equilibrium_children[] = {
    {"T", 0, 100, equilibrium_T, .help = "A temperature; the line is measured there on every sample's melt"},
};
static const struct schema_setting elastic[] = {
    {"strain", SCHEMA_NUMBER, false, 0, 0.05, true, .fallback = "5e-4",
     .help = "strain of the runs that measure the elastic constants", .why = not_elastic},
};

static const struct schema_setting order[] = {
    {"crystal-max", SCHEMA_NUMBER, false, 0, 1, .fallback = "0.05",
     .help =
         "a sample of whose atoms a larger fraction is crystalline is left out of all averages, and named; 1: none is"},
};

static const struct schema_setting compress[] = {
    {"mode", SCHEMA_CHOICE, false, .choice = modes, .fallback = "athermal",
     .help = "how to load: at rest, T = 0 (athermal), or at a temperature, averaged over time (thermal)"},
    {"axes", SCHEMA_AXES, false, .fallback = "x y z",
     .help = "loading axes; all three cancel the frozen-in anisotropy of a finite glass"},
    {"both-signs", SCHEMA_YES_NO, false, .fallback = "yes",
     .help = "also in tension, which cancels even orders in the strain"},
    {"T", SCHEMA_NUMBER, false, 0, 1e6, true, .unit = TEMPERATURE, .fallback = "none; thermal needs it",
     .help = "temperature; only thermal"},
    {"equilibrate-time", SCHEMA_NUMBER, false, 0, 1e9, true, .unit = TIME, .fallback = "10000 steps",
     .help = "half of it to warm the glass or put the load on, half to hold it; only thermal"},
    {"time", SCHEMA_NUMBER, false, 0, 1e9, true, .unit = TIME, .fallback = "50000 steps",
     .help = "over which positions, cell and stress are averaged; only thermal"},
    {"timestep", SCHEMA_NUMBER, false, 0, 1, true, .unit = TIME, .fallback = "the quench's, or the model's",
     .help = "MD step; only thermal"},
    {"snapshots", SCHEMA_COUNT, false, 1, 99, .fallback = "20",
     .help = "how many snapshots are measured beside the mean positions; only thermal"},
};
static const struct schema_setting strain[] = {
    {"", SCHEMA_NUMBER, true, 0, 0.05, true, .help = "axial engineering strain of the cell, as a fraction",
     .why = not_elastic},
};
static const struct schema_setting stress[] = {
    {"", SCHEMA_NUMBER, true, 0, 1e6, true, .unit = "stress (GPa for metals)",
     .help = "axial compressive stress; athermal: a strain of the stress over Young's modulus"},
};
static const struct schema_element compress_children[] = {
    {"strain", 0, 100, strain, .help = "A strain; each gives its own loaded states; not thermal"},
    {"stress", 0, 100, stress, .help = "Instead of strains, a stress; each gives its own loaded states"},
};

static const struct schema_setting measure[] = {
    {"r-max", SCHEMA_NUMBER, false, 0, 1000, true, .unit = LENGTH, .fallback = BY_MODEL,
     .help = "largest pair distance; with what the smoothing reads beyond it below the box's edge"},
    {"r-bin", SCHEMA_NUMBER, false, 0, 1, true, .unit = LENGTH, .fallback = BY_MODEL, .help = "width of a bin of r"},
    {"fit", SCHEMA_WINDOW, false, 0, 1000, .unit = LENGTH, .fallback = BY_MODEL,
     .help = "window of r in which the far strain is fitted"},
    {"smooth", SCHEMA_NUMBER, false, 0, 10, .unit = LENGTH, .fallback = BY_MODEL,
     .help = "width of the Gaussian that g20 and K both pass through; 0: none; not with q-max"},
    {"q-max", SCHEMA_NUMBER, false, 0, 1000, true, .unit = "1/length", .fallback = "none: smoothed by a Gaussian in r",
     .help = "instead of smooth: the end of the Q range that g20 and K both pass through"},
    {"window", SCHEMA_CHOICE, false, .choice = windows, .fallback = "lorch",
     .help = "shape of the Q range; only with q-max"},
    {"partials", SCHEMA_YES_NO, false, .fallback = "yes", .help = "also by pair of species"},
    {"d2min-cut", SCHEMA_NUMBER, false, 0, 1000, true, .unit = LENGTH, .fallback = BY_MODEL,
     .help = "neighbours for D2min: the first minimum of g(r)"},
};
static const struct schema_setting run[] = {
    {"ranks", SCHEMA_COUNT, false, 1, 4096, .fallback = "1",
     .help = "MPI processes of a worker; one is best for small glasses, many of which then run at once"},
};

static const struct schema_element children[] = {
    {"glass", 1, 1, NULL, glass, COUNT_OF(glass), glass_children, COUNT_OF(glass_children),
     .help = "The glass: a model to quench, or files to start from"},
    {"quench", 0, 1, NULL, quench, COUNT_OF(quench), quench_children, COUNT_OF(quench_children),
     .help = "How the glass is made; required unless the glass comes from files"},
    {"history", 0, 1000, NULL, history, COUNT_OF(history), history_children, COUNT_OF(history_children),
     .help = "Glasses with a longer history, beside those of the rates: steps in the order in which they are written"},
    {"reference", 0, 1, NULL, reference, COUNT_OF(reference), .help = "The unloaded state"},
    {"equilibrium", 0, 1, NULL, equilibrium, COUNT_OF(equilibrium), equilibrium_children,
     COUNT_OF(equilibrium_children),
     .help = "The liquid in equilibrium, whose energy at rest gives glasses their fictive temperature T_f_is"},
    {"elastic", 0, 1, NULL, elastic, COUNT_OF(elastic), .help = "Elastic constants"},
    {"order", 0, 1, NULL, order, COUNT_OF(order), .help = "What still is a glass"},
    {"compress", 1, 10, NULL, compress, COUNT_OF(compress), compress_children, COUNT_OF(compress_children),
     .help = "The loading; several, athermal and at temperatures, stand side by side"},
    {"measure", 0, 1, NULL, measure, COUNT_OF(measure), .help = "What is measured on the loaded states"},
    {"run", 0, 1, NULL, run, COUNT_OF(run), .help = "How it is run"},
};
#define STUDY(max, what)                                                                                               \
    { "study", 1, max, NULL, study, COUNT_OF(study), children, COUNT_OF(children), .help = what }
const struct schema_element study_table = STUDY(1, "A study");

static const struct schema_setting studies[] = {
    {"name", SCHEMA_NAME, true, .help = "what they are called together; names their folder in results/"},
};
static const struct schema_element studies_children[] = {
    STUDY(1000, "A study of its own, in a folder of its name"),
};
const struct schema_element studies_table = {
    "studies",
    0,
    1,
    NULL,
    studies,
    COUNT_OF(studies),
    studies_children,
    COUNT_OF(studies_children),
    .help = "Several studies in one file, each complete, run one after the other and compared"};
