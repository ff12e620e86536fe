/* EDF, TIFF, GE and .poni writers, see image.h. */
#include "synth/image.h"

#include "base/mem.h"
#include "base/number.h"
#include "base/output.h"
#include "base/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { EDF_BLOCK = 512, GE_HEADER = 8192, GE_MAX = 32767 };

size_t image_type_size(enum image_type type) { return type == IMAGE_UINT8 ? 1 : type == IMAGE_UINT16 ? 2 : 4; }

static void put(char *p, uint32_t v, size_t n) {
    for (size_t k = 0; k < n; k++) p[k] = (char)(unsigned char)(v >> (8 * k));
}

static uint32_t pattern(float v, enum image_type type) {
    uint32_t bits;
    memcpy(&bits, &v, sizeof bits);
    return type == IMAGE_FLOAT32 ? bits : (uint32_t)v;
}

/* `most`: the largest whole number that is allowed. */
static int fits(const struct image *im, size_t at, double most, const char *what, struct gb_error *err) {
    const double v = im->v[at];
    const size_t x = at % im->width, y = at / im->width;
    if (!(v >= 0) || v > most)
        return gb_fail(err, GB_EINPUT,
                       "pixel (column %zu, row %zu) has %.9g counts: %s holds 0 to %.0f; lower the counts, or write "
                       "floating point (EDF, TIFF, HDF5)",
                       x, y, v, what, most);
    if (v != floor(v))
        return gb_fail(err, GB_EINPUT,
                       "pixel (column %zu, row %zu) has %.9g counts: %s holds whole counts; add noise, or write "
                       "floating point (EDF, TIFF, HDF5)",
                       x, y, v, what);
    return GB_OK;
}

static int encode(const struct image *im, enum image_type type, double most, const char *what, char *bytes,
                  struct gb_error *err) {
    const size_t size = image_type_size(type), n = im->width * im->height;
    int rc = GB_OK;
    for (size_t k = 0; k < n && rc == GB_OK; k++) {
        if (type != IMAGE_FLOAT32) rc = fits(im, k, most, what, err);
        if (rc == GB_OK) put(bytes + size * k, pattern(im->v[k], type), size);
    }
    return rc;
}

int image_bytes(const struct image *im, char **bytes, size_t *len, struct gb_error *err) {
    static const char *const name[] = {"", "an unsigned 32-bit image", "an unsigned 16-bit image", "an 8-bit image"};
    static const double most[] = {0, 4294967295, 65535, 255};
    *len = im->width * im->height * image_type_size(im->type);
    *bytes = gb_calloc(*len, 1);
    int rc = encode(im, im->type, most[im->type], name[im->type], *bytes, err);
    if (rc != GB_OK) free(*bytes);
    return rc;
}

static int check_notes(const struct image *im, const char *path, struct gb_error *err) {
    for (size_t k = 0; k < im->n_notes; k++)
        if (strpbrk(im->note[k].value, ";{}\n\r") || strpbrk(im->note[k].key, ";{}=\n\r"))
            return gb_fail(err, GB_EINPUT, "%s: header line '%s = %s': may not hold ; { } or line breaks", path,
                           im->note[k].key, im->note[k].value);
    return GB_OK;
}

/* Header and pixels into a file; frees both. */
static int write_two(const char *path, struct gb_text *head, char *bytes, size_t len, struct gb_error *err) {
    struct gb_output *out;
    int rc = gb_output_open(&out, path, err);
    if (rc == GB_OK) {
        gb_output_write(out, head->s, head->len);
        gb_output_write(out, bytes, len);
        rc = gb_output_close(out, err);
    }
    free(head->s);
    free(bytes);
    return rc;
}

int image_write_edf(const struct image *im, const char *path, struct gb_error *err) {
    static const char *const type[] = {"FloatValue", "UnsignedInteger", "UnsignedShort", "UnsignedByte"};
    char *bytes;
    size_t len;
    int rc = check_notes(im, path, err);
    if (rc != GB_OK) return rc;
    if ((rc = image_bytes(im, &bytes, &len, err)) != GB_OK) return gb_context(err, "%s", path);
    struct gb_text h = {0};
    gb_text_add(&h, "{\nHeaderID = EH:000001:000000:000000 ;\nImage = 1 ;\nByteOrder = LowByteFirst ;\n");
    gb_text_add(&h, "DataType = %s ;\nDim_1 = %zu ;\nDim_2 = %zu ;\nSize = %zu ;\n", type[im->type], im->width,
                im->height, len);
    gb_text_add(&h, "Title = %s ;\n", im->title);
    for (size_t k = 0; k < im->n_notes; k++) gb_text_add(&h, "%s = %s ;\n", im->note[k].key, im->note[k].value);
    while ((h.len + 2) % EDF_BLOCK != 0) gb_text_addn(&h, " ", 1);
    gb_text_addn(&h, "}\n", 2);
    return write_two(path, &h, bytes, len, err);
}

/* One entry of a TIFF directory. */
static void tag(struct gb_text *t, uint32_t id, uint32_t type, uint32_t count, uint32_t value) {
    char e[12];
    put(e, id, 2);
    put(e + 2, type, 2);
    put(e + 4, count, 4);
    put(e + 8, value, 4);
    gb_text_addn(t, e, sizeof e);
}

int image_write_tiff(const struct image *im, const char *path, struct gb_error *err) {
    enum { SHORT = 3, LONG = 4, ASCII = 2, RATIONAL = 5, TAGS = 13, DIRECTORY = 8 };
    char *bytes, number[8];
    size_t len;
    if (im->type == IMAGE_UINT8) return gb_fail(err, GB_EINPUT, "%s: 8-bit images are written as EDF", path);
    int rc = check_notes(im, path, err);
    if (rc != GB_OK) return rc;
    if ((rc = image_bytes(im, &bytes, &len, err)) != GB_OK) return gb_context(err, "%s", path);
    struct gb_text description = {0};
    gb_text_add(&description, "%s", im->title);
    for (size_t k = 0; k < im->n_notes; k++) gb_text_add(&description, "\n%s = %s", im->note[k].key, im->note[k].value);
    while (description.len % 4 != 3) gb_text_addn(&description, "\n", 1); /* with its terminator a multiple of 4 */
    const uint32_t text_at = DIRECTORY + 2 + 12 * TAGS + 4 + 2, text = (uint32_t)description.len + 1;
    const uint32_t resolution_at = text_at + text, data_at = resolution_at + 8;
    struct gb_text h = {0};
    gb_text_addn(&h, "II\x2a\0\x08\0\0\0", 8);
    put(number, TAGS, 2);
    gb_text_addn(&h, number, 2);
    tag(&h, 256, LONG, 1, (uint32_t)im->width);
    tag(&h, 257, LONG, 1, (uint32_t)im->height);
    tag(&h, 258, SHORT, 1, 8 * (uint32_t)image_type_size(im->type));
    tag(&h, 259, SHORT, 1, 1); /* no compression */
    tag(&h, 262, SHORT, 1, 1); /* 0 is black */
    tag(&h, 270, ASCII, text, text_at);
    tag(&h, 273, LONG, 1, data_at);
    tag(&h, 277, SHORT, 1, 1);
    tag(&h, 278, LONG, 1, (uint32_t)im->height);
    tag(&h, 279, LONG, 1, (uint32_t)len);
    tag(&h, 282, RATIONAL, 1, resolution_at);
    tag(&h, 283, RATIONAL, 1, resolution_at);
    tag(&h, 339, SHORT, 1, im->type == IMAGE_FLOAT32 ? 3 : 1);
    gb_text_addn(&h, "\0\0\0\0\0", 6); /* no further directory, and up to a multiple of 4 */
    gb_text_addn(&h, description.s, description.len + 1);
    put(number, 1, 4);
    put(number + 4, 1, 4);
    gb_text_addn(&h, number, 8);
    free(description.s);
    return write_two(path, &h, bytes, len, err);
}

int image_write_ge(const struct image *im, const char *path, struct gb_error *err) {
    const size_t len = im->width * im->height * 2;
    char *bytes = gb_calloc(len, 1), head[GE_HEADER] = "ADEPT";
    int rc = encode(im, IMAGE_UINT16, GE_MAX, "the GE format", bytes, err);
    if (rc != GB_OK) {
        free(bytes);
        return gb_context(err, "%s", path);
    }
    put(head + 10, 1, 2); /* version, size of the standard header */
    put(head + 12, GE_HEADER, 4);
    put(head + 16, 1, 2); /* version, size of the user's */
    put(head + 22, 1, 2); /* frames */
    put(head + 24, (uint32_t)im->height, 2);
    put(head + 26, (uint32_t)im->width, 2);
    put(head + 28, 16, 2); /* bits */
    struct gb_text h = {0};
    gb_text_addn(&h, head, sizeof head);
    return write_two(path, &h, bytes, len, err);
}

int image_write_poni(const struct detector *d, const char *path, struct gb_error *err) {
    double distance, poni1, poni2;
    detector_poni(d, &distance, &poni1, &poni2);
    struct gb_text t = {0};
    char b[32];
    const char *pixel = gb_print_double(b, d->pixel_m);
    gb_text_add(&t, "# 1 is the slow axis (rows), 2 the fast one (columns)\n# glassbed %s\n", GB_VERSION);
    gb_text_add(&t, "poni_version: 2\nDetector: Detector\n");
    gb_text_add(&t, "Detector_config: {\"pixel1\": %s, \"pixel2\": %s, \"max_shape\": [%zu, %zu]}\n", pixel, pixel,
                d->height, d->width);
    const struct {
        const char *name;
        double v;
    } line[] = {{"Distance", distance},
                {"Poni1", poni1},
                {"Poni2", poni2},
                {"Rot1", d->rot[0]},
                {"Rot2", d->rot[1]},
                {"Rot3", d->rot[2]},
                {"Wavelength", detector_wavelength(d) * 1e-10}};
    for (size_t k = 0; k < sizeof line / sizeof *line; k++)
        gb_text_add(&t, "%s: %s\n", line[k].name, gb_print_double(b, line[k].v));
    return write_two(path, &t, NULL, 0, err);
}
