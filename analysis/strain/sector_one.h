/* A file of one sector (curve_file.h) as a table of one sector: at which angle, of what, in which unit. */
#ifndef GB_STRAIN_SECTOR_ONE_H
#define GB_STRAIN_SECTOR_ONE_H

#include "base/mem.h"
#include "strain/sectors.h"

/* What the names of the files say (angle_name.h). */
struct sector_guess {
    double angle;
    bool azimuth;
    bool used; /* set where nothing else said the angle */
};
/* Names the columns of t as those of a table: r, Q or 2 theta in the file's unit, then phi_DEG or chi_DEG, and its
 * sigma. The angle is the head's (chi_deg, chi, phi_deg, phi), else *given, else *guess (both may be NULL). F(Q)
 * becomes S(Q). GB_EINPUT: no angle, two that differ, G(r) of a sector, a unit that is not known, other than 2 or 3
 * columns. */
int sector_one(struct gb_table *t, const char *path, const struct sectors_defaults *d, const double *given,
               struct sector_guess *guess, struct gb_text *notes, struct gb_error *err);

#endif
