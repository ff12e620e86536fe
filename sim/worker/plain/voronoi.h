/* Voronoi polyhedra of the atoms by their index <n3 n4 n5 n6>: how many faces have 3, 4, 5, 6 edges (Finney, Proc. R.
 * Soc. A 319, 479, 1970), from the faces alone: that of i and j has an edge for every k that has a face with both.
 *
 * Faces below VORONOI_SMALL of the mean surface of their two cells are none: where more than four cells meet, as in
 * fcc, rounding makes such at will. Cost: O(faces).
 */
#ifndef GB_WORKER_VORONOI_H
#define GB_WORKER_VORONOI_H

#include <stddef.h>

#define VORONOI_SMALL 0.01

enum voronoi_quantity {
    VORONOI_FACES,        /* mean number of faces */
    VORONOI_FIVE_FOLD,    /* fraction of the faces that have five edges */
    VORONOI_ICOSAHEDRA,   /* fraction of the atoms: <0 0 12 0> */
    VORONOI_FRANK_KASPER, /* <0 0 12 2>, <0 0 12 3>, <0 0 12 4> */
    VORONOI_MIXED,        /* <0 4 4 6> */
    VORONOI_BCC,          /* <0 6 0 8> */
    VORONOI_N_QUANTITIES
};
/* "faces", "five_fold" ... */
extern const char *const voronoi_name[VORONOI_N_QUANTITIES];

/* face[rows][3]: atom, neighbour (1..n; others are passed over), area; each face once from either side, as LAMMPS's
 * compute voronoi/atom lists them. In a box so small that two images of an atom are neighbours of one, wrong. */
void voronoi_statistics(size_t n, size_t rows, const double *face, double out[VORONOI_N_QUANTITIES]);

#endif
