/* A configuration: periodic box, ids, types, positions.
 *
 * Box: origin o and edge vectors in LAMMPS order, a = (xx,0,0), b = (xy,yy,0), c = (xz,yz,zz), all periodic; general
 * vectors of extended XYZ are rotated into this form (positions with them, the loading axis is then the rotated one:
 * refused unless the rotation is the identity to 1e-9, with the remedy). Positions are as read (wrapped or not), in the
 * length unit of the model (Å or σ). Atoms are sorted by id. ids are unique and > 0, types 1..n_types.
 */
#ifndef GB_ATOMS_CONFIG_H
#define GB_ATOMS_CONFIG_H

#include "atoms/box.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CONFIG_MAX_TYPES = 100 };

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
};

/* n atoms with ids 1..n, type 1, at 0; no names or masses; the box is the unit cube. */
struct config *config_create(size_t n, int n_types);
void config_free(struct config *c);
struct config *config_copy(const struct config *c);

/* Reads a LAMMPS data file, a LAMMPS text dump or extended XYZ, plain or .gz, "-" for standard input; the format is
 * recognised from the content. frame: which one of a dump or XYZ, from 0; -1 is the last.
 *
 * `elements` (may be NULL): names that give the types their order, e.g. {"Cu","Zr"}. Where the file names its types
 * (XYZ species, a dump's `element` column, comments in a data file's Masses), types are renumbered by name and a name
 * that is not in `elements` is an error; where it does not, its type numbers stand and must not exceed n_elements. In
 * both cases the configuration then has n_elements types with these names. Without `elements`, species of an XYZ file
 * are numbered by its `types="..."` key, else by first appearance; species that are numbers are type numbers.
 *
 * Data: `Atoms # style` with atomic, charge, bond, angle, molecular or full; no style means atomic. Image flags are
 * ignored, sections other than Masses and Atoms skipped. Dump: needs id, type or element, and x y z, xu yu zu, xs ys zs
 * or xsu ysu zsu (the first complete set in this order). XYZ: needs Lattice; without an id column atoms are 1..N.
 *
 * Every fault is GB_EINPUT with file:line, what was found, what is allowed: truncated, ids twice, non-finite
 * coordinates, zero volume, fewer or more atoms than announced, unknown species ... Memory follows what the file holds,
 * not what it announces: 36 bytes an atom, 76 for a moment when ids are out of order, one frame at a time. *out is the
 * caller's. */
int config_read(struct config **out, const char *path, long frame, const char *const *elements, int n_elements,
                struct gb_error *err);

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
 * known. Where names are missing or not distinct, species are the type numbers.
 *
 * Data: `atomic`, with Masses (and names as comments) where known. */
int config_write_dump(const struct config *c, const char *path, size_t n_extra, const struct config_column *extra,
                      struct gb_error *err);
int config_write_xyz(const struct config *c, const char *path, size_t n_extra, const struct config_column *extra,
                     struct gb_error *err);
int config_write_data(const struct config *c, const char *path, struct gb_error *err);

#endif
