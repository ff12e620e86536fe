/* Atoms, grid and expected counts, see subject.h. */
#include "subject.h"

#include "base/mem.h"
#include "pairs/pairs.h"
#include "structure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SEED = 20220415, PAIRS_OF_TYPES = 3 };

void subject_init(struct subject *s, size_t atoms, double density, double tilt, double r_max, size_t bins) {
    *s = (struct subject){.c = structure_create(atoms, density, tilt, SEED),
                          .grid = {.n = bins, .dr = r_max / (double)bins}};
}

void subject_clear(struct subject *s) {
    config_free(s->c);
    free(s->total);
    free(s->partial);
    *s = (struct subject){0};
}

static double expect(uint64_t **kept, size_t n, const uint64_t *count) {
    if (*kept) return bench_differ(n, count, *kept);
    *kept = GB_ARRAY(n, uint64_t);
    memcpy(*kept, count, n * sizeof *count);
    return 0;
}

/* Holds the sums against the first ones, or keeps them when they are the first. */
static double check(struct subject *s, const struct pdf_sums *sums) {
    const size_t n = s->grid.n;
    uint64_t *total = GB_ARRAY(n, uint64_t);
    for (size_t p = 0; p < sums->n_pairs; p++)
        for (size_t k = 0; k < n; k++) total[k] += sums->count[p * n + k];
    double differ = expect(&s->total, n, total);
    free(total);
    if (s->pairs <= 0)
        for (size_t k = 0; k < n; k++) s->pairs += (double)s->total[k];
    if (sums->n_pairs == PAIRS_OF_TYPES) differ += expect(&s->partial, PAIRS_OF_TYPES * n, sums->count);
    return differ;
}

int subject_sweep(struct subject *s, const struct pdf_options *o, bool counting, double *seconds, double *differ,
                  struct gb_error *err) {
    int rc;
    const double begin = bench_seconds();
    if (counting) {
        uint64_t n;
        rc = pairs_count(&n, s->c, (double)s->grid.n * s->grid.dr, o->threads, o->isa, err);
        *seconds = bench_seconds() - begin;
        if (rc == GB_OK) *differ = s->pairs > 0 ? fabs((double)n - s->pairs) : NAN;
        return rc;
    }
    struct pdf_sums *sums;
    rc = pdf_accumulate_with(&sums, s->c, s->grid, o, err);
    *seconds = bench_seconds() - begin;
    if (rc != GB_OK) return rc;
    *differ = check(s, sums);
    pdf_sums_free(sums);
    return GB_OK;
}

enum pairs_isa subject_best_isa(void) {
    if (pairs_isa_present(PAIRS_ISA_AVX512)) return PAIRS_ISA_AVX512;
    return pairs_isa_present(PAIRS_ISA_AVX2) ? PAIRS_ISA_AVX2 : PAIRS_ISA_PLAIN;
}
