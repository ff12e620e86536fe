/* LAMMPS through its C library: the only file that includes it (and MPI).
 *
 * A packaged LAMMPS has no exceptions: any error in a command ends the process after writing to its log. So these
 * functions return nothing where only LAMMPS itself can fail; the runner reads the log and tells the user.
 * Every rank calls every function (they are collective).
 */
#ifndef GB_WORKER_LAMMPS_H
#define GB_WORKER_LAMMPS_H

#include "atoms/config.h"
#include "stage/model.h"

struct lmp;

/* Starts MPI (once) and LAMMPS with its log at `log` (relative to the working folder). Uses the OPT styles when
 * present. */
struct lmp *lmp_open(const char *log);
void lmp_close(struct lmp *l); /* NULL is legal */
void lmp_finalize(void);       /* MPI */
int lmp_rank(const struct lmp *l);
void lmp_barrier(const struct lmp *l);
/* The largest of all ranks' codes: what fails on one fails on all. */
int lmp_agree(const struct lmp *l, int rc);
char *lmp_version_text(const struct lmp *l); /* "LAMMPS 20210929"; the caller's */

void lmp_command(struct lmp *l, const char *fmt, ...) GB_PRINTF(2, 3);

/* `clear`, then units, atom style and KIM initialisation; then exactly one of the next two; then the pair style. */
void lmp_begin(struct lmp *l, const struct model *m);
void lmp_read_data(struct lmp *l, const char *path); /* any path: LAMMPS sees a link in the working folder */
void lmp_read_restart(struct lmp *l, const char *path);
/* Pair style, masses, neighbour lists, and the thermo quantities that the functions below read. */
int lmp_set_model(struct lmp *l, const struct model *m, struct gb_error *err);

/* Potential energy (total), stress tensor in Voigt order xx yy zz yz xz xy (tension positive, virial part only), both
 * of the last run or minimisation. Stress in the model's stress unit for people: eps/sigma^3 or GPa. */
double lmp_energy(struct lmp *l);
void lmp_stress(struct lmp *l, double s[6]);
/* With the kinetic part, and the temperature; after a step of the dynamics of md.h, whose computes they read. */
void lmp_stress_full(struct lmp *l, double s[6]);
double lmp_temperature(struct lmp *l);
int64_t lmp_step(struct lmp *l);
void lmp_box(struct lmp *l, struct box *b);
/* Sets the box (same origin) and carries the atoms along affinely. */
void lmp_set_box(struct lmp *l, const struct box *b);
/* Positions ordered by LAMMPS id 1..n into x[3n], on every rank. */
void lmp_positions(struct lmp *l, size_t n, double *x);
/* Types 1.. (0 where they could not be read) and velocities, likewise; setting them takes the same order, and the next
 * run must begin with `pre yes`: lists and images know the old types. */
void lmp_types(struct lmp *l, size_t n, int *type);
void lmp_set_types(struct lmp *l, const int *type);
void lmp_velocities(struct lmp *l, size_t n, double *v);
void lmp_set_velocities(struct lmp *l, const double *v);
size_t lmp_atoms(struct lmp *l);
/* Rank 0's bytes to all. */
void lmp_share(const struct lmp *l, void *data, size_t bytes);

/* Energy and forces where the atoms are. */
void lmp_evaluate(struct lmp *l);
/* For a minimiser (minimize.h). Between begin and end only these may be called: lmp_displace moves every atom by factor
 * d[3 id]; lmp_energy_and_forces evaluates there and returns the total potential energy, forces ordered by id. Lists
 * are rebuilt when needed. After lmp_minimize_end the energy and stress of the state can be read. */
void lmp_minimize_begin(struct lmp *l);
void lmp_displace(struct lmp *l, size_t n3, double factor, const double *d);
double lmp_energy_and_forces(struct lmp *l, size_t n3, double *force);
void lmp_minimize_end(struct lmp *l);

/* Values of `fix ID` of style ave/time, vector element i (0-based). */
double lmp_fix_value(struct lmp *l, const char *id, int i);
/* The global array of `compute ID` at the present step, row-major into v (rows x columns, NaN where there is none);
 * LAMMPS evaluates it now unless it has done so at this step. */
void lmp_compute_array(struct lmp *l, const char *id, size_t rows, size_t columns, double *v);

/* Neighbours without forces: after lmp_begin_neighbours (as lmp_begin, of no model) and lmp_read_data, each atom knows
 * all others within `cutoff`, their images too. */
void lmp_begin_neighbours(struct lmp *l, const char *units);
void lmp_set_neighbours(struct lmp *l, int n_species, double cutoff);
/* Per-atom `compute ID` at the present step by LAMMPS id into v (n x columns; columns 1: a vector), on every rank; NaN
 * where it could not be read. */
void lmp_compute_atoms(struct lmp *l, const char *id, size_t n, size_t columns, double *v);
/* The rows of the local array of `compute ID` at the present step, those of all ranks one after the other, on rank 0:
 * rows x columns, the caller's; elsewhere NULL and 0 rows. */
double *lmp_compute_local(struct lmp *l, const char *id, size_t columns, size_t *rows);
/* Is there this style in a category ("compute", "pair" ...)? */
bool lmp_has_style(struct lmp *l, const char *category, const char *style);

/* What the linked LAMMPS can do, without running anything: GB_EFAIL with the reason when it cannot run the model. */
int lmp_probe(struct lmp *l, const struct model *m, struct gb_error *err);

#endif
