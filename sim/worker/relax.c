/* Newton steps on the cell, see relax.h. */
#include "worker/relax.h"
#include "worker/minimize.h"

#include "worker/protocol.h"

#include <math.h>
#include <string.h>

struct box relax_stretched(const struct box *from, const double factor[3]) {
    struct box b = *from;
    for (int row = 0; row < 3; row++)
        for (int col = 0; col < 3; col++) b.h[row][col] *= factor[row];
    return b;
}

void relax_affine_stiffness(struct worker *w, double h, double stiffness[3][3]) {
    struct box start;
    lmp_box(w->lmp, &start);
    for (int a = 0; a < 3; a++) {
        double s[2][6];
        for (int k = 0; k < 2; k++) {
            double factor[3] = {1, 1, 1};
            factor[a] += k ? -h : h;
            struct box b = relax_stretched(&start, factor);
            lmp_set_box(w->lmp, &b);
            lmp_evaluate(w->lmp);
            lmp_stress(w->lmp, s[k]);
            lmp_set_box(w->lmp, &start);
        }
        for (int i = 0; i < 3; i++) stiffness[i][a] = (s[0][i] - s[1][i]) / (2 * h);
    }
    lmp_evaluate(w->lmp);
}

/* Solves A x = b, n <= 3, by elimination with pivoting; false when singular. */
static bool solve(int n, double A[3][3], const double b[3], double x[3]) {
    double m[3][4];
    for (int i = 0; i < n; i++) {
        memcpy(m[i], A[i], sizeof(double) * 3);
        m[i][3] = b[i];
    }
    for (int c = 0; c < n; c++) {
        int p = c;
        for (int i = c + 1; i < n; i++)
            if (fabs(m[i][c]) > fabs(m[p][c])) p = i;
        if (!(fabs(m[p][c]) > 0)) return false;
        for (int k = 0; k < 4; k++) {
            double keep = m[c][k];
            m[c][k] = m[p][k];
            m[p][k] = keep;
        }
        for (int i = 0; i < n; i++) {
            if (i == c) continue;
            double f = m[i][c] / m[c][c];
            for (int k = 0; k < 4; k++)
                if (k >= c) m[i][k] -= f * m[c][k];
        }
    }
    for (int i = 0; i < n; i++) x[i] = m[i][3] / m[i][i];
    return true;
}

/* Minimises to an rms force and measures; returns the largest |residual|. */
static double residuals(struct worker *w, struct relax *r, double rms) {
    double s[6], worst = 0;
    r->minimized = minimize(w->lmp, r->atoms, rms);
    lmp_stress(w->lmp, s);
    for (int g = 0; g < r->n; g++) {
        double sum = 0, n = 0;
        for (int a = 0; a < 3; a++)
            if (r->axis[g][a]) sum += s[a], n++;
        r->residual[g] = sum / n - r->target[g];
        worst = fmax(worst, fabs(r->residual[g]));
        if (!isfinite(r->residual[g])) return INFINITY;
    }
    return worst;
}

static void apply(struct worker *w, const struct relax *r, const double strain[3]) {
    double factor[3] = {1, 1, 1};
    for (int g = 0; g < r->n; g++)
        for (int a = 0; a < 3; a++)
            if (r->axis[g][a]) factor[a] *= 1 + strain[g];
    struct box b;
    lmp_box(w->lmp, &b);
    b = relax_stretched(&b, factor);
    lmp_set_box(w->lmp, &b);
}

/* Broyden: B += (dy - B dx) dx^T / |dx|^2, with the measured change dy over the step dx. A change far from the
 * predicted one is a rearrangement and says nothing about the stiffness: then the given one is taken again. */
static void broyden(int n, double B[3][3], double given[3][3], const double dx[3], const double dy[3]) {
    double norm2 = 0, off[3], off2 = 0, predicted2 = 0;
    for (int g = 0; g < n; g++) norm2 += dx[g] * dx[g];
    if (!(norm2 > 0)) return;
    for (int i = 0; i < n; i++) {
        double predicted = 0;
        for (int g = 0; g < n; g++) predicted += B[i][g] * dx[g];
        off[i] = dy[i] - predicted;
        off2 += off[i] * off[i];
        predicted2 += predicted * predicted;
    }
    for (int i = 0; i < n; i++)
        for (int g = 0; g < n; g++) B[i][g] = off2 > predicted2 ? given[i][g] : B[i][g] + off[i] * dx[g] / norm2;
}

int relax_cell(struct worker *w, struct relax *r, struct gb_error *err) {
    double B[3][3], rms = RELAX_RMS_COARSE, now = residuals(w, r, rms), last = now, longest_step = r->max_strain;
    memcpy(B, r->stiffness, sizeof B);
    r->steps = 0;
    while (isfinite(now) && r->steps < r->max_steps) {
        if (now <= 10 * r->tolerance && rms > RELAX_RMS) last = now = residuals(w, r, rms = RELAX_RMS);
        if (now <= r->tolerance) break;
        double dx[3], minus[3], before[3], dy[3], longest = 0;
        for (int g = 0; g < r->n; g++) minus[g] = -(before[g] = r->residual[g]);
        if (!solve(r->n, B, minus, dx) && (memcpy(B, r->stiffness, sizeof B), !solve(r->n, B, minus, dx)))
            return gb_fail(err, GB_EFAIL, "%s: the stiffness is singular, the cell cannot be relaxed", r->label);
        for (int g = 0; g < r->n; g++) longest = fmax(longest, fabs(dx[g]));
        for (int g = 0; g < r->n && longest > longest_step; g++) dx[g] *= longest_step / longest;
        apply(w, r, dx);
        now = residuals(w, r, rms);
        if (now > last) longest_step = fmin(longest_step, longest) / 2; /* a rearrangement: go on with care */
        last = now;
        for (int g = 0; g < r->n; g++) dy[g] = r->residual[g] - before[g];
        broyden(r->n, B, r->stiffness, dx, dy);
        r->steps++;
        protocol_progress(r->progress_at + fmin(0.95, r->steps / 6.0), r->progress_total,
                          "%s step %d, stress off by %.2g", r->label, r->steps, now);
    }
    if (!isfinite(now)) return gb_fail(err, GB_EFAIL, "%s: the stress is not finite", r->label);
    if (rms > RELAX_RMS) now = residuals(w, r, RELAX_RMS);
    r->converged = now <= r->tolerance;
    return GB_OK;
}
