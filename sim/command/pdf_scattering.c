/* S_l0(Q) for `glassbed pdf`, see pdf_scattering.h. */
#include "command/pdf_scattering.h"

#include "base/mem.h"
#include "command/stand_in.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ORDERS = PDF_SCATTERING_ORDERS };

void pdf_scattering_defaults(struct pdf_scattering *s) {
    *s = (struct pdf_scattering){
        .sigma = NAN, .q_min = NAN, .q_max = NAN, .q_step = NAN, .taper = NAN, .vectors = SIZE_MAX};
}

/* ---- options ---------------------------------------------------------------------------------------------------- */

/* Options that would do nothing are errors. */
static int check_used(const struct pdf_scattering *s, struct gb_error *err) {
    const struct {
        const char *option;
        bool given, used;
        const char *needs;
    } c[] = {
        {"q-max", !isnan(s->q_max), s->active, "--structure, --weights or --window"},
        {"q-step", !isnan(s->q_step), s->active, "--structure, --weights or --window"},
        {"taper", !isnan(s->taper), s->active, "--structure, --weights or --window"},
        {"q-min", !isnan(s->q_min), s->through, "--window or --weights xray|neutron"},
        {"reciprocal", s->reciprocal, s->wanted, "--structure"},
        {"vectors", s->vectors != SIZE_MAX, s->reciprocal, "--reciprocal"},
        {"scatter", s->scatter != NULL, s->probe != SCATTER_NUMBER, "--weights xray|neutron"},
        {"sigma", !isnan(s->sigma), s->probe != SCATTER_NUMBER && s->lj, "--weights xray|neutron and --units lj"},
    };
    for (size_t i = 0; i < sizeof c / sizeof *c; i++)
        if (c[i].given && !c[i].used)
            return gb_fail(err, GB_EINPUT, "--%s does nothing without %s; give that too, or leave it out", c[i].option,
                           c[i].needs);
    return GB_OK;
}

static int check_range(const struct pdf_scattering *s, struct gb_error *err) {
    const struct {
        const char *option;
        double v;
        bool zero;
    } c[] = {{"q-max", s->q_max, false},
             {"q-step", s->q_step, false},
             {"taper", s->taper, true},
             {"q-min", s->q_min, true},
             {"sigma", s->sigma, false}};
    for (size_t i = 0; i < sizeof c / sizeof *c; i++)
        if (!isnan(c[i].v) && !(c[i].zero ? c[i].v >= 0 : c[i].v > 0))
            return gb_fail(err, GB_EINPUT, "--%s %g: must be %s", c[i].option, c[i].v,
                           c[i].zero ? "0 or above" : "above 0");
    if (s->reciprocal && s->vectors == 0) return gb_fail(err, GB_EINPUT, "--vectors 0: allowed are 1 and more");
    return GB_OK;
}

static void fill_in(struct pdf_scattering *s) {
    s->to_angstrom = s->lj ? s->sigma : 1;
    if (isnan(s->q_max)) s->q_max = s->lj ? 55 : 25;
    if (isnan(s->q_step)) s->q_step = s->lj ? 0.05 : 0.02;
    if (s->vectors == SIZE_MAX) s->vectors = 200;
    s->cut.q_min = isnan(s->q_min) ? 0 : s->q_min;
    s->cut.q_max = s->q_max;
}

int pdf_scattering_check(struct pdf_scattering *s, bool lj, bool one_axis, struct gb_error *err) {
    s->lj = lj;
    s->probe = s->weights ? scatter_probe_find(s->weights) : SCATTER_NUMBER;
    if (s->probe == SCATTER_N_PROBES)
        return gb_fail(err, GB_EINPUT, "--weights %s: allowed are number, xray and neutron", s->weights);
    s->cut.window = q_window_find(s->window ? s->window : "lorch");
    if (s->cut.window == QWINDOW_N)
        return gb_fail(err, GB_EINPUT, "--window %s: allowed are step, lorch and gaussian", s->window);
    s->through = s->window || s->probe != SCATTER_NUMBER;
    s->active = s->through || s->wanted;
    int rc = check_used(s, err);
    if (rc == GB_OK) rc = check_range(s, err);
    if (rc != GB_OK || !s->active) return rc;
    if (!one_axis)
        return gb_fail(err, GB_EINPUT,
                       "--axis all: S(Q), weights and windows need one axis; allowed are x, y, z and "
                       "NX,NY,NZ");
    if (s->probe != SCATTER_NUMBER && lj && isnan(s->sigma))
        return gb_fail(err, GB_EINPUT,
                       "--weights %s with --units lj needs --sigma, one sigma in angstrom (2.2 for Kob-Andersen as "
                       "Ni80P20)",
                       s->weights);
    fill_in(s);
    const double n = round(s->q_max / s->q_step);
    if (!(n >= 10 && n <= 1e6))
        return gb_fail(err, GB_EINPUT,
                       "--q-max %g holds %g steps of %g; allowed are 10 to 1e6: change --q-max or --q-step", s->q_max,
                       n, s->q_step);
    s->n_q = (size_t)n;
    s->q_step = s->q_max / n; /* whole steps */
    return GB_OK;
}

double pdf_scattering_r_bin(const struct pdf_scattering *s) { return s->active ? 0.125 / s->q_max : INFINITY; }

/* ---- what scatters ---------------------------------------------------------------------------------------------- */

/* With the fractions of this configuration. */
static int scatter_of(const struct pdf_scattering *s, const struct config *c, const struct pdf_sums *sums,
                      struct scatter *out, struct gb_error *err) {
    if (s->probe != SCATTER_NUMBER && !c->element)
        return gb_fail(err, GB_EINPUT, "%s names no elements, which --weights %s needs; give --elements Cu,Zr", c->path,
                       s->weights);
    char **element = GB_ARRAY((size_t)c->n_types, char *);
    double *fraction = GB_ARRAY((size_t)c->n_types, double);
    for (int t = 0; t < c->n_types; t++) fraction[t] = (double)sums->n_of_type[t];
    int rc = stand_in_elements(s->scatter, c, element, err);
    if (rc == GB_OK && scatter_init(out, s->probe, c->n_types, (const char *const *)element, fraction, err) != GB_OK)
        rc = gb_context(err, "%s: --weights %s (elements stand in for other names by --scatter A=Ni,B=P)", c->path,
                        s->weights ? s->weights : "number");
    for (int t = 0; t < c->n_types; t++) free(element[t]);
    free(element);
    free(fraction);
    return rc;
}

/* ---- curves ----------------------------------------------------------------------------------------------------- */

int pdf_scattering_begin(struct pdf_scattering *s, struct pdf_grid grid, size_t n_pairs, struct gb_error *err) {
    const double r_max = (double)grid.n * grid.dr;
    if (!s->active) return GB_OK;
    if (isnan(s->taper)) s->taper = r_max / 3;
    if (s->taper > r_max)
        return gb_fail(err, GB_EINPUT, "--taper %g: is longer than r-max %g; allowed are 0 to that", s->taper, r_max);
    if (s->through && s->cut.q_min > 0 && s->cut.q_min * r_max < M_PI)
        return gb_fail(
            err, GB_EINPUT,
            "--q-min %g is not resolved by r up to %g: S(Q) is smeared over pi/r-max = %g; allowed are 0 and "
            "values above that",
            s->cut.q_min, r_max, M_PI / r_max);
    s->n_totals = 1 + n_pairs;
    mean_init(&s->S, ORDERS * s->n_totals, s->n_q);
    mean_init(&s->end, ORDERS, s->n_q);
    mean_init(&s->box, 2 * ORDERS, s->n_q);
    if (s->through) mean_init(&s->g, ORDERS * s->n_totals, grid.n);
    return GB_OK;
}

void pdf_scattering_clear(struct pdf_scattering *s) {
    mean_clear(&s->S);
    mean_clear(&s->end);
    mean_clear(&s->box);
    mean_clear(&s->g);
}

/* S and, through the window, g of the total (0) or a pair of types (1..), each order. */
static int add_total(struct pdf_scattering *s, size_t which, const struct structure *S, struct pdf_grid grid,
                     struct gb_error *err) {
    int rc = GB_OK;
    double *g = s->through ? GB_ARRAY(grid.n, double) : NULL;
    for (size_t i = 0; i < ORDERS && rc == GB_OK; i++) {
        mean_add(&s->S, ORDERS * which + i, S->S[i]);
        if (!s->through) continue;
        rc = structure_g(S, &s->cut, 2 * (int)i, grid, g, err);
        if (rc == GB_OK) mean_add(&s->g, ORDERS * which + i, g);
    }
    free(g);
    return rc;
}

/* A pair of a species without atoms. */
static void add_absent(struct pdf_scattering *s, size_t which, struct pdf_grid grid) {
    const size_t n = grid.n > s->n_q ? grid.n : s->n_q;
    double *nan = GB_ARRAY(n, double);
    for (size_t k = 0; k < n; k++) nan[k] = NAN;
    for (size_t i = 0; i < ORDERS; i++) {
        mean_add(&s->S, ORDERS * which + i, nan);
        if (s->through) mean_add(&s->g, ORDERS * which + i, nan);
    }
    free(nan);
}

static int add_pairs(struct pdf_scattering *s, const struct structure_input *in, const struct pdf_sums *sums,
                     struct gb_error *err) {
    const struct scatter one = {.probe = SCATTER_NUMBER, .n = 1, .fraction = {1}};
    int rc = GB_OK;
    for (int a = 0; a < sums->n_types; a++)
        for (int b = a; b < sums->n_types && rc == GB_OK; b++) {
            const size_t pair = pdf_pair_index(sums->n_types, a, b);
            const double *g[ORDERS];
            for (size_t i = 0; i < ORDERS; i++) g[i] = in->g[i * sums->n_pairs + pair];
            if (sums->n_of_type[a] == 0 || sums->n_of_type[b] == 0) {
                add_absent(s, 1 + pair, in->grid);
                continue;
            }
            struct structure_input alone = *in;
            struct structure S;
            alone.g = g;
            rc = structure_from_partials(&S, &one, &alone, s->n_q, s->q_step, err);
            if (rc == GB_OK) rc = add_total(s, 1 + pair, &S, in->grid, err);
            structure_clear(&S);
        }
    return rc;
}

static int add_box(struct pdf_scattering *s, const struct config *c, const struct scatter *sc, const double *direction,
                   int cores, struct gb_error *err) {
    struct reciprocal r;
    double axis[3];
    config_to_box(c, direction, axis);
    const struct reciprocal_options o = {.n_q = s->n_q,
                                         .dq = s->q_step,
                                         .l_max = 4,
                                         .axis = {axis[0], axis[1], axis[2]},
                                         .max_per_bin = s->vectors,
                                         .threads = cores,
                                         .to_angstrom = s->to_angstrom};
    int rc = reciprocal_sum(&r, c, sc, &o, err);
    if (rc != GB_OK) return gb_context(err, "%s: --reciprocal", c->path);
    for (size_t i = 0; i < ORDERS; i++) {
        for (size_t j = 0; j < r.n; j++) r.err[i][j] *= r.err[i][j];
        mean_add(&s->box, i, r.S[i]);
        mean_add(&s->box, ORDERS + i, r.err[i]);
    }
    reciprocal_clear(&r);
    return rc;
}

int pdf_scattering_add(struct pdf_scattering *s, const struct config *c, const struct pdf_sums *sums,
                       const double *direction, int cores, struct gb_error *err) {
    if (!s->active) return GB_OK;
    struct scatter sc;
    int rc = scatter_of(s, c, sums, &sc, err);
    if (rc != GB_OK) return rc;
    const size_t n_curves = ORDERS * sums->n_pairs;
    double **g = GB_ARRAY(n_curves, double *);
    for (size_t i = 0; i < n_curves; i++) {
        g[i] = GB_ARRAY(sums->grid.n, double);
        pdf_g(sums, (int)(i % sums->n_pairs), 2 * (int)(i / sums->n_pairs), 2, g[i]);
    }
    const struct structure_input in = {
        sums->grid, (double)c->n / box_volume(&c->box), 4, (const double *const *)g, s->taper, s->to_angstrom};
    struct structure S = {0}, end = {0};
    rc = structure_from_partials(&S, &sc, &in, s->n_q, s->q_step, err);
    if (rc == GB_OK) rc = add_total(s, 0, &S, sums->grid, err);
    if (rc == GB_OK && s->n_totals > 1) rc = add_pairs(s, &in, sums, err);
    if (rc == GB_OK) rc = structure_residual(&end, &sc, &in, s->n_q, s->q_step, err);
    for (size_t i = 0; i < ORDERS && rc == GB_OK; i++) mean_add(&s->end, i, end.S[i]);
    if (rc != GB_OK) gb_context(err, "%s", c->path);
    if (rc == GB_OK && s->reciprocal) rc = add_box(s, c, &sc, direction, cores, err);
    structure_clear(&S);
    structure_clear(&end);
    for (size_t i = 0; i < n_curves; i++) free(g[i]);
    free(g);
    return rc;
}

/* ---- the header ------------------------------------------------------------------------------------------------- */

/* At the first peak of S00, the largest of S00. */
static void describe_residual(const struct pdf_scattering *s, struct gb_table *t, double r_max, const char *unit) {
    size_t peak = 0;
    for (size_t j = 0; j < s->n_q; j++)
        if (mean_value(&s->S, 0, j) > mean_value(&s->S, 0, peak)) peak = j;
    gb_table_meta(t, "residual",
                  "S00 %.2g, S20 %.2g, S40 %.2g at S00's highest peak, Q = %.3g: columns *_end, an estimate within a "
                  "factor of 2 of the error by the end of r; below 4/r-max = %.2g 1/%s S is not known",
                  mean_value(&s->end, 0, peak), mean_value(&s->end, 1, peak), mean_value(&s->end, 2, peak),
                  ((double)peak + 0.5) * s->q_step, 4 / r_max, unit);
}

void pdf_scattering_describe(const struct pdf_scattering *s, struct gb_table *t, bool table_of_S,
                             struct pdf_grid grid) {
    const char *unit = s->lj ? "sigma" : "ang";
    const double r_max = (double)grid.n * grid.dr;
    static const char *const what[] = {"number (each atom 1)",
                                       "xray (Waasmaier-Kirfel f0 of neutral atoms, Faber-Ziman)",
                                       "neutron (bound coherent lengths, Faber-Ziman)"};
    if (!s->active || (!table_of_S && !s->through)) return;
    gb_table_meta(t, "weights", "%s", what[s->probe]);
    if (s->scatter) gb_table_meta(t, "scatter-as", "%s", s->scatter);
    if (s->probe != SCATTER_NUMBER && s->lj) gb_table_meta(t, "sigma", "%g ang", s->sigma);
    if (s->taper > 0)
        gb_table_meta(t, "taper", "g - limit brought to 0 by a half cosine over the last %g %s of r", s->taper, unit);
    else
        gb_table_meta(t, "taper", "none: g - limit is cut at %g %s", r_max, unit);
    gb_table_meta(t, "r-max", "%.9g %s", r_max - s->taper, unit);
    if (table_of_S) {
        gb_table_meta(t, "expansion", "S(Q,chi) = sum_l sqrt(2l+1) P_l(cos chi) S_l0(Q), l = 0, 2, 4");
        gb_table_meta(t, "steps", "%zu of %g 1/%s; Q is their centre", s->n_q, s->q_step, unit);
        describe_residual(s, t, r_max, unit);
        if (s->reciprocal)
            gb_table_meta(
                t, "box",
                "S00_box, S20_box, S40_box: sums over the box's own Q vectors, at most %zu a step (drawn, seed 0), "
                "with the errors of their least squares",
                s->vectors);
    } else {
        gb_table_meta(t, "window", "%s, Q %g to %g 1/%s", q_window_name(s->cut.window), s->cut.q_min, s->cut.q_max,
                      unit);
    }
}
