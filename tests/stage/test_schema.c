/* The tables of settings against the RELAX NG schemas and the list in configs/README.md: every setting of both tables,
 * absent, wrong, at and beyond its limits, is judged the same by the checker and by xmllint. */
#include "base/file.h"
#include "base/number.h"
#include "stage/model_table.h"
#include "study/study.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum twist {
    DROP,
    EMPTY,
    BLANK,
    JUNK,
    WORDS,
    AT_LO,
    AT_HI,
    BELOW,
    ABOVE,
    NEGATIVE,
    HUGE_VALUE_,
    EXTRA_ATTRIBUTE,
    EXTRA_CHILD,
    STRAY_TEXT,
    TWICE,
    DROP_ELEMENT,
    N_TWISTS
};

/* Writes a document with every element there, every setting too (full) or only the required ones, and one place
 * twisted. */
struct writer {
    struct gb_text t;
    size_t place, target; /* counted through settings and elements */
    enum twist twist;
    bool reached, full, twisted;
};

static bool here(struct writer *w) {
    bool yes = w->place++ == w->target;
    w->reached = w->reached || yes;
    return yes;
}

static double near_limit(const struct schema_setting *s, enum twist twist) {
    double step = s->type == SCHEMA_COUNT ? 1 : 1e-3 * (s->hi - s->lo);
    return twist == AT_LO ? s->lo : twist == AT_HI ? s->hi : twist == BELOW ? s->lo - step : s->hi + step;
}

static void good_value(const struct schema_setting *s, char out[64]) {
    char lo[32], hi[32];
    switch (s->type) {
    case SCHEMA_TEXT: strcpy(out, "some words"); break;
    case SCHEMA_NAME: strcpy(out, "Na-me_1.x+"); break;
    case SCHEMA_CHOICE: snprintf(out, 64, "%s", s->choice[0]); break;
    case SCHEMA_YES_NO: strcpy(out, "no"); break;
    case SCHEMA_AXES: strcpy(out, "z x"); break;
    case SCHEMA_COUNT: snprintf(out, 64, "%.0f", s->lo + 1); break;
    case SCHEMA_NUMBER: gb_print_double(out, s->lo + 0.385 * (s->hi - s->lo)); break;
    case SCHEMA_WINDOW:
        snprintf(out, 64, "%s %s", gb_print_double(lo, s->lo + 0.23 * (s->hi - s->lo)),
                 gb_print_double(hi, s->lo + 0.51 * (s->hi - s->lo)));
        break;
    }
}

/* The value of a setting, or NULL to leave it out. */
static const char *value(struct writer *w, const struct schema_setting *s, char out[64]) {
    char number[32];
    good_value(s, out);
    if (!here(w)) return w->full || s->required ? out : NULL;
    w->twisted = w->twist <= HUGE_VALUE_;
    bool numeric = s->type == SCHEMA_NUMBER || s->type == SCHEMA_COUNT || s->type == SCHEMA_WINDOW;
    switch (w->twist) {
    case DROP: return NULL;
    case EMPTY: return "";
    case BLANK: return " ";
    case JUNK: return "?w";
    case WORDS: return s->type == SCHEMA_AXES ? "x y x" : s->type == SCHEMA_COUNT ? "3.5" : "1.5 w 2";
    case NEGATIVE: return "-3";
    case HUGE_VALUE_: return "9e99";
    case AT_LO:
    case AT_HI:
    case BELOW:
    case ABOVE:
        if (!numeric) return out;
        if (s->type == SCHEMA_COUNT)
            snprintf(number, sizeof number, "%.0f", near_limit(s, w->twist));
        else
            gb_print_double(number, near_limit(s, w->twist));
        if (s->type != SCHEMA_WINDOW)
            strcpy(out, number);
        else if (w->twist == AT_LO || w->twist == BELOW)
            snprintf(out, 64, "%s %.17g", number, 0.51 * (s->lo + s->hi));
        else
            snprintf(out, 64, "%.17g %s", 0.23 * (s->hi - s->lo) + s->lo, number);
        return out;
    default: return out;
    }
}

static void element(struct writer *w, const struct schema_element *e) {
    char buf[64];
    bool mine = here(w);
    w->twisted = w->twisted || (mine && w->twist > HUGE_VALUE_);
    if (mine && w->twist == DROP_ELEMENT) return;
    size_t start = w->t.len;
    gb_text_add(&w->t, "<%s", e->name);
    for (size_t i = 0; i < e->n_attributes; i++) {
        const char *v = value(w, &e->attribute[i], buf);
        if (v) gb_text_add(&w->t, " %s=\"%s\"", e->attribute[i].name, v);
    }
    if (mine && w->twist == EXTRA_ATTRIBUTE) gb_text_add(&w->t, " melty=\"1\"");
    gb_text_add(&w->t, ">");
    if (mine && w->twist == STRAY_TEXT) gb_text_add(&w->t, "stray");
    const char *v = e->text ? value(w, e->text, buf) : NULL;
    if (v) gb_text_add(&w->t, "%s", v);
    if (mine && w->twist == EXTRA_CHILD) gb_text_add(&w->t, "<rat/>");
    for (size_t i = 0; i < e->n_children; i++) element(w, &e->child[i]);
    gb_text_add(&w->t, "</%s>\n", e->name);
    if (mine && w->twist == TWICE && w->t.len && start) {
        char *copy = gb_format("%.*s", (int)(w->t.len - start), w->t.s + start);
        gb_text_addn(&w->t, copy, strlen(copy));
        free(copy);
    }
}

static bool accepted(const struct schema_element *e, const char *text, char **why) {
    struct gb_error err = GB_ERROR_INIT;
    struct gb_xml_node *root;
    int rc = gb_xml_parse(&root, text, strlen(text), "t.xml", &err);
    if (rc == GB_OK) rc = schema_check(e, root, "t.xml", &err);
    gb_xml_free(root);
    *why = gb_strdup(err.text ? err.text : "accepted");
    gb_error_clear(&err);
    return rc == GB_OK;
}

struct variants {
    const char *folder;
    size_t n;
    bool *ok;   /* what the checker says of each */
    char **why; /* in its words */
};

static void add_variant(struct variants *v, const struct schema_element *e, const char *text) {
    char *path = gb_format("%s/%zu.xml", v->folder, v->n);
    assert_int_equal(gb_file_write(path, text, strlen(text), NULL), GB_OK);
    free(path);
    v->ok = gb_realloc(v->ok, v->n + 1, sizeof *v->ok);
    v->why = gb_realloc(v->why, v->n + 1, sizeof *v->why);
    v->ok[v->n] = accepted(e, text, &v->why[v->n]);
    v->n++;
}

static void make_variants(struct variants *v, const struct schema_element *e) {
    struct writer whole = {.target = SIZE_MAX, .full = true};
    element(&whole, e);
    add_variant(v, e, whole.t.s);
    assert_true(v->ok[0]);
    free(whole.t.s);
    bool reached = true;
    for (size_t target = 0; reached; target++)
        for (int twist = 0; twist < N_TWISTS; twist++) {
            struct writer w = {.target = target, .twist = (enum twist)twist};
            gb_text_addn(&w.t, "", 0);
            element(&w, e);
            reached = w.reached;
            if (w.twisted) add_variant(v, e, w.t.len ? w.t.s : "<other/>");
            free(w.t.s);
        }
}

/* Reads "folder/12.xml validates" and "folder/12.xml fails to validate". */
static void judge(const char *rng, const char *folder, size_t n, bool *ok) {
    for (size_t i = 0; i < n; i++) ok[i] = false;
    char *command = gb_format("find %s -name '*.xml' | xargs xmllint --noout --relaxng %s 2>&1", folder, rng),
         line[1024];
    FILE *f = popen(command, "r");
    assert_non_null(f);
    size_t seen = 0;
    while (fgets(line, sizeof line, f)) {
        char *name = strncmp(line, folder, strlen(folder)) == 0 ? line + strlen(folder) + 1 : NULL, *end;
        if (!name) continue;
        size_t i = strtoul(name, &end, 10);
        bool good = strcmp(end, ".xml validates\n") == 0;
        if (!good && strcmp(end, ".xml fails to validate\n") != 0) continue;
        assert_true(i < n);
        ok[i] = good;
        seen++;
    }
    pclose(f);
    assert_int_equal(seen, n);
    free(command);
}

static void compare(const struct schema_element *e, const char *rng) {
    char folder[] = "/tmp/gb-schema-XXXXXX";
    assert_non_null(mkdtemp(folder));
    struct variants v = {.folder = folder};
    size_t different = 0, good = 0;
    make_variants(&v, e);
    bool *theirs = GB_ARRAY(v.n, bool);
    judge(rng, folder, v.n, theirs);
    for (size_t i = 0; i < v.n; i++) {
        good += v.ok[i];
        if (v.ok[i] == theirs[i]) continue;
        different++;
        char *path = gb_format("%s/%zu.xml", folder, i), *text;
        assert_int_equal(gb_file_read(path, &text, NULL, NULL), GB_OK);
        print_error("%s says %s, we say: %s\n%s\n", rng, theirs[i] ? "right" : "wrong", v.why[i], text);
        free(text);
        free(path);
    }
    assert_int_equal(different, 0);
    assert_true(v.n > 300 && good > v.n / 10 && good < v.n - v.n / 10); /* the variants are of both kinds */
    for (size_t i = 0; i < v.n; i++) free(v.why[i]);
    free(v.why);
    free(v.ok);
    free(theirs);
    gb_remove_tree(folder, NULL);
}

static bool have_xmllint(void) {
    if (system("command -v xmllint >/dev/null 2>&1") == 0) return true;
    print_message("SKIPPED: xmllint (package libxml2-utils) is not installed; the .rng schemas are not tested\n");
    return false;
}

static void study_schema(void **state) {
    (void)state;
    if (!have_xmllint()) skip();
    compare(&study_table, "configs/study.rng");
    compare(&studies_table, "configs/study.rng");
}

static void model_schema(void **state) {
    (void)state;
    if (!have_xmllint()) skip();
    compare(&model_table, "potentials/model.rng");
}

static void files_fit_the_schemas(void **state) {
    (void)state;
    if (!have_xmllint()) skip();
    assert_int_equal(system("xmllint --noout --relaxng configs/study.rng configs/*.xml 2>/dev/null"), 0);
    assert_int_equal(system("xmllint --noout --relaxng potentials/model.rng potentials/*.xml 2>/dev/null"), 0);
}

static void list_of_settings(void **state) {
    (void)state;
    char *readme;
    struct gb_text t = {0};
    study_settings(&t);
    assert_int_equal(gb_file_read("configs/README.md", &readme, NULL, NULL), GB_OK);
    if (!strstr(readme, t.s))
        fail_msg(
            "configs/README.md does not hold what `glassbed plan --settings` prints; replace its last section by that");
    free(readme);
    free(t.s);
}

static void suggestions(void **state) {
    (void)state;
    static const char *const names[] = {"melt", "from", "to", "checkpoint-steps"};
    const struct {
        const char *word, *answer;
    } c[] = {
        {"mlet", " did you mean 'melt'?"},
        {"checkpoint_steps", " did you mean 'checkpoint-steps'?"},
        {"form", " did you mean 'from'?"},
        {"temperature", ""},
        {"x", ""},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
        char *s = schema_suggest(c[i].word, 4, names);
        assert_string_equal(s, c[i].answer);
        free(s);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(study_schema),     cmocka_unit_test(model_schema), cmocka_unit_test(files_fit_the_schemas),
        cmocka_unit_test(list_of_settings), cmocka_unit_test(suggestions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
