/* Molecular dynamics in pieces that can be taken up again.
 *
 * A schedule is a list of linear temperature ramps. It runs in chunks of `thermo_steps`; each gives one row of
 * averages. After every `checkpoint_steps` the state is written to a restart file and *read back*, by the uninterrupted
 * run too: LAMMPS starts afresh there (lists rebuilt, atoms in file order). So a run that was killed and taken up at
 * the last checkpoint continues bit for bit as the uninterrupted one would (same ranks).
 */
#ifndef GB_WORKER_MD_H
#define GB_WORKER_MD_H

#include "base/table.h"
#include "worker/worker.h"

enum md_cell {
    MD_AS_SCHEDULE, /* isotropic at zero pressure if the schedule is npt, else constant volume */
    MD_STRESS, /* compressive stress `from` -> `to` (model's unit) along `axis`, none across; each edge moves freely */
    MD_STRAIN, /* the edge along `axis` goes from (1 - from) to (1 - to) of itself, at constant volume */
};
struct md_ramp {
    double T0, T1; /* K, or epsilon/k */
    int64_t steps; /* a multiple of the schedule's thermo_steps */
    enum md_cell cell;
    int axis; /* 0 x, 1 y, 2 z */
    double from, to;
};

struct md_schedule {
    const char *label; /* for the progress line */
    size_t n;
    const struct md_ramp *ramp;
    double timestep;
    int64_t thermo_steps, checkpoint_steps; /* the second a multiple of the first */
    bool npt;                               /* at zero pressure; else constant volume, where a ramp says nothing */
    size_t atoms;
    /* sets the first state: called after lmp_begin when there is no checkpoint; it reads data or a restart */
    int (*start)(struct worker *w, void *ctx, struct gb_error *err);
    void *ctx;
    /* Moves between pieces of MD, or NULL: called after every block_steps, which divide thermo_steps; the energy of the
     * last step can be read (lmp_energy). MD sets itself up again after each. `columns` (names) are added to the
     * thermo rows; count fills them with what happened since the last row. */
    int64_t block_steps;
    int (*move)(struct worker *w, int64_t step, void *ctx, struct gb_error *err);
    const char *columns;
    void (*count)(void *ctx, double *v);
    /* Looks at the state after a row, and changes nothing; or NULL. What it leaves must be the same when the rows since
     * the last checkpoint are run again. */
    int (*watch)(struct worker *w, int64_t step, void *watching, struct gb_error *err);
    void *watching;
    /* Looks at the last ramp, or NULL: after every observe_steps of it, which divide thermo_steps; energy, stress and
     * temperature of the last step can be read, and MD goes on as if it had not been looked at. With each checkpoint
     * `keep` writes what was seen into a file, from which `take_up` has it back. Not together with `move`. */
    int64_t observe_steps;
    int (*observe)(struct worker *w, void *ctx, struct gb_error *err);
    int (*keep)(const void *ctx, const char *path, struct gb_error *err);
    int (*take_up)(void *ctx, const char *path, struct gb_error *err);
    int64_t steps_after;      /* for the progress line: the work that follows, in steps */
    double runs_before, runs; /* likewise: this is one of several runs of the stage; 0, 0: the only one */
};

/* Parameters npt timestep thermo-steps checkpoint-steps of w's stage. */
int md_read_schedule(const struct worker *w, struct md_schedule *s, struct gb_error *err);
/* Steps for a time or ramp: whole intervals, at least one. */
int64_t md_whole_intervals(double steps, int64_t interval);

/* Runs or takes up the schedule in the working folder (checkpoint.restart, thermo.part.tsv while it runs); on success
 * thermo.tsv holds all rows and the final state is in LAMMPS. Columns: step T e_pot e_tot h p volume (energies per
 * atom; h, the enthalpy at the imposed pressure, which is zero: e_tot), s_xx s_yy s_zz (mean stress with its kinetic
 * part, tension positive) and the cell's edges l_x l_y l_z. */
int md_run(struct worker *w, const struct md_schedule *s, struct gb_error *err);
/* Removes the checkpoint: after the stage has written all that it leaves. */
void md_clean(struct worker *w);
/* Leaves the final state as a restart file, read back, and cleans: the last thing a stage does. */
void md_leave(struct worker *w, const char *path);

#endif
