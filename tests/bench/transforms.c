/* bench-transforms: smoothing and Bessel transforms, time per curve.
 */
#include "bench.h"

#include "base/mem.h"
#include "pdf/bessel.h"
#include "pdf/smooth.h"

#include <math.h>
#include <stdlib.h>

static const double density = 0.063; /* 1/ang^3 */

enum { CURVE_BINS = 2000, CURVE_Q = 1250, CURVES = 20, ROUNDS = 3 };
static const double curve_dr = 0.01, curve_dq = 0.02;

struct curves {
    struct pdf_grid grid;
    double *g, *S, *out; /* owned */
};

static int smooth_gaussian(const struct curves *c, struct gb_error *err) {
    const struct smoothing s = {.kind = SMOOTH_GAUSSIAN, .width = 0.06};
    return smooth_apply(&s, c->grid, 0, c->g, c->out, err);
}
static int smooth_lorch(const struct curves *c, struct gb_error *err) {
    const struct smoothing s = {.kind = SMOOTH_QWINDOW, .q_max = 22, .window = QWINDOW_LORCH};
    return smooth_apply(&s, c->grid, 0, c->g, c->out, err);
}
static int forward_0(const struct curves *c, struct gb_error *err) {
    return bessel_forward(0, c->grid, c->g, density, CURVE_Q, curve_dq, c->out, err);
}
static int forward_2(const struct curves *c, struct gb_error *err) {
    return bessel_forward(2, c->grid, c->g, density, CURVE_Q, curve_dq, c->out, err);
}
static int inverse_2(const struct curves *c, struct gb_error *err) {
    return bessel_inverse(2, CURVE_Q, curve_dq, c->S, density, c->grid, c->out, err);
}

static int transforms(struct gb_error *err) {
    static const struct {
        const char *name, *setting;
        int (*run)(const struct curves *c, struct gb_error *err);
    } kind[] = {{"smoothing", "Gaussian, 2000 bins", smooth_gaussian},
                {"smoothing", "Lorch window, 2000 bins", smooth_lorch},
                {"Bessel transform", "l = 0, 2000 r to 1250 Q", forward_0},
                {"Bessel transform", "l = 2, 2000 r to 1250 Q", forward_2},
                {"Bessel transform", "l = 2, 1250 Q to 2000 r", inverse_2}};
    enum { N_KINDS = sizeof kind / sizeof *kind };
    struct curves c = {
        {CURVE_BINS, curve_dr}, GB_ARRAY(CURVE_BINS, double), GB_ARRAY(CURVE_Q, double), GB_ARRAY(CURVE_BINS, double)};
    struct bench_times t[N_KINDS] = {0};
    for (size_t k = 0; k < CURVE_BINS; k++) { /* shells that die out, as in a glass */
        const double r = pdf_r(c.grid, k);
        c.g[k] = 1 + (r > 2 ? 1.5 * exp(-(r - 2.5) / 3) * cos(2.6 * (r - 2.6)) * exp(-r * r / 100) : -1);
    }
    int rc = bessel_forward(2, c.grid, c.g, density, CURVE_Q, curve_dq, c.S, err);
    for (int i = 0; i < ROUNDS && rc == GB_OK; i++)
        for (int k = 0; k < N_KINDS && rc == GB_OK; k++) {
            const double begin = bench_seconds();
            for (int n = 0; n < CURVES && rc == GB_OK; n++) rc = kind[k].run(&c, err);
            bench_times_add(&t[k], bench_seconds() - begin);
        }
    for (int k = 0; k < N_KINDS && rc == GB_OK; k++) {
        struct bench_row r = bench_row_of("transforms", kind[k].name, kind[k].setting, "curves", &t[k]);
        r.amount = CURVES;
        bench_row_print(&r);
    }
    free(c.g);
    free(c.S);
    free(c.out);
    return rc;
}

int main(int argc, char **argv) {
    struct gb_error err = GB_ERROR_INIT;
    int rc;
    if (argc == 1 && argv[0])
        rc = transforms(&err);
    else
        rc = gb_fail(&err, GB_EINPUT, "usage: no arguments");
    return bench_end("bench-transforms", rc, &err);
}
