/* First shell and extrema, see shell.h. O(n). */
#include "strain/shell.h"

#include <math.h>

static size_t highest(const double *f, size_t lo, size_t hi) {
    size_t best = lo;
    for (size_t k = lo; k <= hi; k++)
        if (f[k] > f[best]) best = k;
    return best;
}

static double excess(struct pdf_grid grid, const double *g, size_t k) { return pdf_r(grid, k) * (g[k] - 1); }

/* The first stretch above 1 that reaches `floor` in r (g - 1): its top and the first bin after it that is not above 1
 * (n: none). */
static bool find_lobe(struct pdf_grid grid, const double *g, double floor, size_t *top, size_t *end) {
    for (size_t k = 0; k < grid.n; k++) {
        if (!(g[k] > 1)) continue;
        size_t stop = k;
        while (stop < grid.n && g[stop] > 1) stop++;
        *top = highest(g, k, stop - 1);
        *end = stop;
        if (excess(grid, g, *top) >= floor) return true;
        k = stop;
    }
    return false;
}

int shell_find(struct shell *s, struct pdf_grid grid, const double *g00, struct gb_error *err) {
    const size_t n = grid.n;
    const double end_r = (double)n * grid.dr;
    double top = 0;
    size_t end;
    for (size_t k = 0; k < n; k++) top = fmax(top, excess(grid, g00, k));
    if (!(top > 0) || !find_lobe(grid, g00, top / 4, &s->peak, &end))
        return gb_fail(err, GB_EFAIL,
                       "no first peak: g00 stays at or below %g for r up to %g; is the column g(r) itself, in reach of "
                       "the first shell?",
                       g00[highest(g00, 0, n - 1)], end_r);
    const double peak = g00[s->peak];
    s->on = s->peak;
    while (s->on > 0 && g00[s->on - 1] > peak / 10) s->on--;

    s->min = end;
    for (size_t k = end; k < n && g00[k] <= 1 + (peak - 1) / 10; k++)
        if (g00[k] < g00[s->min]) s->min = k;
    if (end >= n || s->min + 1 >= n)
        return gb_fail(
            err, GB_EFAIL,
            "no minimum of g00 between its first peak at r = %g and the end of the curve at %g; extend the curve",
            pdf_r(grid, s->peak), end_r);
    s->r_on = pdf_r(grid, s->on);
    s->r_peak = pdf_r(grid, s->peak);
    s->r_min = pdf_r(grid, s->min);
    return GB_OK;
}

bool extremum_find(struct extremum *e, struct pdf_grid grid, const double *f, int sign, size_t lo, size_t hi) {
    bool found = false;
    if (lo < 1) lo = 1;
    for (size_t k = lo; k <= hi && k + 1 < grid.n; k++) {
        const double here = sign * f[k];
        if (!(here > 0) || here < sign * f[k - 1] || here <= sign * f[k + 1]) continue;
        if (found && here <= sign * f[e->k]) continue;
        found = true;
        e->k = k;
    }
    if (!found) return false;
    /* the curvature is below 0: one neighbour is lower, the other not higher */
    const double left = f[e->k - 1], right = f[e->k + 1], curvature = left - 2 * f[e->k] + right;
    e->t = (left - right) / (2 * curvature);
    e->r = pdf_r(grid, e->k) + e->t * grid.dr;
    return true;
}

double extremum_value(const struct extremum *e, const double *f) {
    const double left = f[e->k - 1], mid = f[e->k], right = f[e->k + 1], t = e->t;
    return mid + t * (right - left) / 2 + t * t * (left - 2 * mid + right) / 2;
}
