/* NeXus (NXsas) in HDF5, see image.h. The only file that includes hdf5.h. The file is built in memory and written as
 * every output is; without time stamps, so that the same image gives the same bytes. The frame is a stack of one, which
 * fabio needs: it takes files with /entry/data for an Eiger's.
 */
#include "synth/image.h"

#include "base/mem.h"
#include "base/output.h"
#include "base/table.h"

#include <hdf5.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { GROW = 1 << 20 };

struct nexus {
    bool failed;
    hid_t plain; /* creation of datasets without time stamps */
};

static hid_t good(struct nexus *nx, hid_t id) {
    if (id < 0) nx->failed = true;
    return id;
}

static void attribute(struct nexus *nx, hid_t at, const char *name, const char *value) {
    const hid_t type = good(nx, H5Tcopy(H5T_C_S1)), space = good(nx, H5Screate(H5S_SCALAR));
    if (H5Tset_size(type, strlen(value) + 1) < 0) nx->failed = true;
    const hid_t a = good(nx, H5Acreate2(at, name, type, space, H5P_DEFAULT, H5P_DEFAULT));
    if (H5Awrite(a, type, value) < 0) nx->failed = true;
    H5Aclose(a);
    H5Sclose(space);
    H5Tclose(type);
}

static hid_t group(struct nexus *nx, hid_t in, const char *name, const char *class_name) {
    const hid_t make = good(nx, H5Pcreate(H5P_GROUP_CREATE));
    H5Pset_obj_track_times(make, 0);
    const hid_t g = good(nx, H5Gcreate2(in, name, H5P_DEFAULT, make, H5P_DEFAULT));
    H5Pclose(make);
    attribute(nx, g, "NX_class", class_name);
    return g;
}

static void text(struct nexus *nx, hid_t in, const char *name, const char *value) {
    const hid_t type = good(nx, H5Tcopy(H5T_C_S1)), space = good(nx, H5Screate(H5S_SCALAR));
    if (H5Tset_size(type, strlen(value) + 1) < 0) nx->failed = true;
    const hid_t d = good(nx, H5Dcreate2(in, name, type, space, H5P_DEFAULT, nx->plain, H5P_DEFAULT));
    if (H5Dwrite(d, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, value) < 0) nx->failed = true;
    H5Dclose(d);
    H5Sclose(space);
    H5Tclose(type);
}

static void number(struct nexus *nx, hid_t in, const char *name, double value, const char *units) {
    const hid_t space = good(nx, H5Screate(H5S_SCALAR));
    const hid_t d = good(nx, H5Dcreate2(in, name, H5T_IEEE_F64LE, space, H5P_DEFAULT, nx->plain, H5P_DEFAULT));
    if (H5Dwrite(d, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, &value) < 0) nx->failed = true;
    if (units) attribute(nx, d, "units", units);
    H5Dclose(d);
    H5Sclose(space);
}

/* stack: as the one frame of a stack, (1, height, width). units NULL: none. */
static void pixels(struct nexus *nx, hid_t in, const char *name, const struct image *im, bool stack, hid_t type,
                   const void *bytes, const char *units) {
    const hsize_t size[3] = {1, im->height, im->width};
    const hid_t space = good(nx, stack ? H5Screate_simple(3, size, NULL) : H5Screate_simple(2, size + 1, NULL));
    const hid_t d = good(nx, H5Dcreate2(in, name, type, space, H5P_DEFAULT, nx->plain, H5P_DEFAULT));
    if (H5Dwrite(d, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes) < 0) nx->failed = true;
    if (units) attribute(nx, d, "units", units);
    H5Dclose(d);
    H5Sclose(space);
}

static void link_to(struct nexus *nx, hid_t root, const char *from, const char *to) {
    if (H5Lcreate_hard(root, from, root, to, H5P_DEFAULT, H5P_DEFAULT) < 0) nx->failed = true;
}

static hid_t pixel_type(enum image_type type) {
    return type == IMAGE_FLOAT32  ? H5T_IEEE_F32LE
           : type == IMAGE_UINT32 ? H5T_STD_U32LE
           : type == IMAGE_UINT16 ? H5T_STD_U16LE
                                  : H5T_STD_U8LE;
}

static void put_detector(struct nexus *nx, hid_t instrument, const struct image *im, const char *bytes,
                         const struct detector *d, const struct detector_maps *maps) {
    const hid_t g = group(nx, instrument, "detector", "NXdetector");
    const double deg = 180 / M_PI;
    pixels(nx, g, "data", im, true, pixel_type(im->type), bytes, "counts");
    if (maps) {
        pixels(nx, g, "flatfield", im, false, H5T_IEEE_F32LE, maps->flat, NULL);
        pixels(nx, g, "dark", im, false, H5T_IEEE_F32LE, maps->dark, "counts");
        pixels(nx, g, "pixel_mask", im, false, H5T_STD_U8LE, maps->state, NULL);
    }
    number(nx, g, "distance", d->distance_m, "m");
    number(nx, g, "x_pixel_size", d->pixel_m, "m");
    number(nx, g, "y_pixel_size", d->pixel_m, "m");
    number(nx, g, "beam_center_x", d->centre[0], "pixel");
    number(nx, g, "beam_center_y", d->centre[1], "pixel");
    number(nx, g, "polar_angle", 0, "degree");
    number(nx, g, "azimuthal_angle", 0, "degree");
    number(nx, g, "rotation_angle", d->rot[0] * deg, "degree");
    number(nx, g, "aequatorial_angle", d->rot[1] * deg, "degree");
    number(nx, g, "rot3", d->rot[2] * deg, "degree");
    H5Gclose(g);
}

static void put_instrument(struct nexus *nx, hid_t entry, const struct image *im, const char *bytes,
                           const struct image_nexus *what) {
    const struct detector *d = what->detector;
    const hid_t instrument = group(nx, entry, "instrument", "NXinstrument");
    text(nx, instrument, "name", "simulated flat detector");
    hid_t g = group(nx, instrument, "source", "NXsource");
    text(nx, g, "type", "Synchrotron X-ray Source");
    text(nx, g, "name", "simulation");
    text(nx, g, "probe", "x-ray");
    H5Gclose(g);
    g = group(nx, instrument, "monochromator", "NXmonochromator");
    number(nx, g, "wavelength", detector_wavelength(d), "angstrom");
    number(nx, g, "wavelength_spread", 0, NULL);
    number(nx, g, "energy", d->energy_keV, "keV");
    H5Gclose(g);
    g = group(nx, instrument, "collimator", "NXcollimator");
    H5Gclose(g);
    g = group(nx, instrument, "beam", "NXbeam");
    number(nx, g, "polarisation_factor", d->polarisation, NULL);
    H5Gclose(g);
    put_detector(nx, instrument, im, bytes, d, what->maps);
    H5Gclose(instrument);
}

static void put_all(struct nexus *nx, hid_t file, const struct image *im, const char *bytes,
                    const struct image_nexus *what) {
    attribute(nx, file, "default", "entry");
    attribute(nx, file, "creator", "glassbed " GB_VERSION);
    const hid_t entry = group(nx, file, "entry", "NXentry");
    attribute(nx, entry, "default", "data");
    text(nx, entry, "title", im->title);
    text(nx, entry, "definition", "NXsas");
    put_instrument(nx, entry, im, bytes, what);
    hid_t g = group(nx, entry, "sample", "NXsample");
    text(nx, g, "name", what->sample);
    number(nx, g, "aequatorial_angle", 0, "degree");
    number(nx, g, "load_axis_azimuth", what->detector->load_azimuth * 180 / M_PI, "degree");
    H5Gclose(g);
    g = group(nx, entry, "control", "NXmonitor");
    text(nx, g, "mode", "timer");
    number(nx, g, "preset", what->seconds, "s");
    number(nx, g, "integral", what->monitor, "counts");
    H5Gclose(g);
    g = group(nx, entry, "data", "NXdata");
    attribute(nx, g, "signal", "data");
    H5Gclose(g);
    H5Gclose(entry);
    link_to(nx, file, "/entry/instrument/detector/data", "/entry/data/data");
}

/* The finished file's bytes; NULL when HDF5 failed. */
static char *build(const struct image *im, const char *bytes, const struct image_nexus *what, size_t *len) {
    struct nexus nx = {.plain = H5Pcreate(H5P_DATASET_CREATE)};
    const hid_t memory = H5Pcreate(H5P_FILE_ACCESS);
    char *image = NULL;
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    if (nx.plain < 0 || memory < 0 || H5Pset_fapl_core(memory, GROW, 0) < 0) nx.failed = true;
    H5Pset_obj_track_times(nx.plain, 0);
    const hid_t file = good(&nx, H5Fcreate("glassbed", H5F_ACC_TRUNC, H5P_DEFAULT, memory));
    if (!nx.failed) put_all(&nx, file, im, bytes, what);
    if (H5Fflush(file, H5F_SCOPE_GLOBAL) < 0) nx.failed = true;
    const ssize_t size = nx.failed ? -1 : H5Fget_file_image(file, NULL, 0);
    if (size > 0) {
        image = gb_calloc((size_t)size, 1);
        *len = (size_t)size;
        if (H5Fget_file_image(file, image, *len) != size) nx.failed = true;
    }
    H5Fclose(file);
    H5Pclose(memory);
    H5Pclose(nx.plain);
    if (nx.failed) {
        free(image);
        return NULL;
    }
    return image;
}

int image_write_nexus(const struct image *im, const struct image_nexus *what, const char *path, struct gb_error *err) {
    char *bytes;
    size_t len;
    int rc = image_bytes(im, &bytes, &len, err);
    if (rc != GB_OK) return gb_context(err, "%s", path);
    char *image = build(im, bytes, what, &len);
    free(bytes);
    if (!image) return gb_fail(err, GB_EFAIL, "%s: the HDF5 library failed", path);
    struct gb_output *out;
    rc = gb_output_open(&out, path, err);
    if (rc == GB_OK) {
        gb_output_write(out, image, len);
        rc = gb_output_close(out, err);
    }
    free(image);
    return rc;
}
