/* A table's rows as reader and writer, on a struct of every C type: values, defaults of each kind, what plays no part,
 * the order and bytes of the attributes, stage parameters, defaults for people; and the RELAX NG of a small table. */
#include "base/file.h"
#include "base/xml_write.h"
#include "stage/schema.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum colour { RED, GREEN, BLUE };
struct box {
    double width, lo, hi, rest, drift, unset, heat;
    uint64_t seed;
    size_t count;
    int ranks;
    unsigned axes;
    enum colour colour;
    bool open, npt;
    char *note, *heat_text;
};
struct other {
    double unused, width, lo, hi;
    bool npt;
};

static bool is_open(const void *box) { return ((const struct box *)box)->open; }

static const char *const colours[] = {"red", "green", "blue", NULL};
static const char *const ensembles[] = {"nvt", "npt", NULL};
#define FIELD(f) SCHEMA_FIELD(struct box, f)
#define IS(v) .by = SCHEMA_IS, .is = (v)
#define OTHER(f) .by = SCHEMA_FROM, .from = offsetof(struct other, f), .fallback = "the other's"
static const struct schema_setting rows[] = {
    {"open", SCHEMA_YES_NO, false, FIELD(open), IS(1), .param = "is-open", .help = "h"},
    {"width", SCHEMA_NUMBER, false, 0, 10, FIELD(width), OTHER(width), .param = "w", .help = "h"},
    {"window", SCHEMA_WINDOW, false, 0, 10, SCHEMA_WINDOW_FIELDS(struct box, lo, hi), OTHER(lo),
     .from_hi = offsetof(struct other, hi), .help = "h"},
    {"rest", SCHEMA_NUMBER, false, 0, 1e9, FIELD(rest), .by = SCHEMA_STEPS, .is = 250, .help = "h"},
    {"drift", SCHEMA_NUMBER, false, 0, 1e9, FIELD(drift), .by = SCHEMA_PER_STEP, .is = 3, .help = "h"},
    {"unset", SCHEMA_NUMBER, false, 0, 1, .fallback = "none", FIELD(unset), .when = is_open, .help = "h"},
    {"heat", SCHEMA_NUMBER, false, 0, 1e4, FIELD(heat), IS(2.385), .labelled = true,
     .label = offsetof(struct box, heat_text), .param = "T", .help = "h"},
    {"seed", SCHEMA_COUNT, false, 0, 1e15, FIELD(seed), IS(7), .param = "seed", .new_line = true, .help = "h"},
    {"count", SCHEMA_COUNT, false, 1, 99, FIELD(count), IS(13), .help = "h"},
    {"ranks", SCHEMA_COUNT, false, 1, 4096, FIELD(ranks), IS(3), .param = "ranks", .help = "h"},
    {"axes", SCHEMA_AXES, false, FIELD(axes), IS(5), .param = "axes", .help = "h"},
    {"colour", SCHEMA_CHOICE, false, .choice = colours, FIELD(colour), IS(GREEN), .param = "colour", .help = "h"},
    {"ensemble", SCHEMA_CHOICE, false, .choice = ensembles, FIELD(npt), OTHER(npt), .param = "npt", .help = "h"},
    {"note", SCHEMA_TEXT, false, .fallback = "none", FIELD(note), .help = "h"},
};
static const struct schema_setting weight = {
    "", SCHEMA_NUMBER, true, 0, 1, SCHEMA_ONE_DOUBLE, .param = "weight", .help = "h"};
static const struct schema_element children[] = {
    {"weight", 1, 9, &weight, .help = "h"},
    {"mark", 0, 1, NULL, .help = "h"},
};
static const struct schema_element table = {"box",          1, 1, NULL, rows, sizeof rows / sizeof *rows, children, 2,
                                            .help = "A box"};

static struct box read_box(const char *text, const struct other *o, const double *timestep) {
    struct gb_error err = GB_ERROR_INIT;
    struct gb_xml_node *root;
    struct box b = {.unset = -1};
    if (gb_xml_parse(&root, text, strlen(text), "b.xml", &err) != GB_OK) fail_msg("%s", err.text);
    if (schema_check(&table, root, "b.xml", &err) != GB_OK) fail_msg("%s", err.text);
    schema_read(&table, root, &b, &(struct schema_from){o, timestep});
    gb_xml_free(root);
    return b;
}

static void clear(struct box *b) {
    free(b->note);
    free(b->heat_text);
}

static char *written(const struct box *b) {
    struct gb_text t = {0};
    xml_open(&t, 1, "box");
    schema_write(&table, b, 1, &t);
    xml_empty(&t);
    return t.s;
}

static const struct other other = {1, 4.25, 0.5, 0.75, true};

static void values(void **state) {
    (void)state;
    const double timestep = 0.004;
    struct box b = read_box("<box note='a &amp; b' ensemble='nvt' colour='blue' axes='y x' ranks='2' count='17' "
                            "seed='123456789012345' heat=' 3e2 ' unset='0.1' drift='5' rest='6' window='1.5 2.5' "
                            "width='0.3' open='yes'><weight>1</weight></box>",
                            &other, &timestep);
    assert_true(b.open && b.width == 0.3 && b.lo == 1.5 && b.hi == 2.5 && b.rest == 6 && b.drift == 5);
    assert_true(b.unset == 0.1 && b.heat == 300 && b.seed == 123456789012345 && b.count == 17 && b.ranks == 2);
    assert_true(b.axes == 3 && b.colour == BLUE && !b.npt);
    assert_string_equal(b.note, "a & b");
    char *xml = written(&b);
    assert_string_equal(xml,
                        "  <box open=\"yes\" width=\"0.3\" window=\"1.5 2.5\" rest=\"6\" drift=\"5\" unset=\"0.1\" "
                        "heat=\" 3e2 \"\n       seed=\"123456789012345\" count=\"17\" ranks=\"2\" axes=\"x y\" "
                        "colour=\"blue\" ensemble=\"nvt\" note=\"a &amp; b\"/>\n");
    free(xml);
    clear(&b);
}

static void defaults(void **state) {
    (void)state;
    const double timestep = 0.004;
    struct box b = read_box("<box><weight>1</weight></box>", &other, &timestep);
    assert_true(b.open && b.width == 4.25 && b.lo == 0.5 && b.hi == 0.75 && b.rest == 250 * 0.004 &&
                b.drift == 3 / 0.004);
    assert_true(isnan(b.unset) && b.heat == 2.385 && b.seed == 7 && b.count == 13 && b.ranks == 3);
    assert_true(b.axes == 5 && b.colour == GREEN && b.npt && !b.note);
    clear(&b);
    struct box shut = read_box("<box open='no' unset='0.1'><weight>1</weight></box>", &other, &timestep);
    assert_true(!shut.open && shut.unset == -1); /* plays no part: untouched, not written */
    shut.heat_text = gb_strdup("2");
    char *xml = written(&shut);
    assert_null(strstr(xml, "unset"));
    free(xml);
    clear(&shut);
    static const char *const text[] = {"yes",  "the other's", "the other's", "250 steps", "3 a step",
                                       "none", "2.385",       "7",           "13",        "3",
                                       "x z",  "green",       "the other's", "none"};
    for (size_t i = 0; i < table.n_attributes; i++) {
        char *t = schema_default_text(&rows[i]);
        assert_string_equal(t, text[i]);
        free(t);
    }
}

/* The timestep of the element itself, which stands after what is counted in it. */
static void own_timestep(void **state) {
    (void)state;
    struct run {
        double time, timestep;
    } r;
    static const struct schema_setting row[] = {
        {"time", SCHEMA_NUMBER, SCHEMA_FIELD(struct run, time), .by = SCHEMA_STEPS, .is = 100},
        {"timestep", SCHEMA_NUMBER, SCHEMA_FIELD(struct run, timestep), IS(0.002)},
    };
    static const struct schema_element e = {"run", 1, 1, NULL, row, 2, .help = "h"};
    schema_read(&e, NULL, &r, &(struct schema_from){NULL, &r.timestep});
    assert_true(r.timestep == 0.002 && r.time == 100 * 0.002);
}

static void parameters(void **state) {
    (void)state;
    const struct box b = {.open = true, .width = 0.1, .heat = 300, .seed = 5, .ranks = 2, .axes = 6, .colour = BLUE};
    static const char *const value[][2] = {{"is-open", "yes"}, {"w", "0.1"},    {"T", "300"},       {"seed", "5"},
                                           {"ranks", "2"},     {"axes", "y z"}, {"colour", "blue"}, {"npt", "no"}};
    for (size_t i = 0; i < sizeof value / sizeof *value; i++) {
        struct gb_text t = {0};
        const struct schema_setting *s = schema_param(&table, value[i][0]);
        assert_non_null(s);
        schema_print_param(s, &b, &t);
        assert_string_equal(t.s, value[i][1]);
        free(t.s);
    }
    assert_null(schema_param(&table, "width"));
    const double w = 0.25;
    struct gb_text t = {0};
    schema_print_param(schema_param(schema_child(&table, "weight"), "weight"), &w, &t);
    assert_string_equal(t.s, "0.25");
    free(t.s);
    assert_null(schema_child(&table, "wait"));
}

/* What the schema made of this table takes and refuses, by xmllint. */
static void relax_ng(void **state) {
    (void)state;
    if (system("command -v xmllint >/dev/null 2>&1") != 0) skip();
    static const struct {
        bool right;
        const char *text;
    } c[] = {
        {true, "<box><weight>1</weight></box>"},
        {true, "<box colour='blue' axes='z x y' window='1 2' seed='0' note='n'><mark/><weight>0</weight></box>"},
        {true, "<box><weight>1</weight><mark/><weight>0.5</weight></box>"},
        {false, "<box/>"},
        {false, "<box><weight/></box>"},
        {false, "<box><weight>1.5</weight></box>"},
        {false, "<box><weight>1</weight><mark/><mark/></box>"},
        {false, "<box><weight>1</weight><mark>text</mark></box>"},
        {false, "<box><weight>1</weight><other/></box>"},
        {false, "<box hue='blue'><weight>1</weight></box>"},
        {false, "<box colour='pink'><weight>1</weight></box>"},
        {false, "<box axes='x x'><weight>1</weight></box>"},
        {false, "<box window='1'><weight>1</weight></box>"},
        {false, "<box seed='1.5'><weight>1</weight></box>"},
        {false, "<box width='-0.1'><weight>1</weight></box>"},
        {false, "<bag><weight>1</weight></bag>"},
    };
    static const struct schema_element *const root[] = {&table};
    struct gb_text t = {0};
    schema_rng(1, root, "a test", &t);
    char folder[] = "/tmp/gb-rng-XXXXXX";
    assert_non_null(mkdtemp(folder));
    char *rng = gb_format("%s/box.rng", folder), *file = gb_format("%s/box.xml", folder);
    char *command = gb_format("xmllint --noout --relaxng %s %s 2>/dev/null", rng, file);
    assert_int_equal(gb_file_write(rng, t.s, t.len, NULL), GB_OK);
    for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
        assert_int_equal(gb_file_write(file, c[i].text, strlen(c[i].text), NULL), GB_OK);
        if ((system(command) == 0) != c[i].right) fail_msg("%s", c[i].text);
    }
    gb_remove_tree(folder, NULL);
    free(t.s);
    free(command);
    free(file);
    free(rng);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(values), cmocka_unit_test(defaults),
                                       cmocka_unit_test(own_timestep), cmocka_unit_test(parameters),
                                       cmocka_unit_test(relax_ng)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
