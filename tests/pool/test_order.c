/* Crystallised samples, and those that gave way under load: which are left out, that every average is then that of the
 * study without them, to the byte, and that they are named. */
#include "pool/screening.h"
#include "summary/by_hand.h"
#include "summary/summary.h"

/* What a file of a summary says below its header; the caller's. */
static char *body(const char *root, const char *file) {
    char *path = gb_format("%s/%s/summary/%s", folder, root, file), *text = NULL, *out = gb_strdup("");
    struct gb_error err = GB_ERROR_INIT;
    must(gb_file_read(path, &text, NULL, &err), &err);
    struct gb_text b = {0};
    for (char *line = text, *next; *line; line = next) {
        next = line + strcspn(line, "\n");
        if (*next) next++;
        if (*line != '#') gb_text_addn(&b, line, (size_t)(next - line));
    }
    free(text);
    free(path);
    if (b.s) {
        free(out);
        out = b.s;
    }
    return out;
}

static void whole(const char *root, const char *file, char **text) {
    char *path = gb_format("%s/%s/summary/%s", folder, root, file);
    struct gb_error err = GB_ERROR_INIT;
    must(gb_file_read(path, text, NULL, &err), &err);
    free(path);
}

static bool there(const char *root, const char *file) {
    char *path = gb_format("%s/%s/summary/%s", folder, root, file);
    bool yes = gb_exists(path);
    free(path);
    return yes;
}

/* A study of glasses from a file each, or quenched at these rates. */
static struct study *study_of(int n_files, int samples, const char *rates, const char *order) {
    struct gb_error err = GB_ERROR_INIT;
    struct study *s;
    struct gb_text glass = {0};
    for (int k = 0; k < n_files; k++) gb_text_add(&glass, "<file>%c.data</file>", 'a' + k);
    char *quench = n_files ? gb_strdup("")
                           : gb_format("<quench melt='2' from='0.8' to='0' glass-fit='0.05 0.3' liquid-fit='0.5 0.8'>"
                                       "%s</quench>",
                                       rates);
    char *sizes = n_files ? gb_strdup("") : gb_format(" atoms='1000' samples='%d'", samples);
    char *text = gb_format("<study name='by-hand' seed='5'><glass model='kob-andersen'%s>%s</glass>%s%s"
                           "<compress><strain>0.005</strain></compress>"
                           "<measure r-max='7.2' r-bin='0.01' fit='1.8 7' smooth='0.04' partials='yes'/></study>",
                           sizes, glass.s ? glass.s : "", quench, order);
    must(study_parse(&s, text, strlen(text), "by-hand.xml", "potentials/kob-andersen.xml", &err), &err);
    free(text);
    free(sizes);
    free(quench);
    free(glass.s);
    return s;
}

/* Of three glasses the second is crystalline: all tables are those of the other two alone. */
static void averages_of_the_others(void **state) {
    (void)state;
    static const char *const files[] = {"summary.tsv",
                                        "curves-as-given-0.005-number.tsv",
                                        "curves-as-given-0.005-A-A.tsv",
                                        "d2min-as-given-0.005.tsv",
                                        "efficiency.tsv",
                                        "validation.tsv",
                                        "structure-as-given-0.005-number.tsv"};
    struct study *three = study_of(3, 0, "", ""), *two = study_of(2, 0, "", "");
    struct summary with, without;
    for (int k = 0; k < 3; k++) put_sample("three", "as-given", (size_t)k + 1, true, k);
    put_order("three", "as-given", 2, 0.3125);
    put_sample("two", "as-given", 1, true, 0);
    put_sample("two", "as-given", 2, true, 2);
    build(&with, three, "three", "summary");
    build(&without, two, "two", "summary");
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char *a = body("three", files[i]), *b = body("two", files[i]);
        assert_true(strlen(a) > 100);
        if (strcmp(a, b) != 0) fail_msg("%s differs:\n%.2000s\n%.2000s", files[i], a, b);
        free(a);
        free(b);
    }
    assert_int_equal(with.row[0].samples, 2);
    assert_int_equal(without.n_left_out, 0);
    assert_int_equal(with.n_left_out, 1);
    assert_string_equal(with.left_out[0],
                        "as-given, sample 2: 31.2 % of its 1000 atoms are crystalline (crystal-max 0.05), 281 in one "
                        "cluster");
    summary_clear(&with);
    summary_clear(&without);
    study_free(three);
    study_free(two);
}

/* Of three glasses the second gave way under one load: all tables are those of the other two; where all did, none is
 * left, and that is said. */
static void gave_way(void **state) {
    (void)state;
    static const char *const files[] = {"summary.tsv", "curves-as-given-0.005-number.tsv", "d2min-as-given-0.005.tsv",
                                        "efficiency.tsv", "validation.tsv"};
    struct study *three = study_of(3, 0, "", "");
    struct summary sum;
    for (int k = 0; k < 3; k++) put_sample("yield", "as-given", (size_t)k + 1, true, k);
    put_values("yield", "measure/as-given/s2/0.005", 1, (const char *const[]){"gave_way"}, (const double[]){1});
    build(&sum, three, "yield", "summary");
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char *a = body("yield", files[i]), *b = body("two", files[i]);
        if (strcmp(a, b) != 0) fail_msg("%s differs:\n%.2000s\n%.2000s", files[i], a, b);
        free(a);
        free(b);
    }
    assert_int_equal(sum.n_left_out, 1);
    assert_string_equal(sum.left_out[0], "as-given, strain 0.005, sample 2: it gave way under load");
    summary_clear(&sum);
    for (int k = 1; k <= 3; k += 2) {
        char *stage = gb_format("measure/as-given/s%d/0.005", k);
        put_values("yield", stage, 1, (const char *const[]){"gave_way"}, (const double[]){1});
        free(stage);
    }
    build(&sum, three, "yield", "summary");
    assert_int_equal(sum.n_left_out, 3);
    assert_int_equal(sum.n_rows, 0);
    summary_clear(&sum);
    study_free(three);
}

/* The same folder: the file's header, the XML, what is read back, the terminal, order.tsv. */
static void named_everywhere(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    struct study *s = study_of(3, 0, "", "");
    struct summary sum;
    struct screening o;
    char *tsv, *xml;
    whole("three", "summary.tsv", &tsv);
    whole("three", "summary.xml", &xml);
    assert_non_null(strstr(tsv, "\n# samples: 3\n"));
    assert_non_null(strstr(tsv, "\n# left out of all averages: as-given, sample 2: 31.2 % of its 1000 atoms"));
    assert_non_null(strstr(xml, "<left-out text=\"as-given, sample 2: 31.2 % of its 1000 atoms"));
    char *path = gb_format("%s/three/summary/summary.tsv", folder);
    must(summary_read(&sum, s, path, &err), &err);
    assert_int_equal(sum.n_left_out, 1);
    char *text = summary_text(&sum, s);
    assert_non_null(strstr(text, "\nLeft out: as-given, sample 2: 31.2 %"));
    summary_clear(&sum);
    free(text);
    free(path);

    path = gb_format("%s/three/summary/order.tsv", folder);
    must(screening_read(&o, s, path, &err), &err);
    assert_int_equal(o.n, 3);
    for (size_t k = 0; k < 3; k++) {
        assert_int_equal(o.row[k].history, 0);
        assert_int_equal(o.row[k].sample, k + 1);
        assert_true(o.row[k].kept == (k != 1));
    }
    assert_near(o.row[1].q[ORDER_CRYSTALLINE], 0.3125, 0);
    assert_near(o.row[1].q[ORDER_LARGEST], 281.25, 1e-12);
    assert_near(o.row[0].q[ORDER_Q6_BONDS], 2.5, 0);
    size_t kept[3];
    assert_int_equal(screening_kept(&o, 0, kept), 2);
    assert_true(kept[0] == 1 && kept[1] == 3);
    screening_clear(&o);
    study_free(s);
    free(path);
    free(tsv);
    free(xml);
}

/* crystal-max itself is kept; 1 keeps everything. */
static void threshold(void **state) {
    (void)state;
    static const struct {
        const char *order;
        double crystalline;
        size_t kept;
    } c[] = {
        {"", 0.05, 3},
        {"", 0.051, 2},
        {"<order crystal-max='0.3125'/>", 0.3125, 3},
        {"<order crystal-max='0.3'/>", 0.3125, 2},
        {"<order crystal-max='1'/>", 1, 3},
        {"<order crystal-max='0'/>", 1e-3, 2},
    };
    for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
        struct gb_error err = GB_ERROR_INIT;
        struct study *s = study_of(3, 0, "", c[i].order);
        struct screening o;
        size_t kept[3];
        char *dir = gb_format("%s/three", folder);
        put_order("three", "as-given", 2, c[i].crystalline);
        must(screening_make(&o, s, dir, &err), &err);
        assert_int_equal(screening_kept(&o, 0, kept), c[i].kept);
        screening_clear(&o);
        study_free(s);
        free(dir);
    }
}

/* One glass left: no errors. None left: rows without numbers, and no curves. */
static void few_left(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    struct study *s = study_of(3, 0, "", "");
    struct summary sum;
    for (int k = 0; k < 3; k++) {
        put_sample("few", "as-given", (size_t)k + 1, true, k);
        if (k > 0) put_order("few", "as-given", (size_t)k + 1, 0.06);
    }
    build(&sum, s, "few", "summary");
    const struct summary_row *row = find(&sum, "number", "symmetrised");
    const size_t rows = sum.n_rows;
    assert_int_equal(row->samples, 1);
    is(row, Q_E_IS, e_is[0], NAN, 1e-12);
    assert_int_equal(sum.n_left_out, 2);
    summary_clear(&sum);

    put_order("few", "as-given", 1, 1);
    char *dir = gb_format("%s/few/summary", folder);
    must(gb_remove_tree(dir, &err), &err);
    build(&sum, s, "few", "summary");
    assert_int_equal(sum.n_left_out, 3);
    assert_int_equal(sum.n_rows, rows);
    for (size_t r = 0; r < sum.n_rows; r++) {
        assert_int_equal(sum.row[r].samples, 0);
        for (enum quantity q = 0; q < Q_N; q++) is(&sum.row[r], q, NAN, NAN, 0);
    }
    assert_false(there("few", "curves-as-given-0.005-number.tsv"));
    assert_true(there("few", "validation.tsv") && there("few", "efficiency.tsv"));
    summary_clear(&sum);
    char *path = gb_format("%s/summary.tsv", dir);
    must(summary_read(&sum, s, path, &err), &err);
    assert_int_equal(sum.n_rows, rows);
    assert_int_equal(sum.n_left_out, 3);
    char *text = summary_text(&sum, s);
    assert_non_null(strstr(text, "Left out: as-given, sample 3: 6 % of its 1000 atoms"));
    free(text);
    free(path);
    free(dir);
    summary_clear(&sum);
    study_free(s);
}

/* A cooling curve with a liquid line of this slope, and the glass below 0.4. */
static void put_cooling(const char *stage, double slope_of_liquid) {
    struct gb_error err = GB_ERROR_INIT;
    struct gb_table *t = gb_table_create("made by hand", "step T e_pot e_tot h p volume");
    char *path = gb_format("%s/rates/%s/thermo.tsv", folder, stage);
    for (int i = 0; i <= 100; i++) {
        const double T = 0.8 - 0.008 * i, h = T > 0.4 ? 0.8 + slope_of_liquid * (T - 0.4) : T + 0.4;
        gb_table_add(t, (const double[]){10.0 * i, T, h, h, h, 0, 100});
    }
    must(gb_table_write(t, path, 17, &err), &err);
    gb_table_free(t);
    free(path);
}

/* T_f at the faster rate, and of how many samples, where sample 2 is crystalline in the history `crystal`, and its
 * slow liquid has this slope. */
static double faster_T_f(const char *crystal, double slope_of_liquid, size_t *samples) {
    struct study *s = study_of(0, 3, "<rate>1e-2</rate><rate>1e-3</rate>", "");
    struct summary sum;
    for (int k = 0; k < 3; k++) {
        put_sample("rates", "1e-2", (size_t)k + 1, true, k);
        put_sample("rates", "1e-3", (size_t)k + 1, true, k);
    }
    put_cooling("quench/1e-3/s2", slope_of_liquid);
    if (*crystal) put_order("rates", crystal, 2, 0.5);
    build(&sum, s, "rates", "summary");
    const struct summary_row *row = find(&sum, "number", "symmetrised");
    assert_int_equal(row->history, 0);
    const double T_f = row->q[Q_T_F].value;
    *samples = row->samples;
    summary_clear(&sum);
    study_free(s);
    return T_f;
}

/* The liquid line, too, is of what stayed a glass: a crystallised slow sample does not move another history's T_f. */
static void liquid_line(void **state) {
    (void)state;
    size_t n;
    assert_true(fabs(faster_T_f("", 2, &n) - faster_T_f("", 3, &n)) > 1e-3); /* it is felt where nothing is left out */
    assert_int_equal(n, 3);
    faster_T_f("1e-2", 2, &n);
    assert_int_equal(n, 2);
    const double a = faster_T_f("1e-3", 2, &n), b = faster_T_f("1e-3", 3, &n);
    assert_int_equal(n, 3);
    assert_near(a, (T_crossing[0] + T_crossing[1] + T_crossing[2]) / 3, 1e-9);
    assert_near(b, a, 0);
}

static void faults(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    struct study *s = study_of(3, 0, "", "");
    struct screening o;
    char *dir = gb_format("%s/three", folder), *path = gb_format("%s/bad.tsv", folder);
    put_values("three", "order/as-given/s2", 1, (const char *const[]){"atoms"}, (const double[]){1000});
    assert_int_equal(screening_make(&o, s, dir, &err), GB_EFAIL);
    assert_non_null(strstr(err.text, "order/as-given/s2/values.tsv: crystalline is nan and no fraction"));
    gb_error_clear(&err);
    char *gone = gb_format("%s/order/as-given/s3/values.tsv", dir);
    put_order("three", "as-given", 2, 0);
    unlink(gone);
    assert_int_equal(screening_make(&o, s, dir, &err), GB_EINPUT);
    assert_non_null(strstr(err.text, "order/as-given/s3/values.tsv: cannot be read"));
    gb_error_clear(&err);

    char *good;
    whole("three", "order.tsv", &good);
    static const struct {
        const char *from, *to, *says;
    } c[] = {
        {"as-given\t2", "other\t2", "column 1 is not"},
        {"as-given\t2", "as-given\t4", "column 2 is not"},
        {"2\tno\t0.3125", "2\tmaybe\t0.3125", "column 3 is not"},
        {"\t0.3125", "\tmuch", "column 4 is not"},
        {"\t0.3125", "\t0.3125\t7", "column 17 is not"},
        {"# history\t", "# rate\t", "the columns are not those"},
    };
    for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
        assert_non_null(strstr(good, c[i].from));
        const size_t at = (size_t)(strstr(good, c[i].from) - good);
        char *bad = gb_format("%.*s%s%s", (int)at, good, c[i].to, good + at + strlen(c[i].from));
        must(gb_file_write(path, bad, strlen(bad), &err), &err);
        assert_int_equal(screening_read(&o, s, path, &err), GB_EINPUT);
        if (!strstr(err.text, c[i].says)) fail_msg("%s", err.text);
        assert_int_equal(o.n, 0);
        gb_error_clear(&err);
        free(bad);
    }
    free(good);
    free(gone);
    free(path);
    free(dir);
    study_free(s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(averages_of_the_others),
        cmocka_unit_test(gave_way),
        cmocka_unit_test(named_everywhere),
        cmocka_unit_test(threshold),
        cmocka_unit_test(few_left),
        cmocka_unit_test(liquid_line),
        cmocka_unit_test(faults),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
