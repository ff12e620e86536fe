/* The files of a state, see dataset_files.h. */
#include "synth/dataset_files.h"

#include "base/file.h"
#include "base/xml_write.h"
#include "pdf/bessel.h"
#include "synth/exchange.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DIGITS = 12 };

struct writing {
    const struct dataset_state *s;
    const struct dataset_plan *plan;
    const struct scatter *sc;
    const struct structure_input *in;
    const char *dir, *name;
    struct gb_text *files;
    struct gb_error *err;
};

void dataset_list(struct gb_text *files, const char *what, const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    char *name = gb_vformat(fmt, ap);
    va_end(ap);
    xml_open(files, 2, "file");
    xml_text(files, "name", name);
    gb_text_addn(files, ">", 1);
    gb_text_add_escaped(files, what);
    xml_close(files, 0, "file");
    free(name);
}

/* DIR/NAME/FILE, listed; the caller's. */
static char *place(const struct writing *w, const char *file, const char *what) {
    dataset_list(w->files, what, "%s/%s", w->name, file);
    return gb_format("%s/%s/%s", w->dir, w->name, file);
}

static int put(const struct writing *w, struct gb_table *t, const char *file, const char *what) {
    gb_table_meta(t, "state", "%s", w->name);
    gb_table_meta(t, "weights", "%s", scatter_probe_name(w->sc->probe));
    gb_table_meta(t, "number-density", "%.9g 1/ang^3", w->in->rho0);
    char *path = place(w, file, what);
    int rc = gb_table_write(t, path, DIGITS, w->err);
    free(path);
    gb_table_free(t);
    return rc;
}

static void cut_meta(struct gb_table *t, const struct dataset_plan *p) {
    gb_table_meta(t, "q-range", "%.9g to %.9g 1/ang", p->cut.q_min, p->cut.q_max);
    gb_table_meta(t, "window", "%s", q_window_name(p->cut.window));
}

/* Curves of a finite box, and so what is made of them through Q, mean nothing beyond. */
static void known_meta(struct gb_table *t, const struct dataset_plan *p) {
    if (p->r_known > 0) gb_table_meta(t, "r-max", "%.9g ang", p->r_known);
}

static int write_S(const struct writing *w) {
    const struct dataset_state *s = w->s;
    struct gb_table *t = gb_table_create("S_l0(Q) from the sectors, by least squares", "Q_1/ang");
    size_t col[3] = {0}, err[3] = {0};
    for (int i = 0; i < 3; i++) {
        if (!s->measured.S[i]) continue;
        char *name = gb_format("S%d0", 2 * i), *error = gb_format("S%d0_err", 2 * i);
        col[i] = gb_table_add_column(t, name);
        if (s->error[i]) err[i] = gb_table_add_column(t, error);
        free(name);
        free(error);
    }
    for (size_t j = s->first; j < s->measured.n; j++) {
        const size_t row = gb_table_add(t, NULL);
        *gb_table_at(t, row, 0) = structure_q(&s->measured, j);
        for (int i = 0; i < 3; i++) {
            if (col[i]) *gb_table_at(t, row, col[i]) = s->measured.S[i][j];
            if (err[i]) *gb_table_at(t, row, err[i]) = s->error[i][j];
        }
    }
    known_meta(t, w->plan);
    return put(w, t, "S_l0.tsv", "S00, S20, S40 from the sectors");
}

static int write_ideal_S(const struct writing *w) {
    const struct structure *s = &w->s->ideal;
    struct gb_table *t = gb_table_create("S_l0(Q), exact", "Q_1/ang S00 S20 S40");
    for (size_t j = 0; j < s->n; j++)
        gb_table_add(t, (double[]){structure_q(s, j), s->S[0][j], s->S[1][j], s->S[2][j]});
    return put(w, t, "ideal_S_l0.tsv", "S00, S20, S40 before range, sectors and noise");
}

/* Adds a column of n rows. */
static void fill_column(struct gb_table *t, const char *name, const double *v) {
    const size_t col = gb_table_add_column(t, name);
    for (size_t k = 0; k < t->n_row; k++) *gb_table_at(t, k, col) = v[k];
}

static int write_g(const struct writing *w) {
    const struct dataset_state *s = w->s;
    const struct pdf_grid grid = w->plan->grid;
    struct gb_table *t = gb_table_create("g_l0(r) from S_l0(Q)", "r_ang");
    for (size_t k = 0; k < grid.n; k++) gb_table_add(t, (double[]){pdf_r(grid, k)});
    fill_column(t, "g00", s->g[0]);
    fill_column(t, "g20", s->g[1]);
    if (s->g[2]) fill_column(t, "g40", s->g[2]);
    double *h = GB_ARRAY(grid.n, double);
    int rc = bessel_sine_curve(grid, s->g[1], h, w->err);
    if (rc == GB_OK) fill_column(t, "h20", h);
    free(h);
    cut_meta(t, w->plan);
    known_meta(t, w->plan);
    gb_table_meta(t, "h20", "g20 - 3 int_r^r_max g20/s ds: what the sine transform of a sector shows in place of g20");
    if (rc == GB_OK) return put(w, t, "g_l0.tsv", "g00, g20, g40 through Q range and window; h20, the sine curve");
    gb_table_free(t);
    return rc;
}

/* The number-weighted total of g_l0^ab, l/2 = i, at bin k. */
static double total(const struct writing *w, size_t i, size_t k) {
    const size_t n_pairs = (size_t)w->sc->n * (size_t)(w->sc->n + 1) / 2;
    double sum = 0;
    for (int a = 0; a < w->sc->n; a++)
        for (int b = a; b < w->sc->n; b++) {
            const double c = (a == b ? 1 : 2) * w->sc->fraction[a] * w->sc->fraction[b];
            if (c > 0) sum += c * w->in->g[i * n_pairs + pdf_pair_index(w->sc->n, a, b)][k];
        }
    return sum;
}

static int write_ideal_g(const struct writing *w) {
    const struct structure_input *in = w->in;
    const size_t n_pairs = (size_t)w->sc->n * (size_t)(w->sc->n + 1) / 2;
    struct gb_table *t = gb_table_create("g_l0(r), number weights, and partials", "r_ang g00 g20 g40");
    for (size_t k = 0; k < in->grid.n; k++)
        gb_table_add(t, (double[]){pdf_r(in->grid, k), total(w, 0, k), total(w, 1, k), total(w, 2, k)});
    for (int a = 0; a < w->sc->n; a++)
        for (int b = a; b < w->sc->n; b++)
            for (size_t i = 0; i < 3 && w->sc->n > 1; i++) {
                const struct element *A = w->sc->element[a], *B = w->sc->element[b];
                char *name = A && B ? gb_format("g%zu0_%s-%s", 2 * i, A->symbol, B->symbol)
                                    : gb_format("g%zu0_%d-%d", 2 * i, a + 1, b + 1);
                fill_column(t, name, in->g[i * n_pairs + pdf_pair_index(w->sc->n, a, b)]);
                free(name);
            }
    gb_table_meta(t, "columns", "the totals are number-weighted whatever the data set's weights");
    return put(w, t, "ideal_g_l0.tsv", "g00, g20, g40 and partials before any transform");
}

static int write_sectors(const struct writing *w) {
    char *S = place(w, "S_sectors.tsv", "S(Q, chi) by sector"), *g = place(w, "g_sectors.tsv", "g(r, chi) by sector");
    int rc = sectors_write(&w->s->S, "S(Q, chi)", S, DIGITS, w->err);
    if (rc == GB_OK)
        rc =
            sectors_write(&w->s->G, "g(r, chi) = sum of sqrt(2l+1) P_l g_l0 (not a sine transform)", g, DIGITS, w->err);
    free(S);
    free(g);
    if (rc != GB_OK) return rc;
    struct sectors plain = w->s->S; /* two columns, whatever is known of errors; borrowed */
    plain.sigma = NULL;
    char *dir = gb_format("%s/%s/anipdf", w->dir, w->name), *stem = gb_format("%s/S", dir);
    rc = gb_mkdirs(dir, w->err);
    if (rc == GB_OK) rc = sectors_write_each(&plain, "S(Q) of one sector", stem, ".txt", DIGITS, w->err);
    dataset_list(w->files, "Q, S(Q) of each sector, as AniPDF reads", "%s/anipdf", w->name);
    free(dir);
    free(stem);
    return rc;
}

/* ---- PDFgetX3's files ---- */
static struct exchange_settings settings(const struct writing *w) {
    const struct dataset_plan *p = w->plan;
    return (struct exchange_settings){.sc = w->sc,
                                      .source = w->name,
                                      .wavelength = p->wavelength,
                                      .q_min = p->cut.q_min,
                                      .q_max = p->cut.q_max,
                                      .q_step = p->dq,
                                      .r_max = (double)p->grid.n * p->grid.dr,
                                      .r_step = p->grid.dr,
                                      .window = q_window_name(p->cut.window)};
}

/* Standard error of G(r) = 2/pi sum W Q (S - 1) sin(Qr) dQ. */
static double *error_of_G(const struct writing *w) {
    const struct dataset_state *s = w->s;
    const struct pdf_grid grid = w->plan->grid;
    double *error = GB_ARRAY(grid.n, double), *weight = GB_ARRAY(s->measured.n, double);
    for (size_t j = s->first; j < s->measured.n; j++) {
        const double Q = structure_q(&s->measured, j);
        weight[j] = 2 / M_PI * q_window(w->plan->cut.window, Q / w->plan->cut.q_max) * Q * w->plan->dq * s->error[0][j];
    }
    for (size_t k = 0; k < grid.n; k++) {
        double sum = 0;
        for (size_t j = s->first; j < s->measured.n; j++) {
            const double e = weight[j] * sin(structure_q(&s->measured, j) * pdf_r(grid, k));
            sum += e * e;
        }
        error[k] = sqrt(sum);
    }
    free(weight);
    return error;
}

static int write_total_r(const struct writing *w) {
    const struct pdf_grid grid = w->plan->grid;
    double *r = GB_ARRAY(grid.n, double), *G = GB_ARRAY(grid.n, double);
    double *error = w->s->error[0] ? error_of_G(w) : NULL;
    for (size_t k = 0; k < grid.n; k++) {
        r[k] = pdf_r(grid, k);
        G[k] = 4 * M_PI * r[k] * w->in->rho0 * (w->s->g[0][k] - 1);
    }
    const struct exchange_settings set = settings(w);
    char *path = place(w, "total.gr", "G(r) of S00, as PDFgetX3");
    int rc = exchange_write(EXCHANGE_GR, &set, grid.n, r, G, error, path, w->err);
    free(path);
    free(r);
    free(G);
    free(error);
    return rc;
}

static int write_total_q(const struct writing *w) {
    const struct dataset_state *s = w->s;
    const size_t n = s->measured.n - s->first;
    const struct exchange_settings set = settings(w);
    double *Q = GB_ARRAY(n, double), *y = GB_ARRAY(n, double), *dy = GB_ARRAY(n, double);
    int rc = GB_OK;
    for (int kind = EXCHANGE_FQ; kind <= EXCHANGE_IQ && rc == GB_OK; kind++) {
        for (size_t i = 0; i < n; i++) {
            const size_t j = s->first + i;
            const double S = s->measured.S[0][j], error = s->error[0] ? s->error[0][j] : 0;
            Q[i] = structure_q(&s->measured, j);
            const double f = scatter_mean_f(w->sc, Q[i]);
            y[i] = kind == EXCHANGE_FQ   ? Q[i] * (S - 1)
                   : kind == EXCHANGE_SQ ? S
                                         : dataset_intensity(w->sc, Q[i], w->plan->wavelength, S);
            dy[i] = error * (kind == EXCHANGE_FQ ? Q[i] : kind == EXCHANGE_SQ ? 1 : f * f);
        }
        const char *ending = exchange_ending((enum exchange_kind)kind);
        char *file = gb_format("total.%s", ending);
        char *path = place(w, file,
                           kind == EXCHANGE_FQ   ? "Q (S00 - 1), as PDFgetX3"
                           : kind == EXCHANGE_SQ ? "S00, as PDFgetX3"
                                                 : "I = <f>^2 (S00 - 1) + <f^2> + Compton per atom, as PDFgetX3");
        rc = exchange_write((enum exchange_kind)kind, &set, n, Q, y, s->error[0] ? dy : NULL, path, w->err);
        free(file);
        free(path);
    }
    free(Q);
    free(y);
    free(dy);
    return rc;
}

/* The sine transform of one sector, as G. */
static int write_sine(const struct writing *w, const char *dir, size_t sector) {
    const struct dataset_state *s = w->s;
    const struct pdf_grid grid = w->plan->grid;
    struct structure one = s->measured; /* with the sector's S(Q) for S00; below Q_min it is held, as S00 is */
    struct q_cut cut = w->plan->cut;
    cut.q_min = fmax(cut.q_min, structure_q(&one, s->first));
    cut.q_max = fmin(cut.q_max, (double)one.n * one.dq);
    one.S[0] = GB_ARRAY(one.n, double);
    for (size_t j = 0; j < one.n; j++) one.S[0][j] = s->S.value[sector * s->S.n + (j < s->first ? s->first : j)];
    double *r = GB_ARRAY(grid.n, double), *G = GB_ARRAY(grid.n, double);
    int rc = structure_g(&one, &cut, 0, grid, G, w->err);
    for (size_t k = 0; k < grid.n; k++) {
        r[k] = pdf_r(grid, k);
        G[k] = 4 * M_PI * r[k] * w->in->rho0 * (G[k] - 1);
    }
    char *path = gb_format("%s/%s_%.10g.gr", dir, s->S.azimuth ? "phi" : "chi", s->S.angle[sector]);
    const struct exchange_settings set = settings(w);
    if (rc == GB_OK) rc = exchange_write(EXCHANGE_GR, &set, grid.n, r, G, NULL, path, w->err);
    free(path);
    free(r);
    free(G);
    free(one.S[0]);
    return rc;
}

static int write_sines(const struct writing *w) {
    char *dir = gb_format("%s/%s/sine", w->dir, w->name);
    int rc = gb_mkdirs(dir, w->err);
    for (size_t i = 0; i < w->s->S.n_sectors && rc == GB_OK; i++) rc = write_sine(w, dir, i);
    dataset_list(w->files, "G(r) of each sector by sine transform: not g(r, chi), it shows h20 for g20", "%s/sine",
                 w->name);
    free(dir);
    return rc;
}

int dataset_write(const struct dataset_state *s, const struct dataset_plan *plan, const struct scatter *sc,
                  const struct structure_input *in, const char *dir, const char *name, struct gb_text *files,
                  struct gb_error *err) {
    const struct writing w = {s, plan, sc, in, dir, name, files, err};
    char *path = gb_format("%s/%s", dir, name);
    int rc = gb_mkdirs(path, err);
    free(path);
    int (*const step[])(const struct writing *) = {write_S,       write_g,     write_sectors, write_total_r,
                                                   write_total_q, write_sines, write_ideal_S, write_ideal_g};
    for (size_t i = 0; i < sizeof step / sizeof *step && rc == GB_OK; i++) rc = step[i](&w);
    return rc;
}
