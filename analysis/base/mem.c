/* Memory and strings, see mem.h. */
#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static void exhausted(size_t n, size_t size) {
    fprintf(stderr, "glassbed: out of memory: asked for %zu x %zu bytes; use fewer atoms, bins or processes\n", n,
            size);
    exit(GB_EFAIL);
}

void *gb_calloc(size_t n, size_t size) {
    if (size && n > SIZE_MAX / size) exhausted(n, size);
    void *p = calloc(n ? n : 1, size ? size : 1);
    if (!p) exhausted(n, size);
    return p;
}

void *gb_realloc(void *old, size_t n, size_t size) {
    if (size && n > SIZE_MAX / size) exhausted(n, size);
    size_t bytes = n * size;
    void *p = realloc(old, bytes ? bytes : 1);
    if (!p) exhausted(n, size);
    return p;
}

char *gb_strdup(const char *s) {
    if (!s) return NULL;
    size_t n = strlen(s) + 1;
    return memcpy(gb_realloc(NULL, n, 1), s, n);
}

char *gb_vformat(const char *fmt, va_list ap) {
    va_list ap2;
    va_copy(ap2, ap);
    int n = vsnprintf(NULL, 0, fmt, ap2);
    va_end(ap2);
    if (n < 0) return gb_strdup(fmt);
    char *s = gb_realloc(NULL, (size_t)n + 1, 1);
    vsnprintf(s, (size_t)n + 1, fmt, ap);
    return s;
}

char *gb_format(const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    char *s = gb_vformat(fmt, ap);
    va_end(ap);
    return s;
}

size_t gb_distance(const char *a, const char *b) {
    size_t n = strlen(b), prev, up;
    size_t *row = GB_ARRAY(n + 1, size_t);
    for (size_t j = 0; j <= n; j++) row[j] = j;
    for (size_t i = 0; a[i]; i++) {
        prev = row[0]++;
        for (size_t j = 0; j < n; j++) {
            up = row[j + 1];
            size_t best = prev + (a[i] != b[j]);
            if (up + 1 < best) best = up + 1;
            if (row[j] + 1 < best) best = row[j] + 1;
            row[j + 1] = best;
            prev = up;
        }
    }
    size_t d = row[n];
    free(row);
    return d;
}

void gb_text_addn(struct gb_text *b, const char *s, size_t n) {
    if (b->len + n + 1 > b->cap) {
        b->cap = (b->len + n + 1) * 2;
        b->s = gb_realloc(b->s, b->cap, 1);
    }
    if (n) memcpy(b->s + b->len, s, n);
    b->len += n;
    b->s[b->len] = '\0';
}

void gb_text_add(struct gb_text *b, const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    char *s = gb_vformat(fmt, ap);
    va_end(ap);
    gb_text_addn(b, s, strlen(s));
    free(s);
}

void gb_text_add_escaped(struct gb_text *b, const char *s) {
    for (; s && *s; s++) {
        switch (*s) {
        case '&': gb_text_addn(b, "&amp;", 5); break;
        case '<': gb_text_addn(b, "&lt;", 4); break;
        case '>': gb_text_addn(b, "&gt;", 4); break;
        case '"': gb_text_addn(b, "&quot;", 6); break;
        default: gb_text_addn(b, s, 1);
        }
    }
}
