/* Images as detectors' software writes them, for pyFAI, fabio, Fit2D, DAWN and their kin. All little-endian, row by row
 * from the first row (drawn at the top by some programs, at the bottom by pyFAI); appear under their name when complete
 * (base/output.h), so `.gz` packs them.
 *
 *     EDF    header `{ key = value ; ... }` padded to a multiple of 512 bytes, then the pixels
 *     TIFF   one strip, SampleFormat 3 (float) or 1 (whole), 32 or 16 bits
 *     GE     General Electric 41RT (APS, `.ge3`): 8192-byte header, then uint16. Some readers take int16: counts above
 *            32767 are refused, never cut
 *     HDF5   NeXus NXsas, image_hdf5.c: /entry/data/data with instrument, source, detector, sample, monitor
 *     .poni  pyFAI's geometry, version 2
 *
 * Whole-number types refuse values that are not whole or do not fit, naming the pixel.
 */
#ifndef GB_SYNTH_IMAGE_H
#define GB_SYNTH_IMAGE_H

#include "synth/detector.h"

enum image_type { IMAGE_FLOAT32, IMAGE_UINT32, IMAGE_UINT16, IMAGE_UINT8 };

struct image {
    size_t width, height;
    const float *v; /* height * width; borrowed */
    enum image_type type;
    const char *title;
    size_t n_notes;
    const struct image_note {
        const char *key, *value;
    } * note; /* for EDF and TIFF headers; no `;{}` or line breaks; borrowed */
};

/* All: GB_EINPUT for values that do not fit, GB_EFAIL when the file cannot be written. */
int image_write_edf(const struct image *im, const char *path, struct gb_error *err);
int image_write_tiff(const struct image *im, const char *path, struct gb_error *err); /* no 8 bit */
/* Whatever im->type is, uint16. */
int image_write_ge(const struct image *im, const char *path, struct gb_error *err);
int image_write_poni(const struct detector *d, const char *path, struct gb_error *err);

/* What NXsas wants to know of a frame beyond its detector; borrowed. dark, flat (float) and mask (PIXEL_*) go beside
 * the data; NULL: left out. */
struct image_nexus {
    const struct detector *detector;
    const struct detector_maps *maps;
    const char *sample;
    double seconds, monitor; /* exposure; counts of the monitor */
};
int image_write_nexus(const struct image *im, const struct image_nexus *nx, const char *path, struct gb_error *err);

/* The pixels as bytes of im->type; *bytes is the caller's. */
int image_bytes(const struct image *im, char **bytes, size_t *len, struct gb_error *err);
size_t image_type_size(enum image_type type);

#endif
