/* Image files, byte for byte; that other programs read them is tests/external's business. And the options of `glassbed
 * synth` that ask for them. */
#include "base/file.h"
#include "base/mem.h"
#include "command/synth_image.h"
#include "synth/glass.h"
#include "synth/image.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char dir[] = "/tmp/glassbed-image-XXXXXX";
static const float whole[6] = {0, 1, 258, 32767, 7, 1000}, broken[6] = {0, 1.5f, -2.25f, 3e8f, 7, 1000};

static struct image image_of(const float *v, enum image_type type) {
    return (struct image){.width = 3, .height = 2, .v = v, .type = type, .title = "a title"};
}

static char *bytes_of(const char *path, size_t *len) {
    char *text;
    assert_int_equal(gb_file_read(path, &text, len, NULL), GB_OK);
    return text;
}

static void says(int rc, int code, struct gb_error *err, const char *part) {
    assert_int_equal(rc, code);
    if (!strstr(err->text, part)) fail_msg("'%s' not in '%s'", part, err->text);
    gb_error_clear(err);
}

static uint32_t number(const char *p, int n) {
    uint32_t v = 0;
    for (int k = 0; k < n; k++) v |= (uint32_t)(unsigned char)p[k] << (8 * k);
    return v;
}

static void edf(void **state) {
    (void)state;
    static const char *const type[] = {"FloatValue", "UnsignedInteger", "UnsignedShort"};
    struct gb_error err = GB_ERROR_INIT;
    const struct image_note note[] = {{"Sample", "Cu64.5Zr35.5"}};
    for (int t = 0; t < 3; t++) {
        struct image im = image_of(t ? whole : broken, (enum image_type)t);
        im.note = note;
        im.n_notes = 1;
        assert_int_equal(image_write_edf(&im, "a.edf", &err), GB_OK);
        size_t len;
        char *b = bytes_of("a.edf", &len), *want = gb_format("DataType = %s ;\nDim_1 = 3 ;\nDim_2 = 2 ;\n", type[t]);
        const size_t size = image_type_size(im.type);
        assert_int_equal(len, 512 + 6 * size);
        assert_memory_equal(b, "{\n", 2);
        assert_memory_equal(b + 510, "}\n", 2);
        assert_non_null(strstr(b, want));
        assert_non_null(strstr(b, "Sample = Cu64.5Zr35.5 ;\n"));
        if (t == 0)
            assert_memory_equal(b + 512, broken, sizeof broken);
        else
            for (size_t k = 0; k < 6; k++) assert_true(number(b + 512 + size * k, (int)size) == (uint32_t)whole[k]);
        free(b);
        free(want);
    }
}

static void tiff(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    for (int t = 0; t < 3; t++) {
        const struct image im = image_of(t ? whole : broken, (enum image_type)t);
        assert_int_equal(image_write_tiff(&im, "a.tif", &err), GB_OK);
        size_t len;
        char *b = bytes_of("a.tif", &len);
        const size_t size = image_type_size(im.type);
        assert_memory_equal(b, "II*\0", 4);
        const char *p = b + number(b + 4, 4);
        const uint32_t tags = number(p, 2);
        uint32_t tag[400] = {0}, last = 0;
        for (uint32_t k = 0; k < tags; k++) {
            const char *e = p + 2 + 12 * k;
            assert_true(number(e, 2) > last); /* ascending, as the format asks */
            last = number(e, 2);
            tag[last] = number(e + 8, 4);
        }
        assert_true(tag[256] == 3 && tag[257] == 2 && tag[258] == 8 * size && tag[339] == (t ? 1 : 3));
        assert_true(tag[279] == 6 * size && tag[273] % 4 == 0 && tag[273] + tag[279] == len);
        assert_string_equal(b + tag[270], "a title");
        for (size_t k = 0; k < 6; k++) {
            uint32_t want = (uint32_t)whole[k];
            if (t == 0) memcpy(&want, &broken[k], 4);
            assert_true(number(b + tag[273] + size * k, (int)size) == want);
        }
        free(b);
    }
}

static void ge(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    struct image im = image_of(whole, IMAGE_UINT32);
    assert_int_equal(image_write_ge(&im, "a.ge3", &err), GB_OK);
    size_t len;
    char *b = bytes_of("a.ge3", &len);
    assert_int_equal(len, 8192 + 12);
    assert_memory_equal(b, "ADEPT\0\0\0\0\0", 10);
    assert_true(number(b + 12, 4) == 8192 && number(b + 22, 2) == 1 && number(b + 24, 2) == 2 &&
                number(b + 26, 2) == 3 && number(b + 28, 2) == 16);
    for (size_t k = 0; k < 6; k++) assert_true(number(b + 8192 + 2 * k, 2) == (uint32_t)whole[k]);
    free(b);
    const float much[6] = {0, 0, 0, 0, 32768, 0};
    im = image_of(much, IMAGE_UINT16);
    says(image_write_ge(&im, "b.ge3", &err), GB_EINPUT, &err,
         "b.ge3: pixel (column 1, row 1) has 32768 counts: the GE format holds 0 to 32767; lower the counts");
    assert_false(gb_exists("b.ge3"));
}

static void nexus(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    struct detector d = detector_default();
    const struct image_nexus nx = {&d, NULL, "a glass", 1, 1};
    const struct image im = image_of(broken, IMAGE_FLOAT32);
    assert_int_equal(image_write_nexus(&im, &nx, "a.h5", &err), GB_OK);
    sleep(1); /* a time stamp would differ */
    assert_int_equal(image_write_nexus(&im, &nx, "b.h5", &err), GB_OK);
    size_t la, lb;
    char *a = bytes_of("a.h5", &la), *b = bytes_of("b.h5", &lb);
    assert_int_equal(la, lb);
    assert_memory_equal(a, b, la);
    assert_memory_equal(a, "\x89HDF\r\n\x1a\n", 8);
    assert_non_null(memmem(a, la, broken, sizeof broken));
    assert_non_null(memmem(a, la, "NXsas", 5));
    free(a);
    free(b);
    says(image_write_nexus(&im, &nx, "/nowhere/a.h5", &err), GB_EFAIL, &err, "/nowhere/a.h5: cannot be written");
}

static void poni(void **state) {
    (void)state;
    struct detector d = detector_default();
    d.rot[0] = 0.01;
    assert_int_equal(image_write_poni(&d, "a.poni", NULL), GB_OK);
    char *b = bytes_of("a.poni", NULL);
    const char *const line[] = {
        "\nponi_version: 2\nDetector: Detector\n",
        "\nDetector_config: {\"pixel1\": 0.0002, \"pixel2\": 0.0002, \"max_shape\": [2048, 2048]}\n",
        "\nPoni1: 0.2048\n", "\nRot1: 0.01\nRot2: 0\nRot3: 0\nWavelength: 1.2398419843320"};
    for (size_t k = 0; k < sizeof line / sizeof *line; k++)
        if (!strstr(b, line[k])) fail_msg("'%s' not in '%s'", line[k], b);
    free(b);
}

static void refused(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    struct image im = image_of(broken, IMAGE_UINT16);
    says(image_write_edf(&im, "c.edf", &err), GB_EINPUT, &err,
         "c.edf: pixel (column 1, row 0) has 1.5 counts: an unsigned 16-bit image holds whole counts; add noise");
    const float below[6] = {0, -1};
    im = image_of(below, IMAGE_UINT32);
    says(image_write_tiff(&im, "c.tif", &err), GB_EINPUT, &err,
         "has -1 counts: an unsigned 32-bit image holds 0 to 4294967295");
    const struct image_note note[] = {{"Sample", "a; b"}};
    im.n_notes = 1;
    im.note = note;
    says(image_write_edf(&im, "c.edf", &err), GB_EINPUT, &err, "may not hold ; { } or line breaks");
    im = image_of(whole, IMAGE_UINT8);
    says(image_write_tiff(&im, "c.tif", &err), GB_EINPUT, &err, "c.tif: 8-bit images are written as EDF");
    im = image_of(whole, IMAGE_FLOAT32);
    says(image_write_edf(&im, "/nowhere/c.edf", &err), GB_EFAIL, &err, "/nowhere/c.edf: cannot be written");
}

/* ---- the options ---- */

static int plan_of(struct synth_image_plan *plan, const char *words, struct gb_error *err) {
    char *copy = gb_format("synth %s", words), *argv[40], *save = NULL;
    int argc = 0, help;
    for (char *w = strtok_r(copy, " ", &save); w && argc < 39; w = strtok_r(NULL, " ", &save)) argv[argc++] = w;
    argv[argc] = NULL;
    struct synth_image_options o = synth_image_defaults();
    struct option_spec spec[SYNTH_IMAGE_OPTIONS];
    synth_image_specs(&o, spec);
    const char *args[1];
    size_t n;
    int rc = options_parse(argc, argv, "synth", SYNTH_IMAGE_OPTIONS, spec, 1, args, &n, &help, err);
    if (rc == GB_OK) rc = synth_image_plan(plan, &o, 17, err);
    free(copy);
    return rc;
}

static void options_are_checked(void **state) {
    (void)state;
    static const struct {
        const char *words, *part;
    } bad[] = {
        {"--distance 0.3", "--distance is of detector images: it needs --image"},
        {"--formats edf", "--formats is of detector images: it needs --image"},
        {"--image-noise", "--image-noise is of detector images: it needs --image"},
        {"--image --size 2048", "--size 2048: expected columns x rows"},
        {"--image --size 2x2048", "detector of 2 x 2048 pixels"},
        {"--image --centre 3", "--centre 3: expected column,row in pixels"},
        {"--image --tilt 1,2", "--tilt 1,2: expected rot1,rot2,rot3 in degrees"},
        {"--image --tilt 1,2,3,4", "--tilt 1,2,3,4: expected"},
        {"--image --energy -5", "x-rays of -5 keV"},
        {"--image --polarisation 2", "polarisation 2: allowed"},
        {"--image --counts -1", "--counts -1: allowed are above 0, up to 1e6"},
        {"--image --subpixel 1.5", "--subpixel 1.5: allowed are the whole numbers 1 to 16"},
        {"--image --dead 2", "fraction of dead pixels 2: allowed are 0 to 0.5"},
        {"--image --dark -3", "dark counts -3: allowed are 0 to"},
        {"--image --pedestal 0.5", "--pedestal 0.5: must be a whole number"},
        {"--image --formats png", "--formats: 'png' is none of edf, tiff, hdf5, ge3"},
        {"--image --formats edf,edf", "--formats: edf is there twice"},
        {"--image --formats ,", "--formats: none given"},
        {"--image --formats ge3", "--formats ge3 holds whole counts: add --image-noise"},
    };
    struct gb_error err = GB_ERROR_INIT;
    struct synth_image_plan plan;
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++)
        says(plan_of(&plan, bad[k].words, &err), GB_EINPUT, &err, bad[k].part);
    assert_int_equal(plan_of(&plan, "", &err), GB_OK);
    assert_false(plan.wanted);
    assert_int_equal(plan_of(&plan, "--image --size 300x200 --pixel 1000 --energy 80 --tilt 0.5,0,-1", &err), GB_OK);
    assert_true(plan.wanted && plan.detector.width == 300 && plan.detector.centre[1] == 100 && plan.format[FORMAT_EDF]);
    assert_true(fabs(plan.detector.rot[2] + M_PI / 180) < 1e-15 && fabs(plan.detector.pixel_m - 1e-3) < 1e-15);
}

static void a_folder_of_images(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    struct synth_image_plan plan;
    assert_int_equal(
        plan_of(&plan, "--image --size 64x48 --pixel 6000 --image-noise --pedestal 10 --formats edf,tiff,hdf5,ge3",
                &err),
        GB_OK);
    struct scatter sc;
    struct structure s[2];
    assert_int_equal(scatter_parse(&sc, SCATTER_XRAY, "Cu64.5Zr35.5", &err), GB_OK);
    for (int k = 0; k < 2; k++) glass_structure(&s[k], (size_t)(synth_image_q_end(&plan) / 0.02) + 5, 0.02, 0.01 * k);
    const struct synth_image_sample sample = {"Cu64.5Zr35.5", &sc, &s[0], &s[1]};
    struct gb_text truth = {0}, files = {0};
    if (synth_image_write(&plan, &sample, "set", &truth, &files, &err) != GB_OK) fail_msg("%s", err.text);
    static const char *const name[] = {"unloaded.edf", "unloaded.tif", "unloaded.h5", "unloaded.ge3",
                                       "loaded.edf",   "loaded.tif",   "loaded.h5",   "loaded.ge3",
                                       "mask.edf",     "flat.edf",     "dark.edf",    "detector.poni"};
    for (size_t k = 0; k < sizeof name / sizeof *name; k++) {
        char *path = gb_format("set/images/%s", name[k]), *line = gb_format("<file name=\"images/%s\">", name[k]);
        assert_true(gb_exists(path));
        assert_non_null(strstr(files.s, line));
        free(path);
        free(line);
    }
    assert_non_null(strstr(truth.s, "<detector width=\"64\" height=\"48\" pixel_um=\"6000\""));
    assert_non_null(strstr(truth.s, "<exposure noise=\"poisson\" seed=\"17\""));
    s[1].n = 100;
    says(synth_image_write(&plan, &sample, "set", &truth, &files, &err), GB_EINPUT, &err,
         "image of the loaded glass: S(Q) ends at 2, the detector's corner sees Q = ");
    free(truth.s);
    free(files.s);
    for (int k = 0; k < 2; k++) structure_clear(&s[k]);
}

static int enter(void **state) {
    (void)state;
    return mkdtemp(dir) && chdir(dir) == 0 ? 0 : -1;
}
static int leave(void **state) {
    (void)state;
    return chdir("/") == 0 && gb_remove_tree(dir, NULL) == GB_OK ? 0 : -1;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(edf),
        cmocka_unit_test(tiff),
        cmocka_unit_test(ge),
        cmocka_unit_test(nexus),
        cmocka_unit_test(poni),
        cmocka_unit_test(refused),
        cmocka_unit_test(options_are_checked),
        cmocka_unit_test(a_folder_of_images),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}
