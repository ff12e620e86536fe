/* Where things lie in a study's folder: the path of every stage, and of the summary's files that are one of many. */
#ifndef GB_STUDY_NAMES_H
#define GB_STUDY_NAMES_H

#include "stage/kinds.h"
#include "study/study.h"

/* What a path's pattern may ask for; the rest is not looked at. */
struct study_place {
    size_t history, step; /* indices; step: of the history */
    size_t sample;        /* from 1 */
    size_t load;          /* index of study.load */
    int axis;             /* 0 x, 1 y, 2 z */
    size_t T;             /* index of study.equilibrium.T */
};

/* The path of a stage of a kind at a place, by the pattern of the kind's row; the caller's. For the steps of a history
 * the kind is the step's own: study_step_path. In a pattern,
 *   {history}      label of the history        {load}      what is applied: label of the load without its positions
 *   {step}         HISTORY, its last step;     {measured}  label of the load
 *                  HISTORY~I, its others       {temperature}  "T0.15", of the load
 *   {T}            of the equilibrium liquid   {axis}, {sample} */
char *study_stage_path(const struct study *s, enum stage_kind_id kind, struct study_place where);
/* Of step `where.step` of history `where.history`: the stage of the first history that begins alike; the caller's. */
char *study_step_path(const struct study *s, struct study_place where);
/* The kind of a step's stage. */
enum stage_kind_id study_step_kind(enum step_kind kind);

/* DIR/WHAT-HISTORY[-LOAD[-WEIGHTS]].tsv: a table of the summary for one history, load (its label) and weights, each
 * NULL where the table is not of one; the caller's. */
char *study_summary_path(const char *dir, const char *what, const char *history, const char *load, const char *weights);

#endif
