/* Detector images of `glassbed synth`, see synth_image.h. */
#include "command/synth_image.h"

#include "base/file.h"
#include "base/number.h"
#include "base/threads.h"
#include "synth/image.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const format_name[FORMAT_N] = {"edf", "tiff", "hdf5", "ge3"};
static const char *const format_ending[FORMAT_N] = {"edf", "tif", "h5", "ge3"};
static const double DEFAULT_COUNTS = 10000, HOT = 2; /* counts at the peak; of hot pixels, in those */

struct synth_image_options synth_image_defaults(void) {
    return (struct synth_image_options){.energy = NAN,
                                        .distance = NAN,
                                        .pixel = NAN,
                                        .azimuth = NAN,
                                        .polarisation = NAN,
                                        .counts = NAN,
                                        .flat = NAN,
                                        .dark = NAN,
                                        .pedestal = NAN,
                                        .dead = NAN,
                                        .hot = NAN,
                                        .gap = NAN,
                                        .beam_stop = NAN,
                                        .distortion = NAN,
                                        .air = NAN,
                                        .subpixel = NAN};
}

void synth_image_specs(struct synth_image_options *o, struct option_spec *spec) {
    const struct option_spec all[SYNTH_IMAGE_OPTIONS] = {
        {"image", 0, OPTION_FLAG, &o->wanted, NULL, "also 2-D detector images, in images/; the options below need it"},
        {"energy", 0, OPTION_DOUBLE, &o->energy, "KEV", "of the x-rays; default 100"},
        {"distance", 0, OPTION_DOUBLE, &o->distance, "M", "sample to detector along the beam; default 0.35"},
        {"pixel", 0, OPTION_DOUBLE, &o->pixel, "UM", "pixel size; default 200"},
        {"size", 0, OPTION_TEXT, &o->size, "WxH", "columns x rows; default 2048x2048"},
        {"centre", 0, OPTION_TEXT, &o->centre, "X,Y", "the beam, column and row in pixels; default the middle"},
        {"tilt", 0, OPTION_TEXT, &o->tilt, "R1,R2,R3", "rot1, rot2, rot3 as pyFAI's, degrees; default 0,0,0"},
        {"load-azimuth", 0, OPTION_DOUBLE, &o->azimuth, "DEG", "load axis: 0 along a row, 90 vertical; default 90"},
        {"polarisation", 0, OPTION_DOUBLE, &o->polarisation, "P", "1 horizontal, -1 vertical; default 0.99"},
        {"counts", 0, OPTION_DOUBLE, &o->counts, "N", "counts per pixel at the peak of I(Q); default 10000"},
        {"image-noise", 0, OPTION_FLAG, &o->noise, NULL, "Poisson counts (else their expectation); drawn with --seed"},
        {"flat", 0, OPTION_DOUBLE, &o->flat, "F", "rms of the pixels' sensitivity, and of strips of 128; default 0"},
        {"dark", 0, OPTION_DOUBLE, &o->dark, "N", "mean dark counts; default 0"},
        {"pedestal", 0, OPTION_DOUBLE, &o->pedestal, "N", "counts added by the electronics; default 0"},
        {"dead", 0, OPTION_DOUBLE, &o->dead, "F", "fraction of pixels that read 0; default 0"},
        {"hot", 0, OPTION_DOUBLE, &o->hot, "F", "fraction of pixels that read 2 x --counts more; default 0"},
        {"gap", 0, OPTION_DOUBLE, &o->gap, "PIXELS", "a cross of that width between four modules; default 0"},
        {"beam-stop", 0, OPTION_DOUBLE, &o->beam_stop, "MM", "radius of its shadow; its arm goes to higher rows"},
        {"distortion", 0, OPTION_DOUBLE, &o->distortion, "A", "rho (1 + A cos 2 phi), not in the .poni; default 0"},
        {"air", 0, OPTION_DOUBLE, &o->air, "N", "counts per pixel of a constant background; default 0"},
        {"subpixel", 0, OPTION_DOUBLE, &o->subpixel, "N", "each pixel the mean of N x N points; default 1"},
        {"formats", 0, OPTION_TEXT, &o->formats, "LIST", "of edf,tiff,hdf5,ge3; default edf"},
    };
    memcpy(spec, all, sizeof all);
}

/* The first option that was given without --image; NULL: none. */
static const char *stray(const struct synth_image_options *o) {
    struct synth_image_options copy = *o;
    struct option_spec spec[SYNTH_IMAGE_OPTIONS];
    synth_image_specs(&copy, spec);
    for (size_t i = 1; i < SYNTH_IMAGE_OPTIONS; i++) {
        const bool given = spec[i].kind == OPTION_FLAG     ? *(bool *)spec[i].value
                           : spec[i].kind == OPTION_DOUBLE ? !isnan(*(double *)spec[i].value)
                                                           : *(const char **)spec[i].value != NULL;
        if (given) return spec[i].name;
    }
    return NULL;
}

static void take(double *to, double v, double unit) {
    if (!isnan(v)) *to = v * unit;
}

/* n numbers separated by `by`. */
static bool numbers(const char *text, char by, size_t n, double *v) {
    char *copy = gb_strdup(text), *s = copy;
    bool good = true;
    for (size_t k = 0; k < n && good; k++) {
        char *next = k + 1 < n ? strchr(s, by) : NULL;
        if (next) *next++ = '\0';
        good = gb_parse_double(s, &v[k]) && (next || k + 1 == n);
        s = next;
    }
    free(copy);
    return good;
}

static int plan_geometry(struct detector *d, const struct synth_image_options *o, struct gb_error *err) {
    *d = detector_default();
    double v[3];
    if (o->size) {
        if (!numbers(o->size, 'x', 2, v) || !(v[0] >= 1 && v[0] <= 1e6 && v[0] == floor(v[0])) ||
            !(v[1] >= 1 && v[1] <= 1e6 && v[1] == floor(v[1])))
            return gb_fail(err, GB_EINPUT, "--size %s: expected columns x rows, such as 2048x2048", o->size);
        d->width = (size_t)v[0];
        d->height = (size_t)v[1];
        d->centre[0] = v[0] / 2;
        d->centre[1] = v[1] / 2;
    }
    if (o->centre && !numbers(o->centre, ',', 2, d->centre))
        return gb_fail(err, GB_EINPUT, "--centre %s: expected column,row in pixels, such as 1024,1020.5", o->centre);
    if (o->tilt) {
        if (!numbers(o->tilt, ',', 3, v))
            return gb_fail(err, GB_EINPUT, "--tilt %s: expected rot1,rot2,rot3 in degrees, such as 0.1,0,0", o->tilt);
        for (int i = 0; i < 3; i++) d->rot[i] = v[i] * M_PI / 180;
    }
    take(&d->energy_keV, o->energy, 1);
    take(&d->distance_m, o->distance, 1);
    take(&d->pixel_m, o->pixel, 1e-6);
    take(&d->load_azimuth, o->azimuth, M_PI / 180);
    take(&d->polarisation, o->polarisation, 1);
    return detector_check(d, err);
}

static int plan_formats(bool format[FORMAT_N], const char *text, struct gb_error *err) {
    char *copy = gb_strdup(text), *save = NULL;
    int rc = GB_OK;
    size_t n = 0;
    for (char *s = strtok_r(copy, ",", &save); s && rc == GB_OK; s = strtok_r(NULL, ",", &save), n++) {
        int f = 0;
        while (f < FORMAT_N && strcmp(s, format_name[f]) != 0) f++;
        if (f == FORMAT_N)
            rc = gb_fail(err, GB_EINPUT, "--formats: '%s' is none of edf, tiff, hdf5, ge3", s);
        else if (format[f])
            rc = gb_fail(err, GB_EINPUT, "--formats: %s is there twice", s);
        else
            format[f] = true;
    }
    if (rc == GB_OK && n == 0) rc = gb_fail(err, GB_EINPUT, "--formats: none given; a list of edf,tiff,hdf5,ge3");
    free(copy);
    return rc;
}

static int plan_defects(struct detector_defects *f, const struct synth_image_options *o, double counts, uint64_t seed,
                        struct gb_error *err) {
    *f = (struct detector_defects){.seed = seed, .hot_counts = HOT * counts};
    take(&f->flat, o->flat, 1);
    take(&f->dark, o->dark, 1);
    take(&f->pedestal, o->pedestal, 1);
    take(&f->dead, o->dead, 1);
    take(&f->hot, o->hot, 1);
    take(&f->gap, o->gap, 1);
    take(&f->beam_stop_m, o->beam_stop, 1e-3);
    take(&f->distortion, o->distortion, 1);
    take(&f->air, o->air, 1);
    if (f->pedestal != floor(f->pedestal))
        return gb_fail(err, GB_EINPUT, "--pedestal %g: must be a whole number of counts", f->pedestal);
    return detector_defects_check(f, err);
}

int synth_image_plan(struct synth_image_plan *plan, const struct synth_image_options *o, uint64_t seed,
                     struct gb_error *err) {
    *plan = (struct synth_image_plan){.wanted = o->wanted, .counts = DEFAULT_COUNTS};
    const char *left = o->wanted ? NULL : stray(o);
    if (left) return gb_fail(err, GB_EINPUT, "--%s is of detector images: it needs --image", left);
    if (!o->wanted) return GB_OK;
    take(&plan->counts, o->counts, 1);
    if (!(plan->counts > 0 && plan->counts <= 1e6))
        return gb_fail(err, GB_EINPUT, "--counts %g: allowed are above 0, up to 1e6", plan->counts);
    plan->exposure = (struct detector_exposure){.subpixel = 1, .noise = o->noise, .seed = seed, .threads = gb_cores()};
    if (!isnan(o->subpixel)) {
        if (!(o->subpixel >= 1 && o->subpixel <= 16 && o->subpixel == floor(o->subpixel)))
            return gb_fail(err, GB_EINPUT, "--subpixel %g: allowed are the whole numbers 1 to 16", o->subpixel);
        plan->exposure.subpixel = (int)o->subpixel;
    }
    int rc = plan_geometry(&plan->detector, o, err);
    if (rc == GB_OK) rc = plan_defects(&plan->defects, o, plan->counts, seed, err);
    if (rc == GB_OK) rc = plan_formats(plan->format, o->formats ? o->formats : "edf", err);
    if (rc == GB_OK && plan->format[FORMAT_GE] && !o->noise)
        rc =
            gb_fail(err, GB_EINPUT, "--formats ge3 holds whole counts: add --image-noise, or choose edf, tiff or hdf5");
    return rc;
}

double synth_image_q_end(const struct synth_image_plan *plan) { return detector_reach(&plan->detector).q_edge; }

/* ---- writing ---- */
struct writing {
    const struct synth_image_plan *plan;
    const struct synth_image_sample *sample;
    const struct detector_maps *maps;
    char *dir; /* DIR/images */
    struct gb_text *files;
    struct gb_error *err;
};

/* DIR/images/NAME.ENDING, noted in the list of files; the caller's. */
static char *place(struct writing *w, const char *name, const char *ending, const char *what) {
    gb_text_add(w->files, "    <file name=\"images/%s.%s\">%s</file>\n", name, ending, what);
    return gb_format("%s/%s.%s", w->dir, name, ending);
}

static int write_frame(struct writing *w, enum image_format f, const char *name, const struct image *im,
                       const char *what) {
    char *path = place(w, name, format_ending[f], what);
    const struct image_nexus nx = {&w->plan->detector, w->maps, w->sample->name, 1, 1};
    int rc = f == FORMAT_EDF    ? image_write_edf(im, path, w->err)
             : f == FORMAT_TIFF ? image_write_tiff(im, path, w->err)
             : f == FORMAT_HDF5 ? image_write_nexus(im, &nx, path, w->err)
                                : image_write_ge(im, path, w->err);
    free(path);
    return rc;
}

static int expose(struct writing *w, const char *name, uint64_t number, const struct structure *s, double *scale) {
    const struct synth_image_plan *p = w->plan;
    struct detector_source *src;
    int rc = detector_source_create(&src, &p->detector, w->sample->sc, s, w->err);
    if (rc != GB_OK) return gb_context(w->err, "image of the %s glass", name);
    if (isnan(*scale)) *scale = p->counts / detector_source_peak(src);
    struct detector_exposure e = p->exposure;
    e.scale = *scale;
    e.number = number;
    float *counts = GB_ARRAY(p->detector.width * p->detector.height, float);
    rc = detector_frame(&p->detector, &p->defects, w->maps, src, &e, counts, w->err);
    if (rc != GB_OK) gb_context(w->err, "image of the %s glass", name);
    char energy[32], distance[32];
    const struct image_note note[] = {{"Sample", w->sample->name},
                                      {"Energy_keV", gb_print_double(energy, p->detector.energy_keV)},
                                      {"Distance_m", gb_print_double(distance, p->detector.distance_m)},
                                      {"Geometry", "detector.poni"}};
    char *title = gb_format("%s glass, synthetic", name);
    const struct image im = {p->detector.width,
                             p->detector.height,
                             counts,
                             p->exposure.noise ? IMAGE_UINT32 : 0,
                             title,
                             sizeof note / sizeof *note,
                             note};
    for (int f = 0; f < FORMAT_N && rc == GB_OK; f++)
        if (p->format[f]) rc = write_frame(w, (enum image_format)f, name, &im, title);
    free(title);
    free(counts);
    detector_source_free(src);
    return rc;
}

static int write_map(struct writing *w, const char *name, const float *v, enum image_type type, const char *what) {
    const struct image im = {w->plan->detector.width, w->plan->detector.height, v, type, what, 0, NULL};
    char *path = place(w, name, "edf", what);
    int rc = image_write_edf(&im, path, w->err);
    free(path);
    return rc;
}

static int write_maps(struct writing *w) {
    const size_t n = w->plan->detector.width * w->plan->detector.height;
    float *mask = GB_ARRAY(n, float);
    for (size_t k = 0; k < n; k++) mask[k] = w->maps->state[k] != 0;
    int rc = write_map(w, "mask", mask, IMAGE_UINT8, "mask, 1: not to be used");
    free(mask);
    if (rc == GB_OK) rc = write_map(w, "flat", w->maps->flat, IMAGE_FLOAT32, "flat field, relative sensitivity");
    if (rc == GB_OK) rc = write_map(w, "dark", w->maps->dark, IMAGE_FLOAT32, "dark frame, mean counts and pedestal");
    if (rc != GB_OK) return rc;
    char *path = place(w, "detector", "poni", "geometry for pyFAI");
    rc = image_write_poni(&w->plan->detector, path, w->err);
    free(path);
    return rc;
}

static void attribute(struct gb_text *t, const char *name, double v) {
    char buf[32];
    gb_text_add(t, " %s=\"%s\"", name, gb_print_double(buf, v));
}

static void describe(const struct synth_image_plan *p, double scale, struct gb_text *t) {
    const struct detector *d = &p->detector;
    const struct detector_defects *f = &p->defects;
    const struct detector_reach reach = detector_reach(d);
    const double deg = 180 / M_PI;
    double distance, poni1, poni2;
    detector_poni(d, &distance, &poni1, &poni2);
    gb_text_add(t, "  <detector width=\"%zu\" height=\"%zu\"", d->width, d->height);
    attribute(t, "pixel_um", d->pixel_m * 1e6);
    attribute(t, "distance_m", d->distance_m);
    attribute(t, "centre_column", d->centre[0]);
    attribute(t, "centre_row", d->centre[1]);
    attribute(t, "rot1_deg", d->rot[0] * deg);
    attribute(t, "rot2_deg", d->rot[1] * deg);
    attribute(t, "rot3_deg", d->rot[2] * deg);
    attribute(t, "poni1_m", poni1);
    attribute(t, "poni2_m", poni2);
    attribute(t, "energy_keV", d->energy_keV);
    attribute(t, "wavelength_ang", detector_wavelength(d));
    attribute(t, "polarisation", d->polarisation);
    attribute(t, "load_azimuth_deg", d->load_azimuth * deg);
    attribute(t, "q_full_ring_1_per_ang", reach.q_full);
    attribute(t, "q_corner_1_per_ang", reach.q_edge);
    gb_text_add(t, "/>\n  <defects");
    attribute(t, "flat", f->flat);
    attribute(t, "dark", f->dark);
    attribute(t, "pedestal", f->pedestal);
    attribute(t, "dead", f->dead);
    attribute(t, "hot", f->hot);
    attribute(t, "hot_counts", f->hot_counts);
    attribute(t, "gap_pixels", f->gap);
    attribute(t, "beam_stop_mm", f->beam_stop_m * 1e3);
    attribute(t, "distortion", f->distortion);
    attribute(t, "air", f->air);
    gb_text_add(t, "/>\n  <exposure noise=\"%s\" seed=\"%llu\" subpixel=\"%d\"", p->exposure.noise ? "poisson" : "none",
                (unsigned long long)p->exposure.seed, p->exposure.subpixel);
    attribute(t, "peak_counts", p->counts);
    attribute(t, "counts_per_electron_squared", scale);
    gb_text_add(t, "/>\n");
}

int synth_image_write(const struct synth_image_plan *plan, const struct synth_image_sample *sample, const char *dir,
                      struct gb_text *truth, struct gb_text *files, struct gb_error *err) {
    struct detector_maps maps = {0};
    struct writing w = {plan, sample, &maps, gb_format("%s/images", dir), files, err};
    double scale = NAN;
    int rc = gb_mkdirs(w.dir, err);
    if (rc == GB_OK) rc = detector_maps_make(&maps, &plan->detector, &plan->defects, err);
    if (rc == GB_OK) rc = expose(&w, "unloaded", 0, sample->unloaded, &scale);
    if (rc == GB_OK) rc = expose(&w, "loaded", 1, sample->loaded, &scale);
    if (rc == GB_OK) rc = write_maps(&w);
    if (rc == GB_OK) describe(plan, scale, truth);
    detector_maps_clear(&maps);
    free(w.dir);
    return rc;
}
