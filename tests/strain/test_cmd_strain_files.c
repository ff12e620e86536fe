/* The subcommand `strain` on files as beamlines write them: each kind gives the numbers of the plain files, or says what
 * is wrong. */
#include "strain/cmd_help.h"

#include "pdf/bessel.h"
#include "strain/angle_name.h"
#include "strain/sectors.h"
#include "strain/strain.h"
#include "synth/phantom_glass.h"

enum { NR = 4800, NQ = 620, FIRST = 12, N_CHI = 3 };
static const double rho0 = 0.06292, nu = 0.37, eps = 0.0041, dq = 0.04, lambda = 0.1236;
static const double chi[N_CHI] = {15, 45, 75};
static double S00[NQ], S20[NQ], plain_eps, plain_ratio;

static void make_phantom(void) {
    const struct pdf_grid grid = {NR, 0.0125};
    struct phantom_glass glass;
    double *g = GB_ARRAY(NR, double);
    assert_int_equal(phantom_glass_analytic(&glass, "cu-zr-mean", 1, NULL), GB_OK);
    for (size_t k = 0; k < NR; k++) g[k] = phantom_g00(&glass, 0, pdf_r(grid, k), NULL);
    assert_int_equal(bessel_forward(0, grid, g, rho0, NQ, dq, S00, NULL), GB_OK);
    assert_int_equal(bessel_forward_r_derivative(grid, g, rho0, NQ, dq, S20, NULL), GB_OK);
    for (size_t j = 0; j < NQ; j++) S20[j] *= eps * strain_affine_factor(nu);
    phantom_glass_clear(&glass);
    free(g);
}

static double S_of(int i, int j) { return S00[j] + S20[j] * sectors_basis(2, chi[i], 30, 1); }

/* How a file of one sector is written. */
struct shape {
    const char *stem, *ending, *head, *tail;
    double per_ang;    /* Q in the file is this times Q in 1/angstrom; 0: the file has 2 theta in degrees */
    const char *sigma; /* a third column */
    bool F;
    int gap[2]; /* points written as `void_is`, of the last sector */
    const char *void_is;
};

static void add_rows(struct gb_text *b, const struct shape *s, int i) {
    /* equal steps of 2 theta over the same range */
    const double lo = 2 * asin(lambda * (FIRST + 0.5) * dq / (4 * M_PI)),
                 hi = 2 * asin(lambda * (NQ - 0.5) * dq / (4 * M_PI));
    for (int j = FIRST; j < NQ; j++) {
        double Q = (j + 0.5) * dq, x = Q * s->per_ang, S = S_of(i, j);
        if (s->per_ang == 0) {
            const double two_theta = lo + (hi - lo) * (j - FIRST) / (NQ - 1 - FIRST);
            const double at = 4 * M_PI / lambda * sin(two_theta / 2) / dq - 0.5;
            const int k = (int)fmin(fmax(floor(at), FIRST + 1), NQ - 3);
            const double v = at - k, a = S_of(i, k - 1), c = S_of(i, k), d = S_of(i, k + 1), e = S_of(i, k + 2);
            S = -v * (v - 1) * (v - 2) / 6 * a + (v + 1) * (v - 1) * (v - 2) / 2 * c - (v + 1) * v * (v - 2) / 2 * d +
                (v + 1) * v * (v - 1) / 6 * e;
            x = two_theta * 180 / M_PI;
        }
        gb_text_add(b, "%.9g ", x);
        if (s->void_is && i == N_CHI - 1 && j >= s->gap[0] && j < s->gap[1])
            gb_text_add(b, "%s", s->void_is);
        else
            gb_text_add(b, "%.9g", s->F ? Q * (S - 1) : S);
        gb_text_add(b, "%s%s\n", s->sigma ? " " : "", s->sigma ? s->sigma : "");
    }
}

/* Writes STEM-15ENDING ..., and returns "STEM-15ENDING,...". Owned by the caller. */
static char *write_three(const struct shape *s) {
    struct gb_text names = {0};
    for (int i = 0; i < N_CHI; i++) {
        struct gb_text b = {0};
        char *name = gb_format("%s-%g%s", s->stem, chi[i], s->ending);
        gb_text_add(&b, "%s", s->head ? s->head : "");
        add_rows(&b, s, i);
        gb_text_add(&b, "%s", s->tail ? s->tail : "");
        assert_int_equal(gb_file_write(name, b.s, b.len, NULL), GB_OK);
        gb_text_add(&names, "%s%s", i ? "," : "", name);
        free(name);
        free(b.s);
    }
    return names.s;
}

static const char options[] = "--sector-width 30 --poisson 0.37 --q-max 24 -o out";

static void run_shape(const struct shape *s, const char *more) {
    char *names = write_three(s), *words = gb_format("%s --chi 15,45,75 %s %s", names, options, more);
    if (run(words) != GB_OK) {
        char *log = NULL;
        gb_file_read("stderr", &log, NULL, NULL);
        fail_msg("%s: %s", s->stem, log);
    }
    free(words);
    free(names);
}

static void same(const struct shape *s, const char *more, double tolerance) {
    run_shape(s, more);
    print_message("%-8s eps_inf %.8f ratio %+.6f\n", s->stem, value("out", "eps_inf"), value("out", "ratio"));
    close_to(value("out", "eps_inf"), plain_eps, tolerance * plain_eps, s->stem);
    close_to(value("out", "ratio"), plain_ratio, tolerance * 10, s->stem);
}

static void refused_shape(const struct shape *s, const char *message) {
    char *names = write_three(s), *words = gb_format("%s --chi 15,45,75 %s", names, options);
    refused(words, GB_EINPUT, message);
    free(words);
    free(names);
}

static const char x3[] =
    "[DEFAULT]\n\nversion = pdfgetx3-2.2\n\ndataformat = QA\nwavelength = 0.1236\nqmax = 24.0\n\n#### "
    "start data\n\n#S 1\n#L Q(\u00c5$^{-1}$)  ";

static void test_formats(void **state) {
    (void)state;
    same(&(struct shape){"plain", ".dat", "# Q_1/ang S(Q)\n", .per_ang = 1}, "", 1e-9);
    silent();
    char *sq = gb_format("%sS\n", x3), *sqe = gb_format("%sS  dS\n", x3), *fq = gb_format("%sF(\u00c5$^{-1}$)\n", x3);
    char *fit2d = gb_format("frame 15: a sector\n Q Space (Inverse Nanometres)\n Intensity\n       %d\n", NQ - FIRST);
    char *fit2d_tth = gb_format("frame\n 2-Theta Angle (Degrees)\n Intensity\n       %d\n", NQ - FIRST);
    char *rmc = gb_format("%d\nS(Q) of the sector at 15 degrees\n", NQ - FIRST),
         *short_rmc = gb_format("%d\nS(Q)\n", NQ);
    same(&(struct shape){"x3", ".sq", sq, .per_ang = 1}, "", 1e-7);
    same(&(struct shape){"x3sigma", ".sq", sqe, .per_ang = 1, .sigma = "0.01"}, "", 1e-6);
    same(&(struct shape){"x3F", ".fq", fq, .per_ang = 1, .F = true}, "", 1e-6);
    said("F(Q) became S(Q) = 1 + F/Q");
    same(&(struct shape){"bareF", ".fq", "", .per_ang = 1, .F = true}, "", 1e-6);
    same(&(struct shape){"fit2d", ".chi", fit2d, .per_ang = 10}, "", 1e-6);
    said("'Q(InverseNanometres)' is taken times 0.1, to 1/angstrom");
    holds("out", "# note: fit2d-15.chi,fit2d-45.chi,fit2d-75.chi: 'Q(InverseNanometres)' is taken times 0.1");
    same(&(struct shape){"fit2tth", ".chi", fit2d_tth, .per_ang = 0}, "--wavelength 0.1236", 2e-4);
    same(&(struct shape){"rmc", ".dat", rmc, .per_ang = 1}, "", 1e-7);
    same(&(struct shape){"bom", ".dat", "\xef\xbb\xbf# Q_1/ang S(Q)\r\n", .per_ang = 1}, "", 1e-7);
    same(&(struct shape){"percent", ".xy", "% Q S\n! made by hand\n", .per_ang = 1}, "", 1e-7);
    refused_shape(&(struct shape){"short", ".dat", short_rmc, .per_ang = 1},
                  "short-15.dat: its head says 620 points, it holds 608: is it cut off?");
    refused_shape(&(struct shape){"gr", ".gr", "# r G(r)\n", .per_ang = 1},
                  "gr-15.gr: G(r) of one sector: the sine transform of S(Q, chi) is not g(r, chi)");
    refused_shape(&(struct shape){"tail", ".dat", "# Q S\n", .tail = "{\"counters\": 1}\n", .per_ang = 1},
                  "(text after the data: put # before it, or remove it)");
    free(sq);
    free(sqe);
    free(fq);
    free(fit2d);
    free(fit2d_tth);
    free(rmc);
    free(short_rmc);
}

static void test_units(void **state) {
    (void)state;
    static const char pyfai[] = "# == pyFAI calibration ==\n# Wavelength: 1.236e-11 m\n# Mask applied: False\n# --> "
                                "frame.dat\n#       2th_deg             I \n";
    same(&(struct shape){"nm", ".dat", "# == pyFAI calibration ==\n#       q_nm^-1             I \n", .per_ang = 10},
         "", 1e-6);
    same(&(struct shape){"A", ".dat", "# q_A^-1 I\n", .per_ang = 1}, "", 1e-7);
    same(&(struct shape){"blanks", ".dat", "# Q (1/nm)   S (Q)\n", .per_ang = 10}, "", 1e-6);
    same(&(struct shape){"prose", ".dat", "# columns are Q[1/nm], then S\n", .per_ang = 10}, "", 1e-6);
    same(&(struct shape){"tth", ".dat", pyfai, .per_ang = 0}, "", 2e-4);
    said("'2th_deg' became Q = 4 pi sin(theta)/lambda with lambda = 0.1236 angstrom");
    same(&(struct shape){"Tth", ".xy", "# tth S\n", .per_ang = 0}, "--wavelength 0.1236", 2e-4);
    refused_shape(&(struct shape){"no", ".xy", "# 2th_deg I\n", .per_ang = 0},
                  "no-15.xy: column '2th_deg': 2 theta becomes Q = 4 pi sin(theta)/lambda with the wavelength: give "
                  "--wavelength");
    refused_shape(&(struct shape){"d2", ".xy", "# d*2_A^-2 I\n", .per_ang = 1},
                  "first column 'd*2_A^-2': expected Q_1/ang");
    refused_shape(&(struct shape){"inch", ".xy", "# q_in^-1 I\n", .per_ang = 1},
                  "unit 'in^-1': allowed are Q_1/ang, Q_1/nm");
    /* nothing says that it is in 1/nm: the answer is no glass's */
    char *names = write_three(&(struct shape){"dumb", ".xy", "", .per_ang = 10});
    char *words = gb_format("%s --chi 15,45,75 --sector-width 30 --poisson 0.37 --fit 0.6:1.9 -o out", names);
    run(words);
    said("note: the first peak is at 0.2");
    free(words);
    free(names);
}

/* Tables: of sectors, and of S00 and S20. */
static void test_tables(void **state) {
    (void)state;
    const char *const heads[] = {"q_nm^-1", "Q_nm^-1", "Q(nm^-1)"};
    for (int h = 0; h < 3; h++) {
        char *columns = gb_format("%s chi_15 chi_45 chi_75", heads[h]), *two = gb_format("%s S00 S20", heads[h]);
        struct gb_table *t = gb_table_create("", columns), *S = gb_table_create("", two);
        for (int j = FIRST; j < NQ; j++) {
            gb_table_add(t, (double[]){(j + 0.5) * dq * 10, S_of(0, j), S_of(1, j), S_of(2, j)});
            gb_table_add(S, (double[]){(j + 0.5) * dq * 10, S00[j], S20[j]});
        }
        assert_int_equal(gb_table_write(t, "table", 10, NULL), GB_OK);
        assert_int_equal(gb_table_write(S, "S", 10, NULL), GB_OK);
        char *words = gb_format("table %s", options);
        assert_int_equal(run(words), GB_OK);
        close_to(value("out", "eps_inf"), plain_eps, 1e-6 * eps, heads[h]);
        said("is taken times 0.1, to 1/angstrom");
        assert_int_equal(run("S --unloaded S --g00 loaded --poisson 0.37 --q-max 24 -o out"), GB_EFAIL); /* no signal */
        assert_int_equal(run("S --poisson 0.37 --q-max 24 -o out"), GB_OK);
        close_to(value("out", "eps_inf"), eps, 1e-3 * eps, two);
        holds("out", "q_max 24 1/ang");
        char *named = gb_format("S --columns %s,S00,S20 --poisson 0.37 --q-max 24 -o out", heads[h]);
        assert_int_equal(run(named), GB_OK);
        free(named);
        free(words);
        free(columns);
        free(two);
        gb_table_free(t);
        gb_table_free(S);
    }
}

static void test_not_measured(void **state) {
    (void)state;
    const char *const voids[] = {"nan", "NaN", "0", "0.000000"};
    double first[2] = {0};
    for (int k = 0; k < 4; k++) {
        run_shape(
            &(struct shape){"gap", ".dat", "# Q_1/ang S(Q)\n", .per_ang = 1, .gap = {200, 206}, .void_is = voids[k]},
            "");
        if (k == 0) first[0] = value("out", "eps_inf"), first[1] = value("out", "ratio");
        assert_true(value("out", "eps_inf") == first[0] && value("out", "ratio") == first[1]);
        if (k > 1) said("exact zeros are taken as not measured, points left out: 6 of 608 at chi_75");
    }
    close_to(first[0], plain_eps, 1e-2 * eps, "with a gap");
    same(&(struct shape){"sigma0", ".xye", "# Q_1/ang S(Q) sigma\n", .per_ang = 1, .sigma = "0.0"}, "", 1e-9);
    said("all sigma are 0, which is taken as not known: read without errors");
    refused_shape(&(struct shape){"minus", ".xye", "", .per_ang = 1, .sigma = "-0.1"},
                  "a standard error must be above 0");
    /* one sigma of 0 takes its point along */
    struct gb_table *t = gb_table_create("", "Q_1/ang chi_15 chi_45 chi_75 sigma_chi_15 sigma_chi_45 sigma_chi_75");
    for (int j = FIRST; j < NQ; j++)
        gb_table_add(t, (double[]){(j + 0.5) * dq, j == 300 ? 7 : S_of(0, j), S_of(1, j), S_of(2, j),
                                   j == 300 ? 0 : 0.01, 0.01, 0.01});
    assert_int_equal(gb_table_write(t, "one", 10, NULL), GB_OK);
    gb_table_free(t);
    char *words = gb_format("one %s", options);
    assert_int_equal(run(words), GB_OK);
    said("sigma = 0 is taken as not known: 1 points of 1824 are left out");
    close_to(value("out", "eps_inf"), plain_eps, 1e-3 * eps, "one sigma 0");
    free(words);
}

/* S00 is trimmed at its ends, not within. */
static void test_coefficients_not_measured(void **state) {
    (void)state;
    for (int hole = 0; hole < 2; hole++) {
        struct gb_table *t = gb_table_create("", "Q_1/ang S00 S20");
        for (int j = 0; j < NQ; j++) {
            const bool none = j < 40 || j >= NQ - 10 || (hole && j >= 300 && j < 304);
            gb_table_add(t, (double[]){(j + 0.5) * dq, none ? 0 : S00[j], none ? 0 : S20[j]});
        }
        assert_int_equal(gb_table_write(t, "S", 10, NULL), GB_OK);
        gb_table_free(t);
        if (hole) {
            refused("S --poisson 0.37", GB_EINPUT, "S00 is exactly 0 (or missing) at Q_1/ang = 12.02, and not beside");
            continue;
        }
        assert_int_equal(run("S --poisson 0.37 -o out"), GB_OK);
        said("50 of 620 rows at the ends are not measured");
        close_to(value("out", "eps_inf"), eps, 0.01 * eps, "trimmed");
    }
}

/* Intensity: zeros behind a beam stop's arm are bins without pixels. */
static void test_empty_bins(void **state) {
    (void)state;
    double found[2][2];
    for (int k = 0; k < 2; k++) {
        struct sectors s;
        const double angle[] = {0, 30, 60, 90, 120, 150};
        struct scatter sc;
        assert_int_equal(scatter_parse(&sc, SCATTER_XRAY, "Cu64.5Zr35.5", NULL), GB_OK);
        sectors_init(&s, SECTORS_INTENSITY, "Q_1/ang", NQ, dq, 6, angle, false);
        s.azimuth = true;
        s.wavelength = lambda;
        s.width = 30;
        sectors_fill(&s, (const double *const[]){S00, S20, NULL});
        for (size_t i = 0; i < 6 * NQ; i++) {
            const size_t j = i % NQ;
            const double Q = sectors_x(&s, j), f = scatter_mean_f(&sc, Q);
            s.value[i] = 100 * (f * f * (s.value[i] - 1) + scatter_mean_f_squared(&sc, Q) +
                                scatter_compton_seen(&sc, Q, lambda));
            if (j < 20 || (i / NQ == 2 && j < 90)) s.value[i] = k == 0 ? NAN : 0;
        }
        /* sectors_write leaves rows of nan out: both are written here */
        struct gb_table *t = gb_table_create("", "Q_1/ang phi_0 phi_30 phi_60 phi_90 phi_120 phi_150");
        gb_table_meta(t, "data", "intensity");
        gb_table_meta(t, "wavelength_ang", "0.1236");
        gb_table_meta(t, "sector-width_deg", "30");
        for (size_t j = 0; j < NQ; j++) {
            double row[7] = {sectors_x(&s, j)};
            for (size_t i = 0; i < 6; i++) row[1 + i] = s.value[i * NQ + j];
            gb_table_add(t, row);
        }
        assert_int_equal(gb_table_write(t, "I", 10, NULL), GB_OK);
        gb_table_free(t);
        sectors_clear(&s);
        assert_int_equal(run("I --composition Cu64.5Zr35.5 --poisson 0.37 --q-max 24 -o out"), GB_OK);
        found[k][0] = value("out", "eps_inf");
        found[k][1] = value("out", "ratio");
    }
    said("points left out: 20 of 620 at phi_0, 20 of 620 at phi_30, 90 of 620 at phi_60");
    assert_true(found[0][0] == found[1][0] && found[0][1] == found[1][1]);
    close_to(found[0][0], eps, 0.01 * eps, "an arm");
}

/* Several files, patterns, angles from heads and names. */
static void test_files_and_angles(void **state) {
    (void)state;
    free(write_three(&(struct shape){"glass", ".dat", "# Q_1/ang S(Q)\n", .per_ang = 1}));
    const char *const ways[] = {"glass-15.dat glass-45.dat glass-75.dat --chi 15,45,75", "glass-*.dat --chi 15,45,75",
                                "glass-15.dat,glass-45.dat,glass-75.dat", "glass-*.dat", "glass-[147]5.dat"};
    for (int i = 0; i < 5; i++) {
        char *words = gb_format("%s %s", ways[i], options);
        assert_int_equal(run(words), GB_OK);
        assert_true(value("out", "eps_inf") == plain_eps);
        said(i < 2 ? "angles: glass-15.dat = 15, glass-45.dat = 45, glass-75.dat = 75"
                   : "angles from the names of the files: chi = 15, 45, 75");
        free(words);
    }
    refused("none-*.dat --poisson 0.37", GB_EINPUT, "none-*.dat: no file has such a name");
    refused("glass-15.dat,,glass-45.dat --poisson 0.37", GB_EINPUT, "expected one file, or F1,F2,...");
    refused("glass-15.dat --unloaded none-*.dat --poisson 0.37", GB_EINPUT, "none-*.dat: no file has such a name");
    struct gb_table *t = gb_table_create("", "r_ang g00 g20");
    gb_table_add(t, (double[]){1, 0, 0});
    assert_int_equal(gb_table_write(t, "two-0", 9, NULL), GB_OK);
    assert_int_equal(gb_table_write(t, "two-90", 9, NULL), GB_OK);
    gb_table_free(t);
    refused("two-0 two-90 --poisson 0.37", GB_EINPUT, "two-0: column 'g00': is a table of its own, not a file of one");
    refused("glass-15.dat --poisson 0.37", GB_EINPUT, "glass-15.dat: is one isotropic curve; a strain needs two");
    /* in the head */
    char name[] = "a0";
    for (int i = 0; i < N_CHI; i++) {
        struct gb_text b = {0};
        gb_text_add(&b, i == 1 ? "# chi = %g\n" : "# chi_deg: %g\n", chi[i]);
        add_rows(&b, &(struct shape){.per_ang = 1}, i);
        name[1] = (char)('0' + i);
        assert_int_equal(gb_file_write(name, b.s, b.len, NULL), GB_OK);
        free(b.s);
    }
    char *words = gb_format("a0 a1 a2 %s", options);
    assert_int_equal(run(words), GB_OK);
    assert_true(value("out", "eps_inf") == plain_eps);
    free(words);
    refused("a0 a1 a2 --chi 15,44,75 --poisson 0.37", GB_EINPUT, "a1: '# chi: 45', but chi = 44 was given");
    struct gb_text b = {0};
    add_rows(&b, &(struct shape){.per_ang = 1}, 0);
    assert_int_equal(gb_file_write("turned", b.s, b.len, NULL), GB_OK);
    put_meta("turned", "azimuth", "30");
    free(b.s);
    refused("turned a1 --poisson 0.37", GB_EINPUT, "its head says 'azimuth: 30', but not counted from where");
}

static void test_names(void **state) {
    (void)state;
    static const struct {
        const char *name[3];
        double angle[3];
        bool found, azimuth;
    } all[] = {{{"x/S_chi_0.txt", "x/S_chi_45.txt", "x/S_chi_90.txt"}, {0, 45, 90}, true, false},
               {{"chi15.dat", "chi45.dat", "chi75.dat"}, {15, 45, 75}, true, false},
               {{"S_phi_-175.txt", "S_phi_5.txt", "S_phi_95.txt"}, {-175, 5, 95}, true, true},
               {{"f_015deg.xy", "f_045deg.xy", "f_075deg.xy"}, {15, 45, 75}, true, false},
               {{"g-15.dat.gz", "g-45.dat.gz", "g-75.dat.gz"}, {15, 45, 75}, true, false},
               {{"chi12.5.dat", "chi45.dat", "chi77.5.dat"}, {12.5, 45, 77.5}, true, false},
               {{"scan_0001.dat", "scan_0002.dat", "scan_0003.dat"}, {0}, false, false}, /* frames */
               {{"a-15.dat", "b-45.dat", "c-75.dat"}, {0}, false, false},
               {{"g-15.dat", "g-15.dat", "g-75.dat"}, {0}, false, false},
               {{"g-15.dat", "g.dat", "g-75.dat"}, {0}, false, false},
               {{"g-150.dat", "g-180.dat", "g-210.dat"}, {0}, false, false}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        double angle[3];
        bool azimuth = false;
        if (angle_names(3, all[i].name, angle, &azimuth) != all[i].found) fail_msg("%s", all[i].name[0]);
        for (int k = 0; k < 3 && all[i].found; k++)
            assert_true(angle[k] == all[i].angle[k] && azimuth == all[i].azimuth);
    }
}

/* g(r) without any head. */
static void test_bare_g(void **state) {
    (void)state;
    const struct pdf_grid grid = {2000, 0.0125};
    double g00[2000], g20[2000];
    struct structure S = {.n = NQ, .dq = dq, .rho0 = rho0, .S = {S00, S20}};
    const struct q_cut cut = {0, 24, QWINDOW_GAUSSIAN};
    assert_int_equal(structure_g(&S, &cut, 0, grid, g00, NULL), GB_OK);
    assert_int_equal(structure_g(&S, &cut, 2, grid, g20, NULL), GB_OK);
    char name[] = "g0";
    for (int i = 0; i < N_CHI; i++) {
        struct gb_text b = {0};
        for (size_t k = 0; k < grid.n; k++)
            gb_text_add(&b, "%.9g %.9g\n", pdf_r(grid, k), g00[k] + g20[k] * sectors_basis(2, chi[i], 30, 1));
        name[1] = (char)('0' + i);
        assert_int_equal(gb_file_write(name, b.s, b.len, NULL), GB_OK);
        free(b.s);
    }
    assert_int_equal(run("g0,g1,g2 --data g(r) --chi 15,45,75 --sector-width 30 --poisson 0.37 -o out"), GB_OK);
    close_to(value("out", "eps_inf"), eps, 0.02 * eps, "bare g(r)");
    holds("out", "sectors of g(r) by chi");
}

static int enter_with_phantom(void **state) {
    make_phantom();
    if (enter(state) != 0) return -1;
    run_shape(&(struct shape){"plain", ".dat", "# Q_1/ang S(Q)\n", .per_ang = 1}, "");
    plain_eps = value("out", "eps_inf");
    plain_ratio = value("out", "ratio");
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_formats),
        cmocka_unit_test(test_units),
        cmocka_unit_test(test_tables),
        cmocka_unit_test(test_not_measured),
        cmocka_unit_test(test_coefficients_not_measured),
        cmocka_unit_test(test_empty_bins),
        cmocka_unit_test(test_files_and_angles),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_bare_g),
    };
    return cmocka_run_group_tests(tests, enter_with_phantom, leave);
}
