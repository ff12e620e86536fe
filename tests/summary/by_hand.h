/* Stage folders of a small study made by hand, and its summary. Included by the tests of the summary. */
#ifndef TESTS_STUDY_BY_HAND_H
#define TESTS_STUDY_BY_HAND_H

#include "help.h"

#include "base/table.h"
#include "base/values.h"
#include "summary/build.h"
#include "summary/text.h"

static char folder[] = "/tmp/gb-summary-XXXXXX";

static inline int setup(void **state) {
    (void)state;
    setenv("GLASSBED_DATA", ".", 1);
    return mkdtemp(folder) ? 0 : 1;
}

static inline int teardown(void **state) {
    (void)state;
    return gb_remove_tree(folder, NULL);
}

/* What is put in: three samples whose true strain, moduli and signals differ. */
enum { SAMPLES = 3, BINS = 760 };
static const double nu[SAMPLES] = {0.35, 0.36, 0.40}, nu_mean = 0.37;
static const double E_true[SAMPLES] = {0.0068, 0.0069, 0.0070}; /* (1+nu) eps_true of each */
static const double signal_size[SAMPLES] = {0.0030, 0.0032, 0.0037};
static const double e_is[SAMPLES] = {-6.80, -6.83, -6.86};
static const double density_of[SAMPLES] = {1.19, 1.20, 1.24};
static const double bulk[SAMPLES] = {60, 61, 63}, shear[SAMPLES] = {18, 19, 21};
static const double bulk_affine[SAMPLES] = {70, 73, 71}, shear_affine[SAMPLES] = {40, 42, 41};
/* Axial stress of the + and the - loads: the mean over x, y, z. */
static const double stress_plus[SAMPLES] = {-0.31, -0.33, -0.34}, stress_minus[SAMPLES] = {0.27, 0.28, 0.3};
static const double T_crossing[SAMPLES] = {0.38, 0.40, 0.45};
static const double aff_shell = 1.03, minus_shell = 0.75, raw_shell = 0.7, sym_shell = 0.8;
/* The loaded first shell does that much more on its inner flank, and less on its outer one: eps_1 is not eps_2. */
static const double flank = 0.06;

static inline double lobe(double r, double at, double width) { return exp(-pow((r - at) / width, 2) / 2); }

/* A first shell that stands alone, so that what is done to it is not felt further out, then two more and the limit 1.
 */
static inline double glass_of(double r, double first, double second) {
    return first * lobe(r, 1.1, 0.06) + 0.5 * (1 + tanh((r - 1.9) / 0.08)) + second * lobe(r, 2.6, 0.12) -
           0.3 * lobe(r, 3.2, 0.15) + 0.25 * lobe(r, 4, 0.3) - 0.15 * lobe(r, 5, 0.3);
}
static inline double g00(double r) { return glass_of(r, 3, 0.8); }
static inline double g00_loaded(double r) { return glass_of(r, 2.6, 1.1); } /* its peaks are other ones */
static inline double g00_copied(double r) { return glass_of(r, 3.3, 0.6); } /* those of the affine copies again */
typedef double curve_fn(double r);
/* c r dg/dr for the mean Poisson's ratio; the first shell times `shell`, `off` more below its peak and less above. */
static inline double affine_of(curve_fn *g, double r, double shell, double off) {
    const double part = r < 1.1 ? shell + off : r < 1.5 ? shell - off : 1;
    return 2 * (1 + nu_mean) / (3 * sqrt(5)) * r * (g(r + 1e-5) - g(r - 1e-5)) / 2e-5 * part;
}

/* What smoothing by a Gaussian of 0.04 makes of f at r: the integral itself. */
static inline double smoothed(double f(double), double r) {
    double sum = 0, norm = 0;
    for (int i = -100; i <= 100; i++) {
        const double w = exp(-pow(i / 20.0, 2) / 2);
        sum += w * f(r + 0.002 * i);
        norm += w;
    }
    return sum / norm;
}
static inline double sym_curve(double r) { return affine_of(g00, r, sym_shell, flank); }
static inline double K_curve(double r) { return affine_of(g00, r, 1, 0); }
static inline double minus_curve(double r) { return affine_of(g00, r, minus_shell, flank); }
static inline double raw_curve(double r) { return affine_of(g00_loaded, r, raw_shell, flank); }
static inline double K_loaded_curve(double r) { return affine_of(g00_loaded, r, 1, 0); }
/* g over K, both smoothed, at the highest (sign 1) or lowest (-1) place of `of` in the first shell. */
static inline double at_peak(double g(double), double K(double), double of(double), int sign) {
    double best = 0.9;
    for (double r = 0.9; r < 1.3; r += 0.001)
        if (sign * smoothed(of, r) > sign * smoothed(of, best)) best = r;
    return smoothed(g, best) / smoothed(K, best);
}

static inline char *in(const char *dir, const char *name) { return gb_format("%s/%s/%s", folder, dir, name); }

static inline void put_values(const char *root, const char *stage, size_t n, const char *const *name, const double *v) {
    struct gb_error err = GB_ERROR_INIT;
    struct gb_values a = {0};
    char *dir = in(root, stage), *path = gb_format("%s/values.tsv", dir);
    for (size_t i = 0; i < n; i++) gb_values_set(&a, name[i], v[i], "-");
    must(gb_mkdirs(dir, &err), &err);
    must(gb_values_write(&a, "made by hand", path, &err), &err);
    gb_values_clear(&a);
    free(dir);
    free(path);
}

/* Of a sample of history h: this fraction of its 1000 atoms is crystalline. */
static inline void put_order(const char *root, const char *h, size_t sample, double crystalline) {
    static const char *const name[] = {"atoms", "crystalline", "largest", "repeats", "q4", "q6", "q6_bonds"};
    char *stage = gb_format("order/%s/s%zu", h, sample);
    put_values(root, stage, 7, name, (const double[]){1000, crystalline, 900 * crystalline, 0.02, 0.1, 0.38, 2.5});
    free(stage);
}

/* Cooling curve: two lines that cross at T_crossing; h = 2 T above, 1 T + T_crossing below. */
static inline void put_thermo(const char *root, const char *stage, int k) {
    struct gb_error err = GB_ERROR_INIT;
    char *dir = in(root, stage), *path = gb_format("%s/thermo.tsv", dir);
    struct gb_table *t = gb_table_create("made by hand", "step T e_pot e_tot h p volume");
    for (int i = 0; i <= 100; i++) {
        double T = 0.8 - 0.008 * i, h = T > T_crossing[k] ? 2 * T : T + T_crossing[k];
        double T_v = T_crossing[k] + 0.03, volume = 1000 + (T > T_v ? 5 * T : 2 * T + 3 * T_v);
        double row[7] = {10.0 * i, T, h - 1, h - 0.5, h, 0, volume};
        gb_table_add(t, row);
    }
    must(gb_mkdirs(dir, &err), &err);
    must(gb_table_write(t, path, 17, &err), &err);
    gb_table_free(t);
    free(dir);
    free(path);
}

/* One sample's measured curves. `size` scales all loaded signals. Column functions by name. */
static inline double column_at(const char *name, double r, int k, double size) {
    const double m = -2 * sqrt(5) / 15 * E_true[k];
    if (strcmp(name, "r") == 0) return r;
    if (strcmp(name, "near") == 0) return m * g00(r);
    if (strcmp(name, "flux") == 0) return m * r * g00(r);
    if (strcmp(name, "p2p2") == 0) return 0.2 * g00(r);
    if (strcmp(name, "dpdp") == 0) return 1.2 * g00(r);
    if (strcmp(name, "rad_num") == 0) return -2.0 / 3 * E_true[k] * 0.7 * 0.2 * g00(r);
    if (strcmp(name, "tan_num") == 0) return -1.0 / 3 * E_true[k] * 1.3 * 1.2 * g00(r);
    if (strncmp(name, "g00_loaded", 10) == 0) return g00_loaded(r);
    if (strncmp(name, "aff_g00_loaded", 14) == 0) return g00_copied(r);
    if (strcmp(name, "g00_ref") == 0) return g00(r);
    if (strncmp(name, "aff_g20_raw", 11) == 0) return 0.005 * affine_of(g00_copied, r, aff_shell, 0);
    if (strncmp(name, "aff_", 4) == 0) return 0.005 * affine_of(g00, r, aff_shell, 0);
    if (strcmp(name, "g20_sym") == 0) return size * affine_of(g00, r, sym_shell, flank);
    if (strcmp(name, "g20_minus") == 0) return size * affine_of(g00, r, minus_shell, flank);
    if (strcmp(name, "g20_raw") == 0) return size * affine_of(g00_loaded, r, raw_shell, flank);
    /* one axis: 0.6, 0.7, 0.8 */
    return size * affine_of(g00_loaded, r, 0.6 + 0.1 * (name[strlen(name) - 1] - 'x'), flank);
}

static inline void put_curves(const char *root, const char *stage, const char *file, bool both, bool axes, int k,
                              double size, size_t bins) {
    struct gb_error err = GB_ERROR_INIT;
    struct gb_text names = {0};
    gb_text_add(&names,
                "r g00_ref g00_loaded g20_minus g20_raw aff_g00_loaded aff_g20_minus aff_g20_raw near flux rad_num "
                "tan_num p2p2 dpdp%s",
                both ? " g20_sym aff_g20_sym" : "");
    for (int a = 0; axes && a < 3; a++)
        gb_text_add(&names, " g00_loaded_%c g20_raw_%c aff_g00_loaded_%c aff_g20_raw_%c", "xyz"[a], "xyz"[a], "xyz"[a],
                    "xyz"[a]);
    struct gb_table *t = gb_table_create("made by hand", names.s);
    free(names.s);
    for (size_t i = 0; i < bins; i++) {
        size_t row = gb_table_add(t, NULL);
        for (size_t c = 0; c < t->n_col; c++)
            *gb_table_at(t, row, c) = column_at(t->name[c], ((double)i + 0.5) * 0.01, k, size);
    }
    char *dir = in(root, stage), *path = gb_format("%s/%s", dir, file);
    must(gb_mkdirs(dir, &err), &err);
    must(gb_table_write(t, path, 17, &err), &err);
    gb_table_free(t);
    free(dir);
    free(path);
}

static inline void put_d2min(const char *root, const char *stage, int k) {
    struct gb_error err = GB_ERROR_INIT;
    char *path = gb_format("%s/%s/%s/d2min.tsv", folder, root, stage);
    struct gb_table *t = gb_table_create("made by hand", "x_lo x_hi density_per_decade count");
    for (int i = 0; i < 4; i++) {
        double row[4] = {pow(10, i), pow(10, i + 1), 0.1 * i + 0.01 * k, 10.0 * i + k};
        gb_table_add(t, row);
    }
    must(gb_table_write(t, path, 17, &err), &err);
    gb_table_free(t);
    free(path);
}

static inline const char *history_name(bool files) { return files ? "as-given" : "1e-2"; }

/* What the stages of one strain leave of the glass k, as this sample of the history. */
static inline void put_sample(const char *root, const char *h, size_t sample, bool both, int k) {
    static const char *const reference[] = {"e_is", "density", "pressure"};
    static const char *const elastic[] = {"bulk", "shear", "bulk_affine", "shear_affine"};
    static const char *const compress[] = {"poisson", "young", "stress_par_plus", "stress_par_minus", "converged"};
    static const char *const measure[] = {"eps_true_times_1pnu", "eps_true_times_1pnu_plus", "d2min_mean",
                                          "d2min_median",        "shear_strain_mean",        "bonds_per_atom",
                                          "bonds_cut_fraction",  "bonds_formed_fraction"};
    char *quench = gb_format("quench/%s/s%zu", h, sample), *ref = gb_format("reference/%s/s%zu", h, sample);
    char *elast = gb_format("elastic/%s/s%zu", h, sample), *meas = gb_format("measure/%s/s%zu/0.005", h, sample);
    if (strcmp(h, "as-given") != 0) put_thermo(root, quench, k);
    put_values(root, ref, 3, reference, (const double[]){e_is[k], density_of[k], 0});
    put_values(root, elast, 4, elastic, (const double[]){bulk[k], shear[k], bulk_affine[k], shear_affine[k]});
    put_order(root, h, sample, 0);
    for (int a = 0; a < 3; a++) {
        char *c = gb_format("compress/%s/s%zu/0.005-%c", h, sample, "xyz"[a]);
        put_values(root, c, 5, compress,
                   (const double[]){nu[k] + 0.01 * (a - 1), 45 + a, stress_plus[k] + 0.02 * (a - 1),
                                    stress_minus[k] + 0.01 * (a - 1), 1});
        free(c);
    }
    put_values(root, meas, 8, measure,
               (const double[]){E_true[k], E_true[k] + 1e-4, 0.01, 0.005 + 0.001 * k, 0.0071 + 0.0002 * k,
                                13.2 + 0.3 * k, 0.011 + 0.002 * k, 0.017 + 0.004 * k});
    put_curves(root, meas, "curves-number.tsv", both, true, k, signal_size[k], BINS);
    put_curves(root, meas, "curves-1-1.tsv", both, false, k, 2 * signal_size[k], BINS);
    put_curves(root, meas, "curves-1-2.tsv", both, false, k, 0, BINS); /* no signal: no peak can be found */
    put_d2min(root, meas, k);
    free(quench);
    free(ref);
    free(elast);
    free(meas);
}

/* Everything the stages of one history and one strain leave. */
static inline void put_study(const char *root, bool files, bool both) {
    for (int k = 0; k < SAMPLES; k++) put_sample(root, history_name(files), (size_t)k + 1, both, k);
}

static inline char *study_text(bool files, bool both) {
    return gb_format(
        "<study name='by-hand' seed='5'><glass model='kob-andersen' %s<compress axes='x y z' both-signs='%s'>"
        "<strain>0.005</strain></compress><measure r-max='7.2' r-bin='0.01' fit='1.8 7' smooth='0.04' "
        "partials='yes'/></study>",
        files ? "><file>a.data</file><file>b.data</file><file>c.data</file></glass>"
              : "atoms='1000' samples='3'/><quench melt='2' from='0.8' to='0'><rate>1e-2</rate></quench>",
        both ? "yes" : "no");
}

static inline struct study *make_study(bool files, bool both) {
    struct gb_error err = GB_ERROR_INIT;
    struct study *s;
    char *text = study_text(files, both);
    must(study_parse(&s, text, strlen(text), "by-hand.xml", "potentials/kob-andersen.xml", &err), &err);
    free(text);
    if (!files) s->fictive = (struct fictive_windows){0.05, 0.3, 0.5, 0.8};
    return s;
}

static inline void build(struct summary *sum, const struct study *s, const char *root, const char *out) {
    struct gb_error err = GB_ERROR_INIT;
    char *dir = gb_format("%s/%s", folder, root), *to = gb_format("%s/%s", dir, out);
    must(gb_mkdirs(to, &err), &err);
    must(summary_build(sum, s, dir, to, &err), &err);
    free(dir);
    free(to);
}

static inline const struct summary_row *find(const struct summary *sum, const char *weights, const char *method) {
    for (size_t i = 0; i < sum->n_rows; i++)
        if (strcmp(sum->row[i].weights, weights) == 0 && strcmp(sum->row[i].method, method) == 0) return &sum->row[i];
    return NULL;
}

static inline void is(const struct summary_row *row, enum quantity q, double value, double err, double tolerance) {
    if (!row) fail_msg("the row is not there");
    const struct estimate e = row->q[q];
    if (!(fabs(e.value - value) <= tolerance) && !(isnan(value) && isnan(e.value)))
        fail_msg("%s %s: %s = %.9g, expected %.9g", row->weights, row->method, summary_column(q)->name, e.value, value);
    if (!(fabs(e.err - err) <= tolerance) && !(isnan(err) && isnan(e.err)))
        fail_msg("%s %s: %s_err = %.9g, expected %.9g", row->weights, row->method, summary_column(q)->name, e.err, err);
}

#endif
