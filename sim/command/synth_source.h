/* What a data set of `glassbed synth` is made of: the options, and the two states they give.
 *
 *     a phantom:  --glass NAME | --curves FILE | --config FILE, and a strain (--eps, --profile ...)
 *     atoms:      --reference A --loaded B, whose displacements are the truth
 *
 * Everything in angstrom (--sigma S: lengths of files are in units of S angstrom).
 */
#ifndef GB_COMMAND_SYNTH_SOURCE_H
#define GB_COMMAND_SYNTH_SOURCE_H

#include "atoms/config.h"
#include "command/command.h"
#include "synth/phantom.h"
#include "synth/truth_file.h"
#include "truth/truth.h"

#include <stdbool.h>

struct source_options {
    const char *glass, *curves, *config, *reference, *loaded, *axis, *elements, *scatter, *composition, *weights,
        *profile, *eps_table;                                            /* borrowed from argv; NULL: not given */
    double density, sigma, smooth, eps, ratio, r_switch, width, poisson; /* NaN: not given */
};
enum { SOURCE_OPTIONS = 20 };
struct source_options source_defaults(void);
/* Fills spec[0..SOURCE_OPTIONS). */
void source_specs(struct source_options *o, struct option_spec *spec);

struct source {
    struct scatter sc;
    char *name;                    /* what it is, for headers; owned */
    double r_max, dr;              /* of the glass's own curves: how far they reach, how fine they are */
    double taper;                  /* of atoms' curves at r_max; phantoms have it in their glass */
    double r_known;                /* r_max less the taper; of analytic glasses infinite */
    double poisson, r_peak, r_min; /* first peak and following minimum of the number-weighted g00 */
    double eps_true;
    struct phantom_state unloaded, loaded, affine; /* affine: the same by a constant strain */
    bool atoms;
    struct phantom_glass glass; /* phantoms */
    struct phantom_profile profile;
    struct config *before, *after; /* atoms; owned */
    struct truth_deformation deformation;
    int axis;
};
/* All but the states: the glass and its strain. GB_EINPUT names the option or the file that is wrong. *s is the
 * caller's, to be cleared also after a failure. */
int source_open(struct source *s, const struct source_options *o, struct gb_error *err);
/* The states: phantoms' maps, atoms' pair sums. */
int source_load(struct source *s, struct gb_error *err);
void source_clear(struct source *s);

/* synth_atoms.c: the same for two configurations; and their truth: atoms/ in DIR, the element <atoms>. */
int source_open_atoms(struct source *s, const struct source_options *o, struct gb_error *err);
int source_load_atoms(struct source *s, struct gb_error *err);
int source_write_atoms(const struct source *s, const char *dir, struct gb_text *truth, struct gb_text *files,
                       struct gb_error *err);
/* A configuration in angstrom, and what scatters in it. */
int source_read_config(struct config **c, const char *path, const struct source_options *o, struct gb_error *err);
/* GB_EINPUT: without --sigma the density tells that lengths are not in angstrom. */
int source_check_unit(const char *path, double rho0, const struct source_options *o, struct gb_error *err);
int source_scatter(struct scatter *sc, const struct config *c, const struct source_options *o, struct gb_error *err);

#endif
