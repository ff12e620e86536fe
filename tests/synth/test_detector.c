/* The synthetic detector: geometry, intensity, noise, defects. */
#include "help.h"

#include "synth/detector.h"
#include "synth/glass.h"
#include "synth/noise.h"

static void says(int rc, struct gb_error *err, const char *part) {
    assert_int_equal(rc, GB_EINPUT);
    if (!strstr(err->text, part)) fail_msg("'%s' not in '%s'", part, err->text);
    gb_error_clear(err);
}

static struct detector small_detector(void) {
    struct detector d = detector_default();
    d.width = 96;
    d.height = 80;
    d.pixel_m = 4e-3;
    d.centre[0] = 50.3;
    d.centre[1] = 38.8;
    return d;
}

/* ---- geometry ---- */

static void q_of_a_straight_detector(void **state) {
    (void)state;
    const struct detector d = detector_default();
    struct detector_view v;
    const double x = 1700.5, y = 300.25, dx = (x - 1024) * 2e-4, dy = (y - 1024) * 2e-4, rho = hypot(dx, dy);
    detector_look(&d, x, y, &v);
    const double two_theta = atan(rho / 0.35), lambda = 12.398419843320026 / 100;
    close_to(v.two_theta, two_theta, 1e-14, "2 theta");
    close_to(v.Q, 4 * M_PI / lambda * sin(two_theta / 2), 1e-12, "Q");
    close_to(v.eta, atan2(dy, dx), 1e-14, "eta");
    close_to(v.cos_chi, cos(two_theta / 2) * dy / rho, 1e-14, "cos theta cos phi, phi from the vertical");
    close_to(v.solid_angle, pow(cos(two_theta), 3), 1e-14, "cos^3 2 theta");
    const double c2 = cos(two_theta) * cos(two_theta);
    close_to(v.polarisation, 0.5 * (1 + c2 - 0.99 * cos(2 * v.eta) * (1 - c2)), 1e-14, "polarisation");
}

/* Q at the inscribed edge of 1-ID's detector at 100 keV. */
static void reach_of_1_id(void **state) {
    (void)state;
    const double distance[] = {0.30, 0.35, 0.40, 0.45}, q[] = {29.9, 26.5, 23.8, 21.5};
    for (int i = 0; i < 4; i++) {
        struct detector d = detector_default();
        d.distance_m = distance[i];
        close_to(detector_reach(&d).q_full, q[i], 0.05, "Q at the inscribed edge");
        const double corner = 4 * M_PI / detector_wavelength(&d) * sin(0.5 * atan(0.2048 * sqrt(2) / distance[i]));
        close_to(detector_reach(&d).q_edge, corner, 1e-9, "Q at the corner");
    }
    struct detector d = detector_default();
    d.centre[0] = -3;
    assert_true(detector_reach(&d).q_full == 0);
    struct gb_error err = GB_ERROR_INIT;
    d = detector_default();
    assert_int_equal(detector_check_q_max(&d, 26.5, &err), GB_OK);
    says(detector_check_q_max(&d, 30, &err), &err,
         "Q_max 30 1/angstrom is beyond the detector: its largest complete ring is at 26.52, its corner at 34.34");
}

static void multiply(double a[3][3], double b[3][3], double out[3][3]) {
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) out[i][j] = a[i][0] * b[0][j] + a[i][1] * b[1][j] + a[i][2] * b[2][j];
}

/* The three rotations as matrices, the scattering vector as a vector. */
static void tilts_against_matrices(void **state) {
    (void)state;
    struct detector d = detector_default();
    d.rot[0] = 0.31;
    d.rot[1] = -0.22;
    d.rot[2] = 0.7;
    d.centre[0] = 800;
    d.centre[1] = 1300;
    d.load_azimuth = 1.1;
    struct detector_view v;
    detector_look(&d, 800, 1300, &v);
    close_to(v.Q, 0, 1e-12, "Q where the beam hits");
    double L, poni1, poni2;
    detector_poni(&d, &L, &poni1, &poni2);
    double r1[3][3] = {{1, 0, 0}, {0, cos(0.31), sin(0.31)}, {0, -sin(0.31), cos(0.31)}};
    double r2[3][3] = {{cos(-0.22), 0, -sin(-0.22)}, {0, 1, 0}, {sin(-0.22), 0, cos(-0.22)}};
    double r3[3][3] = {{cos(0.7), -sin(0.7), 0}, {sin(0.7), cos(0.7), 0}, {0, 0, 1}};
    double r32[3][3], r[3][3];
    multiply(r3, r2, r32);
    multiply(r32, r1, r);
    const double x = 1500.5, y = 100.5, p[3] = {y * 2e-4 - poni1, x * 2e-4 - poni2, L};
    double t[3], length = 0;
    for (int i = 0; i < 3; i++) t[i] = r[i][0] * p[0] + r[i][1] * p[1] + r[i][2] * p[2];
    for (int i = 0; i < 3; i++) length += t[i] * t[i];
    length = sqrt(length);
    const double q[3] = {t[0] / length, t[1] / length, t[2] / length - 1};
    const double q_length = sqrt(q[0] * q[0] + q[1] * q[1] + q[2] * q[2]);
    detector_look(&d, x, y, &v);
    close_to(v.Q, 2 * M_PI / detector_wavelength(&d) * q_length, 1e-11, "Q");
    close_to(v.cos_chi, (q[0] * sin(1.1) + q[1] * cos(1.1)) / q_length, 1e-13, "cos chi");
    close_to(v.eta, atan2(t[0], t[1]), 1e-13, "eta");
    close_to(v.solid_angle, pow(L / length, 3), 1e-13, "solid angle");
    /* the distance is along the beam */
    detector_look(&d, 800, 1300, &v);
    close_to(L / cbrt(v.solid_angle), 0.35, 1e-13, "distance along the beam");
}

static void polarisation_planes(void **state) {
    (void)state;
    struct detector d = detector_default();
    d.polarisation = 1;
    struct detector_view v;
    detector_look(&d, 1024, 100, &v);
    close_to(v.polarisation, 1, 1e-14, "across the polarisation: nothing lost");
    detector_look(&d, 100, 1024, &v);
    close_to(v.polarisation, cos(v.two_theta) * cos(v.two_theta), 1e-14, "along it: cos^2 2 theta");
    d.polarisation = -1;
    detector_look(&d, 1024, 100, &v);
    close_to(v.polarisation, cos(v.two_theta) * cos(v.two_theta), 1e-14, "vertically polarised");
}

/* ---- frames ---- */

struct bench {
    struct detector d;
    struct detector_defects f;
    struct detector_maps m;
    struct scatter sc;
    struct structure s;
    struct detector_source *src;
    struct detector_exposure e;
    float *counts;
};

static void setup(struct bench *b, double eps) {
    struct gb_error err = GB_ERROR_INIT;
    assert_int_equal(scatter_parse(&b->sc, SCATTER_XRAY, "Cu64.5Zr35.5", &err), GB_OK);
    glass_structure(&b->s, (size_t)(detector_reach(&b->d).q_edge / 0.02) + 8, 0.02, eps);
    assert_int_equal(detector_maps_make(&b->m, &b->d, &b->f, &err), GB_OK);
    assert_int_equal(detector_source_create(&b->src, &b->d, &b->sc, &b->s, &err), GB_OK);
    b->e =
        (struct detector_exposure){.scale = 1e4 / detector_source_peak(b->src), .subpixel = 1, .seed = 7, .threads = 1};
    b->counts = GB_ARRAY(b->d.width * b->d.height, float);
}

static void expose(struct bench *b) {
    struct gb_error err = GB_ERROR_INIT;
    if (detector_frame(&b->d, &b->f, &b->m, b->src, &b->e, b->counts, &err) != GB_OK) fail_msg("%s", err.text);
}

static void teardown(struct bench *b) {
    detector_maps_clear(&b->m);
    detector_source_free(b->src);
    structure_clear(&b->s);
    free(b->counts);
}

/* I(Q, chi) in closed form, without the table. */
static double closed_form(const struct bench *b, double Q, double c, double eps) {
    double slope;
    const double s00 = glass_s00(Q, &slope), s20 = -eps * 2 * 1.36 / (3 * sqrt(5)) * Q * slope, s40 = 0.3 * eps * s20;
    const double f = scatter_mean_f(&b->sc, Q), p2 = 1.5 * c * c - 0.5, p4 = (35 * pow(c, 4) - 30 * c * c + 3) / 8;
    return f * f * (s00 - 1 + sqrt(5) * p2 * s20 + 3 * p4 * s40) + scatter_mean_f_squared(&b->sc, Q) +
           scatter_compton_seen(&b->sc, Q, detector_wavelength(&b->d));
}

static void intensity_between_the_points(void **state) {
    (void)state;
    struct bench b = {.d = detector_default()};
    setup(&b, 0.01);
    double worst = 0;
    for (double Q = 0.06; Q < 34; Q += 0.0137) /* below, Compton's own table is not smooth: 5e-6 */
        for (double c = -1; c <= 1; c += 0.25) {
            const double v = detector_source_intensity(b.src, Q, c), want = closed_form(&b, Q, c, 0.01);
            worst = fmax(worst, fabs(v / want - 1));
        }
    close_to(worst, 0, 2e-6, "relative error of I(Q, chi)");
    assert_true(isnan(detector_source_intensity(b.src, 40, 0)));
    teardown(&b);
}

static void a_frame_in_closed_form(void **state) {
    (void)state;
    struct bench b = {.d = small_detector()};
    b.d.rot[0] = 0.05;
    b.d.rot[1] = 0.1;
    b.f = (struct detector_defects){.flat = 0.02, .dark = 30, .pedestal = 100, .air = 12, .seed = 5};
    setup(&b, 0.01);
    expose(&b);
    for (size_t j = 0; j < b.d.height; j += 7)
        for (size_t i = 0; i < b.d.width; i += 5) {
            struct detector_view v;
            detector_look(&b.d, (double)i + 0.5, (double)j + 0.5, &v);
            const size_t at = j * b.d.width + i;
            const double intensity = b.e.scale * closed_form(&b, v.Q, v.cos_chi, 0.01) + 12;
            const double want = b.m.flat[at] * intensity * v.polarisation * v.solid_angle + b.m.dark[at];
            close_to(b.counts[at] / want, 1, 3e-6, "counts");
        }
    teardown(&b);
}

/* Refining the points of a pixel converges, as 1/n^2. */
static void points_in_a_pixel(void **state) {
    (void)state;
    struct bench b = {.d = small_detector()};
    b.d.pixel_m = 1e-3;
    setup(&b, 0.01);
    double mean[3];
    for (int k = 0; k < 3; k++) {
        b.e.subpixel = 1 << (2 * k);
        expose(&b);
        mean[k] = b.counts[33 * 96 + 60];
    }
    assert_true(fabs(mean[1] - mean[2]) > 0);
    assert_true(fabs(mean[1] - mean[2]) < 0.1 * fabs(mean[0] - mean[2]));
    teardown(&b);
}

static void distortion_moves_rings(void **state) {
    (void)state;
    struct bench b = {.d = small_detector()};
    b.f.distortion = 0.02;
    setup(&b, 0);
    expose(&b);
    const size_t i = 70, j = 60;
    const double dx = 70.5 - 50.3, dy = 60.5 - 38.8, cos_2phi = (dy * dy - dx * dx) / (dx * dx + dy * dy);
    struct detector_view v;
    detector_look(&b.d, 50.3 + dx * (1 + 0.02 * cos_2phi), 38.8 + dy * (1 + 0.02 * cos_2phi), &v);
    const double want = b.e.scale * closed_form(&b, v.Q, v.cos_chi, 0) * v.polarisation * v.solid_angle;
    close_to(b.counts[j * 96 + i] / want, 1, 3e-6, "distorted pixel");
    teardown(&b);
}

static void noise_is_of_frame_and_seed_not_of_threads(void **state) {
    (void)state;
    struct bench b = {.d = small_detector()};
    b.f = (struct detector_defects){.dark = 20, .dead = 0.01, .seed = 3};
    setup(&b, 0.01);
    const size_t bytes = 96 * 80 * sizeof(float);
    float *first = gb_calloc(bytes, 1), *mean = gb_calloc(bytes, 1);
    expose(&b);
    memcpy(mean, b.counts, bytes);
    b.e.noise = true;
    expose(&b);
    memcpy(first, b.counts, bytes);
    b.e.threads = 3;
    expose(&b);
    assert_memory_equal(first, b.counts, bytes);
    b.e.number = 1;
    expose(&b);
    double chi2 = 0, both = 0, n = 0;
    for (size_t k = 0; k < 96 * 80; k++) {
        assert_true(b.counts[k] == floorf(b.counts[k]));
        if (b.m.state[k]) continue;
        chi2 += (first[k] - mean[k]) * (first[k] - mean[k]) / mean[k];
        both += (first[k] - mean[k]) * (b.counts[k] - mean[k]) / mean[k];
        n++;
    }
    close_to(chi2 / n, 1, 5 * sqrt(2 / n), "variance over mean");
    close_to(both / n, 0, 5 / sqrt(n), "two frames are independent");
    free(first);
    free(mean);
    teardown(&b);
}

static void defects_where_they_should_be(void **state) {
    (void)state;
    struct bench b = {.d = detector_default()};
    b.d.width = b.d.height = 512;
    b.d.centre[0] = 250;
    b.d.centre[1] = 260;
    b.f = (struct detector_defects){.flat = 0.02,
                                    .dark = 50,
                                    .pedestal = 100,
                                    .dead = 0.01,
                                    .hot = 0.005,
                                    .hot_counts = 5000,
                                    .beam_stop_m = 4e-3,
                                    .gap = 6,
                                    .seed = 11};
    setup(&b, 0);
    expose(&b);
    double dead = 0, hot = 0, stop = 0, gap = 0, sum = 0, sum2 = 0;
    const double n = 512 * 512;
    for (size_t k = 0; k < 512 * 512; k++) {
        const double x = (double)(k % 512) + 0.5 - 250, y = (double)(k / 512) + 0.5 - 260;
        const bool in_gap = labs((long)(2 * (k % 512)) - 511) < 6 || labs((long)(2 * (k / 512)) - 511) < 6;
        gap += in_gap;
        dead += (b.m.state[k] & PIXEL_DEAD) && !in_gap;
        hot += (b.m.state[k] & PIXEL_HOT) != 0;
        stop += hypot(x, y) < 20;
        if (hypot(x, y) < 20 || (y > 0 && fabs(x) < 10)) assert_true(b.m.state[k] & PIXEL_SHADOWED);
        if (in_gap) assert_true(b.m.state[k] & PIXEL_DEAD);
        if (b.m.state[k] & PIXEL_DEAD) assert_true(b.counts[k] == 0);
        if (b.m.state[k] == PIXEL_SHADOWED) close_to(b.counts[k], b.m.dark[k], 1e-4, "in the shadow only dark");
        if (b.m.state[k] == PIXEL_HOT) assert_true(b.counts[k] > 5000);
        sum += b.m.flat[k] - 1;
        sum2 += pow(b.m.flat[k] - 1, 2);
    }
    close_to(gap, 6 * 512 * 2 - 36, 0, "pixels of the gap");
    close_to(dead, 0.01 * (n - gap), 5 * sqrt(0.01 * n), "dead pixels");
    close_to(hot, 0.005 * n, 5 * sqrt(0.005 * n), "hot pixels");
    close_to(stop, M_PI * 400, 30, "pixels of the beam stop");
    close_to(sum / n, 0, 0.03, "mean sensitivity less 1");
    assert_true(sqrt(sum2 / n) > 0.02 && sqrt(sum2 / n) < 0.06);
    double mean[16];
    detector_preview(&b.d, &b.m, b.counts, 4, mean);
    double corner = 0, used = 0;
    for (size_t y = 0; y < 128; y++)
        for (size_t x = 0; x < 128; x++)
            if (!b.m.state[y * 512 + x + 384]) corner += b.counts[y * 512 + x + 384], used++;
    close_to(mean[3], corner / used, 1e-9, "a cell of the preview");
    teardown(&b);
}

/* ---- noise ---- */

static void poisson_moments(void **state) {
    (void)state;
    const double mean[] = {0, 0.3, 3.7, 9.99, 10.01, 61, 1234.5, 4e6};
    enum { N = 200000 };
    for (size_t m = 0; m < sizeof mean / sizeof *mean; m++) {
        uint64_t stream = noise_stream(99, m, 0);
        double s1 = 0, s2 = 0, s3 = 0;
        for (int k = 0; k < N; k++) {
            const double v = noise_poisson(&stream, mean[m]) - mean[m];
            s1 += v;
            s2 += v * v;
            s3 += v * v * v;
        }
        const double sd = sqrt(mean[m] / N), l = mean[m];
        close_to(s1 / N, 0, 5 * sd, "mean");
        close_to(s2 / N, l, 5 * sqrt((l + 2 * l * l) / N), "variance");
        close_to(s3 / N, l, 5 * sqrt((l + 25 * l * l + 15 * l * l * l) / N), "third moment");
    }
}

/* Each count as often as it should be; 12 takes the rejection, 8 the products. */
static void poisson_distribution(void **state) {
    (void)state;
    enum { N = 400000, TOP = 40 };
    for (int m = 8; m <= 12; m += 4) {
        double seen[TOP] = {0}, chi2 = 0, p = exp(-m);
        int cells = 0;
        uint64_t stream = noise_stream(5, 0, (uint64_t)m);
        for (int k = 0; k < N; k++) {
            const double v = noise_poisson(&stream, m);
            if (v < TOP) seen[(int)v]++;
        }
        for (int k = 0; k < TOP; p *= m / (k + 1.0), k++)
            if (N * p > 20) chi2 += pow(seen[k] - N * p, 2) / (N * p), cells++;
        if (chi2 > cells + 5 * sqrt(2.0 * cells)) fail_msg("mean %d: chi2 %g over %d cells", m, chi2, cells);
    }
}

/* ---- what is refused ---- */

static void refused(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    struct detector d = detector_default();
    d.width = 8;
    says(detector_check(&d, &err), &err, "detector of 8 x 2048 pixels: each side must be 16 to 16384");
    d = detector_default(), d.pixel_m = 0;
    says(detector_check(&d, &err), &err, "detector pixels of 0 um");
    d = detector_default(), d.distance_m = -1;
    says(detector_check(&d, &err), &err, "detector distance -1 m: allowed is above 0");
    d = detector_default(), d.energy_keV = 0.1;
    says(detector_check(&d, &err), &err, "x-rays of 0.1 keV: allowed are 1 to 1000 keV");
    d = detector_default(), d.centre[1] = NAN;
    says(detector_check(&d, &err), &err, "not a place in pixels");
    d = detector_default(), d.rot[1] = 1.2;
    says(detector_check(&d, &err), &err, "detector tilt rot2 = 68.7");
    d = detector_default(), d.polarisation = 1.5;
    says(detector_check(&d, &err), &err, "polarisation 1.5: allowed are -1 (vertical) to 1 (horizontal)");
    d = detector_default(), d.load_azimuth = INFINITY;
    says(detector_check(&d, &err), &err, "no finite azimuth");
    const struct detector_defects bad[] = {{.flat = 0.5}, {.dark = -1}, {.dead = 0.9}, {.distortion = 1}, {.air = NAN}};
    const char *const words[] = {"flat-field variation 0.5: allowed are 0 to 0.1", "dark counts -1",
                                 "fraction of dead pixels 0.9", "distortion 1: allowed are -0.1 to 0.1",
                                 "air scattering nan"};
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) says(detector_defects_check(&bad[k], &err), &err, words[k]);

    struct bench b = {.d = small_detector()};
    setup(&b, 0.01);
    struct detector_source *src;
    b.d.distance_m = 0.2;
    says(detector_source_create(&src, &b.d, &b.sc, &b.s, &err), &err, "the detector's corner sees Q = ");
    b.d.distance_m = 0.35;
    struct scatter neutron;
    assert_int_equal(scatter_parse(&neutron, SCATTER_NEUTRON, "Cu64.5Zr35.5", &err), GB_OK);
    says(detector_source_create(&src, &b.d, &neutron, &b.s, &err), &err, "of x-rays, not of neutron weights");
    b.e.scale = 0;
    says(detector_frame(&b.d, &b.f, &b.m, b.src, &b.e, b.counts, &err), &err, "peak counts 0 per pixel");
    b.e.scale = 1;
    b.e.subpixel = 0;
    says(detector_frame(&b.d, &b.f, &b.m, b.src, &b.e, b.counts, &err), &err, "0 points a side");
    b.e.subpixel = 1;
    for (size_t j = 100; j < 120; j++) b.s.S[0][j] = -2;
    assert_int_equal(detector_source_create(&src, &b.d, &b.sc, &b.s, &err), GB_OK);
    says(detector_frame(&b.d, &b.f, &b.m, src, &b.e, b.counts, &err), &err, "negative counts: the scattered intensity");
    char *first = NULL; /* the pixel named does not depend on the threads */
    for (b.e.threads = 1; b.e.threads < 5; b.e.threads++) {
        assert_int_equal(detector_frame(&b.d, &b.f, &b.m, src, &b.e, b.counts, &err), GB_EINPUT);
        if (first) assert_string_equal(err.text, first);
        free(first);
        first = strdup(err.text);
        gb_error_clear(&err);
    }
    free(first);
    detector_source_free(src);
    teardown(&b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(q_of_a_straight_detector),
        cmocka_unit_test(reach_of_1_id),
        cmocka_unit_test(tilts_against_matrices),
        cmocka_unit_test(polarisation_planes),
        cmocka_unit_test(intensity_between_the_points),
        cmocka_unit_test(a_frame_in_closed_form),
        cmocka_unit_test(points_in_a_pixel),
        cmocka_unit_test(distortion_moves_rings),
        cmocka_unit_test(noise_is_of_frame_and_seed_not_of_threads),
        cmocka_unit_test(defects_where_they_should_be),
        cmocka_unit_test(poisson_moments),
        cmocka_unit_test(poisson_distribution),
        cmocka_unit_test(refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
