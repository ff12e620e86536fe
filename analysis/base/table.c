/* Text tables, see table.h. */
#include "base/table.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/number.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static char *command_line;

void gb_set_command(int argc, char **argv) {
    struct gb_text b = {0};
    for (int i = 0; i < argc; i++) {
        const char *s = argv[i];
        if (i == 0 && strrchr(s, '/')) s = strrchr(s, '/') + 1;
        gb_text_add(&b, "%s%s", i ? " " : "", s);
    }
    for (char *s = b.s; s && *s; s++)
        if (*s == '\n' || *s == '\r') *s = ' ';
    free(command_line);
    command_line = b.s;
}

const char *gb_command(void) { return command_line ? command_line : "glassbed"; }

struct gb_table *gb_table_create(const char *title, const char *columns) {
    struct gb_table *t = GB_NEW(struct gb_table);
    t->title = gb_strdup(title);
    char *copy = gb_strdup(columns), *save = NULL;
    for (char *w = strtok_r(copy, " \t", &save); w; w = strtok_r(NULL, " \t", &save)) {
        t->name = gb_realloc(t->name, t->n_col + 1, sizeof *t->name);
        t->name[t->n_col++] = gb_strdup(w);
    }
    free(copy);
    return t;
}

void gb_table_free(struct gb_table *t) {
    if (!t) return;
    free(t->title);
    free(t->head);
    for (size_t i = 0; i < t->n_meta; i++) {
        free(t->meta_key[i]);
        free(t->meta_value[i]);
    }
    free(t->meta_key);
    free(t->meta_value);
    for (size_t i = 0; i < t->n_col; i++) free(t->name[i]);
    free(t->name);
    free(t->v);
    free(t->line);
    free(t);
}

void gb_table_meta(struct gb_table *t, const char *key, const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    char *value = gb_vformat(fmt, ap);
    va_end(ap);
    for (size_t i = 0; i < t->n_meta; i++) {
        if (strcmp(t->meta_key[i], key) != 0) continue;
        free(t->meta_value[i]);
        t->meta_value[i] = value;
        return;
    }
    t->meta_key = gb_realloc(t->meta_key, t->n_meta + 1, sizeof(char *));
    t->meta_value = gb_realloc(t->meta_value, t->n_meta + 1, sizeof(char *));
    t->meta_key[t->n_meta] = gb_strdup(key);
    t->meta_value[t->n_meta++] = value;
}

const char *gb_table_meta_get(const struct gb_table *t, const char *key) {
    for (size_t i = 0; i < t->n_meta; i++)
        if (strcmp(t->meta_key[i], key) == 0) return t->meta_value[i];
    return NULL;
}

size_t gb_table_add(struct gb_table *t, const double *row) {
    if (t->n_row == t->cap_row) {
        t->cap_row = t->cap_row ? 2 * t->cap_row : 64;
        t->v = gb_realloc(t->v, t->cap_row, t->n_col * sizeof(double));
    }
    double *dst = t->v + t->n_row * t->n_col;
    for (size_t c = 0; c < t->n_col; c++) dst[c] = row ? row[c] : NAN;
    return t->n_row++;
}

size_t gb_table_add_column(struct gb_table *t, const char *name) {
    size_t at = gb_table_find(t, name);
    if (at != (size_t)-1) return at;
    size_t old = t->n_col;
    double *v = GB_ARRAY(t->n_row * (old + 1), double);
    for (size_t r = 0; r < t->n_row; r++) {
        if (old) memcpy(v + r * (old + 1), t->v + r * old, old * sizeof(double));
        v[r * (old + 1) + old] = NAN;
    }
    free(t->v);
    t->v = v;
    t->cap_row = t->n_row;
    t->name = gb_realloc(t->name, old + 1, sizeof *t->name);
    t->name[old] = gb_strdup(name);
    t->n_col = old + 1;
    return old;
}

size_t gb_table_find(const struct gb_table *t, const char *name) {
    for (size_t i = 0; i < t->n_col; i++)
        if (strcmp(t->name[i], name) == 0) return i;
    return (size_t)-1;
}

int gb_table_column(const struct gb_table *t, const char *name, double **v, struct gb_error *err) {
    size_t c = gb_table_find(t, name);
    if (c == (size_t)-1) {
        struct gb_text b = {0};
        for (size_t i = 0; i < t->n_col; i++) gb_text_add(&b, " %s", t->name[i]);
        int rc = gb_fail(err, GB_EINPUT, "no column '%s'; there are:%s", name, b.s ? b.s : " none");
        free(b.s);
        return rc;
    }
    *v = GB_ARRAY(t->n_row, double);
    for (size_t r = 0; r < t->n_row; r++) (*v)[r] = t->v[r * t->n_col + c];
    return GB_OK;
}

double *gb_table_at(struct gb_table *t, size_t row, size_t col) { return &t->v[row * t->n_col + col]; }

int gb_table_write(const struct gb_table *t, const char *path, int digits, struct gb_error *err) {
    struct gb_text b = {0};
    gb_text_add(&b, "# %s\n# glassbed %s; %s\n", t->title, GB_VERSION, gb_command());
    for (size_t i = 0; i < t->n_meta; i++) gb_text_add(&b, "# %s: %s\n", t->meta_key[i], t->meta_value[i]);
    gb_text_add(&b, "#");
    for (size_t c = 0; c < t->n_col; c++) gb_text_add(&b, " %s", t->name[c]);
    gb_text_add(&b, "\n");
    for (size_t r = 0; r < t->n_row; r++) {
        for (size_t c = 0; c < t->n_col; c++) {
            double v = t->v[r * t->n_col + c];
            char num[40];
            int n = isnan(v) ? snprintf(num, sizeof num, "nan") : snprintf(num, sizeof num, "%.*g", digits, v);
            if (c) gb_text_addn(&b, " ", 1);
            gb_text_addn(&b, num, (size_t)n);
        }
        gb_text_addn(&b, "\n", 1);
    }
    int rc = gb_file_write(path, b.s, b.len, err);
    free(b.s);
    return rc;
}

static size_t count_words(const char *s) {
    size_t n = 0;
    for (; *s;) {
        s += strspn(s, " \t\r,");
        if (*s) n++;
        s += strcspn(s, " \t\r,");
    }
    return n;
}

/* Blanks before and within brackets go: "Q (1/nm)  S (Q)" are two names. */
static void join_brackets(char *s) {
    char *to = s;
    int depth = 0;
    for (; *s; s++) {
        const char next = s[strspn(s, " \t")];
        if ((*s == ' ' || *s == '\t') && (depth > 0 || next == '(' || next == '[')) continue;
        depth += *s == '(' || *s == '[' ? 1 : 0;
        if ((*s == ')' || *s == ']') && depth > 0) depth--;
        *to++ = *s;
    }
    *to = '\0';
}

/* Names from the last comment line, where it has as many: as it stands, with its brackets joined, or after the L that
 * marks labels in SPEC's and PDFgetX3's files. */
static void name_columns(struct gb_table *t, char *header) {
    if (header && count_words(header) != t->n_col) join_brackets(header);
    if (header && strncmp(header, "L ", 2) == 0 && count_words(header) == t->n_col + 1) header += 2;
    if (header) t->head = gb_strdup(header);
    char *save = NULL, *w = header && count_words(header) == t->n_col ? strtok_r(header, " \t\r,", &save) : NULL;
    for (size_t c = 0; c < t->n_col; c++) {
        t->name[c] = w ? gb_strdup(w) : gb_format("%zu", c + 1);
        if (w) w = strtok_r(NULL, " \t\r,", &save);
    }
}

/* "key: value" or "key = value" of a comment line, kept as metadata; keys hold no blanks. False:
 * it is neither. */
static bool keep_meta(struct gb_table *t, const char *s) {
    const char *colon = strstr(s, ": ");
    size_t length = strcspn(s, " "), value;
    if (colon && colon > s && length > (size_t)(colon - s)) {
        length = (size_t)(colon - s);
        value = length + 2;
    } else {
        value = length + strspn(s + length, " ");
        if (length == 0 || s[value] != '=') return false;
        value++;
        value += strspn(s + value, " ");
    }
    char *key = gb_format("%.*s", (int)length, s);
    gb_table_meta(t, key, "%s", s + value);
    free(key);
    return true;
}

/* "not measured", as various programs write it. */
static bool is_nan(const char *w) { return strcasecmp(w + (*w == '-' || *w == '+'), "nan") == 0; }

/* Columns parted by blanks whose numbers all have a comma and none a point: "0,5250\t0,0079". */
static bool has_decimal_commas(const char *s) {
    size_t words = 0, commas = 0;
    for (; *s;) {
        s += strspn(s, " \t\r;");
        const size_t n = strcspn(s, " \t\r;");
        const char *comma = n ? memchr(s, ',', n) : NULL;
        if (n == 0) break;
        words++;
        if (memchr(s, '.', n)) return false;
        if (comma && comma > s && isdigit((unsigned char)comma[-1]) && isdigit((unsigned char)comma[1])) commas++;
        s += n;
    }
    return words > 1 && commas == words;
}

/* What to do about a word that is no number. */
static const char *remedy(const struct gb_table *t, const char *word) {
    if (t->n_row == 0) return " (column names belong in a line that begins with #)";
    return strspn(word, "+-.0123456789") ? "" : " (text after the data: put # before it, or remove it)";
}

static int read_row(struct gb_table *t, char *s, double *row, const char *path, size_t line, struct gb_error *err) {
    char *save = NULL;
    size_t c = 0;
    for (char *w = strtok_r(s, " \t\r,", &save); w; w = strtok_r(NULL, " \t\r,", &save), c++) {
        if (c >= t->n_col) {
            c++;
            break;
        }
        if (is_nan(w))
            row[c] = NAN;
        else if (!gb_parse_double(w, &row[c]))
            return gb_fail(err, GB_EINPUT, "%s:%zu: column %zu: '%s' is not a finite number%s", path, line, c + 1, w,
                           remedy(t, w));
    }
    if (c != t->n_col)
        return gb_fail(err, GB_EINPUT, "%s:%zu: expected %zu columns as in the first row, found %s", path, line,
                       t->n_col, c > t->n_col ? "more" : "fewer");
    return GB_OK;
}

int gb_table_read(struct gb_table **out, const char *path, struct gb_error *err) {
    char *text;
    size_t len;
    *out = NULL;
    int rc = gb_file_read(path, &text, &len, err);
    if (rc != GB_OK) return rc;
    rc = gb_table_parse(out, text, len, path, err);
    free(text);
    return rc;
}

int gb_table_parse(struct gb_table **out, char *text, size_t len, const char *path, struct gb_error *err) {
    size_t line = 0;
    int rc = GB_OK;
    *out = NULL;
    if (strlen(text) != len) return gb_fail(err, GB_EINPUT, "%s: is not text (it holds a zero byte)", path);
    struct gb_table *t = gb_table_create("", "");
    char *header = NULL;
    double *row = NULL;
    const size_t mark = strncmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0; /* the byte order mark of some editors */
    for (char *s = text + mark, *next; s && rc == GB_OK; s = next) {
        next = strchr(s, '\n');
        if (next) *next++ = '\0';
        line++;
        s += strspn(s, " \t\r");
        if (*s == '\0') continue;
        if (*s == '#') {
            s += strspn(s, "# \t");
            for (size_t n = strlen(s); n > 0 && strchr(" \t\r", s[n - 1]);) s[--n] = '\0';
            if (line == 1) free(t->title), t->title = gb_strdup(s);
            const bool meta = keep_meta(t, s);
            if (t->n_row == 0 && !meta) header = s;
            continue;
        }
        if (has_decimal_commas(s)) {
            rc = gb_fail(err, GB_EINPUT, "%s:%zu: '%s': numbers with a decimal comma; write them with a point", path,
                         line, s);
            break;
        }
        if (t->n_col == 0) {
            if ((t->n_col = count_words(s)) == 0) {
                rc = gb_fail(err, GB_EINPUT, "%s:%zu: '%s' holds no number; remove the line, or put # before it", path,
                             line, s);
                break;
            }
            t->name = GB_ARRAY(t->n_col, char *);
            row = GB_ARRAY(t->n_col, double);
            name_columns(t, header);
        }
        rc = read_row(t, s, row, path, line, err);
        if (rc != GB_OK) break;
        gb_table_add(t, row);
        t->line = gb_realloc(t->line, t->cap_row, sizeof *t->line);
        t->line[t->n_row - 1] = line;
    }
    if (rc == GB_OK && t->n_row == 0) rc = gb_fail(err, GB_EINPUT, "%s: holds no numbers", path);
    free(row);
    if (rc == GB_OK)
        *out = t;
    else
        gb_table_free(t);
    return rc;
}
