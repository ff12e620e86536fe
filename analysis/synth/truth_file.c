/* The answer of a data set, see truth_file.h. */
#include "synth/truth_file.h"

#include "synth/exchange.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double FINE_Q = 60;         /* 1/angstrom: a cut that no g(r) of atoms notices stands for no window */
static const double ATOMS_SMOOTH = 0.12; /* angstrom */

/* Number-weighted total of a state's g_l0, l/2 = i; the caller's. */
static double *total(const struct truth_states *st, const struct phantom_state *s, size_t i) {
    double *g = GB_ARRAY(s->grid.n, double);
    for (int a = 0; a < st->sc->n; a++)
        for (int b = a; b < st->sc->n; b++) {
            const double c = (a == b ? 1 : 2) * st->sc->fraction[a] * st->sc->fraction[b];
            const double *part = s->g[i * s->n_pairs + pdf_pair_index(st->sc->n, a, b)];
            for (size_t k = 0; k < s->grid.n && c > 0; k++) g[k] += c * part[k];
        }
    return g;
}

static double *first_order(const struct truth_states *st, struct pdf_grid grid) {
    double *g20 = GB_ARRAY(grid.n, double), *part = GB_ARRAY(grid.n, double);
    for (int a = 0; a < st->sc->n; a++)
        for (int b = a; b < st->sc->n; b++) {
            const double c = (a == b ? 1 : 2) * st->sc->fraction[a] * st->sc->fraction[b];
            phantom_first_order(st->glass, pdf_pair_index(st->sc->n, a, b), st->profile, st->pipeline.poisson, grid,
                                part);
            for (size_t k = 0; k < grid.n; k++) g20[k] += c * part[k];
        }
    free(part);
    return g20;
}

/* No window where the curves are smooth; histograms of atoms need some. */
static struct strain_options unwindowed(const struct truth_states *st) {
    struct strain_options o = st->pipeline;
    o.smoothing = st->glass ? (struct smoothing){.kind = SMOOTH_QWINDOW,
                                                 .q_max = fmin(FINE_Q, 0.99 * M_PI / st->unloaded->grid.dr),
                                                 .window = QWINDOW_STEP}
                            : (struct smoothing){.kind = SMOOTH_GAUSSIAN, .width = ATOMS_SMOOTH};
    return o;
}

/* The pipeline takes compression: of tension it was given the signal times -1. */
static double sign_of(const struct truth_states *st) { return st->eps_true < 0 ? -1 : 1; }

static void add_result(struct gb_text *t, const char *name, int rc, const struct strain_result *r, double sign,
                       struct gb_error *err) {
    xml_open(t, 2, "pipeline");
    xml_text(t, "name", name);
    if (rc == GB_OK) {
        const struct {
            const char *name;
            double v;
        } all[] = {{"eps_inf", sign * r->eps_inf},
                   {"eps_1", sign * r->eps_1},
                   {"eps_2", sign * r->eps_2},
                   {"ratio", r->ratio},
                   {"r_1", r->r_1},
                   {"r_2", r->r_2},
                   {"residual", r->residual}};
        for (size_t i = 0; i < sizeof all / sizeof *all; i++) xml_number(t, all[i].name, all[i].v);
    } else {
        xml_text(t, "failed", err->text);
    }
    gb_error_clear(err);
    xml_empty(t);
}

/* Sign times S20 of b less that of a, on b's grid; the caller's, to be cleared. */
static struct structure less(const struct structure *b, const struct structure *a, double sign) {
    struct structure d = {.n = b->n, .dq = b->dq, .rho0 = a->rho0};
    d.S[1] = GB_ARRAY(d.n, double);
    for (size_t j = 0; j < d.n; j++) d.S[1][j] = sign * (b->S[1][j] - a->S[1][j]);
    return d;
}

static void through_q(struct gb_text *t, const char *name, const struct truth_states *st,
                      const struct structure *loaded) {
    struct gb_error err = GB_ERROR_INIT;
    struct strain_result r;
    struct structure signal = less(loaded, st->S_unloaded, sign_of(st));
    const struct pdf_grid grid = {(size_t)ceil((st->pipeline.fit_hi + 2) / 0.01), 0.01};
    int rc = strain_measure_q(st->S_unloaded, &signal, &st->cut, grid, &st->pipeline, &r, NULL, &err);
    add_result(t, name, rc, &r, sign_of(st), &err);
    structure_clear(&signal);
}

void truth_file_expected(struct gb_text *t, const struct truth_states *st) {
    struct gb_error err = GB_ERROR_INIT;
    const struct pdf_grid grid = st->unloaded->grid;
    const struct strain_options o = unwindowed(st);
    struct strain_result r;
    double *g00 = total(st, st->unloaded, 0), *g20 = total(st, st->loaded, 1), *before = total(st, st->unloaded, 1);
    for (size_t k = 0; k < grid.n; k++) g20[k] = sign_of(st) * (g20[k] - before[k]);
    xml_open(t, 1, "expected");
    xml_number(t, "fit_lo", o.fit_lo);
    xml_number(t, "fit_hi", o.fit_hi);
    xml_text(t, "pick", strain_pick_name(o.pick));
    xml_inside(t);
    if (st->glass) {
        double *first = first_order(st, grid);
        for (size_t k = 0; k < grid.n; k++) first[k] *= sign_of(st);
        int rc = strain_measure(grid, g00, first, &o, &r, NULL, &err);
        add_result(t, "first order, number weights, no window", rc, &r, sign_of(st), &err);
        free(first);
    }
    int rc = strain_measure(grid, g00, g20, &o, &r, NULL, &err);
    add_result(t,
               st->glass ? "finite strain, number weights, no window, loaded less unloaded"
                         : "number weights, smoothed by a Gaussian of 0.12 ang, loaded less unloaded",
               rc, &r, sign_of(st), &err);
    through_q(t, "this data set's weights and window, no noise, loaded less unloaded", st, st->S_loaded);
    through_q(t, "the same on a purely affine load: the floor", st, st->S_affine);
    xml_close(t, 1, "expected");
    free(g00);
    free(g20);
    free(before);
}

int truth_file_add_imposed(struct gb_text *t, const struct truth_states *st, struct truth_imposed *im,
                           struct gb_error *err) {
    const struct phantom_profile *p = st->profile;
    const struct phantom_profile one = {.kind = PHANTOM_AFFINE, .eps_inf = 1};
    struct truth_states affine = *st; /* g20 = K: the extrema of K itself */
    affine.profile = &one;
    const struct strain_options o = unwindowed(st);
    struct strain_result r;
    double *g00 = total(st, st->unloaded, 0), *K = first_order(&affine, st->unloaded->grid);
    int rc = strain_measure(st->unloaded->grid, g00, K, &o, &r, NULL, err);
    free(g00);
    free(K);
    if (rc != GB_OK) return gb_context(err, "the glass's own K");
    im->r_1 = r.r_1;
    im->r_2 = r.r_2;
    im->eps_1 = phantom_eps(p, r.r_1, NULL);
    im->eps_2 = phantom_eps(p, r.r_2, NULL);
    im->ratio = p->eps_inf != 0 ? 1 - (im->eps_1 + im->eps_2) / (2 * p->eps_inf) : NAN;
    xml_open(t, 1, "imposed");
    xml_text(t, "profile", phantom_kind_name(p->kind));
    const struct {
        const char *name;
        double v;
    } all[] = {{"eps_true", p->eps_inf}, {"eps_inf", p->eps_inf}, {"eps_1", im->eps_1}, {"eps_2", im->eps_2},
               {"ratio", im->ratio},     {"r_1", im->r_1},        {"r_2", im->r_2},     {"poisson", o.poisson}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) xml_number(t, all[i].name, all[i].v);
    if (p->kind == PHANTOM_FIRST_SHELL || p->kind == PHANTOM_SMOOTH) {
        xml_number(t, "eps_core", p->eps_1);
        xml_number(t, "r_switch", p->r_switch);
        xml_number(t, "width", p->width);
    }
    xml_count(t, "nodes", (uint64_t)st->loaded->nodes);
    xml_number(t, "projection_error", st->loaded->left);
    xml_empty(t);
    return GB_OK;
}

void truth_file_experiment(struct gb_text *t, const struct dataset_plan *p, const struct scatter *sc, double counts) {
    char *composition = exchange_composition(sc);
    xml_open(t, 1, "experiment");
    xml_text(t, "weights", scatter_probe_name(sc->probe));
    xml_text(t, "composition", composition);
    xml_number(t, "q_min", p->cut.q_min);
    xml_number(t, "q_max", p->cut.q_max);
    xml_number(t, "q_step", p->dq);
    xml_text(t, "window", q_window_name(p->cut.window));
    xml_number(t, "r_max", (double)p->grid.n * p->grid.dr);
    xml_number(t, "r_step", p->grid.dr);
    xml_empty(t);
    xml_open(t, 1, "sectors");
    xml_count(t, "n", p->n_sectors);
    xml_text(t, "of", p->wavelength > 0 ? "phi" : "chi");
    xml_number(t, "width_deg", p->wavelength > 0 ? 360 / (double)p->n_sectors : 90 / (double)p->n_sectors);
    if (p->wavelength > 0) xml_number(t, "wavelength_ang", p->wavelength);
    xml_empty(t);
    xml_open(t, 1, "noise");
    xml_text(t, "of", "sectors");
    xml_text(t, "kind", p->scale > 0 ? "poisson" : "none");
    if (p->scale > 0) {
        xml_number(t, "sector_counts", counts);
        xml_number(t, "counts_per_unit", p->scale);
    }
    xml_empty(t);
    free(composition);
}
