/* Angles of sectors from the names of their files, where nothing else says them: names that differ in one number only,
 *
 *     S_chi_15.txt   chi15.dat   S_phi_-175.txt        after chi or phi
 *     frame_015deg.xy                                  before deg: chi
 *     glass-15.dat   glass_45.dat                      the last number: chi
 *
 * all in one way, the rest alike, at least 5 degrees apart and allowed for that angle: numbers of frames are no angles.
 */
#ifndef GB_STRAIN_ANGLE_NAME_H
#define GB_STRAIN_ANGLE_NAME_H

#include <stdbool.h>
#include <stddef.h>

/* False unless the names of all n >= 2 files say their angles; angle[n] in degrees; *azimuth: they are phi. */
bool angle_names(size_t n, const char *const *path, double *angle, bool *azimuth);

#endif
