/* A cell at a wanted stress: Newton steps on the measured stress, atoms minimised at every step (METHODS, "Loads at
 * rest").
 *
 * The unknowns are strains of groups of edges: one group (x y z together: isotropic), two (the lateral edges under
 * uniaxial load) or three. The residual of a group is the mean stress along its edges less the target. Starts from a
 * given stiffness, which Broyden's rank-one update improves at every step; where the glass rearranges (the stress moves
 * by more than twice what was predicted, or against it) the given stiffness is taken again, and a step that made things
 * worse halves the longest step, `max_strain` at first. Potentials whose force jumps at the cut-off make the stress a
 * rough function of strain, and a glass that yields has no state at the wanted stress nearby: then `converged` is false
 * and the residual says by how much.
 */
#ifndef GB_WORKER_RELAX_H
#define GB_WORKER_RELAX_H

#include "worker/worker.h"

struct relax {
    int n;                  /* groups, 1..3 */
    bool axis[3][3];        /* axis[group][edge] */
    double target[3];       /* stress, model units */
    double stiffness[3][3]; /* d stress / d strain */
    double max_strain;      /* of one step */
    double tolerance;       /* on every |residual| */
    int max_steps;
    size_t atoms;
    const char *label; /* for the progress line */
    double progress_at, progress_total;
    /* results */
    bool converged, minimized;
    int steps;
    double residual[3];
};

/* The cell and atoms in LAMMPS are changed. GB_EFAIL only when the stress is not finite or the steps diverge. */
int relax_cell(struct worker *w, struct relax *r, struct gb_error *err);

/* Box of `from` with the edges of each axis a stretched by factor[a] (tilts too, so that F is diagonal). */
struct box relax_stretched(const struct box *from, const double factor[3]);

/* Stress change along all edges when edge a alone is strained by +-h without relaxing the atoms:
 * stiffness[i][a] = d sigma_i / d strain_a; the affine one. The state is left as it was. */
void relax_affine_stiffness(struct worker *w, double h, double stiffness[3][3]);

/* rms force components at which minimisations end, model units: of a state that is kept, of one whose stress is
 * measured, and while the cell is far from its stress. */
#define RELAX_RMS 1e-8
#define RELAX_RMS_STRESS 1e-6
#define RELAX_RMS_COARSE 1e-5

#endif
