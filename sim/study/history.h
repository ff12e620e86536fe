/* Thermal and mechanical histories of a study: how each of its glasses came to be, as a list of steps that stages run
 * one after another. A <rate> of <quench> is a history of one step, cooling from `from` to `to`; a <history> lists its
 * own.
 *
 *     <history name="annealed">
 *       <quench rate="1e-2" to="0.2"/>          cooled from where the melt or the step before left it
 *       <anneal T="0.38" time="500"/>           held
 *       <swap T="0.38" time="50"/>              held, with swap Monte Carlo
 *       <reheat to="0.5" rate="1e-2"/>
 *       <creep T="0.3" stress="0.5" time="200"/>      uniaxial stress at zero lateral pressure, and off again
 *       <prestrain T="0.1" strain="0.1"/>       each axis shortened in turn at constant volume, and back
 *       <quench rate="1e-2"/>
 *     </history>
 *
 * Steps that two histories begin with are run once. Which step's stage it is follows from the study alone: the first
 * history that has the same steps up to there lends its name.
 */
#ifndef GB_STUDY_HISTORY_H
#define GB_STUDY_HISTORY_H

#include <stdbool.h>
#include <stddef.h>

struct study;

enum step_kind { STEP_QUENCH, STEP_REHEAT, STEP_ANNEAL, STEP_SWAP, STEP_CREEP, STEP_PRESTRAIN, STEP_N_KINDS };
/* "quench", ...: the element and the kind of stage, in the order of the table. */
extern const char *const step_name[STEP_N_KINDS];

/* Model's units; what a kind does not use is 0. */
struct step {
    enum step_kind kind;
    bool npt;                    /* at zero pressure, else constant volume */
    bool drawn;                  /* velocities are drawn at T: what went before ended cold */
    double from_T, T;            /* where it begins, and ends or is held */
    double rate;                 /* of quench and reheat, as written: K/s for metals */
    double time;                 /* of anneal, swap, creep */
    double stress;               /* of creep; compression positive */
    double strain, strain_rate;  /* of prestrain; the rate in 1/tau or 1/ps */
    double attempts, block_time; /* of swap: attempts per atom and block, MD between blocks */
    unsigned axes;               /* of prestrain; creep has one */
    size_t cycles;
};

struct history {
    char *label; /* owned; the rate as written, the name, or "as-given" */
    size_t n_steps;
    struct step *step; /* owned */
};

/* The first history that has h's steps 0 to i: it lends the stage of step i its name (names.h). */
size_t history_owner(const struct study *s, size_t h, size_t i);
/* Cooling rate of a history that is one quench; NaN otherwise. */
double history_rate(const struct study *s, size_t h);
/* Are all histories cooling rates? */
bool histories_are_rates(const struct study *s);
/* The last step where that is a quench through the glass-fit window, whose enthalpies tell T_f; n_steps otherwise. */
size_t history_cooling(const struct study *s, size_t h);
/* The history whose first step is the slowest quench from the melt through the liquid-fit window; n_histories: none.
 * usable[n_histories]: only of these; NULL: of all. */
size_t history_slowest(const struct study *s, const bool *usable);
/* "quench at 1e-2 to 0.35, anneal at 0.42 for 500, ..."; "as given"; the caller's. */
char *history_describe(const struct study *s, size_t h);
/* Length of a step in time units, all its parts. */
double step_duration(const struct study *s, const struct step *p);

#endif
