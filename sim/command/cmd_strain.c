/* glassbed strain: the experimental pipeline (METHODS §2) on any curves: simulated, measured, or made by hand. */
#include "command/command.h"

#include "base/mem.h"
#include "base/number.h"
#include "base/table.h"
#include "base/values.h"
#include "pdf/resample.h"
#include "strain/shell.h"
#include "strain/strain.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "glassbed strain LOADED [--unloaded FILE] --poisson NU [--fit LO:HI] [--smooth S | --q-max Q] "
    "[-o FILE]";
/* The default fit window in units of the first peak's place: 6 to 19 Angstrom for Cu-Zr (METHODS §2). */
static const double default_fit[2] = {2.2, 7.0};

struct strain_request {
    const char *loaded, *unloaded, *window, *pick, *g00, *columns, *out, *curves_out;
    double poisson, fit[2], smooth, q_max;
    bool g00_loaded;
    char *names; /* --columns cut in three; owned */
    const char *column[3];
    char *unit; /* of r, from its column's name: "ang", "sigma" or "-"; owned */
    struct strain_options opt;
    struct pdf_grid grid;
    double *signal, *reference; /* g20, and the g00 that K comes from; owned */
    bool interpolated;
};

static int choose_smoothing(struct strain_request *q, struct gb_error *err) {
    struct smoothing *s = &q->opt.smoothing;
    if (!isnan(q->smooth) && !isnan(q->q_max))
        return gb_fail(err, GB_EINPUT, "--smooth and --q-max exclude each other: choose one resolution");
    if (q->window && isnan(q->q_max)) return gb_fail(err, GB_EINPUT, "--window %s needs --q-max", q->window);
    s->kind = SMOOTH_NONE;
    if (!isnan(q->smooth)) {
        s->kind = SMOOTH_GAUSSIAN;
        s->width = q->smooth;
        if (!(q->smooth > 0)) return gb_fail(err, GB_EINPUT, "--smooth %g: must be above 0", q->smooth);
    }
    if (isnan(q->q_max)) return GB_OK;
    if (!(q->q_max > 0)) return gb_fail(err, GB_EINPUT, "--q-max %g: must be above 0", q->q_max);
    s->kind = SMOOTH_QWINDOW;
    s->q_max = q->q_max;
    const char *name = q->window ? q->window : "lorch";
    s->window = q_window_find(name);
    if (s->window != QWINDOW_N) return GB_OK;
    return gb_fail(err, GB_EINPUT, "--window %s: allowed are step, lorch and gaussian", name);
}

static int choose_pick(struct strain_request *q, struct gb_error *err) {
    for (int i = 0; i < 3; i++)
        if (strcmp(q->pick, strain_pick_name((enum strain_pick)i)) == 0) {
            q->opt.pick = (enum strain_pick)i;
            return GB_OK;
        }
    return gb_fail(err, GB_EINPUT,
                   "--pick %s: allowed are own (g20's own extrema), at-k (K's) and shell (fit of the first shell)",
                   q->pick);
}

static int choose_g00(struct strain_request *q, struct gb_error *err) {
    const char *name = q->g00 ? q->g00 : q->unloaded ? "unloaded" : "loaded";
    q->g00_loaded = strcmp(name, "loaded") == 0;
    if (!q->g00_loaded && strcmp(name, "unloaded") != 0)
        return gb_fail(err, GB_EINPUT, "--g00 %s: allowed are loaded and unloaded", name);
    if (!q->g00_loaded && !q->unloaded) return gb_fail(err, GB_EINPUT, "--g00 unloaded needs --unloaded FILE");
    return GB_OK;
}

static int choose_columns(struct strain_request *q, struct gb_error *err) {
    if (!q->columns) {
        q->column[1] = "g00";
        q->column[2] = "g20";
        return GB_OK; /* column[0] depends on the file */
    }
    q->names = gb_strdup(q->columns);
    char *s = q->names;
    int n = 0;
    for (; s && n < 3; n++) {
        q->column[n] = s;
        s = strchr(s, ',');
        if (s) *s++ = '\0';
        if (*q->column[n] == '\0') break;
    }
    if (n == 3 && !s) return GB_OK;
    return gb_fail(err, GB_EINPUT,
                   "--columns %s: expected three names such as r_ang,g00,g20 (or numbers, where the file has no names)",
                   q->columns);
}

static int check_request(struct strain_request *q, size_t n_args, struct gb_error *err) {
    if (n_args != 1) return gb_fail(err, GB_EINPUT, "no curves given; usage: %s", usage);
    if (isnan(q->poisson))
        return gb_fail(err, GB_EINPUT, "--poisson NU is needed: K scales with 1 + NU (metallic glasses: 0.30 to 0.42)");
    q->opt.poisson = q->poisson;
    if (strcmp(q->loaded, "-") == 0 && q->unloaded && strcmp(q->unloaded, "-") == 0)
        return gb_fail(err, GB_EINPUT, "LOADED and --unloaded are both standard input; give one as a file");
    const char *const in[] = {q->loaded, q->unloaded};
    const struct option_output out[] = {{"--curves", q->curves_out}, {"-o", q->out}};
    int rc = options_outputs_apart(2, in, 2, out, err);
    if (rc == GB_OK) rc = choose_smoothing(q, err);
    if (rc == GB_OK) rc = choose_pick(q, err);
    if (rc == GB_OK) rc = choose_g00(q, err);
    if (rc == GB_OK) rc = choose_columns(q, err);
    return rc;
}

/* The column of r: as asked for, else the first of the usual names, else the first column. */
static const char *r_column(const struct strain_request *q, const struct gb_table *t) {
    static const char *const usual[] = {"r", "r_ang", "r_sigma"};
    if (q->column[0]) return q->column[0];
    for (int i = 0; i < 3; i++)
        if (gb_table_find(t, usual[i]) != (size_t)-1) return usual[i];
    return t->name[0];
}

/* g00 and g20 of a file on bin centres; dr as in resample_table. */
static int read_curves(struct strain_request *q, const char *path, double dr, struct resampled *c,
                       struct gb_error *err) {
    struct gb_table *t;
    int rc = gb_table_read(&t, path, err);
    if (rc != GB_OK) return rc;
    const char *r = r_column(q, t);
    const size_t len = strlen(r);
    const char *unit = len > 4 && strcmp(r + len - 4, "_ang") == 0     ? "ang"
                       : len > 6 && strcmp(r + len - 6, "_sigma") == 0 ? "sigma"
                                                                       : "-";
    if (!q->unit) q->unit = gb_strdup(unit);
    if (strcmp(q->unit, unit) != 0) {
        rc = gb_fail(err, GB_EINPUT, "%s: its r is in %s (column %s), that of %s in %s; bring both to one unit", path,
                     unit, r, q->loaded, q->unit);
        gb_table_free(t);
        return rc;
    }
    rc = resample_table(c, t, path, r, 2, q->column + 1, dr, err);
    if (rc != GB_OK && err->code == GB_EINPUT &&
        (gb_table_find(t, q->column[1]) == (size_t)-1 || gb_table_find(t, q->column[2]) == (size_t)-1))
        gb_context(err, "name the columns with --columns R,G00,G20");
    gb_table_free(t);
    if (rc != GB_OK) return rc;
    double top = 0;
    for (size_t k = 0; k < c->grid.n; k++) top = fmax(top, c->v[k]);
    if (c->first > 0 && c->v[c->first] > 0.1 * top) {
        rc = gb_fail(err, GB_EINPUT, "%s: begins at r = %g where g00 is already %g: it must reach below the first peak",
                     path, pdf_r(c->grid, c->first), c->v[c->first]);
        resampled_clear(c);
    }
    return rc;
}

static int read_signal(struct strain_request *q, struct gb_error *err) {
    struct resampled loaded, unloaded = {0};
    int rc = read_curves(q, q->loaded, 0, &loaded, err);
    if (rc != GB_OK) return rc;
    q->grid = loaded.grid;
    q->interpolated = loaded.interpolated;
    if (q->unloaded) rc = read_curves(q, q->unloaded, q->grid.dr, &unloaded, err);
    if (rc == GB_OK && q->unloaded) {
        if (unloaded.grid.n < q->grid.n) q->grid.n = unloaded.grid.n;
        q->interpolated |= unloaded.interpolated;
    }
    if (rc == GB_OK) {
        const size_t n = q->grid.n;
        q->signal = GB_ARRAY(n, double);
        q->reference = GB_ARRAY(n, double);
        const double *g00 = q->g00_loaded ? loaded.v : unloaded.v;
        for (size_t k = 0; k < n; k++) {
            q->reference[k] = g00[k];
            q->signal[k] = loaded.v[loaded.grid.n + k] - (q->unloaded ? unloaded.v[unloaded.grid.n + k] : 0);
        }
    }
    resampled_clear(&loaded);
    resampled_clear(&unloaded);
    return rc;
}

/* --fit, or its default in units of the first peak's place. */
static int choose_fit(struct strain_request *q, struct gb_error *err) {
    const double end = (double)q->grid.n * q->grid.dr;
    q->opt.fit_lo = q->fit[0];
    q->opt.fit_hi = q->fit[1];
    if (isnan(q->fit[0])) {
        struct shell shell;
        double *g00 = GB_ARRAY(q->grid.n, double);
        int rc = smooth_apply(&q->opt.smoothing, q->grid, 0, q->reference, g00, err);
        if (rc == GB_OK) rc = shell_find(&shell, q->grid, g00, err);
        free(g00);
        if (rc != GB_OK) return rc;
        q->opt.fit_lo = default_fit[0] * shell.r_peak;
        q->opt.fit_hi = default_fit[1] * shell.r_peak;
        if (q->opt.fit_hi > end)
            return gb_fail(
                err, GB_EINPUT,
                "the default fit window, %g to %g (%g to %g first-peak places), goes beyond the curves' end at %g; "
                "measure further, or give --fit LO:HI and say so with the result",
                q->opt.fit_lo, q->opt.fit_hi, default_fit[0], default_fit[1], end);
    }
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
    return GB_OK;
}

static char *title(const struct strain_request *q) {
    const char *length = strcmp(q->unit, "-") == 0 ? "(units of r)" : q->unit;
    char *smoothing = smooth_describe(&q->opt.smoothing, length);
    struct gb_text b = {0};
    gb_text_add(
        &b, "strain from g00 and g20 (Wang et al., PRL 128, 155501 (2022), Eqs. 2 and 3); compression is positive\n");
    gb_text_add(&b, "# glassbed %s; %s\n", GB_VERSION, gb_command());
    if (q->unloaded)
        gb_text_add(&b, "# signal: %s - %s\n", q->loaded, q->unloaded);
    else
        gb_text_add(&b, "# signal: %s\n", q->loaded);
    gb_text_add(&b, "# K: from g00 of %s\n", q->g00_loaded ? q->loaded : q->unloaded);
    gb_text_add(&b, "# smoothing: %s, of g00, g20 and K alike\n", smoothing);
    gb_text_add(&b, "# pick: %s\n",
                q->opt.pick == STRAIN_OWN_EXTREMUM ? "own, g20's own extrema"
                : q->opt.pick == STRAIN_AT_K       ? "at-k, K's extrema"
                                                   : "shell, fit over the first shell");
    gb_text_add(&b, "# fit: %s\n", isnan(q->fit[0]) ? "default, 2.2 to 7.0 times the first peak's place" : "as given");
    gb_text_add(&b, "# bins: %zu of %.10g%s\n", q->grid.n, q->grid.dr,
                q->interpolated ? ", by cubic spline (the file's r are no centres of such bins)" : "");
    gb_text_add(&b, "# errors: take them from samples; eps_inf_lsq_err is far too small (its residual is structure)");
    free(smoothing);
    return b.s;
}

static int write_results(const struct strain_request *q, const struct strain_result *r, struct gb_error *err) {
    struct gb_values v = {0};
    gb_values_set(&v, "eps_inf", r->eps_inf, "-");
    gb_values_set(&v, "eps_inf_lsq_err", r->eps_inf_lsq_err, "-");
    gb_values_set(&v, "eps_1", r->eps_1, "-");
    gb_values_set(&v, "eps_2", r->eps_2, "-");
    gb_values_set(&v, "ratio", r->ratio, "-");
    gb_values_set(&v, "A_1", r->A_1, "-");
    gb_values_set(&v, "r_1", r->r_1, q->unit);
    gb_values_set(&v, "A_2", r->A_2, "-");
    gb_values_set(&v, "r_2", r->r_2, q->unit);
    gb_values_set(&v, "r_peak", r->r_peak, q->unit);
    gb_values_set(&v, "r_min", r->r_min, q->unit);
    gb_values_set(&v, "residual", r->residual, "-");
    gb_values_set(&v, "poisson", q->poisson, "-");
    gb_values_set(&v, "fit_lo", q->opt.fit_lo, q->unit);
    gb_values_set(&v, "fit_hi", q->opt.fit_hi, q->unit);
    char *head = title(q);
    int rc = gb_values_write(&v, head, q->out, err);
    free(head);
    gb_values_clear(&v);
    return rc;
}

static int write_curves(const struct strain_request *q, const struct strain_curves *c, struct gb_error *err) {
    char *names =
        gb_format("r%s%s g00 g20 K", strcmp(q->unit, "-") == 0 ? "" : "_", strcmp(q->unit, "-") == 0 ? "" : q->unit);
    char *smoothing = smooth_describe(&q->opt.smoothing, q->unit);
    struct gb_table *t = gb_table_create("curves behind the strains", names);
    gb_table_meta(t, "smoothing", "%s", smoothing);
    gb_table_meta(t, "poisson", "%g", q->poisson);
    for (size_t k = 0; k < q->grid.n; k++)
        gb_table_add(t, (double[]){pdf_r(q->grid, k), c->g00[k], c->g20[k], c->K[k]});
    int rc = gb_table_write(t, q->curves_out, 9, err);
    gb_table_free(t);
    free(names);
    free(smoothing);
    return rc;
}

static int measure(struct strain_request *q, struct gb_error *err) {
    int rc = read_signal(q, err);
    if (rc == GB_OK) rc = choose_fit(q, err);
    if (rc != GB_OK) return rc;
    const struct strain_curves curves = {GB_ARRAY(q->grid.n, double), GB_ARRAY(q->grid.n, double),
                                         GB_ARRAY(q->grid.n, double)};
    struct strain_result result;
    rc = strain_measure(q->grid, q->reference, q->signal, &q->opt, &result, &curves, err);
    if (rc == GB_EFAIL && q->opt.smoothing.kind == SMOOTH_NONE)
        gb_context(err, "without smoothing (a histogram of atoms needs some: --smooth 0.1 in angstrom, 0.06 in sigma)");
    if (rc == GB_OK && result.residual > 0.7)
        fprintf(
            stderr,
            "glassbed strain: note: the residual is %.2g of the signal in the fit window: mostly noise; smooth more, "
            "average axes or samples\n",
            result.residual);
    if (rc != GB_OK) gb_context(err, "%s", q->loaded);
    if (rc == GB_OK) rc = write_results(q, &result, err);
    if (rc == GB_OK && q->curves_out) rc = write_curves(q, &curves, err);
    free(curves.g00);
    free(curves.g20);
    free(curves.K);
    return rc;
}

int cmd_strain(int argc, char **argv) {
    struct gb_error err = GB_ERROR_INIT;
    struct strain_request q = {
        .pick = "own", .out = "-", .poisson = NAN, .fit = {NAN, NAN}, .smooth = NAN, .q_max = NAN};
    const struct option_spec spec[] = {
        {"poisson", 0, OPTION_DOUBLE, &q.poisson, "NU", "Poisson's ratio of the glass (needed)"},
        {"unloaded", 0, OPTION_TEXT, &q.unloaded, "FILE",
         "curves before loading; the signal is then loaded - unloaded"},
        {"fit", 0, OPTION_RANGE, q.fit, "LO:HI", "window of eps_inf; default 2.2 to 7.0 times the first peak's place"},
        {"smooth", 0, OPTION_DOUBLE, &q.smooth, "S", "Gaussian smoothing of that width, in units of r; default none"},
        {"q-max", 0, OPTION_DOUBLE, &q.q_max, "Q", "window in reciprocal space up to Q, instead of --smooth"},
        {"window", 0, OPTION_TEXT, &q.window, "NAME", "lorch, step or gaussian, with --q-max; default lorch"},
        {"pick", 0, OPTION_TEXT, &q.pick, "NAME", "eps_1, eps_2 at: own (g20's extrema), at-k, shell; default own"},
        {"g00", 0, OPTION_TEXT, &q.g00, "NAME", "K from: loaded or unloaded; default unloaded where given"},
        {"columns", 0, OPTION_TEXT, &q.columns, "R,G00,G20",
         "columns to use; default r (r_ang, r_sigma, or the first), g00, g20"},
        {"curves", 0, OPTION_TEXT, &q.curves_out, "FILE", "also write the smoothed curves r g00 g20 K"},
        {"output", 'o', OPTION_TEXT, &q.out, "FILE", "where the values go; default -, standard output"},
    };
    size_t n_args;
    int help,
        rc = options_parse(argc, argv, usage, sizeof spec / sizeof *spec, spec, 1, &q.loaded, &n_args, &help, &err);
    if (rc == GB_OK && !help) rc = check_request(&q, n_args, &err);
    if (rc == GB_OK && !help) rc = measure(&q, &err);
    free(q.names);
    free(q.unit);
    free(q.signal);
    free(q.reference);
    return command_end("strain", rc, &err);
}
