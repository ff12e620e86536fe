/* The detector's part of `glassbed synth`: its options, and the folder images/ that they ask for.
 *
 *     struct synth_image_options o = synth_image_defaults();
 *     struct option_spec spec[SYNTH_IMAGE_OPTIONS + ...];   synth_image_specs(&o, spec);   options_parse(...);
 *     synth_image_plan(&plan, &o, seed, &err);              before any work: every fault of the options
 *     synth_image_q_end(&plan)                              how far S_l0(Q) must be known
 *     synth_image_write(...)
 */
#ifndef GB_COMMAND_SYNTH_IMAGE_H
#define GB_COMMAND_SYNTH_IMAGE_H

#include "base/mem.h"
#include "command/command.h"
#include "synth/detector.h"

#include <stdbool.h>

struct synth_image_options {
    bool wanted, noise;
    const char *size, *centre, *tilt, *formats; /* borrowed from argv; NULL: not given */
    double energy, distance, pixel, azimuth, polarisation, counts, flat, dark, pedestal, dead, hot, gap, beam_stop,
        distortion, air, subpixel; /* NaN: not given */
};
enum { SYNTH_IMAGE_OPTIONS = 22 };
struct synth_image_options synth_image_defaults(void);
/* Fills spec[0..SYNTH_IMAGE_OPTIONS). */
void synth_image_specs(struct synth_image_options *o, struct option_spec *spec);

enum image_format { FORMAT_EDF, FORMAT_TIFF, FORMAT_HDF5, FORMAT_GE, FORMAT_N };
struct synth_image_plan {
    bool wanted; /* false: --image was not given, and no option that needs it */
    struct detector detector;
    struct detector_defects defects;
    struct detector_exposure exposure; /* but its scale */
    double counts;                     /* wanted at the peak */
    bool format[FORMAT_N];
};
int synth_image_plan(struct synth_image_plan *plan, const struct synth_image_options *o, uint64_t seed,
                     struct gb_error *err);
/* S_l0(Q) must be known up to here and dq * 4 further, 1/angstrom. */
double synth_image_q_end(const struct synth_image_plan *plan);

/* What is in the beam; S_l0(Q) in 1/angstrom, weighted for x-rays by sc. */
struct synth_image_sample {
    const char *name;
    const struct scatter *sc;
    const struct structure *unloaded, *loaded;
};
/* Writes DIR/images/: unloaded and loaded frames in every format, mask.edf, flat.edf, dark.edf, detector.poni. Adds to
 * `truth` the elements <detector>, <defects>, <exposure>, to `files` a line <file name="images/..">what</file> each. */
int synth_image_write(const struct synth_image_plan *plan, const struct synth_image_sample *sample, const char *dir,
                      struct gb_text *truth, struct gb_text *files, struct gb_error *err);

#endif
