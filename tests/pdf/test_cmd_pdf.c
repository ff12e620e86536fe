/* The subcommand `pdf` on files, in process. */
#include "pdf/cmd_help.h"

static void test_one(void **state) {
    (void)state;
    write_gas("one.xyz", 300, 1, true);
    assert_int_equal(run("one.xyz --axis y --partials -o out"), GB_OK);
    holds("out", "# atoms: 300\n");
    holds("out", "# number-density: 0.303030303 1/ang^3\n");
    holds("out", "# axis: y\n");
    holds("out", "# bins: 2250 of 0.002 ang"); /* 4.5, half the smallest height, in bins of 0.0045 rounded down */
    holds("out", "N^2 (not N(N-1))");
    holds("out", "# r_ang g00 g20 g40 g00_Cu-Cu g20_Cu-Cu g40_Cu-Cu g00_Cu-Zr g20_Cu-Zr g40_Cu-Zr g00_Zr-Zr g20_Zr-Zr "
                 "g40_Zr-Zr\n");
    char *log = text_of("stderr");
    assert_string_equal(log, "");
    free(log);

    struct gb_table *t = table_of("out");
    assert_int_equal(t->n_row, 2250);
    close_to(*gb_table_at(t, 0, 0), 0.001, 1e-12, "first centre");
    struct config *c = gas(300, 1);
    const struct pdf_grid grid = {2250, 0.002};
    struct pdf_sums *s;
    assert_int_equal(pdf_accumulate(&s, c, grid, 2, NULL), GB_OK);
    double *g = GB_ARRAY(grid.n, double);
    for (int pair = -1; pair < 3; pair++)
        for (int l = 0; l < 3; l++) {
            pdf_g(s, pair, 2 * l, 1, g);
            for (size_t k = 0; k < grid.n; k++)
                close_to(*gb_table_at(t, k, (size_t)(1 + 3 * (pair + 1) + l)), g[k], 1e-8 * (1 + fabs(g[k])), "column");
        }
    free(g);
    pdf_sums_free(s);
    config_free(c);
    gb_table_free(t);
}

/* Three configurations: means and standard errors, as from three tables. */
static void test_average(void **state) {
    (void)state;
    const char *name[] = {"a.data", "b.data", "c.data"};
    double g[3] = {0};
    for (uint64_t i = 0; i < 3; i++) {
        write_gas(name[i], 200 + 3 * i, 11 + i, false);
        char *words = gb_format("%s --r-max 4 --r-bin 0.25 -o out", name[i]);
        assert_int_equal(run(words), GB_OK);
        free(words);
        struct gb_table *t = table_of("out");
        assert_int_equal(t->n_col, 4);
        assert_int_equal(t->n_row, 16);
        g[i] = *gb_table_at(t, 12, 2);
        gb_table_free(t);
    }
    assert_int_equal(run("a.data b.data c.data --r-max 4 --r-bin 0.25 --units lj -o out --partials"), GB_OK);
    holds("out", "# atoms: 200 to 206\n");
    holds("out", "standard error of the mean over 3 configurations");
    holds("out", "# r_sigma g00 g00_err g20 g20_err g40 g40_err g00_1-1 g00_1-1_err");
    struct gb_table *t = table_of("out");
    const double mean = (g[0] + g[1] + g[2]) / 3;
    double var = 0;
    for (int i = 0; i < 3; i++) var += (g[i] - mean) * (g[i] - mean) / 2;
    close_to(*gb_table_at(t, 12, 3), mean, 1e-8, "mean g20");
    close_to(*gb_table_at(t, 12, 4), sqrt(var / 3), 1e-8, "its error");
    gb_table_free(t);
}

/* All axes in one pass: the axes' columns are those of single runs, and with the products give any direction's. */
static void test_axes(void **state) {
    (void)state;
    write_gas("one.xyz", 300, 1, true);
    assert_int_equal(run("one.xyz --r-max 4 --r-bin 0.1 --axis all -o all"), GB_OK);
    holds("all", "# r_ang g00 g20_x g40_x g20_y g40_y g20_z g40_z g2_xy g2_xz g2_yz\n");
    holds("all", "# axis: all\n");
    struct gb_table *all = table_of("all");
    const char *const option[] = {"x", "y", "z", "1,-2,0.5"};
    const double unit = sqrt(1 + 4 + 0.25), n[3] = {1 / unit, -2 / unit, 0.5 / unit};
    for (int a = 0; a < 4; a++) {
        char *words = gb_format("one.xyz --r-max 4 --r-bin 0.1 --axis %s -j %d -o out", option[a], 1 + a);
        assert_int_equal(run(words), GB_OK);
        free(words);
        struct gb_table *t = table_of("out");
        assert_int_equal(t->n_row, 40);
        for (size_t k = 0; k < 40; k++) {
            const double *row = gb_table_at(all, k, 0), *one = gb_table_at(t, k, 0);
            close_to(one[1], row[1], 0, "g00");
            double g20 = sqrt(3) * (n[0] * n[1] * row[8] + n[0] * n[2] * row[9] + n[1] * n[2] * row[10]);
            for (int m = 0; m < 3; m++) g20 += n[m] * n[m] * row[2 + 2 * m];
            close_to(one[2], a < 3 ? row[2 + 2 * a] : g20, 2e-6 * (1 + row[1]), "g20");
            if (a < 3) close_to(one[3], row[3 + 2 * a], 2e-6 * (1 + row[1]), "g40");
        }
        gb_table_free(t);
    }
    gb_table_free(all);
}

static void test_images_are_said(void **state) {
    (void)state;
    write_gas("one.xyz", 60, 1, true);
    refused("one.xyz --r-max 7 --r-bin 0.07 -o out", GB_OK,
            "note: r up to 7 is beyond half the smallest box height, 4.5; periodic images are summed");
    holds("out", "# images: summed: r reaches beyond half the box, 4.5 ang");
    struct gb_table *t = table_of("out");
    double n = 0;
    const struct pdf_grid grid = {100, 0.07};
    for (size_t k = 0; k < 100; k++) n += *gb_table_at(t, k, 1) * 60 / 990 * pdf_shell_volume(grid, k);
    close_to(n, 60.0 / 990 * 4 * M_PI / 3 * 343, 6, "atoms within 7"); /* 87; without images there were 59 */
    gb_table_free(t);
}

/* Names give the types their order. */
static void test_elements(void **state) {
    (void)state;
    write_gas("one.xyz", 60, 1, true);
    assert_int_equal(run("one.xyz --elements Zr,Cu --partials -o out"), GB_OK);
    holds("out", "g00_Zr-Zr g20_Zr-Zr g40_Zr-Zr g00_Zr-Cu");
    write_gas("plain.data", 60, 1, false);
    assert_int_equal(run("plain.data --elements Ni,P --partials -o out"), GB_OK);
    holds("out", "g00_Ni-P");
    refused("one.xyz --elements Zr,,Cu", GB_EINPUT, "--elements Zr,,Cu: expected names");
    refused("one.xyz --elements Al", GB_EINPUT, "one.xyz");
}

static void test_bad_requests(void **state) {
    (void)state;
    write_gas("one.xyz", 60, 1, true);
    refused("", GB_EINPUT, "no configuration given; usage:");
    refused("nowhere.xyz", GB_EINPUT, "nowhere.xyz");
    refused("one.xyz --axis w", GB_EINPUT, "--axis w: allowed are x, y, z, all, and three components");
    refused("one.xyz --axis xy", GB_EINPUT, "--axis xy: allowed are");
    refused("one.xyz --axis 1,2", GB_EINPUT, "--axis 1,2: allowed are");
    refused("one.xyz --axis 1,2,3,4", GB_EINPUT, "--axis 1,2,3,4: allowed are");
    refused("one.xyz --axis 0,0,0", GB_EINPUT, "that are not all 0");
    refused("one.xyz -j 0", GB_EINPUT, "-j 0: allowed are 1 to");
    refused("one.xyz --r-max -3", GB_EINPUT, "--r-max -3: must be above 0");
    refused("one.xyz --r-max 1e300", GB_EINPUT, "lower");
    refused("one.xyz --r-bin 0", GB_EINPUT, "--r-bin 0: must be above 0");
    refused("one.xyz --r-bin 1e-9", GB_EINPUT, "r-max 4.5 holds 4.5e+09 bins of 1e-09; allowed are 1 to 1e7");
    refused("one.xyz --r-bin 5", GB_EINPUT, "r-max 4.5 holds 0 bins of 5");
    refused("one.xyz --units si", GB_EINPUT, "--units si: allowed are metal");
    refused("one.xyz --frame 99999999999", GB_EINPUT, "--frame 99999999999: allowed are");
    refused("one.xyz --frame 7", GB_EINPUT, "one.xyz");
    refused("one.xyz --axes z", GB_EINPUT, "did you mean --axis");
    refused("one.xyz -o no/where", GB_EINPUT, "-o no/where: there is no folder no");
    struct config *c = config_create(8, 1);
    for (size_t i = 0; i < 8; i++) c->x[3 * i] = 0.1 * (double)i;
    assert_int_equal(config_write_data(c, "single.data", NULL), GB_OK);
    config_free(c);
    refused("one.xyz single.data", GB_EINPUT, "single.data: has 1 types of atoms, one.xyz has 2");
}

#define FRAME(units, z)                                                                                                \
    units "ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n3\nITEM: BOX BOUNDS pp pp pp\n0 5\n0 5\n0 5\nITEM: ATOMS id "     \
          "type element "                                                                                              \
          "x y z\n1 3 Cu 0 0 0\n2 1 Cu 1 1 " z "\n3 2 Zr 2 3 1\n"

static void put(const char *path, const char *text) {
    assert_int_equal(gb_file_write(path, text, strlen(text), NULL), GB_OK);
}

/* What a file says of units and frames, and types that share a name. */
static void test_said(void **state) {
    (void)state;
    put("lj.dump", FRAME("ITEM: UNITS\nlj\n", "1") FRAME("", "2"));
    put("metal.dump", FRAME("ITEM: UNITS\nreal\n", "1"));
    assert_int_equal(run("lj.dump@0 --partials --r-max 2 --r-bin 0.5 -o out"), GB_OK);
    holds("out", "\n# r_sigma g00 g20 g40 g00_Cu(1)-Cu(1) g20_Cu(1)-Cu(1) g40_Cu(1)-Cu(1) g00_Cu(1)-Zr ");
    holds("out", " g40_Zr-Cu(3) g00_Cu(3)-Cu(3) g20_Cu(3)-Cu(3) g40_Cu(3)-Cu(3)\n");
    struct gb_table *t = table_of("out");
    assert_true(*gb_table_at(t, 3, gb_table_find(t, "g00_Cu(1)-Cu(3)")) >
                0); /* sqrt 3 apart; sqrt 6 in the last frame */
    gb_table_free(t);
    assert_int_equal(run("lj.dump --partials --r-max 2 --r-bin 0.5 -o out"), GB_OK);
    t = table_of("out");
    assert_true(*gb_table_at(t, 3, gb_table_find(t, "g00_Cu(1)-Cu(3)")) == 0);
    gb_table_free(t);
    refused("lj.dump --units metal", GB_EINPUT, "says that lengths are in sigma");
    refused("metal.dump lj.dump", GB_EINPUT, "says that lengths are in sigma");
    refused("metal.dump --units lj", GB_EINPUT, "says that lengths are in angstrom");
    refused("lj.dump --weights xray", GB_EINPUT, "needs --sigma");
    refused("lj.dump@2", GB_EINPUT, "frame 2; allowed: 0 to 1");
    refused("lj.dump@1 -o lj.dump", GB_EINPUT, "is an input too");
    put("zr-first.xyz", "2\nLattice=\"5 0 0 0 5 0 0 0 5\"\nZr 0 0 0\nCu 1 1 1\n");
    put("cu-first.xyz", "2\nLattice=\"5 0 0 0 5 0 0 0 5\"\nCu 0 0 0\nZr 1 1 1\n");
    refused("zr-first.xyz cu-first.xyz --partials", GB_EINPUT, "type 1 is Cu, in zr-first.xyz it is Zr");
    assert_int_equal(run("zr-first.xyz cu-first.xyz --partials --elements Cu,Zr -o out"), GB_OK);
    put("masses.data",
        "t\n\n1 atoms\n2 atom types\n0 5 xlo xhi\n0 5 ylo yhi\n0 5 zlo zhi\n\nMasses\n\n1 91.2\n2 63.5\n\nAtoms\n\n1 "
        "2 0 0 0\n");
    refused("masses.data --elements Cu,Zr", GB_EINPUT, "type 1 has mass 91.2, but Cu, species 1, has 63.5");
    assert_int_equal(run("masses.data --elements Zr,Cu -o out"), GB_OK);
    assert_int_equal(run("masses.data --elements A,B -o out"), GB_OK);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one),          cmocka_unit_test(test_average),
        cmocka_unit_test(test_said),         cmocka_unit_test(test_images_are_said),
        cmocka_unit_test(test_axes),         cmocka_unit_test(test_elements),
        cmocka_unit_test(test_bad_requests),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}
