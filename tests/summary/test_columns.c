/* What stands in which column of the summary's tables: files with their columns' names and units written out here,
 * every number another. Read, each is where its name says; written again, the same lines come out. */
#include "help.h"

#include "experiment/experiment.h"
#include "pool/screening.h"
#include "summary/efficiency.h"
#include "summary/histories.h"
#include "summary/moduli.h"
#include "summary/summary.h"
#include "summary/temperature.h"
#include "summary/trends.h"

static char path[] = "/tmp/gb-columns-XXXXXX";

static int setup(void **state) {
    (void)state;
    const int file = mkstemp(path);
    setenv("GLASSBED_DATA", ".", 1);
    return file < 0 || close(file) != 0;
}

static int teardown(void **state) {
    (void)state;
    return unlink(path);
}

/* ---- what is put in ---- */

enum { TEMPERATURE, ENERGY, DENSITY, STRESS, LENGTH, NO_UNIT };
static const char *const unit_of[][2] = {{"epsilon/kB", "K"},     {"epsilon/atom", "eV/atom"},
                                         {"1/sigma^3", "g/cm^3"}, {"epsilon/sigma^3", "GPa"},
                                         {"sigma", "ang"},        {"-", "-"}};

struct expected {
    const char *name;
    int quantity, unit;
};

/* Two rates and a history, two strains and a stress at a temperature, in either system of units. */
static struct study *make_study(bool metal) {
    struct gb_error err = GB_ERROR_INIT;
    struct study *s;
    char *text = gb_format("<study name='columns' seed='5'><glass model='%s' atoms='1000' samples='4'/>"
                           "<quench melt='%s' from='%s' to='0'><rate>%s</rate><rate>%s</rate></quench>"
                           "<compress><strain>0.005</strain><strain>0.0025</strain></compress>"
                           "<compress mode='thermal' T='%s' time='10' snapshots='2'><stress>0.3</stress></compress>"
                           "</study>",
                           metal ? "cu-zr-2009" : "kob-andersen", metal ? "2000" : "2", metal ? "2000" : "0.8",
                           metal ? "1e13" : "1e-1", metal ? "1e12" : "1e-2", metal ? "300" : "0.1");
    const char *model = metal ? "potentials/cu-zr-2009.xml" : "potentials/kob-andersen.xml";
    must(study_parse(&s, text, strlen(text), "columns.xml", model, &err), &err);
    free(text);
    return s;
}

/* The number of column i, and its error: no two alike in a row. */
static struct estimate number(size_t i) {
    return (struct estimate){2.385 + 0.013 * (double)i, 0.041 + 0.002 * (double)i};
}

/* "\tNAME\tNAME_err" or "\tVALUE\tERROR" of n columns. */
static void add_names(struct gb_text *b, size_t n, const struct expected *c) {
    for (size_t i = 0; i < n; i++) gb_text_add(b, "\t%s\t%s_err", c[i].name, c[i].name);
}
static void add_numbers(struct gb_text *b, size_t n) {
    for (size_t i = 0; i < n; i++) gb_text_add(b, "\t%.9g\t%.9g", number(i).value, number(i).err);
}

/* The file: a line of names, a row. */
static char *put_table(const char *lead, const char *row, size_t n, const struct expected *c, const char *more_names,
                       const char *more) {
    struct gb_text b = {0};
    gb_text_add(&b, "# %s", lead);
    add_names(&b, n, c);
    gb_text_add(&b, "%s\n%s", more_names, row);
    add_numbers(&b, n);
    gb_text_add(&b, "%s\n", more);
    assert_int_equal(gb_file_write(path, b.s, b.len, NULL), GB_OK);
    return b.s;
}

static void is_number(const struct expected *c, size_t i, struct estimate e) {
    if (!(fabs(e.value - number(i).value) < 1e-12 && fabs(e.err - number(i).err) < 1e-12))
        fail_msg("%s is %.9g +- %.9g, expected %.9g +- %.9g", c[i].name, e.value, e.err, number(i).value,
                 number(i).err);
}

/* What was written ends as the file began that was read; `says` is in its header. */
static void ends_with(const char *text, const char *says) {
    char *written;
    assert_int_equal(gb_file_read(path, &written, NULL, NULL), GB_OK);
    const size_t n = strlen(written), m = strlen(text);
    if (n < m || strcmp(written + n - m, text) != 0) fail_msg("expected at the end:\n%s\nfound:\n%s", text, written);
    if (!strstr(written, says)) fail_msg("the header does not say '%s':\n%s", says, written);
    free(written);
}

#define COUNT(a) (sizeof(a) / sizeof *(a))

/* ---- tests ---- */

static void summary_columns(void **state) {
    (void)state;
    static const struct expected c[] = {{"T_f", Q_T_F, TEMPERATURE},
                                        {"T_f_volume", Q_T_F_VOLUME, TEMPERATURE},
                                        {"T_f_is", Q_T_F_IS, TEMPERATURE},
                                        {"e_is", Q_E_IS, ENERGY},
                                        {"density", Q_DENSITY, DENSITY},
                                        {"poisson", Q_POISSON, NO_UNIT},
                                        {"young", Q_YOUNG, STRESS},
                                        {"shear", Q_SHEAR, STRESS},
                                        {"bulk", Q_BULK, STRESS},
                                        {"shear_affine", Q_SHEAR_AFFINE, STRESS},
                                        {"bulk_affine", Q_BULK_AFFINE, STRESS},
                                        {"shear_lost", Q_SHEAR_LOST, NO_UNIT},
                                        {"stress", Q_STRESS, STRESS},
                                        {"eps_true", Q_EPS_TRUE, NO_UNIT},
                                        {"eps_inf", Q_EPS_INF, NO_UNIT},
                                        {"eps_1", Q_EPS_1, NO_UNIT},
                                        {"eps_2", Q_EPS_2, NO_UNIT},
                                        {"ratio", Q_RATIO, NO_UNIT},
                                        {"floor", Q_FLOOR, NO_UNIT},
                                        {"loss", Q_LOSS, NO_UNIT},
                                        {"cont_corr", Q_CONT_CORR, NO_UNIT},
                                        {"cont_slope", Q_CONT_SLOPE, NO_UNIT}};
    assert_int_equal(COUNT(c), Q_N);
    struct gb_error err = GB_ERROR_INIT;
    for (int metal = 0; metal < 2; metal++) {
        struct study *s = make_study(metal);
        struct summary sum;
        char *row = gb_format("%s\t0.0025\t0.0026\tA-B\tminus-unloaded\t3", metal ? "1e12" : "1e-2");
        char *text = put_table("rate\tload\tstrain\tweights\tmethod\tsamples", row, COUNT(c), c, "", "");
        must(summary_read(&sum, s, path, &err), &err);
        assert_int_equal(sum.n_rows, 1);
        assert_int_equal(sum.row[0].history, 1);
        assert_int_equal(sum.row[0].load, 1);
        assert_true(sum.row[0].strain == 0.0026);
        assert_string_equal(sum.row[0].weights, "A-B");
        assert_string_equal(sum.row[0].method, "minus-unloaded");
        assert_int_equal(sum.row[0].samples, 3);
        for (size_t i = 0; i < COUNT(c); i++) {
            const enum quantity q = (enum quantity)c[i].quantity;
            is_number(c, i, sum.row[0].q[q]);
            assert_string_equal(column_unit_name(summary_column(q), s), unit_of[c[i].unit][metal]);
        }
        summary_clear(&sum);
        free(row);
        free(text);
        study_free(s);
    }
}

static void thermal_columns(void **state) {
    (void)state;
    static const struct expected c[] = {{"T", TH_T, TEMPERATURE},
                                        {"stress", TH_STRESS, STRESS},
                                        {"young", TH_YOUNG, STRESS},
                                        {"poisson", TH_POISSON, NO_UNIT},
                                        {"eps_true", TH_EPS_TRUE, NO_UNIT},
                                        {"eps_inf_over_true", TH_EPS_INF, NO_UNIT},
                                        {"eps_1_over_true", TH_EPS_1, NO_UNIT},
                                        {"eps_2_over_true", TH_EPS_2, NO_UNIT},
                                        {"ratio", TH_RATIO, NO_UNIT},
                                        {"loss", TH_LOSS, NO_UNIT},
                                        {"cont_corr", TH_CONT_CORR, NO_UNIT},
                                        {"cont_slope", TH_CONT_SLOPE, NO_UNIT},
                                        {"peak", TH_PEAK, LENGTH},
                                        {"height", TH_HEIGHT, NO_UNIT},
                                        {"width", TH_WIDTH, LENGTH},
                                        {"rms", TH_RMS, LENGTH},
                                        {"hops", TH_HOPS, NO_UNIT},
                                        {"creep", TH_CREEP, NO_UNIT},
                                        {"d2min", TH_D2MIN, NO_UNIT},
                                        {"d2min_noise", TH_D2MIN_NOISE, NO_UNIT},
                                        {"eps_inf_over_true_change", TH_EPS_INF_CHANGE, NO_UNIT},
                                        {"ratio_change", TH_RATIO_CHANGE, NO_UNIT},
                                        {"loss_change", TH_LOSS_CHANGE, NO_UNIT}};
    static const char *const units[] = {
        "# units: history epsilon/kB/tau, T epsilon/kB, stress epsilon/sigma^3, young epsilon/sigma^3, poisson -",
        "# units: history K/s, T K, stress GPa, young GPa, poisson -"};
    assert_int_equal(COUNT(c), TH_N_QUANTITIES);
    struct gb_error err = GB_ERROR_INIT;
    for (int metal = 0; metal < 2; metal++) {
        struct study *s = make_study(metal);
        struct temperature_table t;
        char *row = gb_format("%s\t%s\t3", metal ? "1e12" : "1e-2", s->load[2].label);
        char *text = put_table("history\tload\tsamples", row, COUNT(c), c, "", "");
        must(temperature_read(&t, s, path, &err), &err);
        assert_int_equal(t.n, 1);
        assert_int_equal(t.row[0].samples, 3);
        for (size_t i = 0; i < COUNT(c); i++) {
            is_number(c, i, t.row[0].q[c[i].quantity]);
            assert_string_equal(column_unit_name(temperature_column((enum temperature_quantity)c[i].quantity), s),
                                unit_of[c[i].unit][metal]);
        }
        must(temperature_write(&t, s, path, &err), &err);
        ends_with(text, units[metal]);
        temperature_clear(&t);
        free(row);
        free(text);
        study_free(s);
    }
}

static void moduli_columns(void **state) {
    (void)state;
    static const struct expected c[] = {{"bulk", MOD_BULK, STRESS},
                                        {"shear", MOD_SHEAR, STRESS},
                                        {"young_voigt", MOD_YOUNG_VOIGT, STRESS},
                                        {"poisson_voigt", MOD_POISSON_VOIGT, NO_UNIT},
                                        {"bulk_affine", MOD_BULK_AFFINE, STRESS},
                                        {"shear_affine", MOD_SHEAR_AFFINE, STRESS},
                                        {"young_voigt_affine", MOD_YOUNG_VOIGT_AFFINE, STRESS},
                                        {"poisson_voigt_affine", MOD_POISSON_VOIGT_AFFINE, NO_UNIT},
                                        {"bulk_lost", MOD_BULK_LOST, NO_UNIT},
                                        {"shear_lost", MOD_SHEAR_LOST, NO_UNIT},
                                        {"young_axes", MOD_YOUNG_AXES, STRESS},
                                        {"poisson_axes", MOD_POISSON_AXES, NO_UNIT},
                                        {"young", MOD_YOUNG, STRESS},
                                        {"poisson", MOD_POISSON, NO_UNIT},
                                        {"shear_pairs", MOD_SHEAR_PAIRS, STRESS},
                                        {"shear_planes", MOD_SHEAR_PLANES, STRESS},
                                        {"anisotropy", MOD_ANISOTROPY, STRESS},
                                        {"anisotropy_affine", MOD_ANISOTROPY_AFFINE, STRESS},
                                        {"plane_scatter", MOD_PLANE_SCATTER, STRESS},
                                        {"texture_x", MOD_TEXTURE_X, NO_UNIT},
                                        {"texture_y", MOD_TEXTURE_Y, NO_UNIT},
                                        {"texture_z", MOD_TEXTURE_Z, NO_UNIT},
                                        {"shear_affine_change", MOD_SHEAR_AFFINE_CHANGE, NO_UNIT}};
    assert_int_equal(COUNT(c), MOD_N_QUANTITIES);
    struct gb_error err = GB_ERROR_INIT;
    for (int metal = 0; metal < 2; metal++) {
        struct study *s = make_study(metal);
        struct moduli_table t;
        char *row = gb_format("%s\t3", metal ? "1e12" : "1e-2");
        char *text = put_table("history\tsamples", row, COUNT(c), c, "", "");
        must(moduli_read(&t, s, path, &err), &err);
        assert_int_equal(t.n, 1);
        for (size_t i = 0; i < COUNT(c); i++) {
            is_number(c, i, t.row[0].q[c[i].quantity]);
            assert_string_equal(column_unit_name(moduli_column((enum moduli_quantity)c[i].quantity), s),
                                unit_of[c[i].unit][metal]);
        }
        must(moduli_write(&t, s, path, &err), &err);
        ends_with(text,
                  metal ? "# units: history K/s, bulk GPa, shear GPa, young_voigt GPa, poisson_voigt -, bulk_affine "
                        : "# units: history epsilon/kB/tau, bulk epsilon/sigma^3, shear epsilon/sigma^3, ");
        ends_with(text, metal ? "# shear_affine_change is against 1e12\n" : "# shear_affine_change is against 1e-2\n");
        moduli_clear(&t);
        free(row);
        free(text);
        study_free(s);
    }
}

static void history_columns(void **state) {
    (void)state;
    static const struct expected c[] = {{"cpu", HISTORY_CPU, NO_UNIT},
                                        {"e_is", HISTORY_E_IS, ENERGY},
                                        {"T_f", HISTORY_T_F, TEMPERATURE},
                                        {"T_f_is", HISTORY_T_F_IS, TEMPERATURE},
                                        {"acceptance", HISTORY_ACCEPTANCE, NO_UNIT}};
    assert_int_equal(COUNT(c), HISTORY_N);
    struct gb_error err = GB_ERROR_INIT;
    for (int metal = 0; metal < 2; metal++) {
        struct study *s = make_study(metal);
        struct histories_table t;
        char *steps = history_describe(s, 0); /* the table's row 0 is of history 0 */
        char *row = gb_format("%s\t3\t%s\t23.85\t417", metal ? "1e13" : "1e-1", steps);
        char *text = put_table("history\tsamples\tsteps\ttime\tattempts", row, COUNT(c), c, "", "");
        must(histories_table_read(&t, s, path, &err), &err);
        assert_int_equal(t.n, 1);
        assert_true(t.row[0].time == 23.85 && t.row[0].attempts == 417);
        for (size_t i = 0; i < COUNT(c); i++) is_number(c, i, t.row[0].q[c[i].quantity]);
        must(histories_table_write(&t, s, path, &err), &err);
        ends_with(
            text,
            metal ? "# units: time ps, cpu s, e_is eV/atom, T_f K, T_f_is K, acceptance -\n"
                  : "# units: time tau, cpu s, e_is epsilon/atom, T_f epsilon/kB, T_f_is epsilon/kB, acceptance -\n");
        histories_table_clear(&t);
        free(steps);
        free(row);
        free(text);
        study_free(s);
    }
}

static void order_columns(void **state) {
    (void)state;
    static const struct expected c[] = {{"crystalline", ORDER_CRYSTALLINE, 0},
                                        {"largest", ORDER_LARGEST, 0},
                                        {"atoms", ORDER_ATOMS, 0},
                                        {"repeats", ORDER_REPEATS, 0},
                                        {"q4", ORDER_Q4, 0},
                                        {"q6", ORDER_Q6, 0},
                                        {"q6_bonds", ORDER_Q6_BONDS, 0},
                                        {"faces", ORDER_FACES, 0},
                                        {"five_fold", ORDER_FIVE_FOLD, 0},
                                        {"icosahedra", ORDER_ICOSAHEDRA, 0},
                                        {"frank_kasper", ORDER_FRANK_KASPER, 0},
                                        {"mixed", ORDER_MIXED, 0},
                                        {"bcc", ORDER_BCC, 0}};
    assert_int_equal(COUNT(c), SCREENING_N_QUANTITIES);
    struct gb_error err = GB_ERROR_INIT;
    struct study *s = make_study(false);
    struct gb_text b = {0};
    struct screening o;
    gb_text_add(&b, "# history\tsample\tkept");
    for (size_t i = 0; i < COUNT(c); i++) gb_text_add(&b, "\t%s", c[i].name);
    for (int k = 0; k < 2; k++) {
        gb_text_add(&b, "\n1e-2\t%d\t%s", 3 + k, k ? "no" : "yes");
        for (size_t i = 0; i < COUNT(c); i++) gb_text_add(&b, "\t%.6g", number(i).value + k);
    }
    gb_text_add(&b, "\n");
    must(gb_file_write(path, b.s, b.len, &err), &err);
    must(screening_read(&o, s, path, &err), &err);
    assert_int_equal(o.n, 2);
    assert_true(o.row[0].kept && !o.row[1].kept && o.row[1].sample == 4);
    for (size_t i = 0; i < COUNT(c); i++)
        is_number(c, i, (struct estimate){o.row[1].q[c[i].quantity] - 1, number(i).err});
    must(screening_write(&o, s, path, &err), &err);
    ends_with(b.s, "# mixed: fraction of atoms in <0 4 4 6>\n# bcc: fraction of atoms in <0 6 0 8>\n");
    char *why = screening_why(&o.row[1], s);
    assert_string_equal(why,
                        "1e-2, sample 4: 338 % of its 3 atoms are crystalline (crystal-max 0.05), 3 in one cluster");
    free(why);
    screening_clear(&o);
    free(b.s);
    study_free(s);
}

/* The last two quantities follow from the scatter and the processor time: (scatter/0.01)^2 samples, times cpu. */
static void efficiency_columns(void **state) {
    (void)state;
    static const char text[] =
        "# "
        "history\tload\tsignal\taxes\tsigns\tsamples\tratio\tratio_err\tscatter\tscatter_err\tbias\tbias_err\tcpu_"
        "glass\t"
        "cpu\tsamples_0.01\tsamples_0.01_err\tcpu_0.01\tcpu_0.01_err\n"
        "1e-2\t0.0025\tminus-unloaded\t3\t1\t4\t0.2385\t0.0141\t0.04\t0.003\t-0.0371\t0.0052\t23.5\t31.25\t16\t2.4\t500"
        "\t75\n";
    struct gb_error err = GB_ERROR_INIT;
    struct study *s = make_study(false);
    struct efficiency e;
    must(gb_file_write(path, text, strlen(text), &err), &err);
    must(efficiency_read(&e, s, path, &err), &err);
    assert_int_equal(e.n, 1);
    const struct efficiency_row *r = &e.row[0];
    assert_int_equal(r->signal, SIGNAL_MINUS_UNLOADED);
    assert_true(r->axes == 3 && r->signs == 1 && r->samples == 4);
    assert_true(r->ratio.value == 0.2385 && r->ratio.err == 0.0141 && r->scatter.value == 0.04);
    assert_true(r->scatter.err == 0.003 && r->bias.value == -0.0371 && r->bias.err == 0.0052);
    assert_true(r->cpu_glass == 23.5 && r->cpu == 31.25);
    must(efficiency_write(&e, s, path, &err), &err);
    ends_with(text, "# bias: ratio less that of symmetrised with all axes");
    efficiency_clear(&e);
    study_free(s);
}

static void trend_columns(void **state) {
    (void)state;
    static const char text[] = "# over\tof\tload\ty\tx\tpoints\tsamples\tslope\tslope_err\tspan\tspan_err\n"
                               "histories\t-\t0.005\tratio\tT_f_is\t2\t4\t2.385\t0.041\t0.731\t0.052\n"
                               "histories\t-\t0.005\tloss\tT_f\t2\t4\t2.386\t0.042\t0.732\t0.053\n"
                               "histories\t-\t0.005\teps_inf_over_true\te_is\t2\t4\t2.387\t0.043\t0.733\t0.054\n"
                               "histories\t-\t0.005\tpoisson\tdecades_of_rate\t2\t4\t2.388\t0.044\t0.734\t0.055\n"
                               "histories\t-\t0.0025\tshear_lost\tT_f\t2\t4\t2.389\t0.045\t0.735\t0.056\n"
                               "loads\t1e-2\t0.005\tratio\tstrain\t3\t4\t2.39\t0.046\t0.736\t0.057\n";
    static const enum trend_y y[] = {TREND_RATIO,   TREND_LOSS,       TREND_EPS_INF,
                                     TREND_POISSON, TREND_SHEAR_LOST, TREND_RATIO};
    static const enum trend_x x[] = {TREND_T_F_IS, TREND_T_F, TREND_E_IS, TREND_DECADES, TREND_T_F, TREND_STRAIN};
    struct gb_error err = GB_ERROR_INIT;
    struct study *s = make_study(false);
    struct trend_table t;
    must(gb_file_write(path, text, strlen(text), &err), &err);
    must(trend_table_read(&t, s, path, &err), &err);
    assert_int_equal(t.n, 6);
    for (size_t i = 0; i < 6; i++) {
        const struct trend_row *r = &t.row[i];
        const double d = 0.001 * (double)i;
        assert_true(r->y == y[i] && r->x == x[i]);
        assert_true(fabs(r->slope.value - 2.385 - d) < 1e-12 && fabs(r->slope.err - 0.041 - d) < 1e-12);
        assert_true(fabs(r->span.value - 0.731 - d) < 1e-12 && fabs(r->span.err - 0.052 - d) < 1e-12);
    }
    must(trend_table_write(&t, s, path, &err), &err);
    ends_with(text, "# x: T_f, T_f_is epsilon/kB, e_is epsilon/atom, decades of the cooling rate, true strain\n");
    trend_table_clear(&t);
    study_free(s);
}

static void validation_columns(void **state) {
    (void)state;
    static const struct expected c[] = {{"eps_inf", EXPERIMENT_EPS_INF, NO_UNIT},
                                        {"eps_inf_bias", EXPERIMENT_EPS_INF_BIAS, NO_UNIT},
                                        {"ratio", EXPERIMENT_RATIO, NO_UNIT},
                                        {"ratio_bias", EXPERIMENT_RATIO_BIAS, NO_UNIT},
                                        {"loss", EXPERIMENT_LOSS, NO_UNIT},
                                        {"r_peak", EXPERIMENT_R_PEAK, LENGTH},
                                        {"floor_eps_inf", EXPERIMENT_FLOOR_EPS_INF, NO_UNIT},
                                        {"floor_ratio", EXPERIMENT_FLOOR_RATIO, NO_UNIT},
                                        {"eps_true", EXPERIMENT_EPS_TRUE, NO_UNIT},
                                        {"ratio_true", EXPERIMENT_RATIO_TRUE, NO_UNIT}};
    static const struct {
        const char *cells;
        struct experiment e;
    } kind[] = {
        {"pdf-r\tnumber\tcontrolled\tnan\t-\t2.2\t7.5\t0\t-\t-",
         {.route = ROUTE_PDF_R,
          .signal = SIGNAL_CONTROLLED,
          .q_max = NAN,
          .window = QWINDOW_N,
          .fit_lo = 2.2,
          .fit_hi = 7.5}},
        {"pdf-q\txray\tsymmetrised\t22\tlorch\t2.2\t7.5\t36\taveraged\t1e+10",
         {ROUTE_PDF_Q, SCATTER_XRAY, SIGNAL_SYMMETRISED, 22, QWINDOW_LORCH, 2.2, 7.5, 36, false, 1e10}},
        {"pdf-q\tneutron\tminus-unloaded\t25\tgaussian\t2.3\t7.4\t12\tcentre\t-",
         {ROUTE_PDF_Q, SCATTER_NEUTRON, SIGNAL_MINUS_UNLOADED, 25, QWINDOW_GAUSSIAN, 2.3, 7.4, 12, true, INFINITY}},
        {"q-law\txray\tcontrolled\t18\tstep\t1\t18\t0\t-\t-",
         {ROUTE_Q_LAW, SCATTER_XRAY, SIGNAL_CONTROLLED, 18, QWINDOW_STEP, 1, 18, 0, false, INFINITY}},
        {"peak-shift\txray\tcontrolled\tnan\t-\tnan\tnan\t36\taveraged\t-",
         {ROUTE_PEAK_SHIFT, SCATTER_XRAY, SIGNAL_CONTROLLED, NAN, QWINDOW_N, NAN, NAN, 36, false, INFINITY}},
        {"shell-1\txray\tcontrolled\t25\tlorch\tnan\tnan\t36\taveraged\t-",
         {ROUTE_SHELL_1, SCATTER_XRAY, SIGNAL_CONTROLLED, 25, QWINDOW_LORCH, NAN, NAN, 36, false, INFINITY}}};
    assert_int_equal(COUNT(c), EXPERIMENT_N_QUANTITIES);
    struct gb_error err = GB_ERROR_INIT;
    struct study *s = make_study(false);
    for (size_t k = 0; k < COUNT(kind); k++) {
        struct experiment e = kind[k].e;
        if (k == 0) e.counts = INFINITY;
        struct experiments v;
        char *row = gb_format("1e-2\t0.0025\t%s\t3", kind[k].cells);
        char *text =
            put_table("history\tload\troute\tweights\tsignal\tq_max\twindow\tfit_lo\tfit_hi\tsectors\tbasis\tcounts"
                      "\tsamples",
                      row, COUNT(c), c, "\teps_inf_noise\tratio_noise", "\t0.0173\t0.0119");
        must(experiments_read(&v, s, path, &err), &err);
        assert_int_equal(v.n, 1);
        if (!experiment_find(&v, 1, 1, &e)) fail_msg("read as another experiment: %s", kind[k].cells);
        for (size_t i = 0; i < COUNT(c); i++) is_number(c, i, v.row[0].q[c[i].quantity]);
        assert_true(v.row[0].eps_inf_noise == 0.0173 && v.row[0].ratio_noise == 0.0119 && v.row[0].samples == 3);
        must(experiments_write(&v, s, path, &err), &err);
        ends_with(text, "# units: history epsilon/kB/tau, q_max 1/ang, fit_lo sigma, fit_hi sigma, eps_inf -, "
                        "eps_inf_bias -, ratio -, "
                        "ratio_bias -, loss -, r_peak sigma, floor_eps_inf -, ");
        experiments_clear(&v);
        free(row);
        free(text);
    }
    study_free(s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(summary_columns), cmocka_unit_test(thermal_columns),    cmocka_unit_test(moduli_columns),
        cmocka_unit_test(history_columns), cmocka_unit_test(order_columns),      cmocka_unit_test(efficiency_columns),
        cmocka_unit_test(trend_columns),   cmocka_unit_test(validation_columns),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
