/* A configuration: periodic box, ids, types, positions.
 *
 * Box: origin o and edge vectors in LAMMPS order, a = (xx,0,0), b = (xy,yy,0), c = (xz,yz,zz), all periodic; general
 * vectors are turned into this form, and the positions with them. Who means directions of the file turns them by
 * `frame` (config_to_box). Positions are as read (wrapped or not), in the length unit of the model (Å or σ; where a
 * file says that its lengths are in another unit, in Å). Atoms are sorted by id. ids are unique and > 0, types
 * 1..n_types.
 */
#ifndef GB_ATOMS_CONFIG_H
#define GB_ATOMS_CONFIG_H

#include "atoms/box.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CONFIG_MAX_TYPES = 100 };

enum config_length { CONFIG_LENGTH_UNSAID, CONFIG_LENGTH_ANGSTROM, CONFIG_LENGTH_SIGMA };

struct config {
    size_t n;
    int n_types;
    struct box box;
    int64_t *id;    /* [n] ascending, owned */
    int *type;      /* [n] 1-based, owned */
    double *x;      /* [3n] x,y,z interleaved, owned */
    char **element; /* [n_types] names, or NULL when the file has none; owned */
    double *mass;   /* [n_types] or NULL; owned */
    char *path;     /* where it was read from, for messages; may be NULL; owned */
    bool rotated;   /* the file's box was turned into LAMMPS's form by frame, v = frame v_file */
    double frame[3][3];
    bool by_line;              /* the file has no ids: 1..n in the order of its lines */
    enum config_length length; /* what the file says about its lengths */
    char *notes;               /* what was done to what the file holds, a sentence a line; NULL; owned */
};

/* n atoms with ids 1..n, type 1, at 0; no names or masses; the box is the unit cube. */
struct config *config_create(size_t n, int n_types);
void config_free(struct config *c);
struct config *config_copy(const struct config *c);

/* A direction of the file in the box's frame. */
void config_to_box(const struct config *c, const double file[3], double box[3]);
/* Adds a sentence to the notes. */
void config_note(struct config *c, const char *fmt, ...) GB_PRINTF(2, 3);

/* Reads a LAMMPS data file, a LAMMPS text dump or extended XYZ, plain or .gz, "-" for standard input; the format is
 * recognised from the content. frame: which one of a dump or XYZ, from 0; negative: from the end, -1 is the last. The
 * path may name the frame itself, FILE@N (config_frame_of); both are refused. A frame that cannot be read, has no atoms
 * or no periodic box is passed over unless it is the one that was asked for.
 *
 * `elements` (may be NULL): names that give the types their order, e.g. {"Cu","Zr"}. Where the file names its types
 * (XYZ species, a dump's `element` or `typelabel`, a data file's type labels or comments in Masses), types are
 * renumbered by name and a name that is not in `elements` is an error; where it does not, its type numbers stand and
 * must not exceed n_elements. In both cases the configuration then has n_elements types with these names. Without
 * `elements`, species of an XYZ file are numbered by its `types="..."` key, else by first appearance; species that are
 * numbers are type numbers, or atomic numbers (read_xyz.c says when).
 *
 * Data: `Atoms # style` with atomic, charge, bond, angle, molecular or full; without a style, the columns tell it where
 * they leave one. Image flags are ignored, sections other than Atom Type Labels, Masses and Atoms skipped. Dump: needs
 * type, element or typelabel, and x y z, xu yu zu, xs ys zs or xsu ysu zsu (the first complete set in this order);
 * without id atoms are 1..N by line; ITEM: UNITS is taken (dump_units.c). XYZ: needs Lattice; without an id column
 * atoms are 1..N.
 *
 * Every fault is GB_EINPUT with file:line, what was found, what is allowed: truncated, ids twice, non-finite
 * coordinates, zero volume, fewer or more atoms than announced, unknown species ... Memory follows what the file holds,
 * not what it announces: 36 bytes an atom, 76 for a moment when ids are out of order, one frame at a time (-k: k of
 * them). *out is the caller's. */
int config_read(struct config **out, const char *path, long frame, const char *const *elements, int n_elements,
                struct gb_error *err);

/* The same, with masses: those that the file gives may differ by CONFIG_MASS_TOLERANCE. mass NULL, or NaN for a
 * species: not known. A mass of 1 in the file says nothing (reduced units). */
#define CONFIG_MASS_TOLERANCE 0.02
struct config_species {
    int n;
    const char *const *name;
    const double *mass;
};
int config_read_as(struct config **out, const char *path, long frame, const struct config_species *species,
                   struct gb_error *err);

/* The path in "FILE@N", and *frame = N; "FILE" and -1 where no frame is named, or where a file of the whole name is
 * there. The caller's. */
char *config_frame_of(const char *name, long *frame, bool *named);

/* Checks every promise of this header: 1 atom or more, 1..CONFIG_MAX_TYPES types, ids, types, finite positions at most
 * 1e6 boxes away, a sound box, masses > 0. GB_EINPUT. The readers' results pass it. */
int config_check(const struct config *c, struct gb_error *err);
/* Extra per-atom columns for writing. */
struct config_column {
    const char *name;
    const double *v; /* [n], borrowed */
};

/* Writers, exact: reading back gives the same bits (17 significant digits; box bounds, from which a reader has to
 * subtract, get 21 where 17 do not suffice; only an edge below 1/2000 of its origin may lose its last bit). Through a
 * temporary file, renamed at the end; ".gz" paths compress, which takes three times as long; "-" is standard output.
 * GB_EFAIL when it cannot be written.
 *
 * Dump: id type [element, when known] x y z + extra; box bounds, with xy xz yz when tilted. Masses are not kept, and
 * n_types becomes the highest type present.
 *
 * XYZ: species:S:1:pos:R:3:id:I:1 + extra, with types="Cu Zr" (names in the order of the types) and masses="..." where
 * known. Where names are missing or not distinct, species are the type numbers. Names that are no elements (A, B) stand
 * in a column kind:S:1; species is then their stand-in or X, for readers that know elements only (ASE).
 *
 * Dumps and XYZ of a box that was turned are written as it was in its file (a dump then has `abc origin`), to rounding.
 *
 * Data: `atomic`, with Masses (and names as comments) where known. */
int config_write_dump(const struct config *c, const char *path, size_t n_extra, const struct config_column *extra,
                      struct gb_error *err);
int config_write_xyz(const struct config *c, const char *path, size_t n_extra, const struct config_column *extra,
                     struct gb_error *err);
/* XYZ with elements that stand in for names: stand_in[n_types], NULL where there is none. */
int config_write_xyz_as(const struct config *c, const char *const *stand_in, const char *path, size_t n_extra,
                        const struct config_column *extra, struct gb_error *err);
int config_write_data(const struct config *c, const char *path, struct gb_error *err);

#endif
