/* A configuration: periodic box, ids, types, positions.
 *
 * Box: origin o and edge vectors in LAMMPS order, a = (xx,0,0), b = (xy,yy,0), c = (xz,yz,zz), all periodic; general
 * vectors of extended XYZ are rotated into this form (positions with them, the loading axis is then the rotated one:
 * refused unless the rotation is the identity to 1e-9, with the remedy). Positions are as read (wrapped or not), in the
 * length unit of the model (Å or σ). Atoms are sorted by id. ids are unique and > 0, types 1..n_types.
 */
#ifndef GB_ATOMS_CONFIG_H
#define GB_ATOMS_CONFIG_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct box {
    double origin[3];
    double h[3][3]; /* h[row][col], columns are the edge vectors a, b, c: x = origin + h s, s in [0,1) */
};

struct config {
    size_t n;
    int n_types;
    struct box box;
    int64_t *id;     /* [n] ascending, owned */
    int *type;       /* [n] 1-based, owned */
    double *x;       /* [3n] x,y,z interleaved, owned */
    char **element;  /* [n_types] names, or NULL when the file has none; owned */
    double *mass;    /* [n_types] or NULL; owned */
    char *path;      /* where it was read from, for messages; owned */
};

struct config *config_create(size_t n, int n_types);
void config_free(struct config *c);
struct config *config_copy(const struct config *c);

/* Reads a LAMMPS data file, a LAMMPS text dump (last frame, or frame >= 0) or extended XYZ, plain or .gz, "-" for
 * standard input; the format is recognised from the content. `elements` (may be NULL): names that give the types their
 * order, e.g. {"Cu","Zr"}; used for XYZ species and dumps with an element column. Every fault is GB_EINPUT with
 * file:line, what was found, what is allowed: truncated, ids twice, non-finite coordinates, zero volume, fewer atoms
 * than announced, unknown species ... *out is the caller's. */
int config_read(struct config **out, const char *path, long frame, const char *const *elements, int n_elements,
                struct gb_error *err);

/* Checks every promise of this header; used by the readers. */
int config_check(const struct config *c, struct gb_error *err);

/* Extra per-atom columns for writing. */
struct config_column {
    const char *name;
    const double *v; /* [n], borrowed */
};

/* Writers, exact (17 significant digits). The dump has columns id type x y z + extra, with box bounds (xy xz yz when
 * tilted); extended XYZ has species:pos:id + extra; data is "atomic" style with Masses when known. ".gz" paths compress. */
int config_write_dump(const struct config *c, const char *path, size_t n_extra, const struct config_column *extra,
                      struct gb_error *err);
int config_write_xyz(const struct config *c, const char *path, size_t n_extra, const struct config_column *extra,
                     struct gb_error *err);
int config_write_data(const struct config *c, const char *path, struct gb_error *err);

double box_volume(const struct box *b);
bool box_is_orthogonal(const struct box *b);
/* Inverse of h; the volume must be > 0. */
void box_invert(const struct box *b, double inv[3][3]);
/* Distances between opposite faces, along the normals of (b,c), (c,a), (a,b). */
void box_heights(const struct box *b, double height[3]);
/* Shortest periodic image of dr, exact for any tilt. */
void box_minimum_image(const struct box *b, double dr[3]);
/* Fractional coordinates, not wrapped. */
void box_fractional(const struct box *b, const double inv[3][3], const double x[3], double s[3]);

#endif
