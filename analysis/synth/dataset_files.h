/* The files of one state of a data set, and the list of them for the truth file. */
#ifndef GB_SYNTH_DATASET_FILES_H
#define GB_SYNTH_DATASET_FILES_H

#include "base/mem.h"
#include "synth/dataset.h"

/* Adds `<file name="NAME">what</file>`. */
void dataset_list(struct gb_text *files, const char *what, const char *fmt, ...) GB_PRINTF(3, 4);

/* Into DIR/NAME ("unloaded", "loaded"), which is made:
 *     S_l0.tsv g_l0.tsv S_sectors.tsv g_sectors.tsv        as measured
 *     total.gr .fq .sq .iq                                 of S00, as PDFgetX3
 *     sine/chi_DEG.gr                                      each sector's plain sine transform
 *     anipdf/S_chi_DEG.txt                                 Q, S(Q) of each sector
 *     ideal_S_l0.tsv                                       before range, sectors and noise
 *     ideal_g_l0.tsv                                       number-weighted total and partials, before any transform
 * (Of S(Q), phi for chi where the sectors are azimuths; g(r, chi) is by chi always.) in: what dataset_measure was
 * given. */
int dataset_write(const struct dataset_state *s, const struct dataset_plan *plan, const struct scatter *sc,
                  const struct structure_input *in, const char *dir, const char *name, struct gb_text *files,
                  struct gb_error *err);

#endif
