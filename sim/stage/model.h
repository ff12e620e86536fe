/* A model glass: one XML file in potentials/ (see potentials/README.md; potentials/model.rng says the same to editors).
 *
 * Looked up as a path (when it contains '/' or ends in .xml), else NAME.xml in $GLASSBED_DATA/potentials, beside the
 * executable (../potentials), and in the installed DATADIR, in this order.
 *
 * A model's LAMMPS commands can only be pair_style, pair_coeff and pair_modify, one line each: a file from somebody
 * else cannot make LAMMPS do anything but set up forces.
 */
#ifndef GB_STAGE_MODEL_H
#define GB_STAGE_MODEL_H

#include "atoms/config.h"
#include "base/error.h"
#include "base/xml.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MODEL_MAX_SPECIES = 8 };
#define MODEL_ZHOU_TABLE "zjw2004.eam.alloy"

struct model_reference {
    char *quantity, *unit, *note; /* quantity: a column of the summary (e_is, bulk ...) where it is one */
    double value, tolerance;      /* NaN tolerance: none stated */
    double rate;                  /* cooling rate it belongs to, as users write rates; NaN: none */
};

struct model {
    char *name, *title, *path, *source, *doi, *licence; /* doi NULL when there is none */
    char *text;                                         /* the file as read */
    char *units;                                        /* "lj" or "metal" */
    int n_species;
    char *element[MODEL_MAX_SPECIES];    /* Cu, Zr; A, B for model glasses */
    char *scatter_as[MODEL_MAX_SPECIES]; /* element whose form factors stand in; NULL: itself */
    double scatter_length;               /* length unit in angstrom for scattering: 1 for metal; NaN: not given */
    double mass[MODEL_MAX_SPECIES], fraction[MODEL_MAX_SPECIES];
    char *kim; /* KIM model name, or NULL: then `commands` */
    bool zhou; /* `commands` read MODEL_ZHOU_TABLE, which model_write makes (zhou.h) */
    double zhou_taper;
    size_t n_commands;
    char **commands; /* LAMMPS commands that set the pair style; {file:NAME} stands for a potential file's path, see
                        model_find_file */
    double skin;     /* neighbour list skin, length */
    /* default protocol; NaN where the model gives none (then the study must) */
    double density;  /* number density of the starting box, 1/length^3 */
    bool npt;        /* quench at zero pressure instead of constant volume */
    double timestep; /* tau or ps */
    double melt_T, from_T, to_T;
    double melt_time, equilibrate_time;                     /* tau or ps */
    double glass_lo, glass_hi, liquid_lo, liquid_hi;        /* temperature windows for T_f */
    double r_max, r_bin, smooth, fit_lo, fit_hi, d2min_cut; /* NaN where the model gives none */
    size_t n_reference;
    struct model_reference *reference; /* known values to hold results against; owned */
};

/* GB_EINPUT with file:line, or with the names there are when it is not found. *m is the caller's. */
int model_read(struct model **m, const char *name_or_path, struct gb_error *err);
void model_free(struct model *m);
/* The names at the end of each pair_coeff of <lammps> are those of the species, in their order; model_read asks. */
int model_check_names(const struct model *m, const struct gb_xml_node *lammps, struct gb_error *err);
/* A glass from elsewhere (PATH or PATH@N, config_read) as the model's: types by name, masses, units and box must agree.
 * *c is the caller's. GB_EINPUT. */
int model_read_glass(struct config **c, const struct model *m, const char *path, struct gb_error *err);
/* All model files found, sorted by name; *names the caller's (each freed, and the array). */
int model_list(char ***names, size_t *n, struct gb_error *err);
/* RELAX NG of model files: potentials/model.rng and `glassbed models --rng`. */
struct gb_text;
void model_rng(struct gb_text *out);
/* Folder that holds `potentials/` and `configs/`; the caller's; NULL when not found. */
char *model_data_dir(void);
/* Path of a potential file named in {file:NAME}: absolute as it is; else beside the model, in the folders of
 * $LAMMPS_POTENTIALS, /usr/share/lammps/potentials. *path is the caller's. */
int model_find_file(const struct model *m, const char *name, char **path, struct gb_error *err);
/* Writes the model for a study's folder: its text with each {file:NAME} made absolute, to mean the same there; beside
 * it what is tabulated for it (MODEL_ZHOU_TABLE), so that the folder can move. */
int model_write(const struct model *m, const char *path, struct gb_error *err);
/* Hash of what a simulation takes from the model (units, species, forces, list skin; the contents of potential files,
 * or the parameters of what is tabulated): changes when the forces may have. The protocol reaches the stages through
 * the study's own settings, notes and sources not at all. */
int model_hash(const struct model *m, uint64_t *hash, struct gb_error *err);

/* Units for people and table headers, plain ASCII: "ang", "eV/atom", "K", "GPa", "ps", "K/s", "g/cm^3", or "sigma",
 * "epsilon/atom", "epsilon/kB", "epsilon/sigma^3", "tau", "epsilon/kB/tau", "1/sigma^3". */
enum model_quantity {
    MODEL_LENGTH,
    MODEL_ENERGY,
    MODEL_TEMPERATURE,
    MODEL_STRESS,
    MODEL_TIME,
    MODEL_RATE,
    MODEL_DENSITY
};
const char *model_unit(const struct model *m, enum model_quantity q);
/* Energy per temperature: 8.617333262e-5 eV/K, or 1. */
double model_boltzmann(const struct model *m);
/* Cooling rate as written by the user -> temperature per LAMMPS time unit (K/s -> K/ps for metal). */
double model_rate_internal(const struct model *m, double rate);

#endif
