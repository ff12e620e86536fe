/* What the readers share: where they are in the input, the atoms read so far, the names of types, the box's bounds.
 * Private to the folder; config.h has the public side.
 */
#ifndef GB_ATOMS_READ_H
#define GB_ATOMS_READ_H

#include "atoms/config.h"
#include "atoms/lines.h"

struct reader {
    struct lines in;
    const char *const *elements; /* names that give the types their order, or NULL; borrowed */
    int n_elements;
    long frame; /* wanted, or -1 for the last */
    long index; /* of the one that is being read */
};

/* Each reads one configuration, or passes over it when `skip` (then *out stays NULL). */
typedef int frame_fn(struct reader *r, bool skip, struct config **out, struct gb_error *err);
frame_fn read_dump_frame, read_xyz_frame;
/* Whether a line may begin a frame. */
bool dump_begins(const char *line), xyz_begins(const char *line);
int read_data(struct reader *r, struct config **out, struct gb_error *err);

/* Atoms in the order of the file; grows with what is read, whatever was announced. For messages it knows where each was
 * read, as runs of atoms on lines that follow one another. */
struct line_run {
    size_t first; /* atom */
    long line;    /* where it was */
};
struct atom_list {
    size_t n, cap;
    int64_t *id;
    int *type;
    double *x;
    struct line_run *run;
    size_t n_runs, cap_runs;
    long next_line; /* where the run would go on */
};
void atoms_clear(struct atom_list *a);
void atoms_add(struct atom_list *a, int64_t id, int type, const double x[3], long line);
/* Sorted by id into a configuration (the caller's), checked; faults name the line. No names, no masses. The list is
 * empty then. */
int atoms_finish(struct atom_list *a, const struct lines *in, const struct box *box, int n_types, struct config **out,
                 struct gb_error *err);

/* Numbers of a line. The text `what` ("atom id", "y") is for the message. */
int read_int(const struct lines *in, const char *s, const char *what, int64_t lo, int64_t hi, int64_t *v,
             struct gb_error *err);
int read_real(const struct lines *in, const char *s, const char *what, double *v, struct gb_error *err);
int read_position(const struct lines *in, char *const s[3], double x[3], struct gb_error *err);

/* "it is truncated", and what can be done about it when a frame before it is whole. */
const char *read_truncated(const struct reader *r);

/* One direction's origin and edge from "lo hi" as text; off_lo and off_hi are what a bounding box adds to them. The hi
 * side is taken at the machine's widest precision, so that a writer can express any edge exactly. */
bool read_bounds(const char *lo, const char *hi, double off_lo, double off_hi, double *origin, double *edge);
/* What a dump's bounding box adds to the bounds of the tilted box: off[0] below, off[1] above. */
void read_tilt_offsets(const struct box *b, double off[3][2]);

/* Names of types. fixed: no others are allowed; else a new one gets the next number. */
struct type_names {
    int n;
    bool fixed;
    char *name[CONFIG_MAX_TYPES]; /* owned */
};
void names_clear(struct type_names *t);
void names_set(struct type_names *t, const char *const *name, int n); /* and fixes them */
bool names_valid(const char *s); /* a letter, then letters, digits and _ + - . ; at most 15 bytes */
/* The number of the name in s[0..len), 0 when it is not there. */
int names_number(const struct type_names *t, const char *s, size_t len);
/* The number of a name, adding it where that is allowed. */
int names_find(struct type_names *t, const struct lines *in, const char *s, int *type, struct gb_error *err);
/* Gives c the names (c->n_types becomes t->n). */
void names_give(const struct type_names *t, struct config *c);
/* "Cu Zr"; the caller's. */
char *names_text(const char *const *name, int n);

#endif
