/* The settings of a study file, see schema.h: the reader, the effective study, the plan's parameters, configs/study.rng
 * and the list in configs/README.md follow it. */
#include "study/study.h"

#include <stdlib.h>
#include <string.h>

#define COUNT_OF(a) (sizeof(a) / sizeof(a)[0])

#define TEMPERATURE "temperature (K for metals)"
#define TIME "time (ps for metals)"
#define LENGTH "length (Angstrom for metals)"

/* The place of a setting: a field of the study, of its <equilibrium>, of a <compress>, of a step. */
#define STUDY_FIELD(field) SCHEMA_FIELD(struct study, field)
#define LIQUID_FIELD(field) SCHEMA_FIELD(struct study_liquid, field)
#define COMPRESS_FIELD(field) SCHEMA_FIELD(struct study_compress, field)
#define STEP_FIELD(field) SCHEMA_FIELD(struct step, field)
/* Defaults. */
#define IS(v) .by = SCHEMA_IS, .is = (v)
#define STEPS(n) .by = SCHEMA_STEPS, .is = (n)
#define OF_MODEL(field) .by = SCHEMA_FROM, .from = offsetof(struct model, field), .fallback = "the model's"
#define OF_MODEL_WINDOW(lo, hi) OF_MODEL(lo), .from_hi = offsetof(struct model, hi)
#define OF_STUDY(field, text) .by = SCHEMA_FROM, .from = offsetof(struct study, field), .fallback = text

static const char *const ensembles[] = {"nvt", "npt", NULL};
static const char *const relaxations[] = {"none", "isotropic", "lengths", NULL};
static const char *const modes[] = {"athermal", "thermal", NULL};
static const char *const windows[] = {"step", "lorch", "gaussian", NULL};

const char *study_relaxation_name(enum study_relaxation r) { return relaxations[r]; }

/* When a setting plays a part. */
static bool is_quenched(const void *study) { return ((const struct study *)study)->n_files == 0; }
static bool is_relaxed(const void *study) { return ((const struct study *)study)->relax != RELAX_NONE; }
static bool is_smoothed_in_q(const void *study) {
    return ((const struct study *)study)->smoothing.kind == SMOOTH_QWINDOW;
}
static bool is_smoothed_in_r(const void *study) { return !is_smoothed_in_q(study); }
static bool is_measured(const void *liquid) { return !((const struct study_liquid *)liquid)->file; }
static bool is_thermal(const void *compress) { return ((const struct study_compress *)compress)->thermal; }

static const char not_elastic[] =
    "a strain of 0.05 is 5 %: beyond it a glass flows, and the elastic theory does not apply; give "
    "a fraction such as 0.005";

static const struct schema_setting study[] = {
    {"name", SCHEMA_NAME, true, STUDY_FIELD(name), .help = "what the study is called; names its folder in results/"},
    {"seed", SCHEMA_COUNT, false, 0, 1e15, STUDY_FIELD(seed), IS(1),
     .help = "from which the seeds of all samples are drawn"},
};

static const struct schema_setting glass[] = {
    {"model", SCHEMA_TEXT, true, STUDY_FIELD(model_name),
     .help = "name of a model glass (glassbed models lists them), or path of a model file"},
    {"atoms", SCHEMA_COUNT, false, 100, 1e8, STUDY_FIELD(atoms), IS(4000), .when = is_quenched, .param = "atoms",
     .help = "atoms in a sample; not with files"},
    {"samples", SCHEMA_COUNT, false, 1, 10000, STUDY_FIELD(samples), IS(3), .when = is_quenched,
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
    {"melt", SCHEMA_NUMBER, false, 0, 1e6, true, .unit = TEMPERATURE, STUDY_FIELD(melt_T), OF_MODEL(melt_T),
     .param = "melt-T", .help = "temperature of the melt"},
    {"from", SCHEMA_NUMBER, false, 0, 1e6, true, .unit = TEMPERATURE, STUDY_FIELD(from_T), OF_MODEL(from_T),
     .param = "from-T", .help = "temperature at which cooling starts"},
    {"to", SCHEMA_NUMBER, false, 0, 1e6, .unit = TEMPERATURE, STUDY_FIELD(to_T), OF_MODEL(to_T),
     .help = "temperature at which cooling ends"},
    {"timestep", SCHEMA_NUMBER, false, 0, 1, true, .unit = TIME, STUDY_FIELD(timestep), OF_MODEL(timestep),
     .param = "timestep", .help = "MD step"},
    {"melt-time", SCHEMA_NUMBER, false, 0, 1e9, .unit = TIME, STUDY_FIELD(melt_time), OF_MODEL(melt_time),
     .param = "melt-time", .help = "time at the melt's temperature"},
    {"equilibrate-time", SCHEMA_NUMBER, false, 0, 1e9, .unit = TIME, STUDY_FIELD(equilibrate_time),
     OF_MODEL(equilibrate_time), .param = "equilibrate-time",
     .help = "time at the starting temperature, before cooling"},
    {"density", SCHEMA_NUMBER, false, 0, 100, true, .unit = "atoms per cubic length", STUDY_FIELD(density),
     OF_MODEL(density), .param = "density", .help = "number density of the starting box"},
    {"ensemble", SCHEMA_CHOICE, false, .choice = ensembles, STUDY_FIELD(npt), OF_MODEL(npt), .param = "npt",
     .new_line = true, .help = "cool at constant volume (nvt) or at zero pressure (npt)"},
    {"glass-fit", SCHEMA_WINDOW, false, 0, 1e6, .unit = TEMPERATURE,
     SCHEMA_WINDOW_FIELDS(struct study, fictive.glass_lo, fictive.glass_hi), OF_MODEL_WINDOW(glass_lo, glass_hi),
     .help = "window of the glass line, whose crossing with the liquid line is the fictive temperature"},
    {"liquid-fit", SCHEMA_WINDOW, false, 0, 1e6, .unit = TEMPERATURE,
     SCHEMA_WINDOW_FIELDS(struct study, fictive.liquid_lo, fictive.liquid_hi), OF_MODEL_WINDOW(liquid_lo, liquid_hi),
     .help = "window of the liquid line, which is that of the slowest rate"},
    {"checkpoint-steps", SCHEMA_COUNT, false, 10, 1e9, .fallback = "about 15 s of work on one core",
     STUDY_FIELD(checkpoint_steps), .help = "MD steps between checkpoints, from which a killed quench goes on"},
};
static const struct schema_setting rate[] = {
    {"", SCHEMA_NUMBER, true, 0, 1e30, true, .unit = "temperature per time (K/s for metals)", SCHEMA_ONE_DOUBLE,
     .help = "cooling rate", .why = "a rate says how fast the glass is cooled: write it without a sign"},
};
static const struct schema_element quench_children[] = {
    {"rate", 0, 100, rate, .help = "A cooling rate; each gives its own glasses"},
};

static const struct schema_setting history[] = {
    {"name", SCHEMA_NAME, true, .help = "what the history is called; names folders"},
};
#define ENSEMBLE                                                                                                       \
    {                                                                                                                  \
        "ensemble", SCHEMA_CHOICE, false, .choice = ensembles, STEP_FIELD(npt), OF_STUDY(npt, "that of <quench>"),     \
                                          .param = "npt", .help = "at constant volume (nvt) or at zero pressure (npt)" \
    }
#define RATE(what)                                                                                                     \
    {                                                                                                                  \
        "rate", SCHEMA_NUMBER, true, 0, 1e30, true, .unit = "temperature per time (K/s for metals)", STEP_FIELD(rate), \
                                                    .help = what, .why = "write it without a sign"                     \
    }
#define HELD                                                                                                           \
    {                                                                                                                  \
        "T", SCHEMA_NUMBER, true, 0, 1e6, true, .unit = TEMPERATURE, STEP_FIELD(T), .param = "T",                      \
                                                .help = "temperature, held"                                            \
    }
#define DURATION(what)                                                                                                 \
    { "time", SCHEMA_NUMBER, true, 0, 1e12, true, .unit = TIME, STEP_FIELD(time), .param = "time", .help = what }
static const struct schema_setting step_quench[] = {
    {"to", SCHEMA_NUMBER, false, 0, 1e6, .unit = TEMPERATURE, STEP_FIELD(T), OF_STUDY(to_T, "that of <quench>"),
     .param = "to-T", .help = "temperature at which cooling ends; it starts where the step before ended"},
    RATE("cooling rate"),
    ENSEMBLE,
};
static const struct schema_setting step_reheat[] = {
    {"to", SCHEMA_NUMBER, true, 0, 1e6, true, .unit = TEMPERATURE, STEP_FIELD(T), .param = "to-T",
     .help = "temperature at which heating ends"},
    RATE("heating rate"),
    ENSEMBLE,
};
static const struct schema_setting step_anneal[] = {HELD, DURATION("how long"), ENSEMBLE};
static const struct schema_setting step_swap[] = {
    HELD,
    DURATION("of molecular dynamics in all"),
    {"attempts", SCHEMA_NUMBER, false, 0, 1e6, STEP_FIELD(attempts), IS(20), .param = "attempts",
     .help = "exchanges tried per atom in each block"},
    {"block-time", SCHEMA_NUMBER, false, 0, 1e9, true, .unit = TIME, STEP_FIELD(block_time), STEPS(10),
     .param = "block-time", .help = "molecular dynamics between two blocks of exchanges"},
    ENSEMBLE,
};
static const struct schema_setting step_creep[] = {
    HELD,
    DURATION("under full stress; putting it on and taking it off last a tenth each"),
    {"stress", SCHEMA_NUMBER, true, -1e6, 1e6, .unit = "stress (GPa for metals)", STEP_FIELD(stress), .param = "stress",
     .help = "uniaxial, compression positive; none across"},
    {"axis", SCHEMA_AXES, false, STEP_FIELD(axes), IS(4), .param = "axis", .help = "of the stress"},
};
static const struct schema_setting step_prestrain[] = {
    HELD,
    {"strain", SCHEMA_NUMBER, true, 0, 0.5, true, STEP_FIELD(strain), .param = "strain",
     .help = "by which an edge is shortened (at constant volume) and brought back"},
    {"strain-rate", SCHEMA_NUMBER, false, 0, 1e6, true, .unit = "1/time (1/ps for metals)", STEP_FIELD(strain_rate),
     .by = SCHEMA_PER_STEP, .is = 1e-5, .param = "strain-rate", .help = "engineering strain rate"},
    {"axes", SCHEMA_AXES, false, STEP_FIELD(axes), IS(7), .param = "axes", .joined = true,
     .help = "one after the other"},
    {"cycles", SCHEMA_COUNT, false, 1, 1000, STEP_FIELD(cycles), IS(1), .param = "cycles",
     .help = "times through all of them"},
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
    {"relax", SCHEMA_CHOICE, false, .choice = relaxations, STUDY_FIELD(relax), IS(RELAX_ISOTROPIC), .param = "relax",
     .help = "the cell: kept (none), one scale (isotropic) or each edge for itself (lengths)"},
    {"pressure", SCHEMA_NUMBER, false, -1e6, 1e6, .unit = "stress (GPa for metals)", STUDY_FIELD(pressure), IS(0),
     .when = is_relaxed, .param = "pressure", .help = "pressure of the unloaded glass"},
};
static const struct schema_setting equilibrium[] = {
    {"time", SCHEMA_NUMBER, false, 0, 1e9, true, .unit = TIME, .fallback = "none: required with <T>",
     LIQUID_FIELD(time), .when = is_measured, .param = "time",
     .help = "MD at each T; a quarter brings the melt there, the second half is sampled"},
    {"snapshots", SCHEMA_COUNT, false, 4, 50, LIQUID_FIELD(snapshots), IS(10), .when = is_measured,
     .param = "snapshots", .help = "inherent structures of each sample at each T, relaxed as the unloaded glass is"},
    {"swap-attempts", SCHEMA_NUMBER, false, 0, 1e6, LIQUID_FIELD(swap_attempts), IS(0), .when = is_measured,
     .help = "swap Monte Carlo: attempts per atom every 20 MD steps, to reach low T; pair potentials only"},
    {"file", SCHEMA_TEXT, false, .fallback = "none: the line is measured at each <T>", LIQUID_FIELD(file),
     .help = "the summary/equilibrium.tsv of another study of this model, relaxed alike, instead of <T>"},
};
static const struct schema_setting equilibrium_T[] = {
    {"", SCHEMA_NUMBER, true, 0, 1e6, true, .unit = TEMPERATURE, SCHEMA_ONE_DOUBLE, .param = "T",
     .help = "a temperature of the line"},
};
static const struct schema_element equilibrium_children[] = {
    {"T", 0, 100, equilibrium_T, .help = "A temperature; the line is measured there on every sample's melt"},
};
static const struct schema_setting elastic[] = {
    {"strain", SCHEMA_NUMBER, false, 0, 0.05, true, STUDY_FIELD(elastic_strain), IS(5e-4), .param = "strain",
     .help = "strain of the runs that measure the elastic constants", .why = not_elastic},
};

static const struct schema_setting order[] = {
    {"crystal-max", SCHEMA_NUMBER, false, 0, 1, STUDY_FIELD(crystal_max), IS(0.05),
     .help =
         "a sample of whose atoms a larger fraction is crystalline is left out of all averages, and named; 1: none is"},
};

static const struct schema_setting compress[] = {
    {"mode", SCHEMA_CHOICE, false, .choice = modes, COMPRESS_FIELD(thermal), IS(0),
     .help = "how to load: at rest, T = 0 (athermal), or at a temperature, averaged over time (thermal)"},
    {"axes", SCHEMA_AXES, false, COMPRESS_FIELD(axes), IS(7), .param = "axes",
     .help = "loading axes; all three cancel the frozen-in anisotropy of a finite glass"},
    {"both-signs", SCHEMA_YES_NO, false, COMPRESS_FIELD(both_signs), IS(1), .param = "both-signs",
     .help = "also in tension, which cancels even orders in the strain"},
    {"T", SCHEMA_NUMBER, false, 0, 1e6, true, .unit = TEMPERATURE, .fallback = "none; thermal needs it",
     COMPRESS_FIELD(T), .labelled = true, .label = offsetof(struct study_compress, T_label), .when = is_thermal,
     .param = "T", .help = "temperature; only thermal"},
    {"equilibrate-time", SCHEMA_NUMBER, false, 0, 1e9, true, .unit = TIME, COMPRESS_FIELD(equilibrate_time),
     STEPS(10000), .when = is_thermal, .param = "equilibrate-time",
     .help = "half of it to warm the glass or put the load on, half to hold it; only thermal"},
    {"time", SCHEMA_NUMBER, false, 0, 1e9, true, .unit = TIME, COMPRESS_FIELD(time), STEPS(50000), .when = is_thermal,
     .param = "time", .help = "over which positions, cell and stress are averaged; only thermal"},
    {"timestep", SCHEMA_NUMBER, false, 0, 1, true, .unit = TIME, COMPRESS_FIELD(timestep),
     OF_STUDY(timestep, "the quench's, or the model's"), .when = is_thermal, .param = "timestep",
     .help = "MD step; only thermal"},
    {"snapshots", SCHEMA_COUNT, false, 1, 99, COMPRESS_FIELD(snapshots), IS(20), .when = is_thermal,
     .param = "snapshots", .help = "how many snapshots are measured beside the mean positions; only thermal"},
};
static const struct schema_setting strain[] = {
    {"", SCHEMA_NUMBER, true, 0, 0.05, true, SCHEMA_ONE_DOUBLE, .param = "strain",
     .help = "axial engineering strain of the cell, as a fraction", .why = not_elastic},
};
static const struct schema_setting stress[] = {
    {"", SCHEMA_NUMBER, true, 0, 1e6, true, .unit = "stress (GPa for metals)", SCHEMA_ONE_DOUBLE, .param = "stress",
     .help = "axial compressive stress; athermal: a strain of the stress over Young's modulus"},
};
static const struct schema_element compress_children[] = {
    {"strain", 0, 100, strain, .help = "A strain; each gives its own loaded states; not thermal"},
    {"stress", 0, 100, stress, .help = "Instead of strains, a stress; each gives its own loaded states"},
};

static const struct schema_setting measure[] = {
    {"r-max", SCHEMA_NUMBER, false, 0, 1000, true, .unit = LENGTH, STUDY_FIELD(r_max), OF_MODEL(r_max),
     .param = "r-max", .help = "largest pair distance; with what the smoothing reads beyond it below the box's edge"},
    {"r-bin", SCHEMA_NUMBER, false, 0, 1, true, .unit = LENGTH, STUDY_FIELD(r_bin), OF_MODEL(r_bin), .param = "r-bin",
     .help = "width of a bin of r"},
    {"fit", SCHEMA_WINDOW, false, 0, 1000, .unit = LENGTH, SCHEMA_WINDOW_FIELDS(struct study, fit_lo, fit_hi),
     OF_MODEL_WINDOW(fit_lo, fit_hi), .help = "window of r in which the far strain is fitted"},
    {"smooth", SCHEMA_NUMBER, false, 0, 10, .unit = LENGTH, STUDY_FIELD(smoothing.width), OF_MODEL(smooth),
     .when = is_smoothed_in_r,
     .help = "width of the Gaussian that g20 and K both pass through; 0: none; not with q-max"},
    {"q-max", SCHEMA_NUMBER, false, 0, 1000, true, .unit = "1/length", .fallback = "none: smoothed by a Gaussian in r",
     STUDY_FIELD(smoothing.q_max), .when = is_smoothed_in_q,
     .help = "instead of smooth: the end of the Q range that g20 and K both pass through"},
    {"window", SCHEMA_CHOICE, false, .choice = windows, STUDY_FIELD(smoothing.window), IS(QWINDOW_LORCH),
     .when = is_smoothed_in_q, .help = "shape of the Q range; only with q-max"},
    {"partials", SCHEMA_YES_NO, false, STUDY_FIELD(partials), IS(1), .param = "partials",
     .help = "also by pair of species"},
    {"d2min-cut", SCHEMA_NUMBER, false, 0, 1000, true, .unit = LENGTH, STUDY_FIELD(d2min_cut), OF_MODEL(d2min_cut),
     .param = "d2min-cut", .help = "neighbours for D2min: the first minimum of g(r)"},
};
static const struct schema_setting run[] = {
    {"ranks", SCHEMA_COUNT, false, 1, 4096, STUDY_FIELD(ranks), IS(1), .param = "ranks",
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

void study_settings(struct gb_text *out) {
    struct schema_element several = studies_table; /* what is in its <study> is said once */
    several.n_children = 0;
    schema_markdown(&study_table, out);
    schema_markdown(&several, out);
}

void study_rng(struct gb_text *out) {
    static const struct schema_element *const root[] = {&study_table, &studies_table};
    schema_rng(
        COUNT_OF(root), root,
        "RELAX NG schema of study files, for editors and for xmllint (its option relaxng): what\n"
        "     `glassbed plan` prints with its option rng. What depends on several settings at once glassbed checks: "
        "that a window "
        "has\n     LO < HI, that cooling goes down, that there is a rate or a history and a strain or a stress, that "
        "the\n     fit lies within r-max, which settings of <compress> go with its mode.",
        out);
}

const struct schema_element *study_element(const char *path) {
    const struct schema_element *e = &study_table;
    const char *slash = strchr(path, '/');
    if (!slash) return schema_child(e, path);
    char *parent = gb_format("%.*s", (int)(slash - path), path);
    e = schema_child(e, parent);
    free(parent);
    return e ? schema_child(e, slash + 1) : NULL;
}

int study_param(const struct schema_element *e, const void *stored, const char *param, struct gb_text *out) {
    const struct schema_setting *s = schema_param(e, param);
    if (!s) return GB_EFAIL;
    schema_print_param(s, stored, out);
    return GB_OK;
}
