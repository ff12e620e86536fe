/* The settings of a model file, see schema.h: the reader and potentials/model.rng follow it. */
#include "stage/model_table.h"

#include "stage/model.h"

#define COUNT_OF(a) (sizeof(a) / sizeof(a)[0])
#define IS(v) .by = SCHEMA_IS, .is = (v)
#define MODEL_FIELD(field) SCHEMA_FIELD(struct model, field)
#define SPECIES_FIELD(field) SCHEMA_FIELD(struct model_species, field)
#define REFERENCE_FIELD(field) SCHEMA_FIELD(struct model_reference, field)

static const char *const units[] = {"lj", "metal", NULL};
static const char *const ensembles[] = {"nvt", "npt", NULL};

#define LINE(field)                                                                                                    \
    { "", SCHEMA_TEXT, true, MODEL_FIELD(field), .help = "one line of text" }
static const struct schema_setting source_line[] = {LINE(source)}, licence_line[] = {LINE(licence)};

static const struct schema_setting source[] = {
    {"doi", SCHEMA_TEXT, false, .fallback = "none", MODEL_FIELD(doi),
     .help = "digital object identifier of the paper, without https://doi.org/"},
};
static const struct schema_setting species[] = {
    {"element", SCHEMA_NAME, true, SPECIES_FIELD(element),
     .help = "chemical symbol, or a letter for model glasses; the order gives LAMMPS types 1, 2, ..."},
    {"mass", SCHEMA_NUMBER, true, 0, 1e6, true, .unit = "1 (lj) or g/mol (metal)", SPECIES_FIELD(mass),
     .help = "mass of an atom"},
    {"fraction", SCHEMA_NUMBER, true, 0, 1, true, SPECIES_FIELD(fraction), .help = "share of the atoms; all sum to 1"},
    {"scatter-as", SCHEMA_NAME, false, .fallback = "the element itself", SPECIES_FIELD(scatter_as),
     .help = "element whose form factors stand in for a model atom's"},
};
static const struct schema_setting kim[] = {
    {"model", SCHEMA_NAME, true, MODEL_FIELD(kim), .help = "name of the KIM model, with its MO_ number and version"},
    {"skin", SCHEMA_NUMBER, false, 0, 100, true, .unit = "length", .fallback = "0.3 (lj), 1 (metal)", MODEL_FIELD(skin),
     .help = "skin of the neighbour lists"},
};
static const struct schema_setting lammps[] = {
    {"skin", SCHEMA_NUMBER, false, 0, 100, true, .unit = "length", .fallback = "0.3 (lj), 1 (metal)", MODEL_FIELD(skin),
     .help = "skin of the neighbour lists"},
};
static const struct schema_setting zhou[] = {
    {"taper", SCHEMA_NUMBER, false, 0, 2, .unit = "angstrom", .fallback = "0: cut off, as published",
     MODEL_FIELD(zhou_taper), IS(0),
     .help = "last part of the cut-off, in which the functions go smoothly to zero; minimisations need it"},
    {"skin", SCHEMA_NUMBER, false, 0, 100, true, .unit = "length", MODEL_FIELD(skin), IS(1),
     .help = "skin of the neighbour lists"},
};
static const struct schema_setting command[] = {
    {"", SCHEMA_TEXT, true,
     .help = "pair_style, pair_coeff or pair_modify; {file:NAME} stands for the path of a potential file"},
};
static const struct schema_element lammps_children[] = {
    {"command", 1, 1000, command, .help = "One LAMMPS command"},
};
static const struct schema_setting protocol[] = {
    {"density", SCHEMA_NUMBER, false, 0, 100, true, .unit = "atoms per cubic length",
     .fallback = "none: the study must give it", MODEL_FIELD(density), .help = "number density of the starting box"},
    {"ensemble", SCHEMA_CHOICE, false, .choice = ensembles, MODEL_FIELD(npt), IS(0),
     .help = "quench at constant volume (nvt) or at zero pressure (npt)"},
    {"timestep", SCHEMA_NUMBER, false, 0, 1, true, .unit = "time", .fallback = "none: the study must give it",
     MODEL_FIELD(timestep), .help = "MD step"},
    {"melt", SCHEMA_NUMBER, false, 0, 1e6, true, .unit = "temperature", .fallback = "none: the study must give it",
     MODEL_FIELD(melt_T), .help = "temperature of the melt"},
    {"from", SCHEMA_NUMBER, false, 0, 1e6, true, .unit = "temperature", .fallback = "none: the study must give it",
     MODEL_FIELD(from_T), .help = "temperature at which cooling starts"},
    {"to", SCHEMA_NUMBER, false, 0, 1e6, .unit = "temperature", .fallback = "none: the study must give it",
     MODEL_FIELD(to_T), .help = "temperature at which cooling ends"},
    {"melt-time", SCHEMA_NUMBER, false, 0, 1e9, .unit = "time", .fallback = "none: the study must give it",
     MODEL_FIELD(melt_time), .help = "time at the melt's temperature"},
    {"equilibrate-time", SCHEMA_NUMBER, false, 0, 1e9, .unit = "time", .fallback = "none: the study must give it",
     MODEL_FIELD(equilibrate_time), .help = "time at the starting temperature"},
    {"glass-fit", SCHEMA_WINDOW, false, 0, 1e6, .unit = "temperature", .fallback = "none: the study must give it",
     SCHEMA_WINDOW_FIELDS(struct model, glass_lo, glass_hi),
     .help = "window of the glass line for the fictive temperature"},
    {"liquid-fit", SCHEMA_WINDOW, false, 0, 1e6, .unit = "temperature", .fallback = "none: the study must give it",
     SCHEMA_WINDOW_FIELDS(struct model, liquid_lo, liquid_hi),
     .help = "window of the liquid line for the fictive temperature"},
};
static const struct schema_setting measure[] = {
    {"r-max", SCHEMA_NUMBER, false, 0, 1000, true, .unit = "length", .fallback = "none: the study must give it",
     MODEL_FIELD(r_max), .help = "largest pair distance"},
    {"r-bin", SCHEMA_NUMBER, false, 0, 1, true, .unit = "length", .fallback = "none: the study must give it",
     MODEL_FIELD(r_bin), .help = "width of a bin of r"},
    {"smooth", SCHEMA_NUMBER, false, 0, 10, .unit = "length", .fallback = "none: the study must give it",
     MODEL_FIELD(smooth), .help = "width of the Gaussian that g20 and K pass through"},
    {"fit", SCHEMA_WINDOW, false, 0, 1000, .unit = "length", .fallback = "none: the study must give it",
     SCHEMA_WINDOW_FIELDS(struct model, fit_lo, fit_hi), .help = "window of r in which the strain is fitted"},
    {"d2min-cut", SCHEMA_NUMBER, false, 0, 1000, true, .unit = "length", .fallback = "none: the study must give it",
     MODEL_FIELD(d2min_cut), .help = "neighbours for D2min: the first minimum of g(r)"},
};
static const struct schema_setting reference[] = {
    {"quantity", SCHEMA_NAME, true, REFERENCE_FIELD(quantity),
     .help = "what: a column of the summary, such as e_is, where it is one"},
    {"value", SCHEMA_NUMBER, true, -1e12, 1e12, REFERENCE_FIELD(value), .help = "its value"},
    {"unit", SCHEMA_TEXT, true, REFERENCE_FIELD(unit), .help = "its unit, - when it has none"},
    {"tolerance", SCHEMA_NUMBER, false, 0, 1e12, .fallback = "not stated", REFERENCE_FIELD(tolerance),
     .help = "how far a right result may be away"},
    {"rate", SCHEMA_NUMBER, false, 0, 1e30, true, .unit = "temperature per time; K/s (metal)", .fallback = "none",
     REFERENCE_FIELD(rate), .help = "cooling rate of the glass it belongs to"},
    {"note", SCHEMA_TEXT, false, .fallback = "none", REFERENCE_FIELD(note), .help = "conditions"},
};

static const struct schema_element children[] = {
    {"source", 1, 1, source_line, source, COUNT_OF(source), .help = "Who published it, and where"},
    {"licence", 1, 1, licence_line, .help = "What one may do with the parameters or the file"},
    {"species", 1, 8, NULL, species, COUNT_OF(species), .help = "A species, in the order of LAMMPS types"},
    {"lammps", 0, 1, NULL, lammps, COUNT_OF(lammps), lammps_children, COUNT_OF(lammps_children),
     .help = "How LAMMPS gets the forces: by commands (or by <kim> or <zhou2004>)"},
    {"kim", 0, 1, NULL, kim, COUNT_OF(kim), .help = "How LAMMPS gets the forces: a KIM model"},
    {"zhou2004", 0, 1, NULL, zhou, COUNT_OF(zhou),
     .help =
         "How LAMMPS gets the forces: Zhou, Johnson and Wadley's (2004) EAM of the species, tabulated for the study"},
    {"protocol", 0, 1, NULL, protocol, COUNT_OF(protocol), .help = "Defaults for the study's <quench>"},
    {"measure", 0, 1, NULL, measure, COUNT_OF(measure), .help = "Defaults for the study's <measure>"},
    {"reference", 0, 1000, NULL, reference, COUNT_OF(reference), .help = "A known value to hold results against"},
};
static const struct schema_setting model[] = {
    {"name", SCHEMA_NAME, true, MODEL_FIELD(name), .help = "the file's name without .xml; what a study calls it"},
    {"title", SCHEMA_TEXT, true, MODEL_FIELD(title), .help = "one line for people"},
    {"units", SCHEMA_CHOICE, true, .choice = units, MODEL_FIELD(units),
     .help = "LAMMPS units: lj (reduced) or metal (Angstrom, ps, eV; rates in K/s, stress in GPa)"},
    {"scatter-length", SCHEMA_NUMBER, false, 0.1, 100, .unit = "angstrom",
     .fallback = "none: then only number weights (lj)", MODEL_FIELD(scatter_length),
     .help = "what sigma stands for in x-ray and neutron weights, with the species' scatter-as"},
};
const struct schema_element model_table = {
    "model", 1, 1, NULL, model, COUNT_OF(model), children, COUNT_OF(children), .help = "A model glass"};

void model_rng(struct gb_text *out) {
    static const struct schema_element *const root[] = {&model_table};
    schema_rng(
        COUNT_OF(root), root,
        "RELAX NG schema of model files, for editors and for xmllint (its option relaxng): what\n"
        "     `glassbed models` prints with its option rng. What depends on several settings at once glassbed checks: "
        "that a "
        "window has\n     LO < HI, that cooling goes down, that scatter-length is for lj units, that the fit lies "
        "within r-max.",
        out);
}
