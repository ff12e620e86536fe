/* A source of synthetic data and what its files share (synth_source.h): the options, the two states, and configurations
 * as sources. */
#ifndef GB_COMMAND_SYNTH_PARTS_H
#define GB_COMMAND_SYNTH_PARTS_H

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
/* synth_atoms.c: the same for two configurations; and their truth: atoms/ in DIR, the element <atoms>. */
int source_open_atoms(struct source *s, const struct source_options *o, struct gb_error *err);
int source_load_atoms(struct source *s, struct gb_error *err);
int source_write_atoms(const struct source *s, const char *dir, struct gb_text *truth, struct gb_text *files,
                       struct gb_error *err);
/* synth_config.c: a configuration in angstrom, and what scatters in it. */
int source_read_config(struct config **c, const char *path, const struct source_options *o, struct gb_error *err);
/* GB_EINPUT: without --sigma the density tells that lengths are not in angstrom. */
int source_check_unit(const char *path, double rho0, const struct source_options *o, struct gb_error *err);
int source_scatter(struct scatter *sc, const struct config *c, const struct source_options *o, struct gb_error *err);

#endif
