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
    const double *mass;           /* of these, or NULL; borrowed */
    long frame;                   /* wanted: from 0, or from the end, -1 the last */
    long index;                   /* of the one that is being read */
    long whole;                   /* the last before it that is whole, or -1 */
    const struct dump_unit *unit; /* of a dump that has said it; NULL: not said */
};

/* Each reads one configuration, or passes over it when `skip` (then *out stays NULL). A frame that cannot be read, but
 * whose end is known, is passed over too: GB_OK, *out NULL, and why in *unfit. */
typedef int frame_fn(struct reader *r, bool skip, struct config **out, struct gb_error *unfit, struct gb_error *err);
frame_fn read_dump_frame, read_xyz_frame;
/* frame.c: the wanted one of the frames that follow one another. */
int read_frames(struct reader *r, frame_fn *one, bool (*begins)(const char *), struct config **out,
                struct gb_error *err);
/* Whether a line may begin a frame. */
bool read_dump_begins(const char *line), read_xyz_begins(const char *line);
int read_data(struct reader *r, struct config **out, struct gb_error *err);
/* data_style.c: which columns an atom of a data file has. */
struct data_style {
    const char *name, *columns;
    size_t n, type, x; /* columns without image flags; where type and x are */
};
/* By the comment behind "Atoms"; *out NULL when that is empty or a remark. GB_EINPUT: a style that is not read. */
int data_style_named(const struct lines *in, const char *comment, const struct data_style **out, struct gb_error *err);
/* By the first atom. GB_EINPUT where it leaves none, or more than one. */
int data_style_of_line(const struct lines *in, const char *line, int n_types, bool labelled,
                       const struct data_style **out, struct gb_error *err);
/* xyz_keys.c: the value of a key of an extended XYZ file's second line, without quotes or brackets, the caller's; NULL
 * when absent. Keys in any case, the one as written first where there are several. */
char *xyz_key(const char *keys, const char *key);
/* adopt.c: types in the order of r->elements: by name where the file has names, else as they are; masses compared. */
int read_adopt(const struct reader *r, struct config *c, struct gb_error *err);

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

/* "it is truncated", and what can be done about it when a frame before it is whole; the caller's. */
char *read_truncated(const struct reader *r);

/* How finely numbers are written: the most digits behind the point and the most significant ones of those seen. The
 * last line of a file that has lost its end may hold a number that has lost digits. */
struct read_digits {
    int behind, significant;
};
void read_digits_see(struct read_digits *d, char *const x[3]);
/* Whether x[2], which ends the file, has fewer digits than those seen and than x[0] and x[1]. */
bool read_digits_lost(const struct read_digits *d, char *const x[3]);

/* box_turn.c: edge vectors in general position into LAMMPS's form, v' = R v. Turned by less than BOX_TURN_LIMIT they
 * are as good as in it: then *turned is false, though what they are off is taken out. GB_EINPUT: flat, left-handed. */
#define BOX_TURN_LIMIT 1e-6
struct box_turn {
    bool any, turned; /* any: R is not the unit matrix; turned: worth a word */
    double R[3][3];
};
int box_turn_find(struct box_turn *t, double edge[3][3], struct box *box, struct gb_error *err); /* edge[k]: vector k */
void box_turn_apply(const struct box_turn *t, double v[3]);
/* Tells c. */
void box_turn_tell(const struct box_turn *t, struct config *c);

/* dump_units.c: what LAMMPS calls its units. */
struct dump_unit {
    const char *style, *length;
    double ang; /* angstrom in one; 1 for lj */
};
const struct dump_unit *dump_unit_find(const char *style); /* NULL: no style of LAMMPS */

/* dump_box.c: the line after an item's header, and the box; flags: what stands behind ITEM: BOX BOUNDS. */
struct dump_box {
    struct box box; /* in angstrom or sigma */
    struct box_turn turn;
    double ang; /* what the file's lengths are multiplied by */
};
int dump_value_line(struct reader *r, const char *item, char **line, struct gb_error *err);
int dump_box_read(struct reader *r, const char *flags, struct dump_box *d, struct gb_error *err);

/* elements.c: the symbol of an atomic number, NULL beyond 1..118; whether a name is one. */
const char *element_symbol(int64_t Z);
bool element_is_symbol(const char *name);

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
/* The first word of a comment as a name: "Cu", "(Cu)", "Cu, copper"; NULL when it is none. The caller's. */
char *names_in_comment(const char *comment);
/* The number of the name in s[0..len), 0 when it is not there. */
int names_number(const struct type_names *t, const char *s, size_t len);
/* The number of a name, adding it where that is allowed. */
int names_find(struct type_names *t, const struct lines *in, const char *s, int *type, struct gb_error *err);
/* Gives c the names (c->n_types becomes t->n). */
void names_give(const struct type_names *t, struct config *c);
/* "Cu Zr"; the caller's. */
char *names_text(const char *const *name, int n);

#endif
