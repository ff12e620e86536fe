/* What an XML file of ours may hold, as a table: elements, their attributes, types, ranges, defaults and one line of
 * help each. One table per kind of file (study, model) serves the checker, the error messages and the settings list in
 * configs/README.md, so that the three cannot disagree.
 *
 * After schema_check has passed, every attribute and text of the tree is known, well typed and in range, and required
 * ones are there: the getters below cannot fail.
 */
#ifndef GB_STAGE_SCHEMA_H
#define GB_STAGE_SCHEMA_H

#include "base/error.h"
#include "base/mem.h"
#include "base/xml.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum schema_type {
    SCHEMA_TEXT,   /* one line, not empty */
    SCHEMA_NAME,   /* letters, digits, . _ + -, first a letter or digit, at most 100: safe as a file name */
    SCHEMA_CHOICE, /* one of `choice` */
    SCHEMA_YES_NO,
    SCHEMA_NUMBER, /* finite, lo..hi */
    SCHEMA_COUNT,  /* whole number, lo..hi */
    SCHEMA_WINDOW, /* "LO HI", each within lo..hi, LO < HI */
    SCHEMA_AXES,   /* some of x y z, each once, separated by blanks */
};

struct schema_setting {
    const char *name; /* of the attribute; "" for an element's text */
    enum schema_type type;
    bool required;
    double lo, hi;
    bool above_lo;             /* lo itself is not allowed */
    const char *const *choice; /* NULL-terminated */
    const char *unit;          /* for people: "length", "temperature (K for metals)"; NULL: none */
    const char *fallback;      /* default, for people; NULL when required */
    const char *help;          /* one line */
    const char *why;           /* said when a number is out of range; NULL: nothing more */
};

struct schema_element {
    const char *name;
    size_t min, max;                   /* how many the parent may hold */
    const struct schema_setting *text; /* NULL: no text allowed */
    const struct schema_setting *attribute;
    size_t n_attributes;
    const struct schema_element *child; /* in any order */
    size_t n_children;
    const char *help;
};

/* Checks a whole tree. GB_EINPUT with "path:line: <element> attribute='value': what is wrong; allowed: ...; what to
 * do". */
int schema_check(const struct schema_element *e, const struct gb_xml_node *root, const char *path,
                 struct gb_error *err);

/* "path:line: <element> attribute='value': text", for what a table cannot say; attribute "" is the element's text, NULL
 * the element as a whole. Returns GB_EINPUT. */
int schema_fail(struct gb_error *err, const char *path, const struct gb_xml_node *node, const char *attribute,
                const char *fmt, ...) GB_PRINTF(5, 6);

/* Values of a checked tree. node may be NULL; "" names the element's text; absent settings give the fallback. */
double schema_number(const struct gb_xml_node *node, const char *name, double fallback);
uint64_t schema_count(const struct gb_xml_node *node, const char *name, uint64_t fallback);
bool schema_yes(const struct gb_xml_node *node, const char *name, bool fallback);
const char *schema_text(const struct gb_xml_node *node, const char *name, const char *fallback);
bool schema_window(const struct gb_xml_node *node, const char *name, double *lo,
                   double *hi); /* false: absent, untouched */
unsigned schema_axes(const struct gb_xml_node *node, const char *name, unsigned fallback); /* bit 0 x, 1 y, 2 z */

/* " did you mean 'x'?" for the nearest of n names, or ""; the caller's. Public for names that are not in a table. */
char *schema_suggest(const char *word, size_t n, const char *const *names);

/* The table as Markdown, one section an element; for configs/README.md and `glassbed plan --settings`. */
void schema_markdown(const struct schema_element *e, struct gb_text *out);

#endif
