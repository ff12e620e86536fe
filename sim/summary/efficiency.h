/* What an error of the ratio costs: summary/efficiency.tsv, a row for each rate, strain, signal and number of axes.
 *
 * For number weights and peaks read at their own extrema:
 *     scatter   jackknife error of the pool times sqrt(n) (jackknife.h), so that m samples give scatter/sqrt(m). Of one
 *               axis: each axis on its own, mean square over the axes.
 *     bias      counts from `symmetrised` (all axes), or `minus-unloaded` with one sign: the plain average that cancels
 *               most. Its error is of the difference on the same samples, far smaller than that of either. The ratio of
 *               a few samples is itself biased, in 1/n: read it where n is large.
 *     cpu       from stage.xml: the glass (melt, quench, reference; not the elastic constants) and, of loads and
 *               measuring, axes x signs of those there are. Where glasses came from files they cost nothing here. A
 *               stage that was resumed counts its last attempt.
 *     cpu_0.01  for an error E: cpu (scatter/E)^2. The law scatter ~ 1/sqrt(atoms) makes it nearly independent of the
 *               size.
 * NaN: not to be had (one sample; stages without a record).
 */
#ifndef GB_SUMMARY_EFFICIENCY_H
#define GB_SUMMARY_EFFICIENCY_H

#include "pool/pool.h"
#include "table/table.h"

struct efficiency_row {
    size_t history, load; /* of the study */
    enum pool_signal signal;
    size_t axes, signs, samples;
    struct estimate ratio, scatter, bias;
    double cpu_glass, cpu; /* s per sample: of the glass alone, of all */
};
enum efficiency_column {
    EFFICIENCY_HISTORY,
    EFFICIENCY_LOAD,
    EFFICIENCY_SIGNAL,
    EFFICIENCY_AXES,
    EFFICIENCY_SIGNS,
    EFFICIENCY_SAMPLES,
    EFFICIENCY_RATIO,
    EFFICIENCY_SCATTER,
    EFFICIENCY_BIAS,
    EFFICIENCY_CPU_GLASS,
    EFFICIENCY_CPU,
    EFFICIENCY_SAMPLES_001,
    EFFICIENCY_CPU_001,
    EFFICIENCY_N_COLUMNS
};
extern const struct table_kind efficiency_kind;
struct efficiency {
    size_t n;
    struct efficiency_row *row;
};

/* Noise above the signal: the pool's ratio is no smooth function of its samples, and the numbers mean nothing. */
bool efficiency_usable(const struct efficiency_row *row);
/* Samples, processor seconds, for an error of the ratio of 0.01, with the error that the scatter's gives. */
struct estimate efficiency_samples(const struct efficiency_row *row);
struct estimate efficiency_cpu(const struct efficiency_row *row);

int efficiency_write(const struct efficiency *e, const struct study *s, const char *path, struct gb_error *err);
/* GB_EINPUT with file:line. *e is the caller's (efficiency_clear); `s` must outlive it. */
int efficiency_read(struct efficiency *e, const struct study *s, const char *path, struct gb_error *err);
void efficiency_clear(struct efficiency *e);

/* The rows of one history and load; pool: number weights; dir: the study's folder, for the stages' records. */
void efficiency_add(struct efficiency *e, const struct pool *pool, const char *dir);

#endif
