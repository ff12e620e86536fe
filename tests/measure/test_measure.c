/* The measure stage on configurations with a known deformation. */
#include "help.h"

#include "base/table.h"
#include "base/values.h"
#include "measure/measure.h"
#include "truth/truth.h"

static const double eps = 0.01, nu = 0.3, edge = 1.05;
enum { EDGE = 7 };

static double uniform(uint64_t *state) {
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double)(*state >> 11) * 0x1p-53;
}

/* A jittered lattice of two types; compressed by e along an axis (-1: none), then every atom moved by `move` times e.
 */
static struct config *glass(int axis, double e, double move) {
    struct config *c = config_create((size_t)EDGE * EDGE * EDGE, 2);
    uint64_t seed = 5;
    for (int a = 0; a < 3; a++) c->box.h[a][a] = EDGE * edge * (a == axis ? 1 - e : 1 + nu * e);
    for (size_t i = 0; i < c->n; i++) {
        const size_t site[3] = {i / (EDGE * EDGE), i / EDGE % EDGE, i % EDGE};
        c->type[i] = i % 4 == 0 ? 2 : 1;
        for (size_t a = 0; a < 3; a++) {
            double s = ((double)site[a] + 0.5 + 0.2 * uniform(&seed)) / EDGE;
            c->x[3 * i + a] = s * c->box.h[a][a] + move * e * (uniform(&seed) - 0.5);
        }
    }
    return c;
}

static void put(const char *stage, const char *file, struct config *c) {
    struct gb_error err = GB_ERROR_INIT;
    char *dir = gb_format("%s/%s", folder, stage), *path = gb_format("%s/%s", dir, file);
    must(gb_mkdirs(dir, &err), &err);
    must(config_write_dump(c, path, 0, NULL, &err), &err);
    config_free(c);
    free(dir);
    free(path);
}

static int setup(void **state) {
    if (help_setup(state) != 0) return 1;
    put("reference", "reference.dump", glass(-1, 0, 0));
    for (int a = 0; a < 3; a++) {
        char *affine = gb_format("affine-%c", "xyz"[a]), *moved = gb_format("moved-%c", "xyz"[a]);
        put(affine, "plus.dump", glass(a, eps, 0));
        put(affine, "minus.dump", glass(a, -eps, 0));
        put(moved, "plus.dump", glass(a, eps, 3));
        put(moved, "minus.dump", glass(a, -eps, 3));
        free(affine);
        free(moved);
    }
    return 0;
}

static struct stage make_stage(const char *loads, const char *axes, const char *both) {
    struct stage st = {.name = gb_strdup("measure/h/s1/0.01"), .kind = gb_strdup("measure")};
    stage_input_add(&st, "reference", "reference", true, 1);
    for (int a = 0; a < 3; a++) {
        char *name = gb_format("compress-%c", "xyz"[a]), *path = gb_format("%s-%c", loads, "xyz"[a]);
        stage_input_add(&st, name, path, true, 1);
        free(name);
        free(path);
    }
    stage_param_set(&st, "axes", "%s", axes);
    stage_param_set(&st, "both-signs", "%s", both);
    stage_param_set(&st, "partials", "yes");
    stage_param_double(&st, "r-max", 3);
    stage_param_double(&st, "margin", 0.5);
    stage_param_double(&st, "r-bin", 0.01);
    stage_param_double(&st, "d2min-cut", 1.6);
    return st;
}

static char *run(const char *out, struct stage *st) {
    struct gb_error err = GB_ERROR_INIT;
    char *dir = gb_format("%s/%s", folder, out);
    must(gb_mkdirs(dir, &err), &err);
    must(measure_stage(st, folder, dir, &err), &err);
    stage_clear(st);
    return dir;
}

static struct gb_table *table(const char *dir, const char *file) {
    struct gb_error err = GB_ERROR_INIT;
    struct gb_table *t;
    char *path = gb_format("%s/%s", dir, file);
    must(gb_table_read(&t, path, &err), &err);
    free(path);
    return t;
}

static double *column(const struct gb_table *t, const char *name) {
    struct gb_error err = GB_ERROR_INIT;
    double *v;
    must(gb_table_column(t, name, &v, &err), &err);
    return v;
}

static void same_columns(const struct gb_table *t, const char *a, const char *b, double tolerance) {
    double *x = column(t, a), *y = column(t, b);
    for (size_t k = 0; k < t->n_row; k++)
        if (!(fabs(x[k] - y[k]) <= tolerance)) fail_msg("%s = %g, %s = %g in row %zu", a, x[k], b, y[k], k);
    free(x);
    free(y);
}

static void values(struct gb_values *v, const char *dir) {
    struct gb_error err = GB_ERROR_INIT;
    char *path = gb_format("%s/values.tsv", dir);
    must(gb_values_read(v, path, &err), &err);
    free(path);
}

/* Affine loads: signals equal their floors, the profiles are the strain, D2min is nothing. */
static void affine_loads(void **state) {
    (void)state;
    struct stage st = make_stage("affine", "x y z", "yes");
    char *dir = run("out-affine", &st);
    static const char *const file[] = {"curves-number.tsv", "curves-1-1.tsv", "curves-1-2.tsv", "curves-2-2.tsv"};
    for (size_t f = 0; f < 4; f++) {
        struct gb_table *t = table(dir, file[f]);
        assert_int_equal(t->n_row, 350);
        /* pairs on an edge of a bin may fall on either side: the copy is equal to rounding only */
        double *r = column(t, "r"), *rad = column(t, "rad_num"), *tan = column(t, "tan_num"), *p = column(t, "p2p2"),
               *d = column(t, "dpdp"), *raw = column(t, "g20_raw"), *minus = column(t, "g20_minus"), size = 0;
        same_columns(t, "g20_sym", "aff_g20_sym", 1e-9);
        same_columns(t, "g20_minus", "aff_g20_minus", 1e-9);
        same_columns(t, "g20_raw", "aff_g20_raw", 1e-9);
        same_columns(t, "g00_loaded", "aff_g00_loaded", 1e-9);
        for (size_t k = 0; k < t->n_row; k++) {
            assert_near(r[k], 0.005 + 0.01 * (double)k, 1e-12);
            assert_near(-1.5 * rad[k], (1 + nu) * eps * p[k], 1e-12 + 1e-9 * p[k]);
            assert_near(-3 * tan[k], (1 + nu) * eps * d[k], 1e-12 + 1e-9 * d[k]);
            assert_near(raw[k], minus[k],
                        1e-9 * (1 + fabs(raw[k]))); /* g20 of the reference, summed over x, y, z, is 0 */
            size = fmax(size, fabs(raw[k]));
        }
        assert_true(size > 0.05);
        double *all[] = {r, rad, tan, p, d, raw, minus};
        for (size_t i = 0; i < sizeof all / sizeof *all; i++) free(all[i]);
        gb_table_free(t);
    }
    struct gb_values v = {0};
    values(&v, dir);
    assert_near(gb_values_get(&v, "eps_par_plus"), -eps, 1e-12);
    assert_near(gb_values_get(&v, "eps_perp_plus"), nu * eps, 1e-12);
    assert_near(gb_values_get(&v, "eps_par_minus"), eps, 1e-12);
    assert_near(gb_values_get(&v, "eps_true_times_1pnu"), (1 + nu) * eps, 1e-12);
    assert_near(gb_values_get(&v, "eps_true_times_1pnu_plus"), (1 + nu) * eps, 1e-12);
    assert_near(gb_values_get(&v, "d2min_mean"), 0, 1e-20);
    assert_near(gb_values_get(&v, "atoms"), EDGE * EDGE * EDGE, 0);
    assert_near(gb_values_get(&v, "atoms_1") + fmax(0, gb_values_get(&v, "atoms_2")), EDGE * EDGE * EDGE, 0);
    gb_values_clear(&v);
    free(dir);
}

/* Columns of one axis: z's are what the library gives for z, and the mean over the axes is the column without one. */
static void single_axes(const struct gb_table *t, const struct config *ref) {
    static const char *const name[] = {"g20_sym", "g20_minus", "g20_raw", "p2p2", "dpdp"};
    struct gb_error err = GB_ERROR_INIT;
    const struct pdf_grid grid = {350, 0.01};
    for (size_t i = 0; i < sizeof name / sizeof *name; i++) {
        char *x = gb_format("%s_x", name[i]), *z = gb_format("%s_z", name[i]);
        double *along_x = column(t, x), *along_z = column(t, z), *mean = column(t, name[i]), apart = 0;
        for (size_t k = 0; k < grid.n; k++) {
            assert_near(mean[k], 0.5 * (along_x[k] + along_z[k]), 1e-12 * (1 + fabs(mean[k])));
            apart = fmax(apart, fabs(along_x[k] - along_z[k]));
        }
        assert_true(apart > 1e-4);
        double *all[] = {along_x, along_z, mean};
        for (size_t k = 0; k < 3; k++) free(all[k]);
        free(x);
        free(z);
    }
    struct config *load = glass(2, eps, 3);
    struct truth_profile *p;
    double expected[350], *p2p2 = column(t, "p2p2_z");
    must(truth_profile(&p, ref, load, 2, grid, 1, &err), &err);
    truth_density(p, PDF_TOTAL, TRUTH_P2P2, expected); /* a weight, not a response: the same for both signs */
    for (size_t k = 0; k < grid.n; k++) assert_near(p2p2[k], expected[k], 1e-12 * (1 + expected[k]));
    config_free(load);
    truth_profile_free(p);
    free(p2p2);
}

/* The number that has exactly `rank` below it. */
static double ranked(const double *x, size_t n, size_t rank) {
    for (size_t i = 0; i < n; i++) {
        size_t below = 0;
        for (size_t k = 0; k < n; k++) below += x[k] < x[i];
        if (below == rank) return x[i];
    }
    fail_msg("two are alike");
    return NAN;
}

/* Is the pair (i, j) closer than the cut? Boxes are cubic or nearly: the nearest image along each edge. */
static bool bonded(const struct config *c, size_t i, size_t j, double cut) {
    double sum = 0;
    for (size_t a = 0; a < 3; a++) {
        double d = c->x[3 * j + a] - c->x[3 * i + a];
        d -= c->box.h[a][a] * round(d / c->box.h[a][a]);
        sum += d * d;
    }
    return sqrt(sum) < cut;
}

/* Bonds of stage `moved` along the axes z and x, all pairs tried: two atoms each; fractions of those there were. */
static void bonds_by_hand(const struct gb_values *v) {
    struct config *ref = glass(-1, 0, 0);
    double was = 0, cut = 0, formed = 0;
    for (int a = 0; a < 3; a += 2) {
        struct config *load = glass(a, eps, 3);
        for (size_t i = 0; i < ref->n; i++)
            for (size_t j = 0; j < i; j++) {
                const bool before = bonded(ref, i, j, 1.6), after = bonded(load, i, j, 1.6);
                was += before;
                cut += before && !after;
                formed += after && !before;
            }
        config_free(load);
    }
    assert_true(cut > 10 && formed > 10 && cut != formed);
    assert_near(gb_values_get(v, "bonds_per_atom"), was / 2 * 2 / (double)ref->n, 1e-12);
    assert_near(gb_values_get(v, "bonds_cut_fraction"), cut / was, 1e-12);
    assert_near(gb_values_get(v, "bonds_formed_fraction"), formed / was, 1e-12);
    config_free(ref);
}

/* Loads with displacements: curves are the means of what the library gives for each load, D2min is that of the + loads.
 */
static void moved_loads(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    struct stage st = make_stage("moved", "z x", "yes");
    stage_param_set(&st, "partials", "no");
    char *dir = run("out-moved", &st);
    struct gb_table *t = table(dir, "curves-number.tsv");
    const struct pdf_grid grid = {350, 0.01};
    double sym[350] = {0}, minus[350] = {0}, g[350], *measured = column(t, "g20_sym"), *one = column(t, "g20_raw_z");
    double *less = column(t, "g20_minus"), largest = 0;
    struct config *ref = glass(-1, 0, 0);
    double mean = 0, mean_shear = 0, *d2 = GB_ARRAY(ref->n, double), *shear = GB_ARRAY(ref->n, double);
    double *all = GB_ARRAY(2 * ref->n, double);
    size_t n_all = 0;
    for (int a = 0; a < 3; a += 2)
        for (int s = 0; s < 2; s++) {
            struct config *c = glass(a, s ? -eps : eps, 3);
            struct pdf_sums *sums;
            must(pdf_accumulate(&sums, c, grid, 1U << a, &err), &err);
            pdf_g(sums, PDF_TOTAL, 2, a, g);
            for (size_t k = 0; k < grid.n; k++) sym[k] += (s ? -0.25 : 0.25) * g[k];
            for (size_t k = 0; k < grid.n && s == 0; k++) minus[k] += 0.5 * g[k];
            if (s == 0 && a == 2)
                for (size_t k = 0; k < grid.n; k++) assert_near(one[k], g[k], 1e-12);
            if (s == 0) must(truth_d2min(ref, c, 1.6, d2, NULL, shear, &err), &err);
            for (size_t i = 0; s == 0 && i < ref->n; i++) {
                mean += d2[i] / (2 * (double)ref->n);
                mean_shear += shear[i] / (2 * (double)ref->n);
                all[n_all++] = d2[i];
            }
            pdf_sums_free(sums);
            config_free(c);
        }
    struct pdf_sums *before;
    must(pdf_accumulate(&before, ref, grid, 5, &err), &err);
    for (int a = 0; a < 3; a += 2) {
        pdf_g(before, PDF_TOTAL, 2, a, g);
        for (size_t k = 0; k < grid.n; k++) minus[k] -= 0.5 * g[k];
    }
    pdf_sums_free(before);
    for (size_t k = 0; k < grid.n; k++) {
        assert_near(measured[k], sym[k], 1e-12);
        assert_near(less[k], minus[k], 1e-12);
        largest = fmax(largest, fabs(sym[k]));
    }
    assert_true(largest > 0.05);
    free(less);
    assert_int_equal(gb_table_find(t, "g20_raw_y"), (size_t)-1);
    single_axes(t, ref);
    gb_table_free(t);
    free(measured);
    free(one);
    const double median = 0.5 * (ranked(all, n_all, n_all / 2 - 1) + ranked(all, n_all, n_all / 2));
    struct gb_values v = {0};
    values(&v, dir);
    assert_true(mean > 1e-5);
    assert_near(gb_values_get(&v, "d2min_mean"), mean, 1e-12);
    assert_near(gb_values_get(&v, "d2min_median"), median, 1e-12);
    assert_near(gb_values_get(&v, "shear_strain_mean"), mean_shear, 1e-12);
    assert_near(gb_values_get(&v, "d2min_undefined"), 0, 0);
    bonds_by_hand(&v);
    gb_values_clear(&v);
    t = table(dir, "d2min.tsv");
    double atoms = 0, integral = 0;
    for (size_t k = 0; k < t->n_row; k++) {
        atoms += t->v[k * t->n_col + 3];
        integral += t->v[k * t->n_col + 2] * log10(t->v[k * t->n_col + 1] / t->v[k * t->n_col]);
    }
    assert_near(atoms, 2 * (double)ref->n, 0);
    assert_near(integral, 1, 1e-9);
    gb_table_free(t);
    struct config *back;
    char *path = gb_format("%s/atoms-z.xyz.gz", dir), *none = gb_format("%s/curves-1-1.tsv", dir);
    must(config_read(&back, path, -1, NULL, 0, &err), &err);
    assert_int_equal(back->n, ref->n);
    assert_near(back->box.h[2][2], EDGE * edge * (1 - eps), 1e-9);
    assert_false(gb_exists(none));
    config_free(back);
    config_free(ref);
    free(d2);
    free(shear);
    free(all);
    free(path);
    free(none);
    free(dir);
}

static void one_sign(void **state) {
    (void)state;
    struct stage st = make_stage("affine", "y", "no");
    char *dir = run("out-one", &st);
    struct gb_table *t = table(dir, "curves-number.tsv");
    assert_int_equal(gb_table_find(t, "g20_sym"), (size_t)-1);
    assert_int_equal(gb_table_find(t, "aff_g20_sym"), (size_t)-1);
    assert_true(gb_table_find(t, "g20_raw_y") != (size_t)-1);
    assert_int_equal(gb_table_find(t, "g20_sym_y"), (size_t)-1);
    same_columns(t, "g20_minus", "g20_minus_y", 0);
    same_columns(t, "p2p2", "p2p2_y", 0);
    gb_table_free(t);
    free(dir);
}

/* A glass that gave way under one load: that is all there is to say. */
static void gave_way(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    struct gb_values v = {0};
    char *path = gb_format("%s/affine-y/values.tsv", folder);
    gb_values_set(&v, "gave_way", 1, "-");
    must(gb_values_write(&v, "by hand", path, &err), &err);
    gb_values_clear(&v);
    struct stage st = make_stage("affine", "x y z", "yes");
    char *dir = run("out-yield", &st), *curves = gb_format("%s/curves-number.tsv", dir),
         *values = gb_format("%s/values.tsv", dir);
    assert_false(gb_exists(curves));
    must(gb_values_read(&v, values, &err), &err);
    assert_true(gb_values_get(&v, "gave_way") == 1);
    gb_values_clear(&v);
    unlink(path);
    free(path);
    free(dir);
    free(curves);
    free(values);
}

static void expect(struct stage *st, int code, const char *part) {
    struct gb_error err = GB_ERROR_INIT;
    char *out = gb_format("%s/out-bad", folder);
    must(gb_mkdirs(out, &err), &err);
    assert_int_equal(measure_stage(st, folder, out, &err), code);
    if (!strstr(err.text, part)) fail_msg("'%s' does not say '%s'", err.text, part);
    gb_error_clear(&err);
    stage_clear(st);
    free(out);
}

static void faults(void **state) {
    (void)state;
    struct stage st = make_stage("affine", "w", "yes");
    expect(&st, GB_EINPUT, "'axes' is 'w'");
    st = make_stage("affine", "x x", "yes");
    expect(&st, GB_EINPUT, "each once");
    st = make_stage("affine", "x", "maybe");
    expect(&st, GB_EINPUT, "'both-signs' is 'maybe'");
    st = make_stage("affine", "x", "yes");
    stage_param_double(&st, "r-bin", 0);
    expect(&st, GB_EINPUT, "1 to 1e7 are allowed");
    st = make_stage("affine", "x", "yes");
    stage_param_double(&st, "r-max", 6.9); /* the reference's edge is 7.35 */
    expect(&st, GB_EINPUT, "own image, 7.35 away in ");
    st = make_stage("affine", "x", "yes");
    stage_param_double(&st, "r-max", 6.8); /* compressed, 7.2765 */
    expect(&st, GB_EINPUT, "-x/plus.dump, which moves with the cell; allowed: r-max below 6.777;");
    st = make_stage("nowhere", "x", "yes");
    expect(&st, GB_EINPUT, "nowhere-x/plus.dump");
    st = make_stage("affine", "x y z", "yes");
    free(st.input[1].path);
    st.input[1].path = gb_strdup("affine-y"); /* loaded along y where x is expected */
    expect(&st, GB_EFAIL, "it should be shorter");
    st = make_stage("affine", "x", "yes");
    st.n_inputs = 1;
    struct stage_input *lost = &st.input[1];
    free(lost->name);
    free(lost->path);
    free(st.input[2].name);
    free(st.input[2].path);
    free(st.input[3].name);
    free(st.input[3].path);
    expect(&st, GB_EINPUT, "has no input 'compress-x'");
}

/* The states of stage `moved` as a glass at a temperature: `shots` equal snapshots of each. */
static struct stage warm_stage(const char *basis, int shots) {
    struct stage st = make_stage("warm", "x y z", "yes");
    free(st.input[0].path);
    st.input[0].path = gb_strdup("warm");
    stage_param_set(&st, "basis", "%s", basis);
    if (shots) stage_param_set(&st, "snapshots", "%d", shots);
    put("warm", "mean.dump", glass(-1, 0, 0));
    put("warm", "half-1.dump", glass(-1, 0, 0));
    put("warm", "half-2.dump", glass(-1, eps, 3)); /* displaced, in another cell */
    for (int k = 1; k <= shots; k++) {
        char *file = gb_format("snapshot-%02d.dump", k);
        put("warm", file, glass(-1, 0, 0));
        free(file);
    }
    for (int i = 0; i < 6; i++) {
        char *dir = gb_format("warm-%c/%s", "xyz"[i / 2], i % 2 ? "minus" : "plus");
        put(dir, "mean.dump", glass(i / 2, i % 2 ? -eps : eps, 3));
        for (int k = 1; k <= shots; k++) {
            char *file = gb_format("snapshot-%02d.dump", k);
            put(dir, file, glass(i / 2, i % 2 ? -eps : eps, 3));
            free(file);
        }
        free(dir);
    }
    return st;
}

/* All columns alike within `tolerance` of the largest number of each. */
static void alike(const struct gb_table *a, const struct gb_table *b, double tolerance) {
    assert_int_equal(a->n_row, b->n_row);
    assert_int_equal(a->n_col, b->n_col);
    for (size_t c = 0; c < a->n_col; c++) {
        double largest = 0;
        assert_string_equal(a->name[c], b->name[c]);
        for (size_t r = 0; r < a->n_row; r++) largest = fmax(largest, fabs(a->v[r * a->n_col + c]));
        for (size_t r = 0; r < a->n_row; r++) {
            const double off = fabs(a->v[r * a->n_col + c] - b->v[r * b->n_col + c]);
            if (!(off <= tolerance * largest)) fail_msg("%s differs by %g in row %zu", a->name[c], off, r);
        }
    }
}

static double mean_d2(const struct config *a, const struct config *b) {
    struct gb_error err = GB_ERROR_INIT;
    double *d2 = GB_ARRAY(a->n, double), mean = 0;
    must(truth_d2min(a, b, 1.6, d2, NULL, NULL, &err), &err);
    for (size_t i = 0; i < a->n; i++) mean += d2[i] / (double)a->n;
    free(d2);
    assert_true(mean > 1e-5);
    return mean;
}

/* Mean positions that are the states at rest are measured as these, and so are snapshots that are all alike: their
 * pairs are displaced by the mean displacements, which are theirs. */
static void bases(void **state) {
    (void)state;
    struct stage rest = make_stage("moved", "x y z", "yes"), mean = warm_stage("mean", 0),
                 shots = warm_stage("snapshots", 3);
    char *dir[3] = {run("out-rest", &rest), run("out-mean", &mean), run("out-shots", &shots)};
    static const char *const file[] = {"curves-number.tsv", "curves-1-2.tsv", "d2min.tsv"};
    for (int f = 0; f < 3; f++) {
        struct gb_table *t[3];
        for (int k = 0; k < 3; k++) t[k] = table(dir[k], file[f]);
        alike(t[0], t[1], 0);
        if (f < 2) alike(t[0], t[2], 1e-12);
        for (int k = 0; k < 3; k++) gb_table_free(t[k]);
    }
    struct gb_values v[3] = {{0}, {0}, {0}};
    struct gb_error err = GB_ERROR_INIT;
    for (int k = 0; k < 3; k++) {
        char *path = gb_format("%s/values.tsv", dir[k]);
        must(gb_values_read(&v[k], path, &err), &err);
        free(path);
    }
    assert_true(isnan(gb_values_get(&v[0], "d2min_noise")));
    struct config *half[2] = {glass(-1, 0, 0), glass(-1, eps, 3)};
    assert_near(gb_values_get(&v[1], "d2min_noise"), 0.5 * mean_d2(half[0], half[1]), 1e-12);
    for (int k = 0; k < 2; k++) config_free(half[k]);
    assert_true(gb_values_get(&v[2], "d2min_noise") < 1e-20);
    assert_true(fabs(gb_values_get(&v[2], "d2min_mean") / gb_values_get(&v[0], "d2min_mean") - 1) < 1e-12);
    assert_true(gb_values_get(&v[2], "bonds_per_atom") == gb_values_get(&v[0], "bonds_per_atom"));
    for (int k = 0; k < 3; k++) {
        gb_values_clear(&v[k]);
        free(dir[k]);
    }
    struct stage bad = warm_stage("median", 0);
    assert_int_equal(measure_stage(&bad, folder, folder, &err), GB_EINPUT);
    assert_non_null(strstr(err.text, "parameter 'basis' is 'median'; allowed are mean, snapshots"));
    gb_error_clear(&err);
    stage_clear(&bad);
    bad = warm_stage("snapshots", 0);
    stage_param_set(&bad, "snapshots", "0");
    assert_int_equal(measure_stage(&bad, folder, folder, &err), GB_EINPUT);
    assert_non_null(strstr(err.text, "parameter 'snapshots' is 0; allowed: 1 or more"));
    gb_error_clear(&err);
    stage_clear(&bad);
}

/* Unloaded snapshots that differ: what lies between one and the next, whole, is what D2min is without a load. */
static void noise_of_snapshots(void **state) {
    (void)state;
    static const double move[] = {0, 3, 7};
    struct stage st = warm_stage("snapshots", 3);
    struct config *shot[3];
    for (int k = 0; k < 3; k++) {
        char *file = gb_format("snapshot-%02d.dump", k + 1);
        shot[k] = glass(-1, 1e-9, move[k] * 1e7); /* the same cell but for 1e-9 */
        put("warm", file, config_copy(shot[k]));
        free(file);
    }
    char *dir = run("out-noise", &st);
    struct gb_values v = {0};
    values(&v, dir);
    assert_near(gb_values_get(&v, "d2min_noise"), (mean_d2(shot[0], shot[1]) + mean_d2(shot[1], shot[2])) / 2, 1e-12);
    gb_values_clear(&v);
    for (int k = 0; k < 3; k++) config_free(shot[k]);
    free(dir);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(affine_loads),       cmocka_unit_test(moved_loads), cmocka_unit_test(one_sign),
        cmocka_unit_test(gave_way),           cmocka_unit_test(faults),      cmocka_unit_test(bases),
        cmocka_unit_test(noise_of_snapshots),
    };
    return cmocka_run_group_tests(tests, setup, help_teardown);
}
