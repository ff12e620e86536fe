/* glassbed strain: the experimental pipeline (METHODS, "The pipeline") on any curves: simulated, measured, or made by
 * hand. */
#include "command/command.h"
#include "command/strain_parts.h"

#include "base/mem.h"
#include "base/number.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "glassbed strain LOADED... [--unloaded FILES] --poisson NU [--fit LO:HI] [--smooth S | --q-max Q] "
    "[-o FILE]\n"
    "  LOADED, FILES: g00, g20 against r; S00, S20 against Q; or sectors, columns phi_DEG or chi_DEG, of S(Q), g(r) "
    "or\n"
    "  intensity (# data:), in one file or one file each: F1 F2 ..., F1,F2,... or a pattern, 'unloaded/*.dat'";

static int choose_smoothing(struct strain_request *q, struct gb_error *err) {
    struct smoothing *s = &q->opt.smoothing;
    if (!isnan(q->smooth) && !isnan(q->q_max))
        return gb_fail(err, GB_EINPUT, "--smooth and --q-max exclude each other: choose one resolution");
    s->kind = SMOOTH_NONE;
    if (!isnan(q->smooth)) {
        s->kind = SMOOTH_GAUSSIAN;
        s->width = q->smooth;
        if (!(q->smooth > 0)) return gb_fail(err, GB_EINPUT, "--smooth %g: must be above 0", q->smooth);
    }
    const char *name = q->window ? q->window : "lorch";
    q->q_window = q_window_find(name);
    if (q->q_window == QWINDOW_N)
        return gb_fail(err, GB_EINPUT, "--window %s: allowed are step, lorch and gaussian", name);
    if (isnan(q->q_max)) return GB_OK;
    if (!(q->q_max > 0)) return gb_fail(err, GB_EINPUT, "--q-max %g: must be above 0", q->q_max);
    s->kind = SMOOTH_QWINDOW;
    s->q_max = q->q_max;
    s->window = q->q_window;
    return GB_OK;
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
        return GB_OK; /* they depend on the file */
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

/* What intensity needs to become S(Q). */
static int choose_reduction(struct strain_request *q, struct gb_error *err) {
    const enum scatter_probe probe = scatter_probe_find(q->weights ? q->weights : "xray");
    const char *rule = q->rule ? q->rule : "high-q";
    if (probe != SCATTER_XRAY && probe != SCATTER_NEUTRON)
        return gb_fail(err, GB_EINPUT, "--weights %s: allowed are xray and neutron", q->weights);
    int k = 0;
    while (k < REDUCE_N && strcmp(rule, reduce_rule_name((enum reduce_rule)k)) != 0) k++;
    if (k == REDUCE_N) return gb_fail(err, GB_EINPUT, "--normalise %s: allowed are high-q and integral", rule);
    q->reduce = (enum reduce_rule)k;
    if (q->reduce == REDUCE_INTEGRAL && isnan(q->density))
        return gb_fail(err, GB_EINPUT, "--normalise integral needs --density, atoms per cubic angstrom");
    if (q->background && !gb_parse_double(q->background, &q->background_counts)) q->background_file = q->background;
    return q->composition ? scatter_parse(&q->scatter, probe, q->composition, err) : GB_OK;
}

static int check_numbers(const struct strain_request *q, struct gb_error *err) {
    if (!isnan(q->density) && !(q->density > 0))
        return gb_fail(err, GB_EINPUT, "--density %g: must be above 0", q->density);
    if (!isnan(q->wavelength) && !(q->wavelength > 0))
        return gb_fail(err, GB_EINPUT, "--wavelength %g: must be above 0", q->wavelength);
    if (!isnan(q->q_min) && !(q->q_min >= 0)) return gb_fail(err, GB_EINPUT, "--q-min %g: must be 0 or more", q->q_min);
    if (!isnan(q->q_smooth) && !(q->q_smooth >= 0))
        return gb_fail(err, GB_EINPUT, "--q-smooth %g: must be 0 or more", q->q_smooth);
    if (q->l_max != 2 && q->l_max != 4) return gb_fail(err, GB_EINPUT, "--l-max %zu: allowed are 2 and 4", q->l_max);
    if (q->draws == 1) return gb_fail(err, GB_EINPUT, "--draws 1: a scatter needs at least 2");
    if (q->phi && q->chi) return gb_fail(err, GB_EINPUT, "--phi and --chi exclude each other");
    if (q->data && strcmp(q->data, "S(Q)") != 0 && strcmp(q->data, "g(r)") != 0 && strcmp(q->data, "intensity") != 0)
        return gb_fail(err, GB_EINPUT, "--data %s: allowed are S(Q), g(r) and intensity", q->data);
    return GB_OK;
}

/* The files of both states. */
static int choose_files(struct strain_request *q, size_t n_args, const char *const *args, struct gb_error *err) {
    int rc = gb_paths_make(&q->loaded_files, n_args, args, err);
    q->loaded = q->loaded_files.label;
    if (rc == GB_OK && q->unloaded) rc = gb_paths_make(&q->unloaded_files, 1, &q->unloaded, err);
    return rc;
}

static int check_request(struct strain_request *q, size_t n_args, const char *const *args, struct gb_error *err) {
    if (n_args == 0) return gb_fail(err, GB_EINPUT, "no curves given; usage: %s", usage);
    if (isnan(q->poisson))
        return gb_fail(err, GB_EINPUT, "--poisson NU is needed: K scales with 1 + NU (metallic glasses: 0.30 to 0.42)");
    q->opt.poisson = q->poisson;
    int rc = choose_files(q, n_args, args, err);
    if (rc != GB_OK) return rc;
    if (strcmp(q->loaded, "-") == 0 && q->unloaded && strcmp(q->unloaded, "-") == 0)
        return gb_fail(err, GB_EINPUT, "LOADED and --unloaded are both standard input; give one as a file");
    const size_t a = q->loaded_files.n, u = q->unloaded_files.n;
    const char **in = GB_ARRAY(a + u + 1, const char *);
    for (size_t i = 0; i < a; i++) in[i] = q->loaded_files.path[i];
    for (size_t i = 0; i < u; i++) in[a + i] = q->unloaded_files.path[i];
    in[a + u] = q->background;
    const struct option_output out[] = {{"--curves", q->curves_out}, {"--sectors", q->sectors_out}, {"-o", q->out}};
    rc = options_outputs_apart(a + u + 1, in, 3, out, err);
    free(in);
    if (rc == GB_OK) rc = choose_smoothing(q, err);
    if (rc == GB_OK) rc = choose_pick(q, err);
    if (rc == GB_OK) rc = choose_g00(q, err);
    if (rc == GB_OK) rc = choose_columns(q, err);
    if (rc == GB_OK) rc = check_numbers(q, err);
    if (rc == GB_OK) rc = choose_reduction(q, err);
    return rc;
}

/* Options that would do nothing are errors. */
static int check_used(const struct strain_request *q, const struct strain_data *d, struct gb_error *err) {
    const struct {
        const char *option;
        bool given, used;
        const char *of;
    } c[] = {{"columns", q->columns != NULL, !d->by_sectors, "tables without sectors"},
             {"chi", q->chi != NULL, d->by_sectors, "sectors"},
             {"phi", q->phi != NULL, d->by_sectors, "sectors"},
             {"sector-width", !isnan(q->width), d->by_sectors, "sectors"},
             {"wavelength", !isnan(q->wavelength), d->by_sectors || d->from_two_theta, "sectors"},
             {"l-max", q->l_max != 2, d->by_sectors, "sectors"},
             {"naive", q->naive, d->by_sectors, "sectors"},
             {"sectors", q->sectors_out != NULL, d->by_sectors, "sectors"},
             {"composition", q->composition != NULL, d->reduced, "intensity"},
             {"weights", q->weights != NULL, d->reduced, "intensity"},
             {"normalise", q->rule != NULL, d->reduced, "intensity"},
             {"normalise-range", !isnan(q->norm[0]), d->reduced, "intensity"},
             {"each-sector", q->each_sector, d->reduced, "intensity"},
             {"background", q->background != NULL, d->reduced, "intensity"},
             {"density", !isnan(q->density), d->in_q, "data in Q"},
             {"q-fit", !isnan(q->q_fit[0]), d->in_q, "data in Q"},
             {"q-smooth", !isnan(q->q_smooth), d->in_q, "data in Q"}};
    for (size_t i = 0; i < sizeof c / sizeof *c; i++)
        if (c[i].given && !c[i].used)
            return gb_fail(err, GB_EINPUT, "--%s is of %s; %s holds %s; leave it out", c[i].option, c[i].of, q->loaded,
                           d->what ? d->what : "none");
    return GB_OK;
}

/* Equal angles between at least three sectors; 0: not so. */
static double spacing(const struct sectors *s) {
    const double step = s->n_sectors > 2 ? fabs(s->angle[1] - s->angle[0]) : 0;
    for (size_t i = 1; i < s->n_sectors; i++)
        if (fabs(fabs(s->angle[i] - s->angle[i - 1]) - step) > 0.01 * step) return 0;
    return step;
}

/* A slope of S - 1 over the range of normalisation that the right composition does not leave: for Cu-Zr it leaves 0.003
 * where that range begins at 9 1/angstrom, 0.07 at 7 (structure); 4.5 at.% too much Zr leaves 0.016 to 0.03. */
static bool drifts(const struct strain_data *d) {
    return d->reduced && fabs(d->norm.slope) > (d->norm_lo > 8.5 ? 0.01 : 0.1);
}

/* What is probably not as it should be. */
static void note_doubts(const struct strain_request *q, const struct strain_data *d) {
    const double step = d->by_sectors ? spacing(&d->sectors) : 0, w = step * M_PI / 180;
    if (step > 0 && step <= 90 && !d->sectors.width_given && !q->naive)
        fprintf(stderr,
                "glassbed strain: note: %zu sectors %g deg apart, no width given: taken at their centres; if they are "
                "averages over %g deg, strains come out %.2g %% too small: give --sector-width %g\n",
                d->sectors.n_sectors, step, step, 100 * (1 - sin(w) / w), step);
    if (drifts(d))
        fprintf(stderr,
                "glassbed strain: note: S - 1 drifts by %.2g from one end of the range of normalisation to the other: "
                "wrong --composition or --weights, background, or polarisation?\n",
                d->norm.slope);
}

/* What reading made of the files. */
static void note_reading(const char *label, const struct strain_data *d) {
    for (const char *s = d->notes; s && *s; s = strchr(s, '\n') + 1)
        fprintf(stderr, "glassbed strain: note: %s: %.*s\n", label, (int)strcspn(s, "\n"), s);
}

/* No two atoms are that near, nor a first shell that far. */
static void note_unit(const struct strain_found *f) {
    if (strcmp(f->unit, "ang") == 0 && (f->r.r_peak < 1 || f->r.r_peak > 8))
        fprintf(stderr,
                "glassbed strain: note: the first peak is at %.3g angstrom, where no glass has one: is the column of Q "
                "or r in another unit (1/nm, degrees)? name it: Q_1/nm, 2th_deg, r_nm\n",
                f->r.r_peak);
}

static int write_all(const struct strain_request *q, const struct strain_data *loaded,
                     const struct strain_data *unloaded, const struct strain_found *f, struct gb_error *err) {
    int rc = strain_write_values(q, loaded, unloaded, f, err);
    if (rc == GB_OK && q->curves_out) rc = strain_write_curves(q, loaded, f, err);
    if (rc == GB_OK && q->sectors_out)
        rc = sectors_write(&loaded->sectors, "sectors behind the strains", q->sectors_out, 9, err);
    return rc;
}

static int measure(struct strain_request *q, struct gb_error *err) {
    struct strain_data loaded, unloaded = {0};
    struct strain_found found = {0};
    int rc = strain_data_read(&loaded, q, &q->loaded_files, 0, err);
    if (rc != GB_OK) return rc;
    note_reading(q->loaded, &loaded);
    rc = check_used(q, &loaded, err);
    if (rc == GB_OK) note_doubts(q, &loaded);
    const double step = loaded.in_q ? 0 : loaded.grid.dr; /* in Q both must have one */
    if (rc == GB_OK && q->unloaded) rc = strain_data_read(&unloaded, q, &q->unloaded_files, step, err);
    if (rc == GB_OK && q->unloaded) note_reading(q->unloaded, &unloaded);
    if (rc == GB_OK) {
        rc = strain_run(q, &loaded, q->unloaded ? &unloaded : NULL, &found, err);
        if (rc != GB_OK && (!err->text || strncmp(err->text, q->loaded, strlen(q->loaded)) != 0))
            gb_context(err, "%s", q->loaded);
    }
    if (rc == GB_OK) note_unit(&found);
    if (rc == GB_OK && found.r.residual > 0.7)
        fprintf(stderr,
                "glassbed strain: note: the residual is %.2g of the signal in the fit window: mostly noise; smooth "
                "more, average axes or samples\n",
                found.r.residual);
    if (rc == GB_OK) rc = write_all(q, &loaded, q->unloaded ? &unloaded : NULL, &found, err);
    strain_found_clear(&found);
    strain_data_clear(&loaded);
    strain_data_clear(&unloaded);
    return rc;
}

int cmd_strain(int argc, char **argv) {
    struct gb_error err = GB_ERROR_INIT;
    struct strain_request q = {.pick = "own",
                               .out = "-",
                               .poisson = NAN,
                               .fit = {NAN, NAN},
                               .smooth = NAN,
                               .q_min = NAN,
                               .q_max = NAN,
                               .q_fit = {NAN, NAN},
                               .q_smooth = NAN,
                               .density = NAN,
                               .wavelength = NAN,
                               .width = NAN,
                               .norm = {NAN, NAN},
                               .l_max = 2,
                               .seed = 1};
    const struct option_spec spec[] = {
        {"poisson", 0, OPTION_DOUBLE, &q.poisson, "NU", "Poisson's ratio of the glass (needed)"},
        {"unloaded", 0, OPTION_TEXT, &q.unloaded, "FILES",
         "curves before loading; the signal is then loaded - unloaded"},
        {"fit", 0, OPTION_RANGE, q.fit, "LO:HI", "window of eps_inf; default 2.2 to 7.0 times the first peak's place"},
        {"smooth", 0, OPTION_DOUBLE, &q.smooth, "S", "Gaussian smoothing of that width, in units of r; default none"},
        {"q-max", 0, OPTION_DOUBLE, &q.q_max, "Q",
         "window in reciprocal space up to Q, instead of --smooth; of data in Q: default all"},
        {"window", 0, OPTION_TEXT, &q.window, "NAME", "lorch, step or gaussian, of that window; default lorch"},
        {"pick", 0, OPTION_TEXT, &q.pick, "NAME", "eps_1, eps_2 at: own (g20's extrema), at-k, shell; default own"},
        {"g00", 0, OPTION_TEXT, &q.g00, "NAME", "K from: loaded or unloaded; default unloaded where given"},
        {"columns", 0, OPTION_TEXT, &q.columns, "R,G00,G20",
         "columns to use (or Q,S00,S20); default r (r_ang, r_sigma, or the first), g00, g20"},
        {"data", 0, OPTION_TEXT, &q.data, "KIND", "S(Q), g(r) or intensity, where files do not say"},
        {"q-min", 0, OPTION_DOUBLE, &q.q_min, "Q", "of data in Q: begin there; default where they begin"},
        {"q-fit", 0, OPTION_RANGE, q.q_fit, "LO:HI", "of data in Q: window of eps_q; default --q-min to --q-max"},
        {"q-smooth", 0, OPTION_DOUBLE, &q.q_smooth, "S", "Gaussian in Q for eps_q; default 1/HI of --fit for sectors"},
        {"density", 0, OPTION_DOUBLE, &q.density, "RHO0", "atoms a volume; strains need none; default from G(r)"},
        {"wavelength", 0, OPTION_DOUBLE, &q.wavelength, "ANG",
         "of sectors by azimuth, and of 2 theta, where files do not say"},
        {"sector-width", 0, OPTION_DOUBLE, &q.width, "DEG", "full width of sectors; default as files say, else 0"},
        {"chi", 0, OPTION_TEXT, &q.chi, "A,B,...",
         "angles from the load axis, of files of one sector each that do not say them"},
        {"phi", 0, OPTION_TEXT, &q.phi, "A,B,...", "the same by azimuth on a flat detector"},
        {"l-max", 0, OPTION_COUNT, &q.l_max, "L", "expand sectors up to l = 2 or 4; default 2"},
        {"naive", 0, OPTION_FLAG, &q.naive, NULL, "take the basis at the sectors' centres: to see what that costs"},
        {"composition", 0, OPTION_TEXT, &q.composition, "CuXZrY", "of intensity: what scatters"},
        {"weights", 0, OPTION_TEXT, &q.weights, "NAME", "of intensity: xray or neutron; default xray"},
        {"normalise", 0, OPTION_TEXT, &q.rule, "RULE", "of intensity: high-q, or integral (needs --density)"},
        {"normalise-range", 0, OPTION_RANGE, q.norm, "LO:HI", "in Q; default 0.6 to 1 of --q-max"},
        {"each-sector", 0, OPTION_FLAG, &q.each_sector, NULL, "normalise each sector by itself; default together"},
        {"background", 0, OPTION_TEXT, &q.background, "B", "of intensity: counts, or a file of the same sectors"},
        {"draws", 0, OPTION_COUNT, &q.draws, "N", "errors from N draws within the sectors' errors; default 0"},
        {"seed", 0, OPTION_COUNT, &q.seed, "N", "of the draws; default 1"},
        {"sectors", 0, OPTION_TEXT, &q.sectors_out, "FILE", "also write the (reduced) sectors of LOADED"},
        {"curves", 0, OPTION_TEXT, &q.curves_out, "FILE", "also write the smoothed curves r g00 g20 K"},
        {"output", 'o', OPTION_TEXT, &q.out, "FILE", "where the values go; default -, standard output"},
    };
    const char **args = GB_ARRAY((size_t)argc, const char *);
    size_t n_args;
    int help, rc = options_parse(argc, argv, usage, sizeof spec / sizeof *spec, spec, (size_t)argc, args, &n_args,
                                 &help, &err);
    if (rc == GB_OK && !help) rc = check_request(&q, n_args, args, &err);
    if (rc == GB_OK && !help) rc = measure(&q, &err);
    free(q.names);
    free(args);
    gb_paths_clear(&q.loaded_files);
    gb_paths_clear(&q.unloaded_files);
    return command_end("strain", rc, &err);
}
