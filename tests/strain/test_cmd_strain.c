/* The subcommand `strain` on files, in process: results, resampling, and its messages. */
#include "strain/cmd_help.h"

/* Gaussian shells on a step, and g20 = eps c r dg00/dr (plus a frozen part), at r0 + i dr. */
static void curves_at(double r, double eps, double *g00, double *g20) {
    static const double R[] = {2.7, 3.7, 4.6, 5.4, 7}, w[] = {0.2, 0.35, 0.3, 0.3, 0.5},
                        a[] = {2.3, -0.5, 0.35, 0.2, 0.1};
    const double step = (r - 2.5) / 0.13, c = 2 * (1 + 0.37) / (3 * sqrt(5));
    double slope = r * exp(-step * step / 2) / (sqrt(2 * M_PI) * 0.13);
    *g00 = 0.5 * erfc(-step / sqrt(2));
    for (int i = 0; i < 5; i++) {
        const double u = (r - R[i]) / w[i], f = a[i] * exp(-u * u / 2);
        *g00 += f;
        slope -= r * u / w[i] * f;
    }
    *g20 = eps * c * slope;
}

static void write_curves(const char *name, const char *columns, double r0, double dr, size_t n, double eps,
                         double frozen, int digits) {
    struct gb_table *t = gb_table_create("curves", columns);
    for (size_t i = 0; i < n; i++) {
        double row[3] = {r0 + (double)i * dr, 0, 0};
        curves_at(row[0], eps, &row[1], &row[2]);
        row[2] += frozen * sin(3 * row[0]) * exp(-row[0] / 5);
        gb_table_add(t, row);
    }
    char *path = in_dir(name);
    assert_int_equal(gb_table_write(t, path, digits, NULL), GB_OK);
    free(path);
    gb_table_free(t);
}

static void test_affine_file(void **state) {
    (void)state;
    write_curves("a", "r_ang g00 g20", 0.01, 0.02, 1300, 0.0041, 0, 12);
    assert_int_equal(run("a --poisson 0.37 --smooth 0.06 -o out --curves c"), GB_OK);
    silent();
    close_to(value("out", "eps_inf"), 0.0041, 1e-10, "eps_inf");
    close_to(value("out", "eps_1"), 0.0041, 1e-10, "eps_1");
    close_to(value("out", "ratio"), 0, 1e-7, "ratio");
    close_to(value("out", "fit_lo"), 2.2 * value("out", "r_peak"), 1e-8, "default window");
    close_to(value("out", "fit_hi"), 7.0 * value("out", "r_peak"), 1e-7, "default window");
    struct gb_table *t;
    char *path = in_dir("c");
    assert_int_equal(gb_table_read(&t, path, NULL), GB_OK);
    assert_string_equal(t->name[0], "r_ang");
    assert_string_equal(t->name[3], "K");
    close_to(*gb_table_at(t, 140, 2), 0.0041 * *gb_table_at(t, 140, 3), 1e-8, "g20 = eps K");
    gb_table_free(t);
    free(path);

    /* every way to choose resolution and peaks gives the same strain; K scales with 1 + nu */
    assert_int_equal(run("a --poisson 0.37 --q-max 20 --fit 6:18 --pick at-k -o out"), GB_OK);
    close_to(value("out", "eps_2"), 0.0041, 1e-9, "eps_2, Lorch");
    assert_int_equal(run("a --poisson=0.2 --q-max 20 --window step --fit 6:18 --pick shell -o out"), GB_OK);
    close_to(value("out", "eps_1"), 0.0041 * 1.37 / 1.2, 1e-9, "eps_1, step, other nu");
}

static const char *unit_in(const char *file, const char *name, char unit[32]) {
    char *path = in_dir(file), *text, *line;
    assert_int_equal(gb_file_read(path, &text, NULL, NULL), GB_OK);
    char *begin = gb_format("\n%s ", name);
    if (!(line = strstr(text, begin)) || sscanf(line, "%*s %*s %31s", unit) != 1) fail_msg("no %s with a unit", name);
    free(begin);
    free(text);
    free(path);
    return unit;
}

/* Every number that is written, from the curves that are written beside it: an inner flank that does more than the
 * outer one, and something that is no strain. */
static void test_written_values(void **state) {
    (void)state;
    struct gb_table *t = gb_table_create("curves", "r_ang g00 g20");
    for (size_t i = 0; i < 1300; i++) {
        double row[3] = {0.01 + 0.02 * (double)i, 0, 0};
        curves_at(row[0], 0.0041, &row[1], &row[2]);
        row[2] = row[2] * (row[0] < 2.7 ? 0.83 : row[0] < 3.7 ? 0.71 : 1) + 1e-4 * sin(5 * row[0]);
        gb_table_add(t, row);
    }
    char *path = in_dir("bent-flanks"), *curves = in_dir("c"), unit[32];
    assert_int_equal(gb_table_write(t, path, 12, NULL), GB_OK);
    gb_table_free(t);
    assert_int_equal(run("bent-flanks --poisson 0.3141 --smooth 0.06 --fit 5.3:17.1 -o out --curves c"), GB_OK);
    assert_int_equal(gb_table_read(&t, curves, NULL), GB_OK);
    double xx = 0, xy = 0, yy = 0, left = 0, n = 0;
    size_t up = 100, down = 140, peak = 100, min = 140;
    for (size_t k = 0; k < t->n_row; k++) {
        const double r = *gb_table_at(t, k, 0), g00 = *gb_table_at(t, k, 1), g20 = *gb_table_at(t, k, 2),
                     K = *gb_table_at(t, k, 3);
        if (r > 2 && r < 2.8 && g20 > *gb_table_at(t, up, 2)) up = k;
        if (r > 2.7 && r < 3.4 && g20 < *gb_table_at(t, down, 2)) down = k;
        if (g00 > *gb_table_at(t, peak, 1)) peak = k;
        if (r > 2.7 && r < 4.2 && g00 < *gb_table_at(t, min, 1)) min = k;
        if (r < 5.3 || r > 17.1) continue;
        n++, xx += K * K, xy += K * g20, yy += g20 * g20;
    }
    const double eps = xy / xx;
    for (size_t k = 0; k < t->n_row; k++)
        if (*gb_table_at(t, k, 0) > 5.3 && *gb_table_at(t, k, 0) < 17.1)
            left += pow(*gb_table_at(t, k, 2) - eps * *gb_table_at(t, k, 3), 2);
    const double one = *gb_table_at(t, up, 2) / *gb_table_at(t, up, 3),
                 two = *gb_table_at(t, down, 2) / *gb_table_at(t, down, 3);
    assert_true(one > 1.1 * two && two > 0);
    const struct {
        const char *name;
        double value, tolerance;
        const char *unit;
    } c[] = {{"eps_inf", eps, 1e-9, "-"},
             {"eps_inf_lsq_err", sqrt(left / (n - 1) / xx), 1e-10, "-"},
             {"eps_1", one, 2e-5, "-"},
             {"eps_2", two, 2e-5, "-"},
             {"ratio", 1 - (one + two) / (2 * eps), 5e-3, "-"},
             {"A_1", *gb_table_at(t, up, 2), 1e-4, "-"},
             {"r_1", *gb_table_at(t, up, 0), 0.0101, "ang"},
             {"A_2", *gb_table_at(t, down, 2), 1e-4, "-"},
             {"r_2", *gb_table_at(t, down, 0), 0.0101, "ang"},
             {"r_peak", *gb_table_at(t, peak, 0), 1e-6, "ang"},
             {"r_min", *gb_table_at(t, min, 0), 1e-6, "ang"},
             {"residual", sqrt(left / yy), 1e-7, "-"},
             {"poisson", 0.3141, 0, "-"},
             {"fit_lo", 5.3, 0, "ang"},
             {"fit_hi", 17.1, 0, "ang"}};
    for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
        close_to(value("out", c[i].name), c[i].value, c[i].tolerance, c[i].name);
        assert_string_equal(unit_in("out", c[i].name, unit), c[i].unit);
    }
    holds("out", "# K: from g00 of bent-flanks\n# smoothing: gaussian 0.06 ang, of g00, g20 and K alike\n");
    gb_table_free(t);
    free(curves);
    free(path);
}

static void test_minus_unloaded(void **state) {
    (void)state;
    write_curves("up", "r_ang g00 g20", 0.01, 0.02, 1300, 0.0041, 0.01, 12);
    write_curves("down", "r_ang g00 g20", 0.01, 0.02, 1200, 0, 0.01, 12);
    assert_int_equal(run("up --unloaded down --poisson 0.37 --smooth 0.06 -o out"), GB_OK);
    close_to(value("out", "eps_inf"), 0.0041, 1e-9, "eps_inf");
    close_to(value("out", "ratio"), 0, 1e-6, "ratio");
    assert_int_equal(run("up --poisson 0.37 --smooth 0.06 -o out"), GB_OK);
    assert_true(fabs(value("out", "ratio")) > 0.05); /* the frozen part is in the raw signal */
    /* the choice of g00: an unloaded file of another height changes K only when asked */
    write_curves("flat", "r_ang g00 g20", 0.01, 0.02, 1300, 0, 0.01, 12);
    struct gb_table *t;
    char *path = in_dir("flat");
    assert_int_equal(gb_table_read(&t, path, NULL), GB_OK);
    for (size_t i = 0; i < t->n_row; i++) *gb_table_at(t, i, 1) = 1 + (*gb_table_at(t, i, 1) - 1) * 0.8;
    assert_int_equal(gb_table_write(t, path, 12, NULL), GB_OK);
    gb_table_free(t);
    free(path);
    assert_int_equal(run("up --unloaded flat --poisson 0.37 --smooth 0.06 --fit 6:19 -o out"), GB_OK);
    close_to(value("out", "eps_inf"), 0.0041 / 0.8, 1e-8, "eps_inf, unloaded g00");
    assert_int_equal(run("up --unloaded flat --poisson 0.37 --smooth 0.06 --fit 6:19 --g00 loaded -o out"), GB_OK);
    close_to(value("out", "eps_inf"), 0.0041, 1e-9, "eps_inf, loaded g00");
}

/* r from 0, from somewhere below the peak, with few digits; other spacing in the unloaded file; unnamed columns. */
static void test_other_grids(void **state) {
    (void)state;
    write_curves("zero", "r g00 g20", 0, 0.01, 2600, 0.0041, 0, 12);
    assert_int_equal(run("zero --poisson 0.37 --smooth 0.06 -o out --curves c"), GB_OK);
    struct gb_table *t;
    assert_int_equal(gb_table_read(&t, "c", NULL), GB_OK);
    close_to(*gb_table_at(t, 0, 0), 0.005, 1e-9, "first centre");
    close_to(*gb_table_at(t, t->n_row - 1, 0), 25.985, 1e-9, "last centre within the file's range");
    gb_table_free(t);
    close_to(value("out", "eps_inf"), 0.0041, 1e-8, "from 0");
    close_to(value("out", "eps_1"), 0.0041, 1e-8, "from 0");

    write_curves("late", "r_sigma g00 g20", 1.503, 0.01, 2600, 0.0041, 0, 12);
    assert_int_equal(run("late --poisson 0.37 --smooth 0.06 -o out"), GB_OK);
    close_to(value("out", "eps_2"), 0.0041, 1e-8, "from 1.503");

    write_curves("few", "r_ang g00 g20", 1.005, 0.01, 2600, 0.0041, 0, 5);
    assert_int_equal(run("few --poisson 0.37 --smooth 0.06 -o out"), GB_OK);
    close_to(value("out", "eps_1"), 0.0041, 1e-5, "five digits");

    write_curves("coarse", "r_ang g00 g20", 0.05, 0.025, 1300, 0, 0.01, 12);
    write_curves("fine", "r_ang g00 g20", 0.01, 0.02, 1300, 0.0041, 0.01, 12);
    assert_int_equal(run("fine --unloaded coarse --poisson 0.37 --smooth 0.06 -o out"), GB_OK);
    close_to(value("out", "eps_inf"), 0.0041, 2e-7, "other spacing");

    struct gb_text b = {0};
    for (int i = 0; i < 1300; i++) {
        double g0, g2;
        curves_at(0.01 + 0.02 * i, 0.0041, &g0, &g2);
        gb_text_add(&b, "%.6f, %.12g, %.12g\n", 0.01 + 0.02 * i, g2, g0);
    }
    char *path = in_dir("anon");
    assert_int_equal(gb_file_write(path, b.s, b.len, NULL), GB_OK);
    assert_int_equal(run("anon --columns 1,3,2 --poisson 0.37 --smooth 0.06 -o out"), GB_OK);
    close_to(value("out", "eps_inf"), 0.0041, 1e-9, "columns by number");
    refused(
        "anon --poisson 0.37", GB_EINPUT,
        "name the columns with --columns R,G00,G20 (sectors: columns phi_DEG or chi_DEG, or a file each and --phi or "
        "--chi): anon: no column 'g00'; there are: 1 2 3");
    free(path);
    free(b.s);
}

static void test_bad_requests(void **state) {
    (void)state;
    write_curves("a", "r_ang g00 g20", 0.01, 0.02, 1300, 0.0041, 0, 12);
    refused("", GB_EINPUT, "no curves given; usage:");
    refused("a", GB_EINPUT, "--poisson NU is needed");
    refused("a --poisson 0.7", GB_EINPUT, "a: Poisson's ratio 0.7: must be");
    refused("a --poisson 0.3 --smooth 0.1 --q-max 20", GB_EINPUT, "exclude each other");
    refused("a --poisson 0.3 --smooth -1", GB_EINPUT, "--smooth -1: must be above 0");
    refused("a --poisson 0.3 --smooth 0.001", GB_EINPUT, "smoothing width 0.001: allowed are 0.02");
    refused("a --poisson 0.3 --q-max 0", GB_EINPUT, "--q-max 0: must be above 0");
    refused("a --poisson 0.3 --q-max 20 --window hann", GB_EINPUT,
            "--window hann: allowed are step, lorch and gaussian");
    refused("a --poisson 0.3 --window lorch", GB_EINPUT, "--window lorch needs --q-max");
    refused("a --poisson 0.3 --pick best", GB_EINPUT, "--pick best: allowed are own");
    refused("a --poisson 0.3 --g00 unloaded", GB_EINPUT, "--g00 unloaded needs --unloaded");
    refused("a --poisson 0.3 --g00 mean", GB_EINPUT, "--g00 mean: allowed are");
    refused("a --poisson 0.3 --columns r,g00", GB_EINPUT, "--columns r,g00: expected three names");
    refused("a --poisson 0.3 --columns r,,g20", GB_EINPUT, "expected three names");
    refused("a --poisson 0.3 --fit 20:6", GB_EINPUT, "--fit 20:6: expected LO:HI");
    refused("a --poisson 0.3 --fit 6:60", GB_EINPUT,
            "the curves end at r = 26; lower the window's end or measure further");
    refused("a --poisson 0.3 -o x --curves x", GB_EINPUT, "--curves and -o both write x");
    refused("nowhere --poisson 0.3", GB_EINPUT, "nowhere");
    refused("a --poisson 0.3 -o no/where", GB_EINPUT, "-o no/where: there is no folder no; make it first");
    refused("a --poisson 0.3 --density 1", GB_EINPUT, "--density is of data in Q; a holds g00 and g20; leave it out");
    refused("a --poisson 0.3 --q-fit 1:2", GB_EINPUT, "--q-fit is of data in Q");
    refused("a --poisson 0.3 --naive", GB_EINPUT, "--naive is of sectors; a holds g00 and g20");
    refused("a --poisson 0.3 --background 3", GB_EINPUT, "--background is of intensity; a holds g00 and g20");
    put_meta("a", "chi_deg", "5");
    refused("a --poisson 0.3", GB_EINPUT, "a: is one sector; at least two are needed: F1,F2,...");
}

/* What the heads say was done to the two states must agree, and how far their pairs were known. */
static void test_heads(void **state) {
    (void)state;
    write_curves("up", "r_ang g00 g20", 0.01, 0.02, 1300, 0.0041, 0, 12);
    write_curves("down", "r_ang g00 g20", 0.01, 0.02, 1300, 0, 0, 12);
    put_meta("up", "q-range", "0.5 to 20 1/ang");
    put_meta("up", "window", "lorch");
    assert_int_equal(run("up --unloaded down --poisson 0.37 -o out"), GB_OK);
    said("note: only one of up and down says its '# q-range:'");
    holds("out", "# smoothing: the table's own window, lorch, Q 0.5 to 20 1/ang, of g00, g20 and K alike");
    put_meta("down", "q-range", "0.5 to 25 1/ang");
    refused(
        "up --unloaded down --poisson 0.37", GB_EINPUT,
        "up has '# q-range: 0.5 to 20 1/ang', down '# q-range: 0.5 to 25 1/ang'; both states must be treated alike");
    put_meta("down", "q-range", "0.5 to 20 1/ang");
    put_meta("down", "window", "step");
    refused("up --unloaded down --poisson 0.37", GB_EINPUT, "up has '# window: lorch', down '# window: step'");
    put_meta("down", "window", "lorch");
    put_meta("up", "weights", "xray");
    put_meta("down", "weights", "neutron");
    refused("up --unloaded down --poisson 0.37", GB_EINPUT, "up has '# weights: xray', down '# weights: neutron'");
    put_meta("down", "weights", "xray (Faber-Ziman)");
    assert_int_equal(run("up --unloaded down --poisson 0.37 -o out"), GB_OK);
    silent();
    assert_int_equal(run("up --unloaded down --poisson 0.37 --smooth 0.06 -o out"), GB_OK);
    said("note: --smooth comes on top of up's own window, lorch");
    holds("out", "# smoothing: the table's own window, lorch, Q 0.5 to 20 1/ang, then gaussian 0.06 ang");

    put_meta("down", "r-max", "15 ang");
    refused("up --unloaded down --poisson 0.37", GB_EINPUT, "down: fit window 5.9");
    said("(the default, 2.2 to 7 first-peak places): its pairs are known up to 15 only");
    refused("up --unloaded down --poisson 0.37 --fit 6:15.1", GB_EINPUT, "down: fit window 6 to 15.1: its pairs");
    assert_int_equal(run("up --unloaded down --poisson 0.37 --fit 6:15 -o out"), GB_OK);
    put_meta("down", "r-max", "far");
    refused("up --unloaded down --poisson 0.37", GB_EINPUT, "down: '# r-max: far': expected a length above 0");
    put_meta("down", "r-max", "15 sigma");
    refused("up --unloaded down --poisson 0.37", GB_EINPUT, "down: '# r-max: 15 sigma' beside columns in ang");

    write_curves("inch", "r_in g00 g20", 0.01, 0.02, 1300, 0.0041, 0, 12);
    refused("inch --poisson 0.37", GB_EINPUT,
            "inch: column 'r_in': unit 'in': allowed are r_ang, r_nm, r_sigma and plain r");
}

static void edit(const char *name, size_t row, size_t col, double v) {
    struct gb_table *t;
    char *path = in_dir(name);
    assert_int_equal(gb_table_read(&t, path, NULL), GB_OK);
    *gb_table_at(t, row, col) = v;
    gb_table_write(t, path, 12, NULL);
    gb_table_free(t);
    free(path);
}

static void test_bad_files(void **state) {
    (void)state;
    write_curves("short", "r_ang g00 g20", 0.01, 0.02, 700, 0.0041, 0, 12);
    refused("short --poisson 0.3", GB_EINPUT, "goes beyond the curves' end at 14; measure further, or give --fit");
    write_curves("bent", "r_ang g00 g20", 0.01, 0.02, 1300, 0.0041, 0, 12);
    edit("bent", 600, 0, 12.025);
    refused("bent --poisson 0.3", GB_EINPUT,
            "bent:604: r = 12.025 where 12.01 is expected: r must rise by equal steps (0.02 here)");
    write_curves("hole", "r_ang g00 g20", 0.01, 0.02, 1300, 0.0041, 0, 12);
    edit("hole", 50, 2, NAN);
    refused("hole --poisson 0.3", GB_EINPUT, "hole:54: g20 is missing at r = 1.01");
    edit("hole", 50, 0, -1);
    refused("hole --poisson 0.3", GB_EINPUT, "hole:54: r = -1: must be a number, 0 or more");
    write_curves("back", "r_ang g00 g20", 26, -0.02, 1300, 0.0041, 0, 12);
    refused("back --poisson 0.3", GB_EINPUT, "back:5: r does not rise");
    write_curves("tiny", "r_ang g00 g20", 0.01, 0.02, 9, 0.0041, 0, 12);
    refused("tiny --poisson 0.3", GB_EINPUT, "tiny: 9 rows; a curve needs at least 10");
    write_curves("inside", "r_ang g00 g20", 2.71, 0.02, 1300, 0.0041, 0, 12);
    refused("inside --poisson 0.3", GB_EINPUT, "inside: begins at r = 2.71 where g00 is already");
    static const char total[] =
        "[DEFAULT]\nversion = pdfgetx3\n#### start data\n#S 1\n#L r(\u00c5)  G(\u00c5$^{-2}$)\n1 2\n";
    gb_file_write("total.gr", total, sizeof total - 1, NULL);
    refused("total.gr --poisson 0.3", GB_EINPUT,
            "total.gr: is a PDFgetX3 file: one isotropic G(r); a strain needs two");
    gb_file_write("bare", "r_ang g00 g20\n0.1 0 0\n", 22, NULL);
    refused("bare --poisson 0.3", GB_EINPUT,
            "bare:1: column 1: 'r_ang' is not a finite number (column names belong in a line that begins with #)");
    write_curves("far", "r_ang g00 g20", 1e9, 1, 1300, 0.0041, 0, 15);
    refused("far --poisson 0.3", GB_EINPUT, "are more than 10000000 bins");
    write_curves("pull", "r_ang g00 g20", 0.01, 0.02, 1300, -0.0041, 0, 12);
    refused("pull --poisson 0.37", GB_EINPUT,
            "pull: g20 has the sign of tension (eps_inf would be -0.0041): are LOADED and --unloaded swapped");
    /* noted, not refused: the window ends where smoothing no longer has data on both sides */
    write_curves("a", "r_ang g00 g20", 0.01, 0.02, 1300, 0.0041, 0, 12);
    refused("a --poisson 0.37 --smooth 0.2 --fit 6:25.5 -o out", GB_OK, "note: the fit window ends at 25.5");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_affine_file),    cmocka_unit_test(test_written_values),
        cmocka_unit_test(test_minus_unloaded), cmocka_unit_test(test_other_grids),
        cmocka_unit_test(test_bad_requests),   cmocka_unit_test(test_bad_files),
        cmocka_unit_test(test_heads),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}
