/* Memory and strings. Allocation never returns NULL: when memory is exhausted the process says how much it asked for
 * and exits with status 1 (every stage is a process of its own, so nothing already computed is lost). Products of
 * sizes are checked. Everything returned is freed with free().
 */
#ifndef GB_BASE_MEM_H
#define GB_BASE_MEM_H

#include "base/error.h"

#include <stdarg.h>
#include <stddef.h>

void *gb_calloc(size_t n, size_t size);             /* zeroed */
void *gb_realloc(void *old, size_t n, size_t size); /* not zeroed */
char *gb_strdup(const char *s);                     /* NULL in, NULL out */
char *gb_format(const char *fmt, ...) GB_PRINTF(1, 2);
char *gb_vformat(const char *fmt, va_list ap);
/* Edits (insert, delete, replace one byte) that turn a into b: for "did you mean". O(strlen(a) strlen(b)). */
size_t gb_distance(const char *a, const char *b);

#define GB_NEW(type) ((type *)gb_calloc(1, sizeof(type)))
#define GB_ARRAY(n, type) ((type *)gb_calloc((n), sizeof(type)))

/* Growing text. Start with {0}; `s` is always a valid string after the first add; free(b.s) when done. */
struct gb_text {
    char *s;
    size_t len, cap;
};
void gb_text_add(struct gb_text *b, const char *fmt, ...) GB_PRINTF(2, 3);
void gb_text_addn(struct gb_text *b, const char *s, size_t n);
/* Adds s with & < > " escaped, for XML and HTML. */
void gb_text_add_escaped(struct gb_text *b, const char *s);

#endif
