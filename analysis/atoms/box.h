/* The periodic box: origin o and edge vectors, x = o + h s. LAMMPS order (config.h) where box_check says so. */
#ifndef GB_ATOMS_BOX_H
#define GB_ATOMS_BOX_H

#include "base/error.h"

#include <stdbool.h>

struct box {
    double origin[3];
    double h[3][3]; /* h[row][col], columns are the edge vectors a, b, c: x = origin + h s, s in [0,1) */
};

/* Finite, LAMMPS order, edges and volume > 0, |xy|, |xz| <= 10 xx and |yz| <= 10 yy. GB_EINPUT. */
int box_check(const struct box *b, struct gb_error *err);

double box_volume(const struct box *b);
bool box_is_orthogonal(const struct box *b);
/* Inverse of h (any h); the volume must not be 0. */
void box_invert(const struct box *b, double inv[3][3]);
/* Distances between opposite faces, along the normals of (b,c), (c,a), (a,b). */
void box_heights(const struct box *b, double height[3]);
/* Length of the shortest lattice vector, exact for any tilt: how far an atom is from its nearest own image. */
double box_nearest_image(const struct box *b);
/* Shortest periodic image of dr, exact for any tilt. */
void box_minimum_image(const struct box *b, double dr[3]);
/* Fractional coordinates, not wrapped; inv from box_invert (only read: C11 would refuse a plain array for const). */
void box_fractional(const struct box *b, double inv[3][3], const double x[3], double s[3]);

#endif
