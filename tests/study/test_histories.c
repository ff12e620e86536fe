/* The table of histories: times, processor time of all steps, shared ones too, energies, acceptance; written and read.
 */
#include "summary/by_hand.h"
#include "summary/histories.h"

static void put_cpu(const char *stage, double cpu) {
    struct gb_error err = GB_ERROR_INIT;
    char *dir = in("h", stage), *path = gb_format("%s/stage.xml", dir);
    char *text = gb_format("<stage name=\"%s\" kind=\"x\" seconds=\"999\" cpu=\"%g\"/>", stage, cpu);
    must(gb_mkdirs(dir, &err), &err);
    must(gb_file_write(path, text, strlen(text), &err), &err);
    free(text);
    free(path);
    free(dir);
}

static struct study *study_of(void) {
    static const char text[] =
        "<study name='by-hand' seed='5'><glass model='kob-andersen' atoms='1000' samples='2'/>"
        "<quench melt='2' from='0.8' to='0' glass-fit='0.05 0.3' liquid-fit='0.5 0.8'><rate>1e-2</rate></quench>"
        "<history name='old'><swap T='0.5' time='10' block-time='0.5' attempts='30'/><quench rate='0.1'/></history>"
        "<compress><strain>0.005</strain></compress>"
        "<measure r-max='7.2' r-bin='0.01' fit='1.8 7' smooth='0.04' partials='yes'/></study>";
    struct gb_error err = GB_ERROR_INIT;
    struct study *s;
    must(study_parse(&s, text, strlen(text), "by-hand.xml", "potentials/kob-andersen.xml", &err), &err);
    return s;
}

static void put_all(void) {
    static const char *const accepted[] = {"acceptance"};
    for (int k = 0; k < 2; k++) {
        put_sample("h", "1e-2", (size_t)k + 1, true, k);
        put_sample("h", "old", (size_t)k + 1, true, k + 1);
        char *stage[3] = {gb_format("quench/1e-2/s%d", k + 1), gb_format("swap/old~1/s%d", k + 1),
                          gb_format("quench/old/s%d", k + 1)};
        put_values("h", stage[1], 1, accepted, (const double[]){0.01 + 0.02 * k});
        for (int i = 0; i < 3; i++) {
            put_cpu(stage[i], 10 * (i + 1) + k);
            free(stage[i]);
        }
    }
}

/* Two samples: the error of a mean of a and b is |a - b|/2. */
static void values(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    struct study *s = study_of();
    struct summary sum;
    struct histories_table t;
    put_all();
    build(&sum, s, "h", "summary");
    summary_clear(&sum);
    char *path = in("h", "summary/histories.tsv");
    must(histories_table_read(&t, s, path, &err), &err);
    assert_int_equal(t.n, 2);
    assert_string_equal(study_history(s, t.row[0].history), "1e-2");
    assert_string_equal(study_history(s, t.row[1].history), "old");
    assert_int_equal(t.row[1].samples, 2);
    assert_near(t.row[0].time, 80, 1e-9);
    assert_near(t.row[1].time, 10 + 5, 1e-9);
    assert_near(t.row[1].attempts, 20 * 30, 1e-9);
    assert_near(t.row[0].q[HISTORY_CPU].value, 10.5, 1e-9);
    assert_near(t.row[1].q[HISTORY_CPU].value, 50 + 1, 1e-9);
    assert_near(t.row[1].q[HISTORY_CPU].err, 1, 1e-9);
    assert_near(t.row[0].q[HISTORY_E_IS].value, (e_is[0] + e_is[1]) / 2, 1e-9);
    assert_near(t.row[1].q[HISTORY_E_IS].value, (e_is[1] + e_is[2]) / 2, 1e-9);
    assert_near(t.row[1].q[HISTORY_ACCEPTANCE].value, 0.02, 1e-9);
    assert_near(t.row[1].q[HISTORY_ACCEPTANCE].err, 0.01, 1e-9);
    assert_true(isnan(t.row[0].q[HISTORY_ACCEPTANCE].value));
    histories_table_clear(&t);

    char *steps = history_describe(s, 1);
    assert_string_equal(steps, "swap at 0.5 for 10, quench at 0.1 to 0");
    free(steps);
    free(path);
    study_free(s);
}

static void damaged(void **state) {
    (void)state;
    struct study *s = study_of();
    char *path = in("h", "summary/histories.tsv"), *whole = NULL, *bad = in("h", "bad.tsv");
    struct gb_error err = GB_ERROR_INIT;
    must(gb_file_read(path, &whole, NULL, &err), &err);
    static const char *const change[][3] = {{"\n1e-2\t", "\n1e-9\t", "column 1"},
                                            {"\nold\t2", "\nold\t7", "column 2"},
                                            {"\t600\t", "\tsix\t", "column 5"},
                                            {"# history\t", "# rate\t", "the columns are not those"}};
    for (size_t i = 0; i < sizeof change / sizeof *change; i++) {
        struct histories_table t;
        const char *at = strstr(whole, change[i][0]);
        assert_non_null(at);
        char *text = gb_format("%.*s%s%s", (int)(at - whole), whole, change[i][1], at + strlen(change[i][0]));
        must(gb_file_write(bad, text, strlen(text), &err), &err);
        assert_int_equal(histories_table_read(&t, s, bad, &err), GB_EINPUT);
        if (!strstr(err.text, change[i][2])) fail_msg("'%s' does not say '%s'", err.text, change[i][2]);
        gb_error_clear(&err);
        free(text);
    }
    free(whole);
    free(bad);
    free(path);
    study_free(s);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(values), cmocka_unit_test(damaged)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
