/* What an XML file of ours may hold, as a table: elements, their attributes, types, ranges, defaults, the fields they are
 * kept in, the stages' parameters they become, and one line of help each. One table per kind of file (study, model) serves
 * the checker, the error messages, the reader, the writer, the RELAX NG schemas and the settings list in
 * configs/README.md, so that these cannot disagree.
 *
 * After schema_check has passed, every attribute and text of the tree is known, well typed and in range, and required
 * ones are there: what reads them below cannot fail.
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

/* The C type of the field that keeps a setting. */
enum schema_store {
    SCHEMA_NOWHERE, /* code takes it from the tree */
    SCHEMA_DOUBLE,
    SCHEMA_UNSIGNED, /* of `size`: a count, axes as bits (0 x, 1 y, 2 z), a choice by its index */
    SCHEMA_INT,
    SCHEMA_BOOL,   /* yes, or the second choice of two */
    SCHEMA_STRING, /* owned by the struct; NULL where absent */
};

/* What a setting is when it is not given. */
enum schema_default {
    SCHEMA_NONE,     /* nothing: NaN, 0, NULL; `fallback` says what that means */
    SCHEMA_IS,       /* `is`: a number, a choice's index, 1 for yes, bits of axes */
    SCHEMA_FROM,     /* the field `from` of another struct, of the same type */
    SCHEMA_STEPS,    /* `is` MD steps of time */
    SCHEMA_PER_STEP, /* `is` in each MD step, as a rate in time */
};

struct schema_setting {
    const char *name; /* of the attribute; "" for an element's text */
    enum schema_type type;
    bool required;
    double lo, hi;
    bool above_lo;             /* lo itself is not allowed */
    const char *const *choice; /* NULL-terminated */
    const char *unit;          /* for people: "length", "temperature (K for metals)"; NULL: none */
    const char *fallback;      /* default, for people; NULL when required, or when `is` says it */
    const char *help;          /* one line */
    const char *why;           /* said when a number is out of range; NULL: nothing more */

    enum schema_store store; /* with size and at by SCHEMA_FIELD */
    size_t size, at;         /* of the field, in the struct of the element */
    size_t at_hi;            /* of a window's upper end */
    size_t label;            /* with labelled: of a string that keeps it as written, and is written back */
    bool labelled;
    enum schema_default by;
    double is;
    size_t from, from_hi;
    bool (*when)(const void *stored); /* it plays a part, by what comes before it in the table; NULL: always */
    const char *param;                /* the stage parameter that it becomes, of the same value; NULL: none */
    bool joined;                      /* axes are "xyz" as a parameter */
    bool new_line;                    /* is written in a new line */
};

/* Where a row keeps its value: `.name = "melt", SCHEMA_FIELD(struct study, melt_T)`. */
#define SCHEMA_FIELD(type, field)                                                                                      \
    .store = _Generic(((type *)0)->field, double                                                                       \
                      : SCHEMA_DOUBLE, bool                                                                            \
                      : SCHEMA_BOOL, int                                                                               \
                      : SCHEMA_INT, unsigned                                                                           \
                      : SCHEMA_UNSIGNED, unsigned long                                                                 \
                      : SCHEMA_UNSIGNED, unsigned long long                                                            \
                      : SCHEMA_UNSIGNED, char *                                                                        \
                      : SCHEMA_STRING),                                                                                \
    .size = sizeof(((type *)0)->field), .at = offsetof(type, field)
#define SCHEMA_WINDOW_FIELDS(type, lo, hi) SCHEMA_FIELD(type, lo), .at_hi = offsetof(type, hi)
/* The struct of the element is one double, for texts such as <rate>. */
#define SCHEMA_ONE_DOUBLE .store = SCHEMA_DOUBLE, .size = sizeof(double)

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

/* A value of a checked tree as it is written. node may be NULL; "" names the element's text; absent: the fallback. */
const char *schema_text(const struct gb_xml_node *node, const char *name, const char *fallback);

/* What defaults are taken from. */
struct schema_from {
    const void *other;      /* the struct of SCHEMA_FROM; NULL where the element has none */
    const double *timestep; /* read last, so it may be a field that is read here; NULL where no default is in steps */
};
/* Fills the struct of an element from a checked node (NULL: it is absent) with defaults: all settings that are kept in
 * it and play a part (`when`); the others stay as they were. Texts are the struct's. */
void schema_read(const struct schema_element *e, const struct gb_xml_node *node, void *stored,
                 const struct schema_from *from);
/* The other way: the attributes of an element at a depth, exact, in the order of the table; for base/xml_write.h, after
 * xml_open. */
void schema_write(const struct schema_element *e, const void *stored, int depth, struct gb_text *t);
/* The setting that becomes a stage's parameter; NULL: none does. */
const struct schema_setting *schema_param(const struct schema_element *e, const char *param);
/* A kept number. */
double schema_get_double(const struct schema_setting *s, const void *stored);
/* A kept value as stages have it: exact numbers, yes or no for bool. */
void schema_print_param(const struct schema_setting *s, const void *stored, struct gb_text *out);
/* What a setting allows, for messages and the list of settings; the caller's. */
char *schema_allowed(const struct schema_setting *s);
/* The default for people: "4000", "x y z", "10000 steps", "required"; the caller's. */
char *schema_default_text(const struct schema_setting *s);
/* The element of a name in another; NULL: there is none. */
const struct schema_element *schema_child(const struct schema_element *e, const char *name);

/* "LO HI", both numbers; some of x y z, each once, as bits. False where text is neither. */
bool schema_parse_window(const char *text, double *lo, double *hi);
bool schema_parse_axes(const char *text, unsigned *axes);

/* " did you mean 'x'?" for the nearest of n names, or ""; the caller's. Public for names that are not in a table. */
char *schema_suggest(const char *word, size_t n, const char *const *names);

/* The table as Markdown, one section an element; for configs/README.md and `glassbed plan --settings`. */
void schema_markdown(const struct schema_element *e, struct gb_text *out);

/* RELAX NG of files that begin with one of n elements; about: a comment for people. What depends on several settings,
 * upper limits of occurrence beyond one, and LO < HI of windows it cannot say. schema_rng.c */
void schema_rng(size_t n, const struct schema_element *const *root, const char *about, struct gb_text *out);

#endif
