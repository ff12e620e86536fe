/* What could not be had, each reason once. The summary writes a line for each number:
 *
 *     1e-1, strain 0.0025, pdf-q, number, controlled, Q_max 25, lorch: no peak at r = 0.862 (1 times)
 *
 * which makes dozens of lines of one fact. Here a reason, with "…" for numbers in which its lines differ, is followed
 * by its places; those that differ in Q_max and window, or in the method, share a line:
 *
 *     no peak at r = … (12 numbers):
 *       1e-1, strain 0.0025, pdf-q, number, controlled: Q_max 25, lorch; Q_max 30, lorch; ...
 */
#include "page/parts.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { LINE = 100 }; /* characters, about */

struct split {
    char *head, *item, *reason, *pattern; /* owned; head and item "" where the note has no place */
};

static char *copy(const char *s, size_t n) { return gb_format("%.*s", (int)n, s); }

/* Numbers as "…"; a digit within a word ("g20", "A_1") is no number. */
static char *without_numbers(const char *s) {
    struct gb_text b = {0};
    gb_text_addn(&b, "", 0);
    for (size_t i = 0; s[i];) {
        const bool begins = i == 0 || s[i - 1] == ' ' || s[i - 1] == '(';
        const size_t sign = s[i] == '-';
        if (begins && isdigit((unsigned char)s[i + sign])) {
            for (i += sign; isalnum((unsigned char)s[i]) || (s[i] == '.' && isdigit((unsigned char)s[i + 1])) ||
                            (s[i] == '-' && s[i - 1] == 'e');)
                i++;
            gb_text_add(&b, "…");
        } else {
            gb_text_addn(&b, s + i++, 1);
        }
    }
    return b.s;
}

/* Where the head of a place ends: before Q_max, else before the last field. */
static size_t head_length(const char *place, size_t n) {
    const char *q_max = strstr(place, ", Q_max");
    if (q_max && q_max < place + n) return (size_t)(q_max - place);
    for (size_t i = n; i-- > 0;)
        if (place[i] == ',') return i;
    return n;
}

static struct split split_note(const char *note) {
    const char *colon = strstr(note, ": "), *reason = colon ? colon + 2 : note;
    const size_t place = colon ? (size_t)(colon - note) : 0, head = head_length(note, place);
    size_t n = strlen(reason);
    for (const char *p = strrchr(reason, '('); p; p = NULL) /* how often among the replicates says nothing here */
        if (strstr(p, " times)") && p > reason) n = (size_t)(p - reason) - (p[-1] == ' ');
    struct split x = {copy(note, head), NULL, copy(reason, n), NULL};
    x.item = place > head + 2 ? copy(note + head + 2, place - head - 2) : gb_strdup("");
    x.pattern = without_numbers(x.reason);
    return x;
}

static void split_clear(struct split *x) {
    free(x->head);
    free(x->item);
    free(x->reason);
    free(x->pattern);
}

/* The places of note i's reason with note i's head. */
static void add_heads(struct gb_text *b, size_t i, size_t n, const struct split *x, bool *done) {
    const char *separator = ":";
    size_t column = 2 + strlen(x[i].head);
    gb_text_add(b, "  %s", x[i].head);
    for (size_t k = i; k < n; k++) {
        if (done[k] || strcmp(x[k].pattern, x[i].pattern) != 0 || strcmp(x[k].head, x[i].head) != 0) continue;
        done[k] = true;
        if (!*x[k].item) continue;
        column += 2 + strlen(x[k].item);
        const bool full = column > LINE;
        gb_text_add(b, "%s%s%s", separator, full ? "\n    " : " ", x[k].item);
        if (full) column = 4 + strlen(x[k].item);
        separator = ";";
    }
    gb_text_add(b, "\n");
}

/* Note i's reason and all its places. */
static void add_reason(struct gb_text *b, size_t i, size_t n, const struct split *x, bool *done) {
    size_t numbers = 0;
    bool differ = false;
    for (size_t k = i; k < n; k++) {
        if (strcmp(x[k].pattern, x[i].pattern) != 0) continue;
        numbers++;
        differ = differ || strcmp(x[k].reason, x[i].reason) != 0;
    }
    gb_text_add(b, "%s", differ ? x[i].pattern : x[i].reason);
    if (*x[i].head) gb_text_add(b, numbers > 1 ? " (%zu numbers):" : ":", numbers);
    gb_text_add(b, "\n");
    for (size_t k = i; k < n; k++)
        if (!done[k] && strcmp(x[k].pattern, x[i].pattern) == 0) {
            if (*x[k].head) add_heads(b, k, n, x, done);
            done[k] = true;
        }
}

void page_notes(struct page *p, const char *summary, size_t n, const char *const *note) {
    struct gb_text b = {0};
    struct split *x = GB_ARRAY(n, struct split);
    bool *done = GB_ARRAY(n, bool);
    for (size_t i = 0; i < n; i++) x[i] = split_note(note[i]);
    for (size_t i = 0; i < n; i++)
        if (!done[i]) add_reason(&b, i, n, x, done);
    report_preformatted(&p->r, summary, b.s ? b.s : "");
    for (size_t i = 0; i < n; i++) split_clear(&x[i]);
    free(done);
    free(x);
    free(b.s);
}
