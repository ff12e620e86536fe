/* Files of curves, see curve_file.h: lines of foreign heads become comments in memory, then the table is read as any.
 */
#include "strain/curve_file.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/number.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* The lines at a file's head. */
enum { HEAD_LINES = 4 };
struct head {
    size_t n;
    char *line[HEAD_LINES]; /* owned */
};

static struct head head_of(const char *text) {
    struct head h = {0};
    while (h.n < HEAD_LINES && *text) {
        const size_t length = strcspn(text, "\n");
        h.line[h.n++] = gb_format("%.*s", (int)(length < 4096 ? length : 4096), text);
        text += length + (text[length] ? 1 : 0);
    }
    return h;
}

static void head_clear(struct head *h) {
    for (size_t i = 0; i < h->n; i++) free(h->line[i]);
}

/* How many numbers a line holds; 0 unless it holds nothing else. */
static size_t numbers_in(const char *line) {
    char *copy = gb_format("%.*s", (int)strcspn(line, "\n"), line), *save = NULL;
    size_t n = 0;
    for (char *w = strtok_r(copy, " \t\r,", &save); w; w = strtok_r(NULL, " \t\r,", &save), n++) {
        double v;
        if (gb_parse_double(w, &v) || strcasecmp(w, "nan") == 0) continue;
        n = 0;
        break;
    }
    free(copy);
    return n;
}

/* The count in a line that is one whole number; 0: it is not. */
static size_t count_in(const char *line) {
    uint64_t n;
    char *copy = gb_format("%.*s", (int)strcspn(line, "\r\n"), line);
    const bool is = gb_parse_uint64(copy, &n);
    free(copy);
    return is ? (size_t)n : 0;
}

static const char *next_line(const char *s) {
    s += strcspn(s, "\n");
    return *s ? s + 1 : s;
}

/* The rest of the file, from line `from` (counted from 0) on. */
static void add_rest(struct gb_text *out, const char *text, size_t from) {
    for (; from > 0; from--) text = next_line(text);
    gb_text_add(out, "%s", text);
}

/* Fit2D: the axis by its first word and its unit, "2-Theta Angle (Degrees)" as 2-Theta(Degrees). */
static bool fit2d(const char *text, const struct head *h, struct gb_text *out, size_t *rows) {
    if (h->n < 4 || numbers_in(h->line[1]) || numbers_in(h->line[2]) || !(*rows = count_in(h->line[3]))) return false;
    char *axis = h->line[1] + strspn(h->line[1], " \t#"), *unit = strpbrk(axis, "([");
    const size_t word = strcspn(axis, " \t\r([");
    if (word == 0 || h->line[0][0] == '#') return false;
    struct gb_text name = {0};
    gb_text_add(&name, "%.*s", (int)word, axis);
    for (const char *s = unit ? unit : ""; *s; s++)
        if (!strchr(" \t\r,", *s)) gb_text_addn(&name, s, 1);
    gb_text_add(out, "# %s\n#\n#\n# %s value\n", h->line[0], name.s);
    free(name.s);
    add_rest(out, text, 4);
    return true;
}

/* RMCProfile: a count and a title; also a count alone. */
static bool counted(const char *text, const struct head *h, struct gb_text *out, size_t *rows) {
    if (h->n < 3 || !(*rows = count_in(h->line[0]))) return false;
    const bool title = numbers_in(h->line[1]) == 0;
    if (numbers_in(h->line[title ? 2 : 1]) < 2) return false;
    gb_text_add(out, "# title: %s\n%s", title ? h->line[1] : "", title ? "#\n" : "");
    add_rest(out, text, title ? 2 : 1);
    return true;
}

/* PDFgetX3: all lines before the first row of numbers after "start data". */
static bool pdfgetx3(const char *text, struct gb_text *out) {
    if (strncmp(text + strspn(text, " \t\r\n"), "[DEFAULT]", 9) != 0) return false;
    const char *start = strstr(text, "start data");
    if (!start) start = text;
    for (const char *s = text; *s; s = next_line(s)) {
        const size_t length = strcspn(s, "\n");
        if (s > start && numbers_in(s) > 1) {
            gb_text_add(out, "%s", s);
            break;
        }
        gb_text_add(out, "%s%.*s\n", *s == '#' || length == 0 ? "" : "#", (int)length, s);
    }
    return true;
}

/* Comments of other programs at the head. */
static void other_marks(const char *text, struct gb_text *out) {
    while (*text && strchr("!%;\'#\r\n", *text)) {
        const size_t length = strcspn(text, "\n");
        gb_text_add(out, "%s%.*s\n", strchr("!%;\'", *text) ? "#" : "", (int)length, text);
        text = next_line(text);
    }
    gb_text_add(out, "%s", text);
}

static bool ends_in(const char *path, const char *ending) {
    size_t n = strlen(path);
    const size_t m = strlen(ending);
    if (n > 3 && strcasecmp(path + n - 3, ".gz") == 0) n -= 3;
    return n > m && strncasecmp(path + n - m, ending, m) == 0;
}

/* What the values of a curve are, where format, label or ending say so; NULL: they do not. */
static const char *kind_of(const struct gb_table *t, const char *path, bool x3) {
    const char *label = t->n_col > 1 ? t->name[1] : "";
    if (x3 && label[0] == 'I') return "intensity";
    if (x3 && label[0] == 'S') return "S(Q)";
    if ((x3 && label[0] == 'F') || strncmp(label, "F(Q)", 4) == 0 || ends_in(path, ".fq")) return "F(Q)";
    if ((x3 && label[0] == 'G') || strncmp(label, "G(r)", 4) == 0 || ends_in(path, ".gr")) return "G(r)";
    return ends_in(path, ".sq") ? "S(Q)" : NULL;
}

int curve_file_read(struct gb_table **t, const char *path, struct gb_error *err) {
    char *text;
    size_t len, rows = 0;
    *t = NULL;
    int rc = gb_file_read(path, &text, &len, err);
    if (rc != GB_OK) return rc;
    const char *body = text + (strncmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0); /* a byte order mark */
    struct gb_text out = {0};
    gb_text_add(&out, "%s", "");
    struct head head = head_of(body);
    bool x3 = false;
    if (strlen(text) != len)
        gb_text_addn(&out, text, len); /* not text: told by the table's reader */
    else if (!(x3 = pdfgetx3(body, &out)) && !fit2d(body, &head, &out, &rows) && !counted(body, &head, &out, &rows)) {
        rows = 0;
        other_marks(body, &out);
    }
    head_clear(&head);
    free(text);
    rc = gb_table_parse(t, out.s, out.len, path, err);
    free(out.s);
    if (rc != GB_OK) return rc;
    if (rows && rows != (*t)->n_row) {
        rc = gb_fail(err, GB_EINPUT, "%s: its head says %zu points, it holds %zu: is it cut off?", path, rows,
                     (*t)->n_row);
        gb_table_free(*t);
        *t = NULL;
        return rc;
    }
    const char *kind = gb_table_meta_get(*t, "data") ? NULL : kind_of(*t, path, x3);
    if (kind) gb_table_meta(*t, "data", "%s", kind);
    return GB_OK;
}
