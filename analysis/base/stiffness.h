/* Moduli of a body from its 6 x 6 elastic constants C_ij in Voigt's order (xx yy zz yz xz xy, engineering shears); in
 * any unit of stress. Only the mean of C_ij and C_ji counts.
 */
#ifndef GB_BASE_STIFFNESS_H
#define GB_BASE_STIFFNESS_H

#include <stdbool.h>

struct stiffness {
    double C[6][6];
};
struct moduli {
    double bulk, shear, young, poisson;
};

/* Voigt's averages over orientations, K and G, and E and nu of an isotropic body with these:
 *     K = [C11 + C22 + C33 + 2 (C12 + C13 + C23)]/9
 *     G = [C11 + C22 + C33 - (C12 + C13 + C23) + 3 (C44 + C55 + C66)]/15
 *     E = 9KG/(3K+G),   nu = (3K-2G)/(6K+2G) */
struct moduli stiffness_voigt(const struct stiffness *s);

/* The two kinds of shear modulus, equal in an isotropic body: mean of (C_ii + C_jj)/4 - C_ij/2 over the pairs of axes
 * (one axis shortened, the other stretched), and mean of C44, C55, C66 (planes sheared along the axes). G of Voigt is
 * (2 pairs + 3 planes)/5. */
double stiffness_shear_pairs(const struct stiffness *s);
double stiffness_shear_planes(const struct stiffness *s);
/* Standard deviation of C44, C55, C66 (from three values: two degrees of freedom). */
double stiffness_plane_scatter(const struct stiffness *s);

/* Whether a solid at rest can have these among the first n strains (3: the normal ones, 6: all): energy rises along
 * every one, by a margin: each pivot of Cholesky's decomposition is above a hundredth of its diagonal element. A glass that
 * rearranges within the strain at which C was measured often has not. */
bool stiffness_stable(const struct stiffness *s, int n);

/* The isotropic body of bulk modulus K and shear modulus G. */
struct stiffness stiffness_isotropic(double K, double G);

/* Young's modulus and Poisson's ratio (mean of the two lateral ones) under stress along one axis (0 x, 1 y, 2 z), sides
 * free, angles kept: 1/S_aa and -S_ba/S_aa of the inverse S of C's upper left 3 x 3. NaN when that is singular. */
void stiffness_uniaxial(const struct stiffness *s, int axis, double *young, double *poisson);

#endif
