/* What the pipeline finds in phantoms, see phantoms.h. */
#include "validate/phantoms.h"

#include "base/mem.h"
#include "pdf/structure.h"
#include "strain/strain.h"
#include "synth/phantom.h"

#include <math.h>
#include <stdlib.h>

enum { N_RATIOS = 5, N_Q_MAX = 4, N_Q = 3200 };
static const double imposed[N_RATIOS] = {0, 0.1, 0.2, 0.3, 0.4}, q_max[N_Q_MAX] = {22, 25, 28, 30};
static const double dq = 0.01, nu = 0.36, eps_inf = 0.002;
static const struct pdf_grid in = {.n = 4000, .dr = 0.01}, out = {.n = 2200, .dr = 0.01};

static int weigh(struct structure *s, const struct scatter *sc, const struct phantom_state *p, struct gb_error *err) {
    const struct structure_input input = {
        .grid = p->grid, .rho0 = p->rho0, .l_max = p->l_max, .g = (const double *const *)p->g, .to_angstrom = 1};
    return structure_from_partials(s, sc, &input, N_Q, dq, err);
}

/* The loaded states under both signs of the strain. */
static int load(struct phantom_state state[2], const struct phantom_glass *glass, double r_switch, double ratio,
                struct gb_error *err) {
    struct phantom_profile profile = {
        .kind = ratio > 0 ? PHANTOM_FIRST_SHELL : PHANTOM_AFFINE, .r_switch = r_switch, .width = 0.1};
    int rc = GB_OK;
    for (int i = 0; i < 2 && rc == GB_OK; i++) {
        profile.eps_inf = i == 0 ? eps_inf : -eps_inf;
        profile.eps_1 = profile.eps_inf * (1 - ratio);
        rc = phantom_loaded(&state[i], glass, &profile, nu, in, 2, err);
    }
    return rc;
}

/* Half the difference of S20 under both signs: what is of first order. */
static int weigh_signal(struct structure *signal, const struct structure *reference, const struct scatter *sc,
                        const struct phantom_state state[2], struct gb_error *err) {
    struct structure minus = {0};
    int rc = weigh(signal, sc, &state[0], err);
    if (rc == GB_OK) rc = weigh(&minus, sc, &state[1], err);
    for (size_t j = 0; j < N_Q && rc == GB_OK; j++) signal->S[1][j] = (signal->S[1][j] - minus.S[1][j]) / 2;
    structure_clear(&minus);
    signal->rho0 = reference->rho0;
    return rc;
}

/* result[ratio][q_max] of one window. */
typedef struct strain_result results[N_RATIOS][N_Q_MAX];
static const enum scatter_probe probe[] = {SCATTER_NUMBER, SCATTER_XRAY};
enum { N_PROBES = sizeof probe / sizeof *probe };
struct measured {
    struct scatter sc;
    struct structure reference;
    results window[QWINDOW_N];
};

static int measure(struct measured *m, size_t ratio, const struct phantom_state state[2], struct gb_error *err) {
    struct structure signal = {0};
    const struct strain_options o = {.poisson = nu, .fit_lo = 6, .fit_hi = 20, .pick = STRAIN_OWN_EXTREMUM};
    int rc = weigh_signal(&signal, &m->reference, &m->sc, state, err);
    for (int w = 0; w < QWINDOW_N; w++)
        for (size_t k = 0; k < N_Q_MAX && rc == GB_OK; k++) {
            const struct q_cut cut = {0, q_max[k], (enum q_window)w};
            rc = strain_measure_q(&m->reference, &signal, &cut, out, &o, &m->window[w][ratio][k], NULL, err);
        }
    structure_clear(&signal);
    return rc;
}

static int measure_all(struct measured m[N_PROBES], struct gb_error *err) {
    struct phantom_glass glass;
    double r_peak = 0, r_min = 0;
    int rc = phantom_glass_analytic(&glass, "cu-zr", 2, err);
    if (rc != GB_OK) return rc;
    struct phantom_state unloaded;
    phantom_unloaded(&unloaded, &glass, in, 0);
    for (int p = 0; p < N_PROBES && rc == GB_OK; p++) {
        rc = scatter_parse(&m[p].sc, probe[p], "Cu64.5Zr35.5", err);
        if (rc == GB_OK) rc = weigh(&m[p].reference, &m[p].sc, &unloaded, err);
    }
    if (rc == GB_OK) rc = phantom_first_shell(&glass, m[0].sc.fraction, &r_peak, &r_min, err);
    for (size_t i = 0; i < N_RATIOS && rc == GB_OK; i++) {
        struct phantom_state state[2] = {0};
        rc = load(state, &glass, r_min, imposed[i], err);
        for (int p = 0; p < N_PROBES && rc == GB_OK; p++) rc = measure(&m[p], i, state, err);
        for (int k = 0; k < 2; k++) phantom_state_clear(&state[k]);
    }
    phantom_state_clear(&unloaded);
    phantom_glass_clear(&glass);
    return rc;
}

/* The largest deviations of one window over ratios and Q_max. */
struct worst {
    double eps_inf, eps_1, eps_2, ratio, floor;
};
static struct worst worst_of(struct strain_result r[N_RATIOS][N_Q_MAX]) {
    struct worst w = {0};
    for (size_t k = 0; k < N_Q_MAX; k++) {
        const double floor = r[0][k].ratio;
        w.floor = fmax(w.floor, fabs(floor));
        for (size_t i = 0; i < N_RATIOS; i++) {
            const double first = eps_inf * (1 - imposed[i]);
            w.eps_inf = fmax(w.eps_inf, fabs(r[i][k].eps_inf / eps_inf - 1));
            w.eps_1 = fmax(w.eps_1, fabs(r[i][k].eps_1 / first - 1));
            w.eps_2 = fmax(w.eps_2, fabs(r[i][k].eps_2 / first - 1));
            w.ratio = fmax(w.ratio, fabs(r[i][k].ratio - floor - imposed[i]));
        }
    }
    return w;
}

/* Names of checks are borrowed literals. */
#define WINDOW(w)                                                                                                      \
    { w ": eps_inf", w ": eps_1", w ": eps_2", w ": ratio less floor", w ": affine floor" }
static const char *const check_name[N_PROBES][QWINDOW_N][5] = {
    {WINDOW("phantoms, hard cut"), WINDOW("phantoms, Lorch"), WINDOW("phantoms, Gaussian")},
    {WINDOW("phantoms, x-rays, hard cut"), WINDOW("phantoms, x-rays, Lorch"), WINDOW("phantoms, x-rays, Gaussian")},
};

int phantoms_recovery(struct checks *c, struct gb_error *err) {
    struct measured m[N_PROBES] = {0};
    int rc = measure_all(m, err);
    for (int p = 0; p < N_PROBES && rc == GB_OK; p++)
        for (int w = 0; w < QWINDOW_N; w++) {
            const struct worst worst = worst_of(m[p].window[w]);
            const double v[5] = {worst.eps_inf, worst.eps_1, worst.eps_2, worst.ratio, worst.floor};
            for (int i = 0; i < 5; i++)
                checks_add(c, check_name[p][w][i], v[i], 0, 0.01,
                           "largest deviation over ratios 0 to 0.4 and Q_max 22 to 30");
        }
    for (int p = 0; p < N_PROBES; p++) structure_clear(&m[p].reference);
    return rc;
}
