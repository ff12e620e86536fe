/* Base library: errors, numbers, files, values, tables, XML. */
#include "help.h"

#include "base/number.h"
#include "base/table.h"
#include "base/values.h"
#include "base/xml.h"

static void error_chain_grows(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    assert_int_equal(gb_fail(&err, GB_EINPUT, "value %d", 7), GB_EINPUT);
    assert_int_equal(gb_context(&err, "file.xml:%d", 3), GB_EINPUT);
    assert_string_equal(err.text, "file.xml:3: value 7");
    gb_error_clear(&err);
    assert_null(err.text);
    assert_int_equal(gb_fail(NULL, GB_EFAIL, "nobody listens"), GB_EFAIL);
}

static void numbers_are_strict(void **state) {
    (void)state;
    double v = 2.5;
    static const char *bad[] = {"", " ", "1x", "nan", "inf", "-inf", "0x10", "1e999", "1 2", "--1", "NaN"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) assert_false(gb_parse_double(bad[i], &v));
    assert_float_equal(v, 2.5, 0); /* untouched */
    assert_true(gb_parse_double(" -3.46092097E-02 ", &v));
    assert_float_equal(v, -3.46092097e-2, 0);
    uint64_t u;
    assert_false(gb_parse_uint64("-1", &u));
    assert_false(gb_parse_uint64("99999999999999999999", &u));
    double lo, hi;
    assert_true(gb_parse_range("2.2:7", &lo, &hi));
    assert_false(gb_parse_range("7:2.2", &lo, &hi));
    assert_false(gb_parse_range("7", &lo, &hi));
}

static void doubles_print_back(void **state) {
    (void)state;
    char buf[32];
    const double v[] = {0.1, 1.0 / 3, -2.385e-300, 1e22, 5e-324};
    for (size_t i = 0; i < sizeof v / sizeof *v; i++) assert_true(strtod(gb_print_double(buf, v[i]), NULL) == v[i]);
    assert_string_equal(gb_print_double(buf, 0.1), "0.1");
    assert_string_equal(gb_print_double(buf, NAN), "nan");
}

static void values_round_trip(void **state) {
    (void)state;
    struct gb_values a = {0}, b = {0};
    struct gb_error err = GB_ERROR_INIT;
    char *path = in_folder("values.tsv");
    gb_values_set(&a, "e_is", -6.8127, "epsilon");
    gb_values_set(&a, "ratio", 0.234, NULL);
    gb_values_set(&a, "e_is", -6.8128, "epsilon"); /* replaces */
    assert_int_equal(gb_values_write(&a, "test", path, &err), GB_OK);
    assert_int_equal(gb_values_read(&b, path, &err), GB_OK);
    assert_int_equal(b.n, 2);
    assert_true(gb_values_get(&b, "e_is") == -6.8128);
    assert_true(isnan(gb_values_get(&b, "absent")));
    double v;
    assert_int_equal(gb_values_need(&b, "absent", &v, &err), GB_EFAIL);
    assert_int_equal(gb_file_write(path, "a b\n", 4, &err), GB_OK);
    assert_int_equal(gb_values_read(&b, path, &err), GB_EINPUT);
    assert_non_null(strstr(err.text, "values.tsv:1: expected 'name value unit'"));
    gb_error_clear(&err);
    gb_values_clear(&a);
    gb_values_clear(&b);
    free(path);
}

static void tables_round_trip(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    char *path = in_folder("t.tsv");
    struct gb_table *t = gb_table_create("a title", "r_ang g00"), *u = NULL;
    gb_table_meta(t, "smoothing", "gaussian %g", 0.06);
    gb_table_add(t, (double[]){0.005, 1.0 / 3});
    gb_table_add(t, (double[]){0.015, NAN});
    size_t c = gb_table_add_column(t, "g20");
    *gb_table_at(t, 1, c) = 2.385;
    assert_int_equal(gb_table_write(t, path, 17, &err), GB_OK);
    assert_int_equal(gb_table_read(&u, path, &err), GB_OK);
    assert_int_equal(u->n_row, 2);
    assert_int_equal(u->n_col, 3);
    assert_string_equal(gb_table_meta_get(u, "smoothing"), "gaussian 0.06");
    double *g = NULL;
    assert_int_equal(gb_table_column(u, "g00", &g, &err), GB_OK);
    assert_true(g[0] == 1.0 / 3 && isnan(g[1]));
    free(g);
    assert_true(*gb_table_at(u, 1, 2) == 2.385);
    assert_int_equal(gb_table_column(u, "g40", &g, &err), GB_EINPUT);
    assert_non_null(strstr(err.text, "r_ang g00 g20"));
    gb_table_free(t);
    gb_table_free(u);
    gb_error_clear(&err);
    free(path);
}

static void table_faults_have_lines(void **state) {
    (void)state;
    static const struct {
        const char *text, *message;
    } bad[] = {
        {"1 2\n3\n", ":2: expected 2 columns as in the first row, found fewer"},
        {"1 2\n3 4 5\n", ":2: expected 2 columns as in the first row, found more"},
        {"# r g\n1 x\n", ":1"},
        {"1 2\n3 inf\n", ":2: column 2: 'inf' is not a finite number"},
        {"# only a header\n", "holds no numbers"},
        {"# a b\n,,\n1 2\n", ":2: ',,' holds no number; remove the line"},
        {",\n", ":1: ',' holds no number"},
        {",\n\xff", ":1: ',' holds no number"},
        {"# a\n\n,\n\n\no : lass\n", ":3: ',' holds no number"},
        {"0,5250\t0,007971\n", ":1: '0,5250?0,007971': numbers with a decimal comma; write them with a point"},
        {"0,5;0,7\n", "with a decimal comma"},
        {"1 2\n{\n", ":2: column 1: '{' is not a finite number (text after the data"},
        {"1 2\n3 4x\n", ":2: column 2: '4x' is not a finite number"},
        {"# r g\n\x1b[31mEVIL\x1b]0;title\a 3\n", ":2: column 1: '?[31mEVIL?]0;title?' is not a finite number"},
        {"\xc2\x9b"
         "31mEVIL 3\n",
         "'??31mEVIL'"},
    };
    char *path = in_folder("bad.tsv");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct gb_error err = GB_ERROR_INIT;
        struct gb_table *t;
        gb_file_write(path, bad[i].text, strlen(bad[i].text), NULL);
        assert_int_equal(gb_table_read(&t, path, &err), GB_EINPUT);
        if (i != 2 && !strstr(err.text, bad[i].message)) fail_msg("%s\nlacks\n%s", err.text, bad[i].message);
        gb_error_clear(&err);
    }
    free(path);
}

/* What other programs write and mean the same. */
static void table_as_others_write_it(void **state) {
    (void)state;
    static const char text[] = "\xef\xbb\xbf# r g00\n1,NaN\n2.5, -nan\n3,0.7\n";
    char *path = in_folder("others.csv");
    struct gb_error err = GB_ERROR_INIT;
    struct gb_table *t;
    assert_int_equal(gb_file_write(path, text, strlen(text), NULL), GB_OK);
    must(gb_table_read(&t, path, &err), &err);
    assert_int_equal(t->n_row, 3);
    assert_string_equal(t->title, "r g00");
    assert_string_equal(t->name[0], "r");
    assert_true(isnan(*gb_table_at(t, 0, 1)) && isnan(*gb_table_at(t, 1, 1)));
    assert_near(*gb_table_at(t, 1, 0), 2.5, 0);
    assert_near(*gb_table_at(t, 2, 1), 0.7, 0);
    gb_table_free(t);
    free(path);
}

/* The heads of other programs: names with brackets, labels of SPEC's files, settings. */
static void table_heads(void **state) {
    (void)state;
    static const struct {
        const char *text, *first, *second, *key, *value;
    } heads[] = {{"# Q (1/nm)   S (Q)\n1 2\n", "Q(1/nm)", "S(Q)", NULL, NULL},
                 {"#L Q(A)  S\n1 2\n", "Q(A)", "S", NULL, NULL},
                 {"# Q S\n# chi = 15\n# mode: x ray\n1 2\n", "Q", "S", "chi", "15"},
                 {"# Q S\n# chi_deg: 15\n1 2\n", "Q", "S", "chi_deg", "15"},
                 {"#wavelength = 0.1236\r\n1 2\n", "1", "2", "wavelength", "0.1236"},
                 {"# no names of two = 3\n1 2\n", "1", "2", NULL, NULL}};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        struct gb_error err = GB_ERROR_INIT;
        struct gb_table *t;
        char *copy = gb_strdup(heads[i].text);
        must(gb_table_parse(&t, copy, strlen(copy), "F", &err), &err);
        assert_string_equal(t->name[0], heads[i].first);
        assert_string_equal(t->name[1], heads[i].second);
        if (heads[i].key) assert_string_equal(gb_table_meta_get(t, heads[i].key), heads[i].value);
        gb_table_free(t);
        free(copy);
    }
}

static void xml_refuses_what_it_should(void **state) {
    (void)state;
    struct gb_xml_node *x;
    struct gb_error err = GB_ERROR_INIT;
    const char *good = "<study name='a &amp; b'>\n <glass atoms='10'/>\n <rate> 1e-2 </rate></study>";
    assert_int_equal(gb_xml_parse(&x, good, strlen(good), "s.xml", &err), GB_OK);
    assert_string_equal(gb_xml_attribute(x, "name"), "a & b");
    assert_int_equal(gb_xml_child(x, "glass")->line, 2);
    assert_string_equal(gb_xml_child(x, "rate")->text, "1e-2");
    gb_xml_free(x);
    static const char *bad[] = {
        "<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a>&e;</a>",
        "<!DOCTYPE a><a/>",
        "<a><b></a>",
        "",
        "not xml",
        "<a>\xff\xfe</a>",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(gb_xml_parse(&x, bad[i], strlen(bad[i]), "s.xml", &err), GB_EINPUT);
        assert_non_null(strstr(err.text, "s.xml"));
        assert_null(x);
    }
    struct gb_text deep = {0};
    for (int i = 0; i < 100; i++) gb_text_add(&deep, "<a>");
    for (int i = 0; i < 100; i++) gb_text_add(&deep, "</a>");
    assert_int_equal(gb_xml_parse(&x, deep.s, deep.len, "s.xml", &err), GB_EINPUT);
    assert_non_null(strstr(err.text, "nested deeper"));
    free(deep.s);
    gb_error_clear(&err);
}

static void trees_are_removed_not_followed(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    char *a = in_folder("tree/sub"), *keep = in_folder("keep"), *link = in_folder("tree/link"),
         *tree = in_folder("tree");
    assert_int_equal(gb_mkdirs(a, &err), GB_OK);
    assert_int_equal(gb_mkdirs(keep, &err), GB_OK);
    assert_int_equal(symlink(keep, link), 0);
    assert_int_equal(gb_remove_tree(tree, &err), GB_OK);
    assert_false(gb_exists(tree));
    assert_true(gb_exists(keep));
    assert_int_equal(gb_remove_tree(tree, &err), GB_OK); /* absent is fine */
    free(a);
    free(keep);
    free(link);
    free(tree);
}

static void unwritable_is_said(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    assert_int_equal(gb_file_write("/dev/full", "x", 1, &err), GB_EFAIL);
    assert_int_equal(gb_file_write("/proc/nowhere/x", "x", 1, &err), GB_EFAIL);
    assert_non_null(strstr(err.text, "/proc/nowhere/x: cannot be written"));
    gb_error_clear(&err);
}

static void hashes_chain(void **state) {
    (void)state;
    /* FNV-1a test vectors: "" and "a" */
    assert_true(gb_hash_bytes(GB_HASH_INIT, "", 0) == UINT64_C(0xcbf29ce484222325));
    assert_true(gb_hash_bytes(GB_HASH_INIT, "a", 1) == UINT64_C(0xaf63dc4c8601ec8c));
    assert_true(gb_hash_text(gb_hash_text(GB_HASH_INIT, "ab"), "c") !=
                gb_hash_text(gb_hash_text(GB_HASH_INIT, "a"), "bc"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(error_chain_grows),          cmocka_unit_test(numbers_are_strict),
        cmocka_unit_test(doubles_print_back),         cmocka_unit_test(values_round_trip),
        cmocka_unit_test(tables_round_trip),          cmocka_unit_test(table_faults_have_lines),
        cmocka_unit_test(table_as_others_write_it),   cmocka_unit_test(table_heads),
        cmocka_unit_test(xml_refuses_what_it_should), cmocka_unit_test(trees_are_removed_not_followed),
        cmocka_unit_test(unwritable_is_said),         cmocka_unit_test(hashes_chain),
    };
    return cmocka_run_group_tests_name("base", tests, help_setup, help_teardown);
}
