/* The pipeline on data of any kind, see strain_parts.h. */
#include "command/strain_parts.h"

#include "base/mem.h"
#include "pdf/head.h"
#include "strain/shell.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The default fit window in units of the first peak's place: 6 to 19 Angstrom for Cu-Zr (METHODS (19)). */
static const double default_fit[2] = {2.2, 7.0};
enum { MADE_SECTORS = 18, MAX_BINS = 200 * 1000 };

void strain_found_clear(struct strain_found *f) {
    free(f->curves.g00);
    free(f->curves.g20);
    free(f->curves.K);
    *f = (struct strain_found){0};
}

/* --fit, or its default from the first peak of g00 (smoothed). */
static int choose_fit(struct strain_request *q, struct pdf_grid grid, const double *g00, struct gb_error *err) {
    const double end = (double)grid.n * grid.dr;
    struct shell shell;
    q->opt.fit_lo = q->fit[0];
    q->opt.fit_hi = q->fit[1];
    if (!isnan(q->fit[0])) return GB_OK;
    int rc = shell_find(&shell, grid, g00, err);
    if (rc != GB_OK) return rc;
    q->opt.fit_lo = default_fit[0] * shell.r_peak;
    q->opt.fit_hi = default_fit[1] * shell.r_peak;
    if (q->opt.fit_hi <= end) return GB_OK;
    return gb_fail(err, GB_EINPUT,
                   "the default fit window, %g to %g (%g to %g first-peak places), goes beyond the curves' end at %g; "
                   "measure further, or give --fit LO:HI and say so with the result",
                   q->opt.fit_lo, q->opt.fit_hi, default_fit[0], default_fit[1], end);
}

/* Both states were made from pairs known beyond the fit. */
static int check_reach(const struct strain_request *q, const struct strain_data *a, const struct strain_data *u,
                       struct gb_error *err) {
    const bool of_u = u && u->r_max < a->r_max;
    const double r_max = of_u ? u->r_max : a->r_max;
    if (q->opt.fit_hi <= r_max * (1 + 1e-9)) return GB_OK;
    return gb_fail(
        err, GB_EINPUT,
        "%s: fit window %g to %g%s: its pairs are known up to %g only (# r-max: half the box, less a taper); "
        "give --fit LO:HI below that and say so with the result, or take a larger box",
        of_u ? q->unloaded : q->loaded, q->opt.fit_lo, q->opt.fit_hi,
        isnan(q->fit[0]) ? " (the default, 2.2 to 7 first-peak places)" : "", r_max);
}

/* What was done to the two states' tables must be alike. */
static int check_alike(const struct strain_request *q, const struct strain_data *a, const struct strain_data *u,
                       struct gb_error *err) {
    const char *lacking = NULL;
    if (!u || !a->table || !u->table) return GB_OK;
    int rc = head_alike(a->table, q->loaded, u->table, q->unloaded, &lacking, err);
    if (rc == GB_OK && lacking)
        fprintf(stderr, "glassbed strain: note: only one of %s and %s says its '# %s:'; see that both are alike\n",
                q->loaded, q->unloaded, lacking);
    return rc;
}

static void note_window(const struct strain_request *q, const struct strain_data *a) {
    const char *window = a->table ? gb_table_meta_get(a->table, "window") : NULL;
    if (window && q->opt.smoothing.kind != SMOOTH_NONE)
        fprintf(stderr,
                "glassbed strain: note: %s comes on top of %s's own window, %s: the resolution is that of both\n",
                q->opt.smoothing.kind == SMOOTH_GAUSSIAN ? "--smooth" : "--q-max", q->loaded, window);
}

static void note_end(const struct strain_request *q, double end) {
    const struct smoothing *s = &q->opt.smoothing;
    const double reach = s->kind == SMOOTH_GAUSSIAN  ? 5 * s->width
                         : s->kind == SMOOTH_QWINDOW ? 10 * M_PI / s->q_max
                                                     : 0;
    if (q->opt.fit_hi <= end && q->opt.fit_hi + reach > end * (1 + 1e-9))
        fprintf(stderr,
                "glassbed strain: note: the fit window ends at %g, the curves at %g; smoothing blends the last %g with "
                "the limits "
                "1 and 0\n",
                q->opt.fit_hi, end, reach);
}

static void make_curves(struct strain_found *f, struct pdf_grid grid) {
    f->grid = grid;
    f->curves = (struct strain_curves){GB_ARRAY(grid.n, double), GB_ARRAY(grid.n, double), GB_ARRAY(grid.n, double)};
}

static int run_in_r(struct strain_request *q, const struct strain_data *a, const struct strain_data *u,
                    struct strain_found *f, struct gb_error *err) {
    struct pdf_grid grid = a->grid;
    if (u && u->grid.n < grid.n) grid.n = u->grid.n;
    if (q->window && isnan(q->q_max)) return gb_fail(err, GB_EINPUT, "--window %s needs --q-max", q->window);
    if (!isnan(q->q_min)) return gb_fail(err, GB_EINPUT, "--q-min is for data in Q; these are in r");
    make_curves(f, grid);
    const double *g00 = q->g00_loaded ? a->g[0] : u->g[0];
    double *signal = GB_ARRAY(grid.n, double);
    for (size_t k = 0; k < grid.n; k++) signal[k] = a->g[1][k] - (u ? u->g[1][k] : 0);
    int rc = smooth_apply(&q->opt.smoothing, grid, 0, g00, f->curves.g00, err);
    if (rc == GB_OK) rc = choose_fit(q, grid, f->curves.g00, err);
    if (rc == GB_OK) rc = check_reach(q, a, u, err);
    if (rc == GB_OK) note_end(q, (double)grid.n * grid.dr);
    if (rc == GB_OK) note_window(q, a);
    if (rc == GB_OK) rc = strain_measure(grid, g00, signal, &q->opt, &f->r, &f->curves, err);
    if (rc == GB_EFAIL && q->opt.smoothing.kind == SMOOTH_NONE)
        gb_context(err, "without smoothing (a histogram of atoms needs some: --smooth 0.1 in angstrom, 0.06 in sigma)");
    free(signal);
    return rc;
}

/* Number density from the core, where g00 is 0: -G(r)/4 pi r between 0.4 and 0.75 of the place of G's top. */
static int density_of_core(const struct structure *S, const struct q_cut *cut, struct pdf_grid grid, bool reduced,
                           double *rho0, struct gb_error *err) {
    struct structure one = *S;
    one.rho0 = 1;
    double *g = GB_ARRAY(grid.n, double), sum = 0, weights = 0;
    int rc = structure_g(&one, cut, 0, grid, g, err);
    size_t top = 0;
    for (size_t k = 0; k < grid.n && rc == GB_OK; k++)
        if (pdf_r(grid, k) * (g[k] - 1) > pdf_r(grid, top) * (g[top] - 1)) top = k;
    for (size_t k = 0; k < top && rc == GB_OK; k++) {
        const double r = pdf_r(grid, k), part = r / pdf_r(grid, top);
        if (part < 0.4 || part > 0.75) continue;
        sum -= r * r * (g[k] - 1);
        weights += r * r;
    }
    free(g);
    if (rc != GB_OK) return rc;
    *rho0 = weights > 0 ? sum / weights : 0;
    if (*rho0 > 0) return GB_OK;
    return gb_fail(err, GB_EINPUT,
                   "G(r) does not fall below the first shell as -4 pi rho0 r: %s does S(Q) tend to 1, does Q begin "
                   "(%g) below the first peak and end (%g) far enough? If all is right, give --density",
                   reduced ? "are --composition and --weights right, is a background left," : "", cut->q_min,
                   cut->q_max);
}

static int check_q(const struct strain_request *q, const struct strain_data *a, const struct strain_data *u,
                   struct gb_error *err) {
    if (q->opt.smoothing.kind == SMOOTH_GAUSSIAN)
        return gb_fail(err, GB_EINPUT,
                       "--smooth is for data in r; for data in Q the resolution is --q-max and --window");
    const bool ends = u && !a->by_sectors && a->S.n != u->S.n; /* sectors: sectors_match has looked */
    if (u && (ends || fabs(a->S.dq - u->S.dq) * (double)a->S.n > 0.02 * a->S.dq))
        return gb_fail(err, GB_EINPUT, "%s has %zu steps of %g in Q, up to %g, %s %zu of %g, up to %g; rebin to one",
                       q->loaded, a->S.n, a->S.dq, (double)a->S.n * a->S.dq, q->unloaded, u->S.n, u->S.dq,
                       (double)u->S.n * u->S.dq);
    return GB_OK;
}

/* Range of Q: as asked for, else all that was measured. */
static int choose_cut(const struct strain_request *q, const struct strain_data *a, const struct strain_data *u,
                      struct q_cut *cut, struct gb_error *err) {
    const size_t n = u && u->S.n < a->S.n ? u->S.n : a->S.n, first = u && u->first > a->first ? u->first : a->first;
    const double begin = structure_q(&a->S, first), end = (double)n * a->S.dq;
    *cut =
        (struct q_cut){isnan(q->q_min) ? (first ? begin : 0) : q->q_min, isnan(q->q_max) ? end : q->q_max, q->q_window};
    /* a file's points are centres of its bins, which may not be ours: to its edges are 1.5 and 1 steps at most */
    if (first && cut->q_min <= begin - 1.5 * a->S.dq)
        return gb_fail(err, GB_EINPUT, "--q-min %g: the data begin at %g", cut->q_min, begin);
    if (cut->q_max >= end + a->S.dq)
        return gb_fail(err, GB_EINPUT, "--q-max %g: the data end at %g; lower it", cut->q_max, end);
    return GB_OK;
}

/* S20 of the signal; the same grid as `reference`. */
static struct structure make_signal(const struct strain_data *a, const struct strain_data *u, size_t n) {
    struct structure s = {.n = n, .dq = a->S.dq, .rho0 = a->S.rho0};
    s.S[1] = GB_ARRAY(n, double);
    for (size_t j = 0; j < n; j++) s.S[1][j] = a->S.S[1][j] - (u ? u->S.S[1][j] : 0);
    return s;
}

static bool has_errors(const struct strain_data *d, size_t n) {
    for (size_t j = d->first; d->error[1] && j < n; j++)
        if (!isfinite(d->error[0][j]) || !isfinite(d->error[1][j])) return false;
    return d->error[1] != NULL;
}

/* The pipeline, and the affine law, on a reference and a signal; curves NULL: not wanted. */
static int measure_q(const struct strain_request *q, const struct strain_found *f, const struct structure *reference,
                     const struct structure *signal, struct strain_result *r, struct strain_q_fit *law,
                     const struct strain_curves *curves, struct gb_error *err) {
    int rc =
        strain_q_law_noisy(reference, signal, q->poisson, f->q_fit[0], f->q_fit[1], f->q_smooth, f->q_noise, law, err);
    if (rc == GB_OK) rc = strain_measure_q(reference, signal, &f->cut, f->grid, &q->opt, r, curves, err);
    return rc;
}

/* Standard deviations over draws of S00 and S20 within their errors, independent at each Q. */
static int draw(const struct strain_request *q, const struct strain_data *a, const struct strain_data *u,
                const struct structure *reference, const struct structure *signal, struct strain_found *f,
                struct gb_error *err) {
    const struct strain_data *from = q->g00_loaded ? a : u;
    if (!has_errors(a, signal->n) || (u && !has_errors(u, signal->n)))
        return gb_fail(err, GB_EINPUT,
                       "--draws needs standard errors at every Q: sectors with sigma, or at least 3 of them without");
    struct structure S0 = {.n = signal->n, .dq = signal->dq, .rho0 = signal->rho0, .S = {GB_ARRAY(signal->n, double)}};
    struct structure S2 = {
        .n = signal->n, .dq = signal->dq, .rho0 = signal->rho0, .S = {NULL, GB_ARRAY(signal->n, double)}};
    double sum[5] = {0}, squares[5] = {0};
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(rng, (unsigned long)q->seed);
    for (size_t d = 0; d < q->draws; d++) {
        for (size_t j = 0; j < signal->n; j++) {
            const bool there = j >= a->first && (!u || j >= u->first);
            const double e0 = there ? from->error[0][j] : 0, e2 = there ? a->error[1][j] : 0;
            const double e2u = there && u ? u->error[1][j] : 0;
            S0.S[0][j] = reference->S[0][j] + gsl_ran_gaussian(rng, 1) * e0;
            S2.S[1][j] = signal->S[1][j] + gsl_ran_gaussian(rng, 1) * sqrt(e2 * e2 + e2u * e2u);
        }
        struct strain_result r;
        struct strain_q_fit law;
        if (measure_q(q, f, &S0, &S2, &r, &law, NULL, NULL) != GB_OK) continue; /* counted */
        const double v[5] = {r.eps_inf, r.eps_1, r.eps_2, r.ratio, law.eps};
        f->draws++;
        for (int i = 0; i < 5; i++) {
            sum[i] += v[i];
            squares[i] += v[i] * v[i];
        }
    }
    gsl_rng_free(rng);
    structure_clear(&S0);
    structure_clear(&S2);
    if (f->draws < 2)
        return gb_fail(err, GB_EFAIL, "%zu of %zu draws gave a ratio: the noise exceeds the signal", f->draws,
                       q->draws);
    double *const out[5] = {&f->err_eps_inf, &f->err_eps_1, &f->err_eps_2, &f->err_ratio, &f->err_eps_q};
    for (int i = 0; i < 5; i++) {
        const double n = (double)f->draws, mean = sum[i] / n;
        *out[i] = sqrt(fmax(squares[i] / n - mean * mean, 0) * n / (n - 1));
    }
    return GB_OK;
}

/* Methods that may fail on data that the pipeline takes: a note, and NaN. */
static void compete(const struct strain_request *q, const struct strain_data *a, const struct strain_data *u,
                    const struct q_cut *cut, struct strain_found *f) {
    struct gb_error err = GB_ERROR_INIT;
    struct sectors made[2] = {{0}, {0}};
    const struct sectors *loaded = &a->sectors, *unloaded = u ? &u->sectors : NULL;
    if (!a->by_sectors) {
        shift_make_sectors(&a->S, MADE_SECTORS, &made[0]);
        if (u) shift_make_sectors(&u->S, MADE_SECTORS, &made[1]);
        loaded = &made[0];
        unloaded = u ? &made[1] : NULL;
    }
    f->peak.eps = NAN;
    if (a->in_q && shift_first_peak(loaded, unloaded, q->poisson, &f->peak, &err) != GB_OK) f->peak.eps = NAN;
    if (err.code == GB_OK)
        (void)shift_shells(loaded, unloaded, cut, q->poisson, STRAIN_MAX_SHELLS, f->shell, &f->n_shells, &err);
    if (err.code != GB_OK) fprintf(stderr, "glassbed strain: note: peak shifts: %s\n", err.text);
    gb_error_clear(&err);
    for (int i = 0; i < 2; i++) sectors_clear(&made[i]);
}

static int run_in_q(struct strain_request *q, struct strain_data *a, struct strain_data *u, struct strain_found *f,
                    struct gb_error *err) {
    int rc = check_q(q, a, u, err);
    if (rc == GB_OK) rc = choose_cut(q, a, u, &f->cut, err);
    if (rc != GB_OK) return rc;
    const struct strain_data *from = q->g00_loaded ? a : u;
    /* fine enough for any extremum, as far as the steps of Q allow */
    struct pdf_grid grid = {0, 0.25 / f->cut.q_max};
    grid.n = (size_t)fmin(floor(0.999 * M_PI / a->S.dq / grid.dr), MAX_BINS);
    struct structure reference = from->S; /* borrowed */
    if (u && u->S.n < reference.n) reference.n = u->S.n;
    if (a->S.n < reference.n) reference.n = a->S.n;
    f->rho0 = q->density;
    f->rho0_given = !isnan(q->density);
    if (!f->rho0_given) rc = density_of_core(&reference, &f->cut, grid, a->reduced, &f->rho0, err);
    if (rc != GB_OK) return rc;
    reference.rho0 = a->S.rho0 = f->rho0;
    f->q_fit[0] = isnan(q->q_fit[0]) ? f->cut.q_min : q->q_fit[0];
    f->q_fit[1] = isnan(q->q_fit[0]) ? f->cut.q_max : q->q_fit[1];
    f->q_noise = has_errors(from, reference.n) ? from->error[0] : NULL;
    struct structure signal = make_signal(a, u, reference.n);
    make_curves(f, grid);
    rc = structure_g(&reference, &f->cut, 0, grid, f->curves.g00, err);
    if (rc == GB_OK) rc = choose_fit(q, grid, f->curves.g00, err);
    if (rc == GB_OK) rc = check_reach(q, a, u, err);
    if (rc == GB_OK && q->opt.fit_hi * reference.dq > 1)
        fprintf(stderr,
                "glassbed strain: note: steps of %g in Q are coarse for r up to %g: K loses (r dq)^6/140 there, %.1g; "
                "use finer steps\n",
                reference.dq, q->opt.fit_hi, pow(q->opt.fit_hi * reference.dq, 6) / 140);
    if (rc == GB_OK) {
        /* a Gaussian that leaves what is within the fit window in r */
        f->q_smooth = !isnan(q->q_smooth) ? q->q_smooth : f->q_noise ? fmax(1 / q->opt.fit_hi, reference.dq) : 0;
        /* no further than the fit needs */
        f->grid.n = (size_t)fmin((double)grid.n, ceil(1.05 * q->opt.fit_hi / grid.dr) + 2);
        rc = measure_q(q, f, &reference, &signal, &f->r, &f->q_law, &f->curves, err);
    }
    if (rc == GB_OK && q->draws > 0) rc = draw(q, a, u, &reference, &signal, f, err);
    if (rc == GB_OK) compete(q, a, u, &f->cut, f);
    structure_clear(&signal);
    return rc;
}

/* A fit of clearly negative strain says more than the peak that was not found. */
static int explain_sign(const struct strain_result *r, int rc, struct gb_error *err) {
    if (rc != GB_EFAIL || !(r->eps_inf < -5 * r->eps_inf_lsq_err) || !(r->residual < 0.7)) return rc;
    return gb_fail(err, GB_EINPUT,
                   "g20 has the sign of tension (eps_inf would be %.3g): are LOADED and --unloaded swapped, are angles "
                   "counted from the transverse direction, or is it tension (then swap the files)?",
                   r->eps_inf);
}

/* What fails at low resolution fails for it: Q_max times the first peak's place is 11 in the coarsest cut that works on
 * Cu-Zr (tests/strain/test_cmd_strain_q.c). */
static int explain_resolution(const struct strain_found *f, int rc, struct gb_error *err) {
    const bool unseen = f->r.r_peak == 0 && err->text && strstr(err->text, "first peak");
    if (rc != GB_EFAIL || !(unseen || (f->r.r_peak > 0 && f->cut.q_max * f->r.r_peak < 20))) return rc;
    char *text = gb_strdup(err->text);
    rc = gb_fail(err, GB_EINPUT, "Q up to %g does not resolve the first shell; raise --q-max (%s)", f->cut.q_max, text);
    free(text);
    return rc;
}

static int run(struct strain_request *q, struct strain_data *loaded, struct strain_data *unloaded,
               struct strain_found *f, struct gb_error *err) {
    if (loaded->in_q) return explain_resolution(f, run_in_q(q, loaded, unloaded, f, err), err);
    if (q->draws > 0) return gb_fail(err, GB_EINPUT, "--draws is for sectors of S(Q) or intensity");
    int rc = run_in_r(q, loaded, unloaded, f, err);
    if (rc == GB_OK && loaded->by_sectors) compete(q, loaded, unloaded, NULL, f);
    return rc;
}

int strain_run(struct strain_request *q, struct strain_data *loaded, struct strain_data *unloaded,
               struct strain_found *f, struct gb_error *err) {
    *f = (struct strain_found){.in_q = loaded->in_q, .unit = loaded->unit};
    f->err_eps_inf = f->err_eps_1 = f->err_eps_2 = f->err_ratio = f->err_eps_q = f->peak.eps = f->q_law.eps = NAN;
    if (unloaded && (loaded->in_q != unloaded->in_q || loaded->by_sectors != unloaded->by_sectors))
        return gb_fail(err, GB_EINPUT, "%s holds %s, %s %s; both states must be given alike", q->loaded, loaded->what,
                       q->unloaded, unloaded->what);
    if (unloaded && strcmp(loaded->unit, unloaded->unit) != 0)
        return gb_fail(err, GB_EINPUT, "%s: its r is in %s, that of %s in %s; bring both to one unit", q->unloaded,
                       unloaded->unit, q->loaded, loaded->unit);
    if (unloaded && loaded->by_sectors) {
        int matched = sectors_match(&loaded->sectors, q->loaded, &unloaded->sectors, q->unloaded, err);
        if (matched != GB_OK) return matched;
    }
    int rc = check_alike(q, loaded, unloaded, err);
    if (rc != GB_OK) return rc;
    return explain_sign(&f->r, run(q, loaded, unloaded, f, err), err);
}
