/* S_l0(Q), weights and windows of the subcommand `pdf`: against the library, averages, errors. */
#include "pdf/cmd_help.h"

#include "pdf/reciprocal.h"
#include "pdf/structure.h"

static const char *const cu_zr[] = {"Cu", "Zr"};

/* What --r-max 4.4 --r-bin 0.02 --q-max 20 --q-step 0.05 --axis 0,1,1 does with a gas. */
struct expected {
    struct config *c;
    struct pdf_sums *sums;
    struct scatter sc;
    double *g[9];
    struct structure S;
};
static struct expected expect(size_t n, uint64_t seed, enum scatter_probe probe, double taper) {
    struct expected e = {.c = gas(n, seed)};
    const double direction[3] = {0, 1, 1};
    const struct pdf_options o = {.axes = 4, .direction = direction, .l_max = 4, .partials = true, .threads = 1};
    assert_int_equal(pdf_accumulate_with(&e.sums, e.c, (struct pdf_grid){220, 0.02}, &o, NULL), GB_OK);
    const double fraction[2] = {(double)e.sums->n_of_type[0], (double)e.sums->n_of_type[1]};
    assert_int_equal(scatter_init(&e.sc, probe, 2, cu_zr, fraction, NULL), GB_OK);
    for (int i = 0; i < 9; i++) {
        e.g[i] = GB_ARRAY(220, double);
        pdf_g(e.sums, i % 3, 2 * (i / 3), 2, e.g[i]);
    }
    const struct structure_input in = {{220, 0.02}, (double)n / 990, 4, (const double *const *)e.g, taper, 1};
    assert_int_equal(structure_from_partials(&e.S, &e.sc, &in, 400, 0.05, NULL), GB_OK);
    return e;
}
static void expected_free(struct expected *e) {
    for (int i = 0; i < 9; i++) free(e->g[i]);
    structure_clear(&e->S);
    pdf_sums_free(e->sums);
    config_free(e->c);
}

#define COMMON "--r-max 4.4 --r-bin 0.02 --q-max 20 --q-step 0.05 --axis 0,1,1 "

static size_t column(const struct gb_table *t, const char *name) {
    const size_t c = gb_table_find(t, name);
    if (c == (size_t)-1) fail_msg("no column %s", name);
    return c;
}

/* Each probe's S and the g that it gives through the window. */
static void test_probes(void **state) {
    (void)state;
    write_gas("one.xyz", 300, 1, true);
    const double taper = 4.4 / 3;
    for (int probe = 0; probe < SCATTER_N_PROBES; probe++) {
        char *words = gb_format("one.xyz " COMMON "--weights %s --window gaussian --q-min 1.5 --structure S -o g",
                                scatter_probe_name((enum scatter_probe)probe));
        assert_int_equal(run(words), GB_OK);
        free(words);
        struct expected e = expect(300, 1, (enum scatter_probe)probe, taper);
        struct gb_table *S = table_of("S"), *g = table_of("g");
        assert_int_equal(S->n_row, 400);
        assert_int_equal(g->n_row, 220);
        assert_string_equal(S->name[0], "Q_1/ang");
        const struct q_cut cut = {1.5, 20, QWINDOW_GAUSSIAN};
        double through[220];
        for (size_t l = 0; l < 3; l++) {
            static const char *const S_name[] = {"S00", "S20", "S40"}, *const g_name[] = {"g00", "g20", "g40"};
            for (size_t j = 0; j < 400; j++)
                close_to(*gb_table_at(S, j, column(S, S_name[l])), e.S.S[l][j], 1e-8 * (1 + fabs(e.S.S[l][j])), "S");
            assert_int_equal(structure_g(&e.S, &cut, 2 * (int)l, (struct pdf_grid){220, 0.02}, through, NULL), GB_OK);
            for (size_t k = 0; k < 220; k++)
                close_to(*gb_table_at(g, k, column(g, g_name[l])), through[k], 1e-8 * (1 + fabs(through[k])), "g");
        }
        gb_table_free(S);
        gb_table_free(g);
        expected_free(&e);
    }
    holds("S", "# weights: neutron (bound coherent lengths");
    holds("S", "# taper: g - limit brought to 0 by a half cosine over the last 1.46667 ang");
    holds("S", "# r-max: 2.93333333 ang\n");
    holds("S", "# steps: 400 of 0.05 1/ang; Q is their centre\n");
    holds("S", "# number-density: 0.303030303 1/ang^3\n");
    holds("S", "below 4/r-max = 0.91 1/ang S is not known\n");
    holds("S", "# expansion: S(Q,chi) = sum_l");
    holds("g", "# window: gaussian, Q 1.5 to 20 1/ang\n");
    holds("g", "# weights: neutron");
}

/* --structure alone leaves g as it is; partial S; a hard cut; the estimate of what the end of r leaves. */
static void test_number(void **state) {
    (void)state;
    write_gas("one.xyz", 300, 1, true);
    assert_int_equal(run("one.xyz --r-max 4.4 --r-bin 0.02 --axis 0,1,1 --partials -o plain"), GB_OK);
    assert_int_equal(run("one.xyz " COMMON "--partials --structure S --taper 0 -o g"), GB_OK);
    struct gb_table *plain = table_of("plain"), *g = table_of("g"), *S = table_of("S");
    assert_int_equal(plain->n_col, 13);
    for (size_t k = 0; k < 220; k++)
        for (size_t c = 0; c < 13; c++) assert_true(*gb_table_at(plain, k, c) == *gb_table_at(g, k, c));
    struct expected e = expect(300, 1, SCATTER_NUMBER, 0);
    holds("S", "# taper: none: g - limit is cut at 4.4 ang");
    holds("S", "# r-max: 4.4 ang\n");
    const double w[3] = {4.0 / 9, 4.0 / 9, 1.0 / 9}; /* gas: two of three are Cu */
    for (size_t j = 0; j < 400; j++)
        for (size_t l = 0; l < 3; l++) {
            const double limit = l == 0;
            double sum = limit;
            for (size_t p = 0; p < 3; p++) sum += w[p] * (*gb_table_at(S, j, 4 + 3 * p + l) - limit);
            close_to(sum, *gb_table_at(S, j, 1 + l), 1e-7, "sum of the partials");
            close_to(*gb_table_at(S, j, 1 + l), e.S.S[l][j], 1e-8 * (1 + fabs(sum)), "S");
        }
    assert_int_equal(column(S, "S20_Cu-Zr"), 8);
    const struct structure_input in = {{220, 0.02}, 300.0 / 990, 4, (const double *const *)e.g, 0, 1};
    struct structure end;
    assert_int_equal(structure_residual(&end, &e.sc, &in, 400, 0.05, NULL), GB_OK);
    close_to(*gb_table_at(S, 77, column(S, "S20_end")), end.S[1][77], 1e-8, "S20_end");
    structure_clear(&end);
    expected_free(&e);
    gb_table_free(plain);
    gb_table_free(g);
    gb_table_free(S);
}

/* The sum over the box's own vectors beside it. */
static void test_box(void **state) {
    (void)state;
    write_gas("one.xyz", 300, 1, true);
    assert_int_equal(run("one.xyz " COMMON "--weights xray --structure S --reciprocal --vectors 70 -j 2 -o /dev/null"),
                     GB_OK);
    struct gb_table *S = table_of("S");
    struct expected e = expect(300, 1, SCATTER_XRAY, 0);
    const struct reciprocal_options o = {
        .n_q = 400, .dq = 0.05, .l_max = 4, .axis = {0, 1, 1}, .max_per_bin = 70, .to_angstrom = 1};
    struct reciprocal r;
    assert_int_equal(reciprocal_sum(&r, e.c, &e.sc, &o, NULL), GB_OK);
    size_t compared = 0;
    for (size_t j = 0; j < 400; j++)
        for (size_t l = 0; l < 3; l++) {
            static const char *const name[] = {"S00_box", "S20_box", "S40_box"}, *const err[] = {"S00_box_err",
                                                                                                 "S20_box_err",
                                                                                                 "S40_box_err"};
            const double v = *gb_table_at(S, j, column(S, name[l]));
            assert_true(isnan(v) == isnan(r.S[l][j]));
            if (isnan(v)) continue;
            compared++;
            close_to(v, r.S[l][j], 1e-8 * (1 + fabs(v)), name[l]);
            close_to(*gb_table_at(S, j, column(S, err[l])), r.err[l][j], 1e-8 * (1 + r.err[l][j]), err[l]);
        }
    assert_true(compared > 1000);
    holds("S", "at most 70 a step");
    reciprocal_clear(&r);
    expected_free(&e);
    gb_table_free(S);
}

/* Three configurations: mean and standard error of S and of g through Q, errors of the box's sum in quadrature. */
static void test_average(void **state) {
    (void)state;
    double v[3], g[3], box_err[3];
    for (uint64_t i = 0; i < 3; i++) {
        char *name = gb_format("%c.xyz", (char)('a' + (char)i));
        write_gas(name, 240 + 3 * i, 20 + i, true);
        char *words = gb_format("%s " COMMON "--weights xray --structure S -o g --reciprocal --vectors 40", name);
        assert_int_equal(run(words), GB_OK);
        struct gb_table *t = table_of("S"), *u = table_of("g");
        v[i] = *gb_table_at(t, 70, column(t, "S20"));
        g[i] = *gb_table_at(u, 150, column(u, "g00"));
        box_err[i] = *gb_table_at(t, 70, column(t, "S00_box_err"));
        gb_table_free(t);
        gb_table_free(u);
        free(words);
        free(name);
    }
    assert_int_equal(run("a.xyz b.xyz c.xyz " COMMON "--weights xray --structure S -o g --reciprocal --vectors 40"),
                     GB_OK);
    struct gb_table *t = table_of("S"), *u = table_of("g");
    const double mean = (v[0] + v[1] + v[2]) / 3, mean_g = (g[0] + g[1] + g[2]) / 3;
    double var = 0, var_g = 0, var_box = 0;
    for (int i = 0; i < 3; i++) {
        var += (v[i] - mean) * (v[i] - mean) / 6;
        var_g += (g[i] - mean_g) * (g[i] - mean_g) / 6;
        var_box += box_err[i] * box_err[i] / 9;
    }
    close_to(*gb_table_at(t, 70, column(t, "S20")), mean, 1e-8, "mean S20");
    close_to(*gb_table_at(t, 70, column(t, "S20_err")), sqrt(var), 1e-8, "its error");
    close_to(*gb_table_at(u, 150, column(u, "g00")), mean_g, 1e-7, "mean g00");
    close_to(*gb_table_at(u, 150, column(u, "g00_err")), sqrt(var_g), 1e-8, "its error");
    close_to(*gb_table_at(t, 70, column(t, "S00_box_err")), sqrt(var_box), 1e-8, "error of the box's sum");
    holds("S", "# number-density: 0.2424242424 to 0.2484848485 1/ang^3\n");
    gb_table_free(t);
    gb_table_free(u);
}

/* The same atoms in sigma, A and B that stand for Cu and Zr: S at Q sigma is S at Q. */
static void test_reduced_units(void **state) {
    (void)state;
    const double sigma = 2.2;
    write_gas("metal.xyz", 300, 1, true);
    struct config *c = gas(300, 1);
    for (size_t i = 0; i < 900; i++) c->x[i] /= sigma;
    for (int d = 0; d < 3; d++) c->box.h[d][d] /= sigma;
    assert_int_equal(config_write_data(c, "lj.data", NULL), GB_OK);
    config_free(c);
    assert_int_equal(
        run("metal.xyz --r-max 4.4 --r-bin 0.022 --q-max 20 --q-step 0.05 --weights xray --structure S -o g"), GB_OK);
    assert_int_equal(
        run("lj.data --units lj --r-max 2 --r-bin 0.01 --q-max 44 --q-step 0.11 --weights xray --sigma 2.2 "
            "--elements A,B --scatter A=Cu,B=Zr --structure S2 -o g2"),
        GB_OK);
    holds("S2", "# scatter-as: A=Cu,B=Zr\n# sigma: 2.2 ang\n");
    assert_int_equal(run("lj.data --weights xray --elements A,B --scatter A=Cu,B=Zr -o g3"), GB_OK);
    holds("stderr", "is denser than any solid; for lengths in units of sigma give --units lj and --sigma");
    holds("S2", "# Q_1/sigma S00 S20 S40");
    struct gb_table *a = table_of("S"), *b = table_of("S2"), *g = table_of("g"), *g2 = table_of("g2");
    for (size_t j = 0; j < 400; j++) {
        close_to(*gb_table_at(b, j, 0), sigma * *gb_table_at(a, j, 0), 1e-7, "Q");
        for (size_t l = 1; l < 4; l++) close_to(*gb_table_at(b, j, l), *gb_table_at(a, j, l), 1e-6, "S in sigma");
    }
    for (size_t k = 0; k < 200; k++) close_to(*gb_table_at(g2, k, 1), *gb_table_at(g, k, 1), 1e-6, "g in sigma");
    gb_table_free(a);
    gb_table_free(b);
    gb_table_free(g);
    gb_table_free(g2);
}

/* Defaults: steps, bins fine enough for Q_max, the window that weights bring; a type without atoms. */
static void test_defaults(void **state) {
    (void)state;
    write_gas("one.xyz", 60, 1, true);
    assert_int_equal(run("one.xyz --weights neutron --structure S -o g"), GB_OK);
    holds("S", "# steps: 1250 of 0.02 1/ang");
    holds("g", "# bins: 2250 of 0.002 ang");
    holds("g", "# window: lorch, Q 0 to 25 1/ang");
    assert_int_equal(run("one.xyz --r-max 8 --structure S -o g"), GB_OK);
    holds("g", "# bins: 1600 of 0.005 ang");
    assert_int_equal(run("one.xyz --units lj --structure S -o g"), GB_OK);
    holds("S", "# steps: 1100 of 0.05 1/sigma");
    assert_int_equal(run("one.xyz --elements Cu,Zr,Al --partials --weights xray --structure S -o g"), GB_OK);
    struct gb_table *t = table_of("S");
    assert_true(isnan(*gb_table_at(t, 100, column(t, "S00_Cu-Al"))));
    assert_true(isfinite(*gb_table_at(t, 100, column(t, "S00"))));
    gb_table_free(t);
}

static void test_bad_requests(void **state) {
    (void)state;
    write_gas("one.xyz", 60, 1, true);
    write_gas("plain.data", 60, 1, false);
    refused("one.xyz --weights x", GB_EINPUT, "--weights x: allowed are number, xray and neutron");
    refused("one.xyz --window hann", GB_EINPUT, "--window hann: allowed are step, lorch and gaussian");
    refused("one.xyz --q-max 20", GB_EINPUT, "--q-max does nothing without --structure, --weights or --window");
    refused("one.xyz --q-step 0.1 --weights number", GB_EINPUT, "--q-step does nothing");
    refused("one.xyz --taper 1", GB_EINPUT, "--taper does nothing");
    refused("one.xyz --structure S --q-min 1", GB_EINPUT,
            "--q-min does nothing without --window or --weights xray|neutron");
    refused("one.xyz --window step --reciprocal", GB_EINPUT, "--reciprocal does nothing without --structure");
    refused("one.xyz --structure S --vectors 5", GB_EINPUT, "--vectors does nothing without --reciprocal");
    refused("one.xyz --structure S --scatter Cu=Ni", GB_EINPUT, "--scatter does nothing without --weights");
    refused("one.xyz --weights xray --sigma 2.2", GB_EINPUT,
            "--sigma does nothing without --weights xray|neutron and --units lj");
    refused("one.xyz --structure S --q-max -1", GB_EINPUT, "--q-max -1: must be above 0");
    refused("one.xyz --structure S --q-step 0", GB_EINPUT, "--q-step 0: must be above 0");
    refused("one.xyz --structure S --taper -1", GB_EINPUT, "--taper -1: must be 0 or above");
    refused("one.xyz --structure S --taper 5", GB_EINPUT, "--taper 5: is longer than r-max 4.5");
    refused("one.xyz --structure S --reciprocal --vectors 0", GB_EINPUT, "--vectors 0: allowed are 1 and more");
    refused("one.xyz --structure S --q-max 1 --q-step 0.2", GB_EINPUT,
            "--q-max 1 holds 5 steps of 0.2; allowed are 10 to 1e6");
    refused("one.xyz --structure S --axis all", GB_EINPUT, "--axis all: S(Q), weights and windows need one axis");
    refused("one.xyz --structure one.xyz", GB_EINPUT, "--structure one.xyz: is an input too");
    refused("one.xyz --structure out -o out", GB_EINPUT, "-o and --structure both write out");
    refused("one.xyz --window step --q-min 0.3", GB_EINPUT, "--q-min 0.3 is not resolved by r up to 4.5");
    refused("one.xyz --window step --q-min 30", GB_EINPUT, "Q from 30 to 25: allowed is 0 <= Q_min < Q_max");
    refused("one.xyz --window step --q-step 1", GB_EINPUT, "use smaller steps or a lower r");
    refused("one.xyz --structure S --q-max 300 --r-bin 0.1", GB_EINPUT, "use smaller bins or a lower Q");
    refused("one.xyz --weights xray --q-max 80", GB_EINPUT, "form factors are known up to 75.39");
    refused("one.xyz --weights xray --units lj", GB_EINPUT, "--weights xray with --units lj needs --sigma");
    refused("plain.data --weights xray", GB_EINPUT,
            "plain.data names no elements, which --weights xray needs; give --elements");
    refused("plain.data --weights xray --elements A,B", GB_EINPUT, "'A' is not an element with a form factor");
    refused("plain.data --weights neutron --elements Po,Cu", GB_EINPUT, "neutron scattering length of Po is not known");
    refused("one.xyz --weights xray --scatter A=Ni", GB_EINPUT, "--scatter A=Ni: no type of one.xyz is called A");
    refused("one.xyz --weights xray --scatter Cu", GB_EINPUT, "--scatter Cu: expected NAME=ELEMENT");
    refused("one.xyz --weights xray --scatter Cu=", GB_EINPUT, "expected NAME=ELEMENT");
    refused("one.xyz --weights xray --scatter =Ni", GB_EINPUT, "expected NAME=ELEMENT");
    refused("one.xyz --weights xray --scatter Cu=Nn", GB_EINPUT, "'Nn' is not an element");
    refused("one.xyz --structure no/where -o /dev/null", GB_EINPUT, "--structure no/where: there is no folder no");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_probes),       cmocka_unit_test(test_number),   cmocka_unit_test(test_box),
        cmocka_unit_test(test_average),      cmocka_unit_test(test_defaults), cmocka_unit_test(test_reduced_units),
        cmocka_unit_test(test_bad_requests),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}
