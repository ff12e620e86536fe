/* The periodic box, see box.h. x = origin + h s; h is upper triangular in every checked configuration, but volume,
 * inverse and heights hold for any h. */
#include "atoms/box.h"

#include <math.h>

double box_volume(const struct box *b) {
    const double(*h)[3] = b->h;
    return h[0][0] * (h[1][1] * h[2][2] - h[1][2] * h[2][1]) - h[0][1] * (h[1][0] * h[2][2] - h[1][2] * h[2][0]) +
           h[0][2] * (h[1][0] * h[2][1] - h[1][1] * h[2][0]);
}

bool box_is_orthogonal(const struct box *b) {
    return b->h[0][1] == 0 && b->h[0][2] == 0 && b->h[1][2] == 0 && b->h[1][0] == 0 && b->h[2][0] == 0 &&
           b->h[2][1] == 0;
}

void box_invert(const struct box *b, double inv[3][3]) {
    const double(*h)[3] = b->h;
    const double d = box_volume(b);
    for (int r = 0; r < 3; r++) {
        const int r1 = (r + 1) % 3, r2 = (r + 2) % 3;
        for (int c = 0; c < 3; c++) {
            const int c1 = (c + 1) % 3, c2 = (c + 2) % 3;
            inv[c][r] = (h[r1][c1] * h[r2][c2] - h[r1][c2] * h[r2][c1]) / d; /* cyclic cofactor, transposed */
        }
    }
}

void box_heights(const struct box *b, double height[3]) {
    double inv[3][3];
    box_invert(b, inv);
    for (int d = 0; d < 3;
         d++) /* row d of the inverse is the normal of the face that edge d crosses, over its height */
        height[d] = 1 / sqrt(inv[d][0] * inv[d][0] + inv[d][1] * inv[d][1] + inv[d][2] * inv[d][2]);
}

void box_fractional(const struct box *b, double inv[3][3], const double x[3], double s[3]) {
    const double d[3] = {x[0] - b->origin[0], x[1] - b->origin[1], x[2] - b->origin[2]};
    for (int r = 0; r < 3; r++) s[r] = inv[r][0] * d[0] + inv[r][1] * d[1] + inv[r][2] * d[2];
}

/* The best image among those shifted by nz edges c: rows of images along b, then the nearest along a. */
static void search_plane(const struct box *b, const double d[3], double best[3], double *best2) {
    const double xx = b->h[0][0], xy = b->h[0][1], yy = b->h[1][1];
    const double room = *best2 - d[2] * d[2];
    if (room < 0) return;
    const double w = sqrt(room);
    for (double ny = ceil((-w - d[1]) / yy), end = floor((w - d[1]) / yy); ny <= end; ny++) {
        double x = d[0] + ny * xy, y = d[1] + ny * yy;
        x -= xx * round(x / xx);
        const double r2 = x * x + y * y + d[2] * d[2];
        if (r2 < *best2) {
            *best2 = r2;
            best[0] = x;
            best[1] = y;
            best[2] = d[2];
        }
    }
}

/* Reduce along c, b, a: then |component| <= half the edge's. In a tilted box another image may still be shorter, unless
 * |dr| is at most half the smallest of xx, yy, zz: no lattice vector is shorter than that. Otherwise planes of images
 * are searched outwards, as far as the best so far reaches. */
void box_minimum_image(const struct box *b, double dr[3]) {
    const double xx = b->h[0][0], yy = b->h[1][1], zz = b->h[2][2];
    const double nz = round(dr[2] / zz);
    dr[0] -= nz * b->h[0][2];
    dr[1] -= nz * b->h[1][2];
    dr[2] -= nz * zz;
    const double ny = round(dr[1] / yy);
    dr[0] -= ny * b->h[0][1];
    dr[1] -= ny * yy;
    dr[0] -= xx * round(dr[0] / xx);
    const double half = fmin(xx, fmin(yy, zz)) / 2;
    double best2 = dr[0] * dr[0] + dr[1] * dr[1] + dr[2] * dr[2];
    if (best2 <= half * half || box_is_orthogonal(b)) return;
    double best[3] = {dr[0], dr[1], dr[2]};
    for (double k = 0; (k - 0.5) * zz < sqrt(best2); k++) {
        for (int sign = -1; sign <= 1; sign += 2) {
            const double n = sign * k;
            const double d[3] = {dr[0] + n * b->h[0][2], dr[1] + n * b->h[1][2], dr[2] + n * zz};
            search_plane(b, d, best, &best2);
        }
    }
    dr[0] = best[0];
    dr[1] = best[1];
    dr[2] = best[2];
}

/* Planes of images along c and rows along b as far as the best so far reaches; along a the nearest one, or a itself. */
double box_nearest_image(const struct box *b) {
    const double xx = b->h[0][0], yy = b->h[1][1], zz = b->h[2][2];
    double best = xx;
    for (double nz = 0; nz * zz < best; nz++) {
        const double y0 = nz * b->h[1][2], z = nz * zz;
        for (double ny = ceil((-best - y0) / yy); y0 + ny * yy < best; ny++) {
            if (nz == 0 && ny == 0) continue;
            double x = nz * b->h[0][2] + ny * b->h[0][1];
            x -= xx * round(x / xx);
            best = fmin(best, sqrt(x * x + (y0 + ny * yy) * (y0 + ny * yy) + z * z));
        }
    }
    return best;
}
