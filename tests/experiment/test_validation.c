/* The method-validation table on curves made by hand: affine ones, where every route must find the strain, and ones
 * with a first shell that yields by a known part. */
#include "help.h"

#include "experiment/experiment.h"
#include "experiment/parts.h"
#include "pool/pool.h"
#include "study/scatterer.h"
#include "truth/control.h"

static char folder[] = "/tmp/gb-validation-XXXXXX";

/* ---- what is put in ---- */

enum { SAMPLES = 3, BINS = 760, PAIRS = 3 };
static const double nu = 0.37, E_true = 0.00685, dr = 0.01, bond = 0.83;
static const double eps_true = 0.005;
static const double size[SAMPLES] = {0.97, 1.0, 1.06};       /* of each sample's signal */
static const double shell_off[SAMPLES] = {-0.02, 0, 0.0183}; /* of its first shell; their mean with `size` is 0 */
static const double fraction[2] = {0.8, 0.2};
static const double shell_size[PAIRS] = {1, 0.86, 0.93}; /* A-A, A-B, B-B */

static double lobe(double r, double at, double width) { return exp(-pow((r - at) / width, 2) / 2); }
static double shape(double r) {
    return 3 * lobe(r, 1.1, 0.07) + 0.5 * (1 + tanh((r - 1.9) / 0.1)) + 0.5 * lobe(r, 2.6, 0.14) -
           0.3 * lobe(r, 3.2, 0.16) + 0.25 * lobe(r, 4, 0.3) - 0.15 * lobe(r, 5, 0.3);
}
static double g00_of(double r, int pair) { return shape(r / shell_size[pair]); }
static double affine(double r, int pair) {
    const double h = 1e-5;
    return 2 * (1 + nu) / (3 * sqrt(5)) * r * (g00_of(r + h, pair) - g00_of(r - h, pair)) / (2 * h);
}

/* shell: what the first shell does of the affine strain, in the mean over samples; 1: in all. */
static double partial_at(const char *name, double r, int pair, int k, double shell) {
    const bool first = r < 1.6 * shell_size[pair];
    const double g00 = g00_of(r, pair), mine = first && shell < 1 ? shell + shell_off[k] : 1;
    if (strcmp(name, "g00_ref") == 0) return g00;
    if (strcmp(name, "p2p2") == 0) return 0.2 * g00;
    if (strcmp(name, "dpdp") == 0) return 1.2 * g00;
    if (strcmp(name, "rad_num") == 0) return -2.0 / 3 * E_true * (first ? bond : 1) * 0.2 * g00;
    if (strncmp(name, "aff_", 4) == 0) return eps_true * affine(r, pair);
    return eps_true * size[k] * mine * affine(r, pair);
}

static double value_at(const char *name, double r, int pair, int k, double shell) {
    if (strcmp(name, "r") == 0) return r;
    if (pair >= 0) return partial_at(name, r, pair, k, shell);
    return fraction[0] * fraction[0] * partial_at(name, r, 0, k, shell) +
           2 * fraction[0] * fraction[1] * partial_at(name, r, 1, k, shell) +
           fraction[1] * fraction[1] * partial_at(name, r, 2, k, shell);
}

static struct gb_table *make_curves(int pair, int k, double shell, const char *columns) {
    struct gb_table *t = gb_table_create("made by hand", columns);
    for (size_t i = 0; i < BINS; i++) {
        size_t row = gb_table_add(t, NULL);
        for (size_t c = 0; c < t->n_col; c++)
            *gb_table_at(t, row, c) = value_at(t->name[c], ((double)i + 0.5) * dr, pair, k, shell);
    }
    return t;
}

static const char all_columns[] = "r g00_ref p2p2 dpdp rad_num g20_sym g20_minus aff_g20_sym aff_g20_minus";

struct fixture {
    struct study *s;
    struct pool_glass h;
    struct pool_load l;
    size_t n_curves;
    struct pool_curves curves[1 + PAIRS];
    struct pool_warnings warnings, notes;
    struct pool x;
};

static struct study *make_study(void) {
    static const char text[] =
        "<study name='by-hand' seed='5'><glass model='kob-andersen' atoms='1000' samples='3'/><quench melt='2' "
        "from='0.8' to='0'><rate>1e-2</rate></quench><compress><strain>0.005</strain></compress><measure r-max='7.2' "
        "r-bin='0.01' fit='2.2 7' smooth='0.04'/></study>";
    struct gb_error err = GB_ERROR_INIT;
    struct study *s;
    must(study_parse(&s, text, strlen(text), "by-hand.xml", "potentials/kob-andersen.xml", &err), &err);
    return s;
}

static void values(struct gb_values *v, size_t n, const char *const *name, const double *x) {
    for (size_t i = 0; i < n; i++) gb_values_set(v, name[i], x[i], "-");
}

static void fixture_init(struct fixture *f, double shell, bool partials, const char *columns) {
    static const char *const weights[] = {"number", "A-A", "A-B", "B-B"};
    static const char *const measured[] = {"atoms", "atoms_1", "atoms_2", "eps_true_times_1pnu",
                                           "eps_true_times_1pnu_plus"};
    *f = (struct fixture){.s = make_study(), .n_curves = partials ? 1 + PAIRS : 1};
    f->h = (struct pool_glass){.label = "1e-2", .n = SAMPLES, .reference = GB_ARRAY(SAMPLES, struct gb_values)};
    f->l = (struct pool_load){.label = "0.005",
                              .n = SAMPLES,
                              .n_axes = 1,
                              .compress = GB_ARRAY(SAMPLES, struct gb_values),
                              .measure = GB_ARRAY(SAMPLES, struct gb_values)};
    for (size_t i = 0; i < f->n_curves; i++)
        f->curves[i] =
            (struct pool_curves){gb_strdup(weights[i]), SAMPLES, {BINS, dr}, GB_ARRAY(SAMPLES, struct gb_table *)};
    for (int k = 0; k < SAMPLES; k++) {
        values(&f->h.reference[k], 1, (const char *const[]){"density"}, (const double[]){1.2});
        values(&f->l.compress[k], 1, (const char *const[]){"poisson"}, &nu);
        values(&f->l.measure[k], 5, measured, (const double[]){1000, 800, 200, E_true, E_true});
        for (size_t i = 0; i < f->n_curves; i++) f->curves[i].t[k] = make_curves((int)i - 1, k, shell, columns);
    }
    f->x = (struct pool){f->s, &f->h, &f->l, &f->curves[0], &f->warnings, NULL, NULL};
    f->x.implied = GB_ARRAY((SAMPLES + 1) * BINS, double);
    f->x.excess = GB_ARRAY((SAMPLES + 1) * BINS, double);
}

static void fixture_clear(struct fixture *f) {
    for (size_t i = 0; i < f->n_curves; i++) pool_curves_clear(&f->curves[i]);
    free(f->x.implied);
    free(f->x.excess);
    pool_glass_clear(&f->h);
    for (int k = 0; k < SAMPLES; k++) {
        gb_values_clear(&f->l.compress[k]);
        gb_values_clear(&f->l.measure[k]);
    }
    free(f->l.compress);
    free(f->l.measure);
    pool_warnings_clear(&f->warnings);
    pool_warnings_clear(&f->notes);
    study_free(f->s);
}

static int build(struct fixture *f, struct experiments *v, struct gb_error *err) {
    *v = (struct experiments){0};
    return experiments_add(v, &f->x, f->curves, f->n_curves, &f->notes, folder, err);
}

static const struct experiment_row *row(const struct experiments *v, const struct experiment *e) {
    const struct experiment_row *r = experiment_find(v, 0, 0, e);
    if (!r) fail_msg("no row of %s, Q_max %g", experiment_route_name[e->route], e->q_max);
    return r;
}

/* What several tests look at: a first shell that does 0.8 of the strain, alike in all pairs. */
static struct fixture yielding;
static struct experiments yielding_table;

static int setup(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    setenv("GLASSBED_DATA", ".", 1);
    if (!mkdtemp(folder)) return 1;
    fixture_init(&yielding, 0.8, true, all_columns);
    must(build(&yielding, &yielding_table, &err), &err);
    return 0;
}

static int teardown(void **state) {
    (void)state;
    experiments_clear(&yielding_table);
    fixture_clear(&yielding);
    return gb_remove_tree(folder, NULL);
}

/* ---- tests ---- */

/* Affine curves: every route finds the strain and no ratio, for every weights, window and Q_max. */
static void affine_is_found(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    struct fixture f;
    struct experiments v;
    const double mean = (size[0] + size[1] + size[2]) / 3;
    fixture_init(&f, 1, true, all_columns);
    must(build(&f, &v, &err), &err);
    for (size_t i = 0; i < f.notes.n; i++) fail_msg("%s", f.notes.text[i]);
    size_t n_q = 0, n_law = 0, n_shift = 0;
    for (size_t i = 0; i < v.n; i++) {
        const struct experiment_row *r = &v.row[i];
        const double lost = r->e.centre ? sin(2 * M_PI / (double)r->e.sectors) / (2 * M_PI / (double)r->e.sectors) : 1;
        assert_int_equal(r->samples, SAMPLES);
        assert_near(r->q[EXPERIMENT_EPS_TRUE].value, eps_true, 1e-12);
        if (isfinite(r->e.counts)) continue;
        /* the weights of x-rays slope; a step leaves the ripples of its own edge */
        const double allowed = r->e.window == QWINDOW_STEP ? 4e-3 : r->e.weights == SCATTER_XRAY ? 3e-3 : 1e-3;
        if (r->e.route <= ROUTE_Q_LAW) {
            assert_near(r->q[EXPERIMENT_FLOOR_EPS_INF].value, lost - 1, allowed);
            assert_near(r->q[EXPERIMENT_EPS_INF_BIAS].value, lost * mean - 1, allowed);
            /* the jackknife of a mean, taken by hand */
            assert_near(r->q[EXPERIMENT_EPS_INF_BIAS].err, lost * 0.0264575, 2e-4);
        }
        if (r->e.route <= ROUTE_PDF_Q) {
            assert_near(r->q[EXPERIMENT_RATIO].value, 0, allowed);
            assert_near(r->q[EXPERIMENT_FLOOR_RATIO].value, 0, allowed);
            assert_near(r->q[EXPERIMENT_LOSS].value, 1 - lost * mean, 2 * allowed);
        }
        n_q += r->e.route == ROUTE_PDF_Q;
        n_law += r->e.route == ROUTE_Q_LAW;
        n_shift += r->e.route > ROUTE_Q_LAW;
        if (r->e.route > ROUTE_Q_LAW) assert_near(r->q[EXPERIMENT_EPS_INF_BIAS].value, mean - 1, 0.06);
        if (r->e.route > ROUTE_Q_LAW) assert_true(isnan(r->q[EXPERIMENT_RATIO].value));
    }
    assert_int_equal(v.row[0].e.route, ROUTE_PDF_R);
    assert_int_equal(n_q, 3 * (15 + 2) + 4 + 8);
    assert_int_equal(n_law, 15);
    assert_int_equal(n_shift, 12);
    experiments_clear(&v);
    fixture_clear(&f);
}

/* A first shell that does 0.8 of the strain, alike in all pairs: every weights' ratio is 0.2. */
static void yielding_shell(void **state) {
    (void)state;
    for (int w = 0; w < SCATTER_N_PROBES; w++) {
        const struct experiment e = experiment_standard(yielding.s, (enum scatter_probe)w);
        const struct experiment_row *r = row(&yielding_table, &e);
        assert_near(r->q[EXPERIMENT_RATIO].value, 0.2, 6e-3);
        assert_near(r->q[EXPERIMENT_RATIO_BIAS].value,
                    r->q[EXPERIMENT_RATIO].value - yielding_table.row[0].q[EXPERIMENT_RATIO].value, 1e-12);
        assert_true(r->q[EXPERIMENT_RATIO].err > 0.01);
        assert_true(r->q[EXPERIMENT_RATIO_BIAS].err < 5e-4); /* of the difference: what samples differ by cancels */
        assert_near(r->q[EXPERIMENT_FLOOR_RATIO].value, 0, 3e-3);
        assert_near(r->q[EXPERIMENT_RATIO_TRUE].value, 1 - bond, 1e-4);
        assert_near(r->q[EXPERIMENT_LOSS].value,
                    1 - (1 - r->q[EXPERIMENT_RATIO].value) * (1 + r->q[EXPERIMENT_EPS_INF_BIAS].value), 1e-3);
    }
    assert_near(yielding_table.row[0].q[EXPERIMENT_RATIO].value, 0.2, 3e-3);
}

static void noise(void **state) {
    (void)state;
    struct experiment e = experiment_standard(yielding.s, SCATTER_XRAY);
    const struct experiment_row *silent = row(&yielding_table, &e);
    assert_near(silent->eps_inf_noise, 0, 0);
    assert_near(silent->ratio_noise, 0, 0);
    e.sectors = 36;
    e.counts = 1e12;
    const struct experiment_row *little = row(&yielding_table, &e);
    e.counts = 1e10;
    const struct experiment_row *more = row(&yielding_table, &e);
    assert_true(little->eps_inf_noise > 0 && little->ratio_noise > 0);
    assert_near(more->eps_inf_noise / little->eps_inf_noise, 10, 0.5);
    assert_near(more->ratio_noise / little->ratio_noise, 10, 0.5);
    assert_near(little->q[EXPERIMENT_RATIO].value, silent->q[EXPERIMENT_RATIO].value,
                4 * little->ratio_noise / sqrt(EXPERIMENT_DRAWS));
    assert_near(hypot(silent->q[EXPERIMENT_RATIO].err, more->ratio_noise / sqrt(EXPERIMENT_DRAWS)),
                more->q[EXPERIMENT_RATIO].err, 1e-9);
    /* eps_noise is relative to the true strain, as the bias is; eps is not */
    assert_near(hypot(silent->q[EXPERIMENT_EPS_INF_BIAS].err, more->eps_inf_noise / sqrt(EXPERIMENT_DRAWS)),
                more->q[EXPERIMENT_EPS_INF_BIAS].err, 1e-9);
    assert_near(hypot(silent->q[EXPERIMENT_EPS_INF].err, eps_true * more->eps_inf_noise / sqrt(EXPERIMENT_DRAWS)),
                more->q[EXPERIMENT_EPS_INF].err, 1e-11);
    assert_true(more->q[EXPERIMENT_EPS_INF_BIAS].err > silent->q[EXPERIMENT_EPS_INF_BIAS].err + 3e-8);
    assert_near(more->q[EXPERIMENT_FLOOR_RATIO].value, silent->q[EXPERIMENT_FLOOR_RATIO].value, 1e-9);
}

/* Without partials, or without elements, number weights only; the same numbers. */
static void number_only(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    struct fixture g;
    struct experiments u;
    fixture_init(&g, 0.8, false, all_columns);
    must(build(&g, &u, &err), &err);
    if (g.notes.n != 1) fail_msg("%s", g.notes.text[1]);
    assert_non_null(strstr(g.notes.text[0], "number weights only"));
    for (size_t i = 0; i < u.n; i++) assert_int_equal(u.row[i].e.weights, SCATTER_NUMBER);
    for (int q = 18; q <= 22; q += 4) {
        struct experiment e = experiment_standard(yielding.s, SCATTER_NUMBER);
        e.q_max = q;
        for (int i = 0; i < EXPERIMENT_N_QUANTITIES; i++)
            assert_near(row(&u, &e)->q[i].value, row(&yielding_table, &e)->q[i].value, 1e-8);
    }
    experiments_clear(&u);
    fixture_clear(&g);

    fixture_init(&g, 0.8, true, all_columns);
    g.s->model->scatter_length = NAN;
    must(build(&g, &u, &err), &err);
    assert_int_equal(g.notes.n, 3);
    assert_non_null(strstr(g.notes.text[0], "first peak of g00 lies at 2.5 angstrom"));
    assert_non_null(strstr(g.notes.text[1], "no xray weights: "));
    assert_non_null(strstr(g.notes.text[1], "scatter-length"));
    for (size_t i = 0; i < u.n; i++) assert_int_equal(u.row[i].e.weights, SCATTER_NUMBER);
    assert_true(u.n > 20);
    experiments_clear(&u);
    fixture_clear(&g);
}

/* Coarse bins hold less Q: those rows are left out. One sample: no errors. */
static void limits(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    struct fixture f;
    struct experiments v;
    fixture_init(&f, 1, true, all_columns);
    for (size_t i = 0; i < f.n_curves; i++) {
        f.curves[i].n = 1;
        f.curves[i].grid.dr = 0.07; /* pi/dr = 20.4 1/angstrom */
        f.curves[i].grid.n = 108;
        for (size_t k = 0; k < 108; k++)
            for (size_t c = 0; c < f.curves[i].t[0]->n_col; c++)
                *gb_table_at(f.curves[i].t[0], k, c) =
                    value_at(f.curves[i].t[0]->name[c], ((double)k + 0.5) * 0.07, (int)i - 1, 0, 1);
        f.curves[i].t[0]->n_row = 108;
    }
    f.s->smoothing.width = 0.1;
    f.h.n = f.l.n = 1;
    must(build(&f, &v, &err), &err);
    assert_true(v.n > 10);
    double highest = 0;
    for (size_t i = 0; i < v.n; i++) {
        highest = fmax(highest, v.row[i].e.q_max);
        assert_true(isnan(v.row[i].q[EXPERIMENT_EPS_INF].err));
    }
    assert_near(highest, 18, 0);
    f.h.n = f.l.n = SAMPLES;
    for (size_t i = 0; i < f.n_curves; i++) f.curves[i].n = SAMPLES;
    experiments_clear(&v);
    fixture_clear(&f);
}

static void written_and_read(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    struct experiments u;
    const struct experiments *v = &yielding_table;
    struct study *s = yielding.s;
    char *path = gb_format("%s/validation.tsv", folder), *text, *again;
    must(experiments_write(v, s, path, &err), &err);
    must(gb_file_read(path, &text, NULL, &err), &err);

    assert_non_null(
        strstr(text, "# model: kob-andersen\n# scattering: A scatters as Ni, B as P, sigma = 2.2 angstrom\n"));
    must(experiments_read(&u, s, path, &err), &err);
    assert_int_equal(u.n, v->n);
    must(experiments_write(&u, s, path, &err), &err);
    must(gb_file_read(path, &again, NULL, &err), &err);
    assert_string_equal(text, again);
    free(again);
    experiments_clear(&u);
    char *shown = experiments_text(v, s, s->n_loads - 1);
    assert_non_null(strstr(shown, "affine law in Q"));
    assert_non_null(strstr(shown, "the atoms"));
    assert_non_null(strstr(shown, "the atoms                   1  0.16997"));
    free(shown);

    static const struct {
        const char *from, *to, *message;
    } fault[] = {{"\n1e-2\t", "\n1e-3\t", "column 1 is not"},
                 {"\tpdf-q\t", "\tpdf-p\t", "column 3 is not"},
                 {"\txray\t", "\tXray\t", "column 4 is not"},
                 {"\tlorch\t", "\tlorca\t", "column 7 is not"},
                 {"\tcentre\t", "\tcenter\t", "column 11 is not"},
                 {"# history\tload", "# historys\tloa", "the columns are not those"}};
    for (size_t i = 0; i < sizeof fault / sizeof *fault; i++) {
        again = gb_strdup(text);
        memcpy(strstr(again, fault[i].from), fault[i].to, strlen(fault[i].from));
        must(gb_file_write(path, again, strlen(again), &err), &err);
        assert_int_equal(experiments_read(&u, s, path, &err), GB_EINPUT);
        assert_non_null(strstr(err.text, fault[i].message));
        assert_int_equal(u.n, 0);
        gb_error_clear(&err);
        free(again);
    }
    free(text);
    free(path);

    /* the curves of the figures: S20 is the affine law times the strain but for the shell */
    struct gb_table *t;
    path = gb_format("%s/structure-1e-2-0.005-number.tsv", folder);
    must(gb_table_read(&t, path, &err), &err);
    assert_near(t->v[0], 0.0125, 1e-12);
    assert_int_equal(t->n_row, 1200);
    assert_non_null(gb_table_meta_get(t, "eps_q"));
    double xy = 0, xx = 0;
    for (size_t j = 0; j < t->n_row; j++) {
        const double *at = t->v + j * t->n_col, law = at[gb_table_find(t, "affine")];
        if (at[0] > 4) break;
        xy += law * at[gb_table_find(t, "S20")];
        xx += law * law;
    }
    assert_near(xy / xx / eps_true, 1, 0.1); /* at low Q, where the shells beyond the first dominate */
    gb_table_free(t);
    free(path);
}

/* Frozen-in texture that adds to the symmetrised signal is taken off where it is controlled. */
static void texture_is_taken_off(void **state) {
    (void)state;
    static const double texture[SAMPLES] = {0.06, -0.02, 0.09};
    struct gb_error err = GB_ERROR_INIT;
    struct fixture f;
    struct experiment_data d;
    struct experiment_pool pool;
    double g00[BINS], p2p2[BINS], dpdp[BINS], excess[BINS], largest = 0;
    fixture_init(&f, 0.8, true, all_columns);
    for (size_t c = 1; c < f.n_curves; c++)
        for (int k = 0; k < SAMPLES; k++) {
            struct gb_table *t = f.curves[c].t[k];
            const size_t at[] = {gb_table_find(t, "g00_ref"), gb_table_find(t, "p2p2"), gb_table_find(t, "dpdp"),
                                 gb_table_find(t, "g20_sym")};
            for (size_t i = 0; i < BINS; i++) {
                g00[i] = *gb_table_at(t, i, at[0]);
                p2p2[i] = *gb_table_at(t, i, at[1]) *= 1 + texture[k];
                dpdp[i] = *gb_table_at(t, i, at[2]) *= 1 + texture[k];
            }
            truth_excess(f.curves[c].grid, g00, p2p2, dpdp, -E_true, excess);
            for (size_t i = 0; i < BINS; i++) *gb_table_at(t, i, at[3]) += excess[i];
        }
    must(experiment_data_read(&d, &f.x, f.curves, f.n_curves, 30, &f.notes, &err), &err);
    experiment_pool_make(&pool, &d, 0);
    const double *controlled = pool.signal[SCATTER_XRAY][SIGNAL_CONTROLLED][0].S[1],
                 *symmetrised = pool.signal[SCATTER_XRAY][SIGNAL_SYMMETRISED][0].S[1],
                 *plain = pool.signal[SCATTER_XRAY][SIGNAL_MINUS_UNLOADED][0].S[1];
    for (size_t j = 0; j < d.n_q; j++) {
        assert_near(controlled[j], plain[j], 1e-10);
        largest = fmax(largest, fabs(symmetrised[j] - plain[j]));
    }
    assert_true(largest > 1e-4);
    assert_null(pool.signal[SCATTER_XRAY][SIGNAL_RAW][0].S[1]);
    experiment_pool_clear(&pool);
    experiment_data_clear(&d);
    fixture_clear(&f);
}

/* Pools against the library's own sum over pairs of species, x-ray weights, at each Q. */
static void pools_are_weighed(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    struct fixture *f = &yielding;
    struct experiment_data d;
    struct experiment_pool pool;
    struct structure expected;
    struct scatter sc;
    double g[2][PAIRS][BINS], unit;
    const double *of[2 * PAIRS];
    must(experiment_data_read(&d, &f->x, f->curves, f->n_curves, 30, &f->notes, &err), &err);
    assert_near(d.to_angstrom, 2.2, 0);
    assert_near(d.rho0, 1.2, 1e-12);
    for (int pair = 0; pair < PAIRS; pair++)
        for (int i = 0; i < BINS; i++) { /* without the second sample */
            const double r = (i + 0.5) * dr;
            g[0][pair][i] = partial_at("g00_ref", r, pair, 0, 0.8);
            g[1][pair][i] = (partial_at("g20_minus", r, pair, 0, 0.8) + partial_at("g20_minus", r, pair, 2, 0.8)) / 2;
        }
    for (int i = 0; i < 2 * PAIRS; i++) of[i] = g[i / PAIRS][i % PAIRS];
    must(study_scatter(f->s->model, SCATTER_XRAY, NULL, &sc, &unit, &err), &err);
    const struct structure_input in = {{BINS, dr}, 1.2, 2, of, BINS * dr - 7, 2.2}; /* tapered from the fit's end on */
    must(structure_from_partials(&expected, &sc, &in, d.n_q, d.dq, &err), &err);
    experiment_pool_make(&pool, &d, 2);
    for (size_t j = 0; j < d.n_q; j++) {
        assert_near(pool.reference[SCATTER_XRAY].S[0][j], expected.S[0][j], 1e-9);
        assert_near(pool.signal[SCATTER_XRAY][SIGNAL_MINUS_UNLOADED][0].S[1][j], expected.S[1][j], 1e-11);
    }
    structure_clear(&expected);
    experiment_pool_clear(&pool);
    experiment_data_clear(&d);

    char *units = f->s->model->units;
    f->s->model->units = (char *)"metal"; /* then densities are in g/cm^3 */
    must(experiment_data_read(&d, &f->x, f->curves, f->n_curves, 30, &f->notes, &err), &err);
    assert_near(d.rho0, 1.2 * 0.602214076 / 1, 1e-9); /* masses of 1 u */
    f->s->model->units = units;
    experiment_data_clear(&d);
}

static void missing_columns(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    struct fixture f;
    struct experiments v;
    fixture_init(&f, 1, true, "r g00_ref p2p2 rad_num g20_sym g20_minus aff_g20_sym aff_g20_minus");
    assert_int_equal(build(&f, &v, &err), GB_EFAIL);
    assert_non_null(strstr(err.text, "S(Q) of weights A-A"));
    assert_non_null(strstr(err.text, "no column dpdp; run the study again"));
    gb_error_clear(&err);
    experiments_clear(&v);
    fixture_clear(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(written_and_read), /* first: the others write their curves over these */
        cmocka_unit_test(affine_is_found),   cmocka_unit_test(yielding_shell),  cmocka_unit_test(noise),
        cmocka_unit_test(number_only),       cmocka_unit_test(limits),          cmocka_unit_test(texture_is_taken_off),
        cmocka_unit_test(pools_are_weighed), cmocka_unit_test(missing_columns),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
