/* What `strain` writes, see strain_parts.h. */
#include "command/strain_parts.h"

#include "base/mem.h"
#include "base/table.h"
#include "base/values.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool no_unit(const char *unit) { return strcmp(unit, "-") == 0; }

/* The resolution, of g00, g20 and K alike. */
static char *resolution(const struct strain_request *q, const struct strain_data *a, const struct strain_found *f) {
    const char *length = no_unit(f->unit) ? "(units of r)" : f->unit;
    const char *window = a->table ? gb_table_meta_get(a->table, "window") : NULL;
    const char *range = a->table ? gb_table_meta_get(a->table, "q-range") : NULL;
    if (!f->in_q && window) {
        const bool more = q->opt.smoothing.kind != SMOOTH_NONE;
        char *own = gb_format("the table's own window, %s%s%s", window, range ? ", Q " : "", range ? range : "");
        char *extra = more ? smooth_describe(&q->opt.smoothing, length) : gb_strdup("");
        char *both = gb_format("%s%s%s", own, more ? ", then " : "", extra);
        free(own);
        free(extra);
        return both;
    }
    if (!f->in_q) return smooth_describe(&q->opt.smoothing, length);
    return gb_format("%s Q_max %g 1/%s, from Q_min %g", q_window_name(f->cut.window), f->cut.q_max, length,
                     f->cut.q_min);
}

static void add_kind(struct gb_text *b, const char *path, const struct strain_data *d) {
    gb_text_add(b, "# data: %s: %s", path, d->what);
    if (d->by_sectors && isfinite(d->misfit))
        gb_text_add(b, "; misfit %.2g%s", d->misfit, d->sectors.sigma ? " sigma" : "");
    gb_text_add(b, "\n");
}

static void add_notes(struct gb_text *b, const char *path, const struct strain_data *d) {
    for (const char *s = d->notes; s && *s; s = strchr(s, '\n') + 1)
        gb_text_add(b, "# note: %s: %.*s\n", path, (int)strcspn(s, "\n"), s);
}

static char *title(const struct strain_request *q, const struct strain_data *a, const struct strain_data *u,
                   const struct strain_found *f) {
    char *smoothing = resolution(q, a, f);
    struct gb_text b = {0};
    gb_text_add(
        &b, "strain from g00 and g20 (Wang et al., PRL 128, 155501 (2022), Eqs. 2 and 3); compression is positive\n");
    gb_text_add(&b, "# glassbed %s; %s\n", GB_VERSION, gb_command());
    if (q->unloaded)
        gb_text_add(&b, "# signal: %s - %s\n", q->loaded, q->unloaded);
    else
        gb_text_add(&b, "# signal: %s\n", q->loaded);
    if (a->in_q || a->by_sectors) add_kind(&b, q->loaded, a);
    if (u && (u->in_q || u->by_sectors)) add_kind(&b, q->unloaded, u);
    add_notes(&b, q->loaded, a);
    if (u) add_notes(&b, q->unloaded, u);
    gb_text_add(&b, "# K: from %s of %s\n", f->in_q ? "S00" : "g00", q->g00_loaded ? q->loaded : q->unloaded);
    gb_text_add(&b, "# smoothing: %s, of g00, g20 and K alike\n", smoothing);
    gb_text_add(&b, "# pick: %s\n",
                q->opt.pick == STRAIN_OWN_EXTREMUM ? "own, g20's own extrema"
                : q->opt.pick == STRAIN_AT_K       ? "at-k, K's extrema"
                                                   : "shell, fit over the first shell");
    gb_text_add(&b, "# fit: %s\n", isnan(q->fit[0]) ? "default, 2.2 to 7.0 times the first peak's place" : "as given");
    gb_text_add(&b, "# bins: %zu of %.10g%s\n", f->grid.n, f->grid.dr,
                a->interpolated || (u && u->interpolated)
                    ? ", by cubic spline (the file's points are no centres of such bins)"
                    : "");
    if (f->in_q) {
        gb_text_add(&b, "# density: %.6g, %s\n", f->rho0,
                    f->rho0_given ? "as given" : "from G(r) below the first shell; strains do not depend on it");
        gb_text_add(&b, "# eps_q: S20 = -eps c Q dS00/dQ over q_fit, Gaussian %.3g on both sides, %s\n", f->q_smooth,
                    f->q_noise ? "noise of S00 taken off" : "noise of S00 not known");
        gb_text_add(&b, "# eps_peak, eps_shell: shifts against %s\n",
                    q->unloaded ? "the unloaded sectors" : "the mean over the sectors");
    }
    if (f->draws)
        gb_text_add(&b, "# _err: noise: standard deviation over %zu of %zu draws within the sectors' %s, seed %zu\n",
                    f->draws, q->draws,
                    a->sectors.sigma ? "sigma" : "errors, which are their scatter about the expansion (no sigma given)",
                    q->seed);
    gb_text_add(&b,
                "# _lsq_err: of least squares, as if what is left were noise: for eps_inf it is structure (no error "
                "of it), for eps_peak and eps_shell the sectors' scatter\n");
    gb_text_add(&b, "# errors: how glasses differ, only samples tell");
    free(smoothing);
    return b.s;
}

static void set_with_error(struct gb_values *v, const char *name, double value, double error, const char *unit) {
    gb_values_set(v, name, value, unit);
    if (!isfinite(error)) return;
    char *err_name = gb_format("%s_err", name);
    gb_values_set(v, err_name, error, unit);
    free(err_name);
}

static void set_shift(struct gb_values *v, const char *name, const struct shift *s, const char *place,
                      const char *unit) {
    gb_values_set(v, name, s->eps, "-");
    if (isfinite(s->err)) {
        char *err_name = gb_format("%s_lsq_err", name);
        gb_values_set(v, err_name, s->err, "-");
        free(err_name);
    }
    gb_values_set(v, place, s->place, unit);
}

/* What only data in Q, or sectors, give. */
static void set_rest(struct gb_values *v, const struct strain_data *a, const struct strain_data *u,
                     const struct strain_found *f) {
    char *q_unit = no_unit(f->unit) ? gb_strdup("-") : gb_format("1/%s", f->unit);
    char *rho_unit = no_unit(f->unit) ? gb_strdup("-") : gb_format("1/%s^3", f->unit);
    if (f->in_q) {
        set_with_error(v, "eps_q", f->q_law.eps, f->err_eps_q, "-");
        gb_values_set(v, "eps_q_residual", f->q_law.residual, "-");
        gb_values_set(v, "q_fit_lo", f->q_fit[0], q_unit);
        gb_values_set(v, "q_fit_hi", f->q_fit[1], q_unit);
        gb_values_set(v, "q_min", f->cut.q_min, q_unit);
        gb_values_set(v, "q_max", f->cut.q_max, q_unit);
        gb_values_set(v, "rho0", f->rho0, rho_unit);
    }
    if (isfinite(f->peak.eps)) set_shift(v, "eps_peak", &f->peak, "q_peak", q_unit);
    for (size_t i = 0; i < f->n_shells; i++) {
        char *name = gb_format("eps_shell_%zu", i + 1), *place = gb_format("r_shell_%zu", i + 1);
        set_shift(v, name, &f->shell[i], place, f->unit);
        free(name);
        free(place);
    }
    if (a->by_sectors) gb_values_set(v, "sectors", (double)a->sectors.n_sectors, "-");
    if (a->reduced) {
        gb_values_set(v, "norm_A", a->norm.A, "-");
        gb_values_set(v, "norm_drift", a->norm.drift, "-");
        gb_values_set(v, "norm_slope", a->norm.slope, "-");
    }
    if (u && u->reduced) gb_values_set(v, "norm_A_unloaded", u->norm.A, "-");
    free(q_unit);
    free(rho_unit);
}

int strain_write_values(const struct strain_request *q, const struct strain_data *loaded,
                        const struct strain_data *unloaded, const struct strain_found *f, struct gb_error *err) {
    struct gb_values v = {0};
    const struct strain_result *r = &f->r;
    set_with_error(&v, "eps_inf", r->eps_inf, f->err_eps_inf, "-");
    gb_values_set(&v, "eps_inf_lsq_err", r->eps_inf_lsq_err, "-");
    set_with_error(&v, "eps_1", r->eps_1, f->err_eps_1, "-");
    set_with_error(&v, "eps_2", r->eps_2, f->err_eps_2, "-");
    set_with_error(&v, "ratio", r->ratio, f->err_ratio, "-");
    gb_values_set(&v, "A_1", r->A_1, "-");
    gb_values_set(&v, "r_1", r->r_1, f->unit);
    gb_values_set(&v, "A_2", r->A_2, "-");
    gb_values_set(&v, "r_2", r->r_2, f->unit);
    gb_values_set(&v, "r_peak", r->r_peak, f->unit);
    gb_values_set(&v, "r_min", r->r_min, f->unit);
    gb_values_set(&v, "residual", r->residual, "-");
    gb_values_set(&v, "poisson", q->poisson, "-");
    gb_values_set(&v, "fit_lo", q->opt.fit_lo, f->unit);
    gb_values_set(&v, "fit_hi", q->opt.fit_hi, f->unit);
    set_rest(&v, loaded, unloaded, f);
    char *head = title(q, loaded, unloaded, f);
    int rc = gb_values_write_digits(&v, head, q->out, 9, err);
    free(head);
    gb_values_clear(&v);
    return rc;
}

int strain_write_curves(const struct strain_request *q, const struct strain_data *a, const struct strain_found *f,
                        struct gb_error *err) {
    char *names = gb_format("r%s%s g00 g20 K", no_unit(f->unit) ? "" : "_", no_unit(f->unit) ? "" : f->unit);
    char *smoothing = resolution(q, a, f);
    struct gb_table *t = gb_table_create("curves behind the strains", names);
    gb_table_meta(t, "smoothing", "%s", smoothing);
    gb_table_meta(t, "poisson", "%g", q->poisson);
    for (size_t k = 0; k < f->grid.n; k++)
        gb_table_add(t, (double[]){pdf_r(f->grid, k), f->curves.g00[k], f->curves.g20[k], f->curves.K[k]});
    int rc = gb_table_write(t, q->curves_out, 9, err);
    gb_table_free(t);
    free(names);
    free(smoothing);
    return rc;
}
