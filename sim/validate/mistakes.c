/* What known mistakes do to the number, see phantoms.h. A pixel is looked at through the true geometry and read through
 * the one that is assumed; everything else is exact: no noise, no sharing out of pixels among bins. */
#include "validate/phantoms.h"

#include "base/mem.h"
#include "base/output.h"
#include "strain/sectors.h"
#include "strain/strain.h"
#include "synth/detector.h"
#include "synth/phantom.h"

#include <math.h>
#include <stdlib.h>

enum { N_Q = 1000, N_PHI = 360, N_SECTORS = 72, N_STATES = 2, UNLOADED = 0, LOADED = 1 };
static const double dq = 0.025, q_min = 0.8, q_max = 25, nu = 0.36, eps_inf = 0.005, ratio = 0.25;
static const struct pdf_grid out = {.n = 2200, .dr = 0.01};
static const struct strain_options options = {.poisson = 0.36, .fit_lo = 6, .fit_hi = 20, .pick = STRAIN_OWN_EXTREMUM};

/* What is true of the apparatus, what is assumed, and how the sectors are made and read. */
struct apparatus {
    struct detector truth, assumed;
    double distortion; /* a pixel at rho really sits at rho (1 + distortion cos 2phi) */
    size_t n_sectors;  /* around the ring; divides N_PHI */
    bool half_ring;    /* only those within 90 degrees of the load axis' upper end */
    struct sectors_options expansion;
};

struct sample {
    struct scatter sc;
    struct detector_source *source[N_STATES];
    double rho0;
};

/* Intensities of both states as they are read at Q and phi. */
static void look(const struct apparatus *x, const struct sample *s, double Q, double phi, double I[N_STATES]) {
    const struct detector *d = &x->assumed;
    const double two_theta = 2 * asin(Q * detector_wavelength(d) / (4 * M_PI)), eta = phi + d->load_azimuth;
    const double rho = d->distance_m * tan(two_theta) / d->pixel_m;
    const double really = rho * (1 + x->distortion * cos(2 * phi));
    struct detector_view is, thought;
    detector_look(d, d->centre[0] + rho * cos(eta), d->centre[1] + rho * sin(eta), &thought);
    detector_look(&x->truth, d->centre[0] + really * cos(eta), d->centre[1] + really * sin(eta), &is);
    const double factor = is.polarisation * is.solid_angle / (thought.polarisation * thought.solid_angle);
    for (int i = 0; i < N_STATES; i++) I[i] = factor * detector_source_intensity(s->source[i], is.Q, is.cos_chi);
}

/* S(Q, phi) of both states, from means over each sector. */
static void fill(struct sectors t[N_STATES], const struct apparatus *x, const struct sample *s) {
    const size_t per = N_PHI / x->n_sectors;
    for (size_t j = 0; j < t->n; j++) {
        const double Q = sectors_x(t, j), mean = scatter_mean_f(&s->sc, Q), f2 = mean * mean;
        const double rest = scatter_mean_f_squared(&s->sc, Q) + scatter_compton_seen(&s->sc, Q, t->wavelength);
        for (size_t k = 0; k < t->n_sectors; k++) {
            double sum[N_STATES] = {0}, I[N_STATES];
            for (size_t i = 0; i < per; i++) {
                const double within = ((double)i + 0.5) / (double)per - 0.5;
                look(x, s, Q, (t->angle[k] + within * t->width) * M_PI / 180, I);
                for (int state = 0; state < N_STATES; state++) sum[state] += I[state] / (double)per;
            }
            for (int state = 0; state < N_STATES; state++) t[state].value[k * t->n + j] = 1 + (sum[state] - rest) / f2;
        }
    }
}

/* The sectors' centres: of the whole ring, or of its half on one side. */
static size_t choose_angles(const struct apparatus *x, double *angle) {
    double ring[N_PHI];
    size_t n = 0;
    sectors_ring(x->n_sectors, ring);
    for (size_t k = 0; k < x->n_sectors; k++)
        if (!x->half_ring || fabs(ring[k]) <= 90) angle[n++] = ring[k];
    return n;
}

static int expose(struct structure S[N_STATES], const struct apparatus *x, const struct sample *s,
                  struct gb_error *err) {
    struct sectors t[N_STATES];
    double angle[N_PHI];
    const size_t n = choose_angles(x, angle);
    int rc = GB_OK;
    for (int i = 0; i < N_STATES; i++) {
        sectors_init(&t[i], SECTORS_S, "Q_1/ang", N_Q, dq, n, angle, false);
        t[i].azimuth = true;
        t[i].wavelength = detector_wavelength(&x->assumed);
        t[i].width = 360.0 / (double)x->n_sectors;
    }
    fill(t, x, s);
    for (int i = 0; i < N_STATES; i++) {
        struct sectors_expansion e = {0};
        if (rc == GB_OK) rc = sectors_expand(&t[i], &x->expansion, &e, err);
        if (rc == GB_OK) sectors_structure(&e, s->rho0, &S[i]);
        sectors_expansion_clear(&e);
        sectors_clear(&t[i]);
    }
    return rc;
}

/* ---- the glass ---- */

static int source_of(struct sample *s, int state, const struct phantom_state *p, const struct detector *d,
                     struct gb_error *err) {
    const struct structure_input input = {
        .grid = p->grid, .rho0 = p->rho0, .l_max = p->l_max, .g = (const double *const *)p->g, .to_angstrom = 1};
    struct structure S = {0};
    const double reach = detector_reach(d).q_edge + 1;
    int rc = structure_from_partials(&S, &s->sc, &input, (size_t)(reach / 0.01), 0.01, err);
    if (rc == GB_OK) rc = detector_source_create(&s->source[state], d, &s->sc, &S, err);
    structure_clear(&S);
    return rc;
}

static int sample_make(struct sample *s, const struct detector *d, struct gb_error *err) {
    const struct pdf_grid in = {.n = 4000, .dr = 0.01};
    struct phantom_profile profile = {
        .kind = PHANTOM_FIRST_SHELL, .eps_inf = eps_inf, .eps_1 = eps_inf * (1 - ratio), .width = 0.1};
    struct phantom_glass glass;
    struct phantom_state state = {0};
    double r_peak;
    int rc = scatter_parse(&s->sc, SCATTER_XRAY, "Cu64.5Zr35.5", err);
    if (rc == GB_OK) rc = phantom_glass_analytic(&glass, "cu-zr", 2, err);
    if (rc != GB_OK) return rc;
    s->rho0 = glass.rho0;
    phantom_unloaded(&state, &glass, in, 2);
    rc = source_of(s, UNLOADED, &state, d, err);
    phantom_state_clear(&state);
    if (rc == GB_OK) rc = phantom_first_shell(&glass, s->sc.fraction, &r_peak, &profile.r_switch, err);
    if (rc == GB_OK) rc = phantom_loaded(&state, &glass, &profile, nu, in, 2, err);
    if (rc == GB_OK) rc = source_of(s, LOADED, &state, d, err);
    phantom_state_clear(&state);
    phantom_glass_clear(&glass);
    return rc;
}

/* ---- measuring ---- */

enum treatment {
    PROPER,       /* the window after the slope, the same for g20 and K */
    WINDOW_FIRST, /* K from the slope of a g00 that has been windowed */
    K_UNWINDOWED, /* K from a g00 of full resolution */
    N_TREATMENTS
};

/* S[state] into one of the signals; the result is NaN where nothing is found. */
static void measure(const struct structure S[N_STATES], const struct q_cut *cut, enum treatment how, int which,
                    struct strain_result *res) {
    struct structure signal = {.n = S[LOADED].n, .dq = S[LOADED].dq, .rho0 = S[LOADED].rho0};
    const struct structure *reference = &S[which == MISTAKE_LOADED ? LOADED : UNLOADED];
    const struct q_cut full = {cut->q_min, q_max, QWINDOW_STEP};
    const struct smoothing none = {.kind = SMOOTH_NONE};
    struct strain_options o = options;
    double *g00 = GB_ARRAY(out.n, double), *g20 = GB_ARRAY(out.n, double);
    signal.S[1] = GB_ARRAY(signal.n, double);
    for (size_t j = 0; j < signal.n; j++)
        signal.S[1][j] = S[LOADED].S[1][j] - (which == MISTAKE_DIFFERENCE ? S[UNLOADED].S[1][j] : 0);
    o.smoothing = none;
    int rc = GB_OK;
    if (how == PROPER) {
        rc = strain_measure_q(reference, &signal, cut, out, &o, res, NULL, NULL);
    } else {
        rc = structure_g(reference, how == WINDOW_FIRST ? cut : &full, 0, out, g00, NULL);
        if (rc == GB_OK) rc = structure_g(&signal, cut, 2, out, g20, NULL);
        if (rc == GB_OK) rc = strain_measure(out, g00, g20, &o, res, NULL, NULL);
    }
    if (rc != GB_OK) res->eps_inf = res->ratio = NAN;
    free(signal.S[1]);
    free(g00);
    free(g20);
}

/* What the right apparatus gives. */
struct right {
    struct structure S[N_STATES];
    struct strain_result result[MISTAKE_N_SIGNALS];
};

/* rms of the change of S20 over its own rms, Q_min to Q_max. */
static double s20_change(const struct structure S[N_STATES], const struct structure right[N_STATES], int which) {
    double change = 0, own = 0;
    for (size_t j = (size_t)(q_min / dq) + 1; j < S[LOADED].n && j < right[LOADED].n; j++) {
        const bool minus = which == MISTAKE_DIFFERENCE;
        const double is = right[LOADED].S[1][j] - (minus ? right[UNLOADED].S[1][j] : 0);
        const double d = S[LOADED].S[1][j] - (minus ? S[UNLOADED].S[1][j] : 0) - is;
        change += d * d;
        own += is * is;
    }
    return sqrt(change / own);
}

static void add(struct mistakes *m, char *name, const struct structure S[N_STATES], const struct q_cut *cut,
                enum treatment how, const struct right *right) {
    m->item = gb_realloc(m->item, m->n + 1, sizeof *m->item);
    struct mistake *k = &m->item[m->n++];
    *k = (struct mistake){.name = name};
    for (int i = 0; i < MISTAKE_N_SIGNALS; i++) {
        struct strain_result res;
        measure(S, cut, how, i, &res);
        k->s20[i] = s20_change(S, right->S, i);
        k->eps_inf[i] = res.eps_inf / right->result[i].eps_inf - 1;
        k->ratio[i] = res.ratio - right->result[i].ratio;
    }
}

/* Of the analysis alone. */
static void add_windows(struct mistakes *m, const struct right *right) {
    static const double end[] = {25, 15};
    for (int w = 0; w < QWINDOW_N; w++)
        for (int i = 0; i < 2; i++) {
            const struct q_cut cut = {q_min, end[i], (enum q_window)w};
            const char *name = q_window_name(cut.window);
            add(m, gb_format("K from the slope of a windowed g00: %s, Q_max %g", name, end[i]), right->S, &cut,
                WINDOW_FIRST, right);
            if (cut.window != QWINDOW_STEP || end[i] < q_max)
                add(m, gb_format("g20 windowed, K of full resolution: %s, Q_max %g", name, end[i]), right->S, &cut,
                    K_UNWINDOWED, right);
        }
}

static int add_apparatus(struct mistakes *m, const char *name, const struct apparatus *x, const struct sample *s,
                         const struct right *right, struct gb_error *err) {
    const struct q_cut cut = {q_min, q_max, QWINDOW_LORCH};
    struct structure S[N_STATES] = {0};
    int rc = expose(S, x, s, err);
    if (rc == GB_OK) add(m, gb_strdup(name), S, &cut, PROPER, right);
    for (int i = 0; i < N_STATES; i++) structure_clear(&S[i]);
    return rc;
}

static int add_geometry(struct mistakes *m, const struct apparatus *sound, const struct sample *s,
                        const struct right *right, struct gb_error *err) {
    const double degree = M_PI / 180;
    struct apparatus x = *sound;
    x.assumed.polarisation = 0;
    int rc = add_apparatus(m, "no polarisation correction (P = 0 for 0.99)", &x, s, right, err);
    x.assumed.polarisation = 1;
    if (rc == GB_OK) rc = add_apparatus(m, "P = 1 taken for 0.99", &x, s, right, err);
    x = *sound;
    x.truth.rot[0] = 0.1 * degree;
    if (rc == GB_OK) rc = add_apparatus(m, "a tilt of 0.1 deg about the vertical, not modelled", &x, s, right, err);
    x = *sound;
    x.truth.rot[1] = 0.1 * degree;
    if (rc == GB_OK) rc = add_apparatus(m, "a tilt of 0.1 deg about the horizontal, not modelled", &x, s, right, err);
    x.half_ring = true;
    if (rc == GB_OK) rc = add_apparatus(m, "the same, only the upper half of the ring seen", &x, s, right, err);
    x = *sound;
    x.truth.centre[1] += 1;
    if (rc == GB_OK) rc = add_apparatus(m, "the beam's centre wrong by a pixel along the load", &x, s, right, err);
    x = *sound;
    x.distortion = 1e-4;
    if (rc == GB_OK) rc = add_apparatus(m, "a distortion of 1e-4 cos 2phi, not modelled", &x, s, right, err);
    return rc;
}

static int add_sectors(struct mistakes *m, const struct apparatus *sound, const struct sample *s,
                       const struct right *right, struct gb_error *err) {
    static const size_t n[] = {72, 36, 12, 8};
    int rc = GB_OK;
    for (int i = 0; i < 4 && rc == GB_OK; i++) {
        struct apparatus x = *sound;
        x.n_sectors = n[i];
        x.expansion.at_centre = true;
        char *name = gb_format("%zu sectors, taken at their centres", n[i]);
        rc = add_apparatus(m, name, &x, s, right, err);
        free(name);
    }
    struct apparatus x = *sound;
    x.expansion.ring_average = true;
    return rc == GB_OK ? add_apparatus(m, "the ring's average taken for S00", &x, s, right, err) : rc;
}

int phantoms_mistakes(struct mistakes *m, struct gb_error *err) {
    const struct apparatus sound = {
        .truth = detector_default(), .assumed = detector_default(), .n_sectors = N_SECTORS, .expansion = {.l_max = 2}};
    const struct q_cut cut = {q_min, q_max, QWINDOW_LORCH};
    struct sample s = {0};
    struct right right = {0}, truth;
    *m = (struct mistakes){.eps_inf = eps_inf, .ratio = ratio, .poisson = nu};
    int rc = sample_make(&s, &sound.truth, err);
    if (rc == GB_OK) rc = expose(right.S, &sound, &s, err);
    if (rc == GB_OK) {
        truth = right;
        for (int i = 0; i < MISTAKE_N_SIGNALS; i++) {
            truth.result[i] = (struct strain_result){.eps_inf = eps_inf, .ratio = ratio};
            measure(right.S, &cut, PROPER, i, &right.result[i]);
        }
        add(m, gb_strdup("nothing wrong (against the truth)"), right.S, &cut, PROPER, &truth);
        add_windows(m, &right);
        rc = add_geometry(m, &sound, &s, &right, err);
    }
    if (rc == GB_OK) rc = add_sectors(m, &sound, &s, &right, err);
    for (int i = 0; i < N_STATES; i++) {
        structure_clear(&right.S[i]);
        detector_source_free(s.source[i]);
    }
    if (rc != GB_OK) mistakes_clear(m);
    return rc;
}

void mistakes_clear(struct mistakes *m) {
    for (size_t i = 0; i < m->n; i++) free(m->item[i].name);
    free(m->item);
    *m = (struct mistakes){0};
}

int mistakes_write(const struct mistakes *m, const char *path, struct gb_error *err) {
    struct gb_text b = {0};
    gb_text_add(&b,
                "# What known mistakes do: an analytic Cu64.5Zr35.5 glass, x-rays, eps_inf %g, ratio %g, nu %g\n"
                "# eps_inf: relative change; ratio: change; of the loaded state alone, and of loaded - unloaded\n"
                "# experiment: 72 sectors, Q %g to %g 1/ang, Lorch, fit 6 to 20 ang\n",
                m->eps_inf, m->ratio, m->poisson, q_min, q_max);
    gb_text_add(&b,
                "# s20: rms of its change over its rms; nan: no first shell is found\n"
                "# %-58s %11s %11s %11s %11s %11s %11s\n",
                "mistake", "s20_loaded", "eps_loaded", "ratio_load", "s20_diff", "eps_diff", "ratio_diff");
    for (size_t i = 0; i < m->n; i++) {
        const struct mistake *k = &m->item[i];
        gb_text_add(&b, "%-60s %11.5f %+11.5f %+11.5f %11.5f %+11.5f %+11.5f\n", k->name, k->s20[0], k->eps_inf[0],
                    k->ratio[0], k->s20[1], k->eps_inf[1], k->ratio[1]);
    }
    struct gb_output *o;
    int rc = gb_output_open(&o, path, err);
    if (rc == GB_OK) {
        gb_output_write(o, b.s, b.len);
        rc = gb_output_close(o, err);
    }
    free(b.s);
    return rc;
}
