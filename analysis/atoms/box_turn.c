/* Edge vectors in general position, turned into LAMMPS's restricted form
 * (https://docs.lammps.org/Howto_triclinic.html):
 *
 *     e1 = a/|a|,  e3 = (a x b)/|a x b|,  e2 = e3 x e1;   R has them as rows, h' = R h is upper triangular.
 *
 * The lattice and every distance stay; directions turn, so whoever means the file's x, y, z turns them by R, too.
 */
#include "atoms/read.h"

#include <math.h>
#include <string.h>

static double dot(const double a[3], const double b[3]) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }

static void cross(const double a[3], const double b[3], double c[3]) {
    for (int d = 0; d < 3; d++) {
        const int e = (d + 1) % 3, f = (d + 2) % 3;
        c[d] = a[e] * b[f] - a[f] * b[e];
    }
}

static bool unit(double v[3]) {
    const double length = sqrt(dot(v, v));
    for (int d = 0; d < 3; d++) v[d] /= length;
    return isnormal(length);
}

/* The angle of a rotation, exact also near 0: its antisymmetric part is 2 sin, its trace 1 + 2 cos. */
static double angle(const struct box_turn *t) {
    const double(*R)[3] = t->R;
    const double x = R[2][1] - R[1][2], y = R[0][2] - R[2][0], z = R[1][0] - R[0][1];
    return atan2(sqrt(x * x + y * y + z * z), R[0][0] + R[1][1] + R[2][2] - 1);
}

int box_turn_find(struct box_turn *t, double edge[3][3], struct box *box, struct gb_error *err) {
    double largest = 0, normal[3];
    *t = (struct box_turn){0};
    for (int k = 0; k < 3; k++)
        for (int d = 0; d < 3; d++) largest = fmax(largest, fabs(edge[k][d]));
    for (int k = 0; k < 3; k++)
        for (int d = 0; d < 3; d++) box->h[d][k] = d > k ? 0 : edge[k][d];
    if (fabs(edge[0][1]) <= 1e-9 * largest && fabs(edge[0][2]) <= 1e-9 * largest && fabs(edge[1][2]) <= 1e-9 * largest)
        return box_check(box, err);
    cross(edge[0], edge[1], normal);
    if (!(dot(normal, edge[2]) > 0))
        return gb_fail(
            err, GB_EINPUT,
            "edge vectors a, b, c span a volume of %g; allowed: more than 0, a right-handed set; exchange two "
            "of them",
            dot(normal, edge[2]));
    memcpy(t->R[0], edge[0], sizeof t->R[0]);
    memcpy(t->R[2], normal, sizeof t->R[2]);
    if (!unit(t->R[0]) || !unit(t->R[2])) return gb_fail(err, GB_EINPUT, "edge vectors of no length, or too long");
    cross(t->R[2], t->R[0], t->R[1]);
    for (int k = 0; k < 3; k++)
        for (int d = 0; d <= k; d++) box->h[d][k] = dot(t->R[d], edge[k]);
    t->any = true;
    t->turned = angle(t) > BOX_TURN_LIMIT;
    return box_check(box, err);
}

void box_turn_apply(const struct box_turn *t, double v[3]) {
    if (!t->any) return;
    const double in[3] = {v[0], v[1], v[2]};
    for (int d = 0; d < 3; d++) v[d] = dot(t->R[d], in);
}

void box_turn_tell(const struct box_turn *t, struct config *c) {
    if (!t->turned) return;
    c->rotated = true;
    memcpy(c->frame, t->R, sizeof c->frame);
    config_note(c,
                "the box and its atoms were turned by %.4g degrees, to have edge a along x and b in the x-y plane; an "
                "axis x, y, z or NX,NY,NZ is still that of the file",
                angle(t) * 180 / M_PI);
}
