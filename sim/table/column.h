/* A column of a table is one row of a table: how it is called in the file, on the page and in the terminal, what it
 * holds, in which unit, to how many digits, and where the value lies in the struct of a row. Writer, reader, the tables
 * of the terminal and those of the page walk these rows (table.h), so that what is not a row here has no name elsewhere.
 *
 *     static const struct column column[] = {
 *         {.name = "history", .kind = COLUMN_HISTORY, .offset = offsetof(struct moduli_row, history)},
 *         {.name = "time", .sentence = "of all steps", .kind = COLUMN_NUMBER, .unit = UNIT_TIME, .digits = 9,
 *          .offset = offsetof(struct histories_row, time)}, ...
 *
 * A table of many estimates lists them once, in an X-macro that makes both their enum and these rows: see moduli.h.
 */
#ifndef GB_TABLE_COLUMN_H
#define GB_TABLE_COLUMN_H

#include "strain/jackknife.h"
#include "study/study.h"
#include "table/rows.h"

enum column_kind {                         /* what lies at the offset, and what the file has */
                   COLUMN_HISTORY,         /* size_t, of the study: its label */
                   COLUMN_HISTORY_OR_NONE, /* the same, or ROWS_NO_HISTORY: "-" */
                   COLUMN_LOAD,            /* size_t, of the study: its label */
                   COLUMN_SAMPLE,          /* size_t, 1 to the study's samples */
                   COLUMN_SAMPLES,         /* size_t, how many: 0 to the study's */
                   COLUMN_COUNT,           /* size_t, lo to hi */
                   COLUMN_WORD,            /* const char *, one of `word`: borrowed */
                   COLUMN_CHOICE,          /* int or enum, its place in `word` */
                   COLUMN_YES_NO,          /* bool */
                   COLUMN_TEXT,            /* char *, owned by the row */
                   COLUMN_NUMBER,          /* double; nan: not to be had */
                   COLUMN_ESTIMATE,        /* struct estimate: two fields, NAME and NAME_err */
                   COLUMN_DERIVED,         /* the same, made of the rest of the row: written, and not kept when read */
                   COLUMN_HOOKS,           /* what print makes and parse takes */
};

/* Resolved by the study's model. */
enum column_unit {
    UNIT_NOT_SAID, /* labels and counts have none; not in the header */
    UNIT_ONE,      /* "-" */
    UNIT_LENGTH,
    UNIT_ENERGY,
    UNIT_TEMPERATURE,
    UNIT_STRESS,
    UNIT_TIME,
    UNIT_RATE,
    UNIT_HISTORY, /* that of rates where there are any, else not said */
    UNIT_DENSITY,
    UNIT_SECONDS,
    UNIT_INVERSE_ANGSTROM,
};

/* How a number is printed for people (base/notation.h). */
enum column_how {
    HOW_ESTIMATE, /* value(error) */
    HOW_RATIO,    /* a dash where its error is one or more */
    HOW_ABOUT,    /* two digits, no error */
};

struct column {
    const char *name;     /* in the file */
    const char *text;     /* head in the terminal; NULL: the name */
    const char *symbol;   /* head on the page, marked up as in report.h: "T_{f}"; NULL: the name */
    const char *phrase;   /* at the head of a row of the page; NULL: the symbol */
    const char *sentence; /* what it is, for the file's header; NULL: nothing is said */
    const char *source;   /* the value of the stage that it is the mean of, where that is all; else NULL */
    enum column_kind kind;
    enum column_unit unit;
    enum column_how how;
    int digits, err_digits; /* in the file; 0: as many as tell the number from its neighbours */
    size_t offset;          /* in the struct of a row */
    size_t n_words;
    const char *const *word; /* of WORD and CHOICE */
    size_t lo, hi;           /* of COUNT */
    struct estimate (*derive)(const void *row);
    char *(*print)(const void *row, const struct study *s);             /* the caller's */
    bool (*parse)(void *row, const char *field, const struct study *s); /* NULL: any text, not kept */
};

/* The row of an estimate with nine digits; then what else it says, and where it is. */
#define COLUMN_OF_ESTIMATE(called, in, as, ...)                                                                        \
    { .name = called, .kind = COLUMN_ESTIMATE, .unit = in, .how = as, .digits = 9, __VA_ARGS__ }

/* "K", "-" ...; NULL: not said. */
const char *column_unit_name(const struct column *c, const struct study *s);
/* As it is printed for people: "Å", "" where there is none; the caller's. */
char *column_unit_text(const struct column *c, const struct study *s);
/* Columns of the file: two for an estimate. */
int column_width(const struct column *c);
/* Appends the field or fields of a row, without a tab in front. */
void column_write(struct gb_text *b, const struct column *c, const void *row, const struct study *s);
/* Takes them into the row. */
void column_read(struct table_rows *rows, const struct column *c, void *row, const struct study *s);

/* The number of a row, without an error for NUMBER; NaN for others and without a row (NULL). */
struct estimate column_estimate(const struct column *c, const void *row);
/* For people: value(error), a label, a count; a dash where there is no row (NULL) or no number. The caller's. */
char *column_cell(const struct column *c, const void *row, const struct study *s);
/* Heads for people; the caller's. That of histories is "rate" where they are rates, in the terminal where there are any;
 * that of loads is "strain" in the terminal where all are. */
char *column_text_head(const struct column *c, const struct study *s);
char *column_head(const struct column *c, const struct study *s);
/* The phrase, or what stands for it; the row's own. */
const char *column_phrase(const struct column *c);
/* "head (unit)", or the head alone where there is none; the caller's. */
char *column_with_unit(const char *head, const struct column *c, const struct study *s);

#endif
