/* The column of r, Q or 2 theta of a table or file, and its unit: the one place that knows how people name them.
 *
 *     r      r_ang r_A r(Å) r/nm r_sigma, and r alone
 *     Q      Q_1/ang Q_ang^-1 q_A^-1 Q(Å$^{-1}$) q_nm^-1 Q[1/nm] Q_1/sigma, and Q alone
 *     2theta 2th_deg 2th_rad 2theta tth two-theta 2θ(°); in degrees where none is said
 *
 * in any case. Everything becomes angstrom or sigma: Q in 1/nm is divided by 10, 2 theta becomes
 * Q = 4 pi sin(theta)/lambda, whose unequal steps are brought onto bin centres (resample.h).
 */
#ifndef GB_PDF_AXIS_H
#define GB_PDF_AXIS_H

#include "base/mem.h"
#include "base/table.h"

enum axis_kind { AXIS_OTHER, AXIS_R, AXIS_Q, AXIS_TWO_THETA };
struct axis {
    enum axis_kind kind;
    const char *unit; /* after `factor`: "ang", "sigma", or "-" where the name says none; of 2 theta "rad". Static */
    double factor;    /* values times this are in that unit (of Q: in 1/unit) */
};

/* AXIS_OTHER for names that are none of these. GB_EINPUT: a unit that is not known, with those that are. */
int axis_of(const char *name, const char *path, struct axis *a, struct gb_error *err);
/* The first column whose name is r, Q or 2 theta in a unit that is known; (size_t)-1: none. */
size_t axis_find(const struct gb_table *t);
/* Column `col` into angstrom or sigma, named r_ang, Q_1/ang, Q, ...; of 2 theta all columns onto equal steps of Q.
 * wavelength: angstrom, 0 where not known. What was done is added to *notes, a line each (NULL: not wanted).
 * GB_EINPUT: unit not known; 2 theta without a wavelength, beyond 180 degrees, or in unequal steps. */
int axis_convert(struct gb_table *t, size_t col, const char *path, double wavelength, struct gb_text *notes,
                 struct gb_error *err);
/* Adds a line unless it is there already. */
void axis_note(struct gb_text *notes, const char *fmt, ...) GB_PRINTF(2, 3);

#endif
