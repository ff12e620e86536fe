/* A study as the page's tests have it, by hand: Kob-Andersen units, two cooling rates, one or two strains. */
#ifndef TESTS_PAGE_STUDY_H
#define TESTS_PAGE_STUDY_H

#include "study/study.h"

static char *strain_labels[] = {(char *)"0.0025", (char *)"0.005"};
static double strains[] = {0.0025, 0.005};
static struct step quenches[] = {{.from_T = 0.8, .rate = 1e-2}, {.from_T = 0.8, .rate = 1e-3}};
static struct history histories[] = {{(char *)"1e-2", 1, &quenches[0]}, {(char *)"1e-3", 1, &quenches[1]}};
static struct study_load loads[] = {{.strain = 0.0025, .label = (char *)"0.0025", .applied = (char *)"0.0025"},
                                    {.strain = 0.005, .label = (char *)"0.005", .applied = (char *)"0.005"}};
static struct study_compress compress = {.label = strain_labels, .amount = strains, .axes = 7, .both_signs = true};

/* It owns nothing; n_loads: the first ones of `loads`. */
static inline struct study study_by_hand(const char *name, struct model *model, size_t samples, size_t n_loads,
                                         double r_bin) {
    compress.n = n_loads;
    return (struct study){.name = (char *)(uintptr_t)name,
                          .path = (char *)"x",
                          .model = model,
                          .model_name = (char *)"ka",
                          .atoms = 2000,
                          .samples = samples,
                          .n_histories = 2,
                          .history = histories,
                          .from_T = 0.8,
                          .axes = 7,
                          .both_signs = true,
                          .n_loads = n_loads,
                          .n_compress = 1,
                          .compress = &compress,
                          .load = loads,
                          .r_max = 7.2,
                          .r_bin = r_bin,
                          .fit_lo = 2.2,
                          .fit_hi = 7,
                          .d2min_cut = 1.5,
                          .smoothing = {SMOOTH_GAUSSIAN, 0.06, 0, QWINDOW_STEP},
                          .fictive = {0.05, 0.25, 0.55, 0.8}};
}

#endif
