/* truth.xml: the answer that lies beside a data set. Everything imposed, and what the experiment's own pipeline makes
 * of the data without noise:
 *
 *     <synth version command seed>
 *       <imposed profile eps_inf eps_1 eps_2 ratio poisson ...>      or <atoms eps_true ...>
 *       <glass .../> <experiment .../> <sectors .../> <noise .../>
 *       <expected> <pipeline name eps_inf eps_1 eps_2 ratio .../> </expected>
 *       <detector .../> ...                                          with images
 *       <files> <file name="...">what</file> ... </files>
 *     </synth>
 *
 * eps_i of <imposed> is eps(R) at r_i, the extrema of K = c r dg00/dr of the number-weighted g00, unsmoothed, in the
 * first shell. By continuity g20 = c r d(g00 eps)/dr, so a pipeline reads that number only where eps(R) is flat over
 * the peak: <expected> says what it reads, to first order, at finite strain, and through the data set's weights and
 * window.
 */
#ifndef GB_SYNTH_TRUTH_FILE_H
#define GB_SYNTH_TRUTH_FILE_H

#include "base/xml_write.h"
#include "strain/strain.h"
#include "synth/dataset.h"
#include "synth/phantom.h"

/* What the pipeline is run on for <expected>. */
struct truth_states {
    const struct scatter *sc;
    const struct phantom_state *unloaded, *loaded;
    const struct structure *S_unloaded, *S_loaded; /* exact */
    const struct structure *S_affine;              /* loaded affinely: what is found on it is the floor */
    const struct phantom_glass *glass;             /* NULL: not a phantom */
    const struct phantom_profile *profile;
    double eps_true; /* its sign: tension is given to the pipeline as compression, and told as tension */
    struct q_cut cut;
    struct strain_options pipeline; /* but the smoothing; its Poisson's ratio is the imposed one, too */
};
/* <expected> ... </expected>. A pipeline that finds no peaks says so there (failed="why"). */
void truth_file_expected(struct gb_text *t, const struct truth_states *st);

/* <imposed .../>. *imposed ratio and eps_i as in the file. GB_EFAIL where the glass has no first shell. */
struct truth_imposed {
    double eps_1, eps_2, ratio, r_1, r_2;
};
int truth_file_add_imposed(struct gb_text *t, const struct truth_states *st, struct truth_imposed *imposed,
                           struct gb_error *err);

/* <experiment/>, <sectors/>, <noise of="sectors"/>, which the images do not have: theirs is <exposure noise>. */
void truth_file_experiment(struct gb_text *t, const struct dataset_plan *plan, const struct scatter *sc, double counts);

#endif
