/* What `glassbed pdf` does in reciprocal space: S_l0(Q) of each configuration, its weights, and g_l0(r) as an
 * experiment would have it, through a Q window; averages over configurations.
 *
 *     partial g_l0^ab(r), tapered at r_max -> partial S_l0^ab(Q) -> weighed -> S_l0(Q) -> window -> g_l0(r)
 *
 * (pdf/structure.h), and beside it the sum over the box's own Q vectors (pdf/reciprocal.h).
 */
#ifndef GB_COMMAND_PDF_SCATTERING_H
#define GB_COMMAND_PDF_SCATTERING_H

#include "base/table.h"
#include "pdf/mean.h"
#include "pdf/reciprocal.h"
#include "pdf/structure.h"

#include <stdbool.h>

enum { PDF_SCATTERING_ORDERS = 3 }; /* S00 S20 S40, g00 g20 g40 */

struct pdf_scattering {
    /* options; NULL or NaN: not given */
    const char *weights, *scatter, *window;
    double sigma, q_min, q_max, q_step, taper;
    bool reciprocal, wanted; /* wanted: a table of S is */
    size_t vectors;          /* a bin of the reciprocal sum; SIZE_MAX: not given */
    /* what follows from them */
    bool active;  /* any S is needed */
    bool through; /* g_l0(r) goes through Q */
    bool lj;
    enum scatter_probe probe;
    struct q_cut cut;
    double to_angstrom;
    size_t n_q;
    size_t n_totals; /* 1 and, with partials, the pairs of types: each has three columns */
    struct mean S;   /* [total and pairs][l] over Q */
    struct mean end; /* [l] structure_residual, over Q */
    struct mean box; /* [l] and [3 + l] its squared error, over Q */
    struct mean g;   /* [total and pairs][l] over r, where `through` */
};

/* Names and text for the options. */
void pdf_scattering_defaults(struct pdf_scattering *s);
/* one_axis: the axis is not `all`. */
int pdf_scattering_check(struct pdf_scattering *s, bool lj, bool one_axis, struct gb_error *err);
/* The largest r bin that keeps the smearing by bins below 0.07 % at Q_max. */
double pdf_scattering_r_bin(const struct pdf_scattering *s);
/* After the first configuration: grid and number of pairs (0 without partials) are known. */
int pdf_scattering_begin(struct pdf_scattering *s, struct pdf_grid grid, size_t n_pairs, struct gb_error *err);
/* c has direction[3] as the axis of the sums, axis index 2. */
int pdf_scattering_add(struct pdf_scattering *s, const struct config *c, const struct pdf_sums *sums,
                       const double *direction, int cores, struct gb_error *err);
/* What the header of either table says about weights, and of the S table about the rest. */
void pdf_scattering_describe(const struct pdf_scattering *s, struct gb_table *t, bool table_of_S, struct pdf_grid grid);
void pdf_scattering_clear(struct pdf_scattering *s);

#endif
