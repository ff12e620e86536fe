/* Every cell of the page's tables: a study of three histories and four loads whose every number is another; each must
 * stand in the row and under the header that say what it is, in the unit that is said. */
#include "help.h"

#include "base/notation.h"
#include "experiment/experiment.h"
#include "page/page.h"
#include "page/page_check.h"
#include "page/page_table.h"
#include "pool/screening.h"
#include "summary/efficiency.h"
#include "summary/histories.h"
#include "summary/moduli.h"
#include "summary/summary.h"
#include "summary/temperature.h"
#include "summary/trends.h"

static char folder[] = "/tmp/gb-page-cells-XXXXXX";
static struct study *s;
static char *html;

#define COUNT(a) (sizeof(a) / sizeof *(a))

/* ---- what is put in ---- */

enum { H = 3, L = 4, SAMPLES = 4 };
/* In the study's order, and the page's: from the slowest cooling, then what has no rate. */
static const size_t shown[H] = {1, 0, 2};
static const char *const history[H] = {"1e13", "1e12", "old"};
static const char *const label[H] = {"1e13 K/s", "1e12 K/s", "old"};
static const char *const load[L] = {"strain 0.005", "strain 0.0025", "300 K, stress 0.3 GPa, mean positions",
                                    "300 K, stress 0.3 GPa, snapshots"};
static const char *const method[] = {"controlled", "symmetrised", "minus-unloaded", "raw"};

static const char study_xml[] =
    "<study name='cells' seed='5'><glass model='cu-zr-2009' atoms='1000' samples='4'/>"
    "<quench melt='2000' from='2000' to='0'><rate>1e13</rate><rate>1e12</rate></quench>"
    "<history name='old'><swap T='900' time='10' block-time='0.5' attempts='30'/><quench rate='1e13'/></history>"
    "<compress><strain>0.005</strain><strain>0.0025</strain></compress>"
    "<compress mode='thermal' T='300' time='10' snapshots='2'><stress>0.3</stress></compress>"
    "<measure r-max='15' r-bin='0.02' fit='5.5 14' smooth='0.12' partials='no'/></study>";

/* Quantity q of history h under load k, of table `which`: no two alike in a table. */
static struct estimate number(int which, size_t h, size_t k, int q) {
    return (struct estimate){0.2385 + 0.1 * which + 0.0137 * q + 0.611 * (double)h + 1.373 * (double)k,
                             0.00413 + 0.0002 * q + 0.00003 * (double)h + 0.000013 * (double)k};
}
static const struct estimate ratio[H] = {{0.2185, 0.0061}, {0.2285, 0.0035}, {0.1773, 0.0052}};

static struct estimate summary_number(size_t h, size_t k, int m, int q) {
    if (q == Q_RATIO && m == 0 && k == 0) return ratio[h];
    return number(m, h, k, q);
}

static void put(const char *name, const char *text) {
    struct gb_error err = GB_ERROR_INIT;
    char *path = gb_format("%s/summary/%s", folder, name);
    must(gb_file_write(path, text, strlen(text), &err), &err);
    free(path);
}

static void put_summary(void) {
    struct gb_text b = {0};
    gb_text_add(&b, "# warnings: 0\n# rate\tload\tstrain\tweights\tmethod\tsamples");
    for (int q = 0; q < Q_N; q++)
        gb_text_add(&b, "\t%s\t%s_err", summary_column((enum quantity)q)->name, summary_column((enum quantity)q)->name);
    for (size_t h = 0; h < H; h++)
        for (size_t k = 0; k < L; k++)
            for (int m = 0; m < 4; m++) {
                gb_text_add(&b, "\n%s\t%s\t%g\tnumber\t%s\t%zu", history[h], s->load[k].label, k == 0 ? 0.005 : 0.0025,
                            method[m], 2 + h);
                for (int q = 0; q < Q_N; q++) {
                    const struct estimate e = summary_number(h, k, m, q);
                    gb_text_add(&b, "\t%.9g\t%.9g", e.value, e.err);
                }
            }
    gb_text_add(&b, "\n");
    put("summary.tsv", b.s);
    free(b.s);
}

static void put_order(const char *path) {
    struct gb_error err = GB_ERROR_INIT;
    struct screening_row row[H * SAMPLES];
    for (size_t i = 0; i < COUNT(row); i++) {
        const size_t h = i / SAMPLES, k = i % SAMPLES;
        row[i] = (struct screening_row){h, k + 1, !(h == 2 && k == 1), {0}};
        for (int q = 0; q < SCREENING_N_QUANTITIES; q++)
            row[i].q[q] = 0.0131 + 0.01 * q + 0.002 * (double)h + (k == 1 ? 0.0005 : 0);
    }
    must(screening_write(&(struct screening){COUNT(row), row}, s, path, &err), &err);
}

static void put_thermal(const char *path) {
    struct gb_error err = GB_ERROR_INIT;
    struct temperature_table t = {0, GB_ARRAY(H * L, struct temperature_row)};
    for (size_t h = 0; h < H; h++)
        for (size_t k = 0; k < L; k++) {
            struct temperature_row *r = &t.row[t.n++];
            *r = (struct temperature_row){.history = h, .load = k, .samples = 2 + h};
            for (int q = 0; q < TH_N_QUANTITIES; q++) r->q[q] = number(4, h, k, q);
        }
    must(temperature_write(&t, s, path, &err), &err);
    temperature_clear(&t);
}

static void put_moduli(const char *path) {
    struct gb_error err = GB_ERROR_INIT;
    struct moduli_row row[H];
    for (size_t h = 0; h < H; h++) {
        row[h] = (struct moduli_row){.history = h, .samples = 2 + h};
        for (int q = 0; q < MOD_N_QUANTITIES; q++) row[h].q[q] = number(5, h, 0, q);
    }
    must(moduli_write(&(struct moduli_table){H, row}, s, path, &err), &err);
}

static void put_histories(const char *path) {
    struct gb_error err = GB_ERROR_INIT;
    struct histories_row row[H];
    for (size_t h = 0; h < H; h++) {
        row[h] = (struct histories_row){h, 2 + h, 23.85 + (double)h, 600 + (double)h, {{0, 0}}};
        for (int q = 0; q < HISTORY_N; q++) row[h].q[q] = number(6, h, 0, q);
    }
    must(histories_table_write(&(struct histories_table){H, row}, s, path, &err), &err);
}

static const struct {
    size_t history, load;
    enum trend_y y;
    enum trend_x x;
    const char *of, *against;
} trend[] = {
    {ROWS_NO_HISTORY, 0, TREND_RATIO, TREND_T_F_IS, "ratio", "Tf,IS (K)"},
    {ROWS_NO_HISTORY, 0, TREND_LOSS, TREND_T_F, "absolute loss", "Tf (K)"},
    {ROWS_NO_HISTORY, 0, TREND_EPS_INF, TREND_E_IS, "ε∞/εtrue", "eIS (eV/atom)"},
    {ROWS_NO_HISTORY, 0, TREND_POISSON, TREND_DECADES, "Poisson's ratio", "decade of cooling rate"},
    {ROWS_NO_HISTORY, 0, TREND_SHEAR_LOST, TREND_T_F_IS, "loss of G", "Tf,IS (K)"},
    {ROWS_NO_HISTORY, 1, TREND_RATIO, TREND_T_F_IS, NULL, NULL}, /* another load than the figures': not shown */
    {0, 0, TREND_RATIO, TREND_STRAIN, "ratio", "0.005"},
    {1, 0, TREND_LOSS, TREND_STRAIN, "absolute loss", "0.005"},
    {2, 0, TREND_EPS_INF, TREND_STRAIN, "ε∞/εtrue", "0.005"}};

static void put_trends(const char *path) {
    struct gb_error err = GB_ERROR_INIT;
    struct trend_row row[COUNT(trend)];
    for (size_t i = 0; i < COUNT(trend); i++)
        row[i] =
            (struct trend_row){.over = trend[i].history == ROWS_NO_HISTORY ? TREND_OVER_HISTORIES : TREND_OVER_LOADS,
                               .history = trend[i].history,
                               .load = trend[i].load,
                               .y = trend[i].y,
                               .x = trend[i].x,
                               .points = 2 + i % 2,
                               .samples = SAMPLES,
                               .slope = {1.3873 + 0.11 * (double)i, 0.31 + 0.01 * (double)i},
                               .span = {-0.387 - 0.11 * (double)i, 0.11 + 0.01 * (double)i}};
    must(trend_table_write(&(struct trend_table){COUNT(trend), row}, s, path, &err), &err);
}

static struct efficiency_row efficiency_number(size_t h, size_t i) {
    static const size_t axes[] = {3, 1, 3, 1}, signs[] = {2, 2, 1, 1};
    const double d = 0.001 * (double)(4 * h + i);
    return (struct efficiency_row){h,
                                   1,
                                   (enum pool_signal)i,
                                   axes[i],
                                   signs[i],
                                   SAMPLES,
                                   {0.3 + d, 0.011 + d},
                                   {0.04 + 2 * d, 0.0071 + d},
                                   {i == 1 ? 0 : 0.0123 + d, i == 1 ? 0 : 0.0031 + d},
                                   11.3 + (double)i,
                                   31.25 + 117.1 * (double)(4 * h + i)};
}

static void put_efficiency(const char *path) {
    struct gb_error err = GB_ERROR_INIT;
    struct efficiency_row row[4 * H];
    for (size_t i = 0; i < COUNT(row); i++) row[i] = efficiency_number(i / 4, i % 4);
    must(efficiency_write(&(struct efficiency){COUNT(row), row}, s, path, &err), &err);
}

/* The routes of the table of methods, with what tells their rows from each other. */
static const struct {
    enum experiment_route route;
    enum scatter_probe weights;
    const char *label;
} route[] = {{ROUTE_PDF_R, SCATTER_NUMBER, "g(r), number, this study’s"},
             {ROUTE_PDF_Q, SCATTER_NUMBER, "S(Q) → g(r), number"},
             {ROUTE_PDF_Q, SCATTER_XRAY, "S(Q) → g(r), x-ray"},
             {ROUTE_PDF_Q, SCATTER_NEUTRON, "S(Q) → g(r), neutron"},
             {ROUTE_Q_LAW, SCATTER_XRAY, "affine law in Q, x-ray"},
             {ROUTE_Q_LAW, SCATTER_NUMBER, "affine law in Q, number"},
             {ROUTE_PEAK_SHIFT, SCATTER_XRAY, "S(Q) peak shift, x-ray"},
             {ROUTE_SHELL_1, SCATTER_XRAY, "G(r) shell 1, x-ray"},
             {ROUTE_SHELL_2, SCATTER_XRAY, "G(r) shell 2, x-ray"},
             {ROUTE_SHELL_3, SCATTER_XRAY, "G(r) shell 3, x-ray"}};
enum { N_ROUTES = sizeof route / sizeof *route, N_EXPERIMENTS = N_ROUTES + 3 };

static struct experiment experiment(size_t i) {
    struct experiment e = experiment_standard(s, SCATTER_XRAY);
    if (i < N_ROUTES) return experiment_by(experiment_standard(s, route[i].weights), route[i].route);
    if (i == N_ROUTES) e.q_max = 18;
    if (i == N_ROUTES + 1) e.fit_lo = 7.25;
    if (i == N_ROUTES + 2) e.sectors = 12, e.centre = true;
    return e;
}

static void put_validation(const char *path) {
    struct gb_error err = GB_ERROR_INIT;
    struct experiments v = {0, GB_ARRAY(H * N_EXPERIMENTS, struct experiment_row), 0, NULL};
    for (size_t h = 0; h < H; h++)
        for (size_t i = 0; i < N_EXPERIMENTS; i++) {
            struct experiment_row *r = &v.row[v.n++];
            *r = (struct experiment_row){.history = h, .load = 0, .e = experiment(i), .samples = 2 + h};
            for (int q = 0; q < EXPERIMENT_N_QUANTITIES; q++) r->q[q] = number(0, h, i, q);
        }
    must(experiments_write(&v, s, path, &err), &err);
    experiments_clear(&v);
}

static int setup(void **state) {
    (void)state;
    static const struct {
        void (*put)(const char *);
        const char *name;
    } file[] = {{put_order, "order"},          {put_thermal, "thermal"}, {put_moduli, "moduli"},
                {put_histories, "histories"},  {put_trends, "trends"},   {put_efficiency, "efficiency"},
                {put_validation, "validation"}};
    struct gb_error err = GB_ERROR_INIT;
    char why[128];
    setenv("GLASSBED_DATA", ".", 1);
    if (!mkdtemp(folder)) return 1;
    must(study_parse(&s, study_xml, strlen(study_xml), "cells.xml", "potentials/cu-zr-2009.xml", &err), &err);
    assert_true(s->n_histories == H && s->n_loads == L);
    char *dir = gb_format("%s/summary", folder);
    must(gb_mkdirs(dir, &err), &err);
    put_summary();
    for (size_t i = 0; i < COUNT(file); i++) {
        char *path = gb_format("%s/%s.tsv", dir, file[i].name);
        file[i].put(path);
        free(path);
    }
    free(dir);
    must(page_study(s, folder, &err), &err);
    char *path = gb_format("%s/report.html", folder);
    must(gb_file_read(path, &html, NULL, &err), &err);
    free(path);
    return !page_well_formed(html, why, sizeof why);
}

static int teardown(void **state) {
    (void)state;
    free(html);
    study_free(s);
    return gb_remove_tree(folder, NULL);
}

/* ---- what is looked for ---- */

static void reads(const char *table, size_t row, size_t column, const char *text) {
    char cell[PAGE_MAX_CELL], header[PAGE_MAX_CELL] = "", first[PAGE_MAX_CELL] = "";
    const char *at = page_row_number(table, row);
    page_cell_of(strstr(table, "<tr>"), column, header);
    page_cell_of(at, 0, first);
    if (!page_cell_of(at, column, cell) || strcmp(cell, text) != 0)
        fail_msg("row %zu '%s', column %zu '%s' reads '%s', expected '%s'", row, first, column, header, cell, text);
}

static void reads_number(const char *table, size_t row, size_t column, struct estimate e) {
    char *text = notation_estimate(e.value, e.err);
    reads(table, row, column, text);
    free(text);
}

static void has_header(const char *table, size_t n, const char *const *header) {
    char cell[PAGE_MAX_CELL];
    for (size_t c = 0; c < n; c++)
        if (!page_cell_of(strstr(table, "<tr>"), c, cell) || strcmp(cell, header[c]) != 0)
            fail_msg("column %zu is '%s', expected '%s'", c, cell, header[c]);
    if (page_cell_of(strstr(table, "<tr>"), n, cell)) fail_msg("a column '%s' too much", cell);
}

/* ---- tests ---- */

static void headline(void **state) {
    (void)state;
    static const char *const header[] = {"history",      "samples",       "Tf,IS (K)",          "true strain",
                                         "ratio ΔεR/ε∞", "absolute loss", "by the paper's band"};
    static const char *const side[H] = {"between", "between?", "brittle"}, *const n[H] = {"3", "2", "4"};
    const char *t = page_table(html, "In short.");
    has_header(t, 7, header);
    for (size_t i = 0; i < H; i++) {
        const size_t h = shown[i];
        reads(t, i, 0, label[h]);
        reads(t, i, 1, n[i]);
        reads_number(t, i, 2, summary_number(h, 0, 0, Q_T_F_IS));
        reads_number(t, i, 3, summary_number(h, 0, 0, Q_EPS_TRUE));
        reads_number(t, i, 4, ratio[h]);
        reads_number(t, i, 5, summary_number(h, 0, 0, Q_LOSS));
        reads(t, i, 6, side[i]);
    }
}

static void main_table(void **state) {
    (void)state;
    static const struct {
        const char *name, *unit;
        int q, method;
    } row[] = {{"fictive temperature Tf, by enthalpy on cooling", "K", Q_T_F, 0},
               {"the same, by volume", "K", Q_T_F_VOLUME, 0},
               {"the same, by the equilibrium liquid's eIS (*: extrapolated)", "K", Q_T_F_IS, 0},
               {"inherent-structure energy eIS", "eV/atom", Q_E_IS, 0},
               {"density", "g/cm³", Q_DENSITY, 0},
               {"Poisson's ratio ν", "", Q_POISSON, 0},
               {"Young's modulus", "GPa", Q_YOUNG, 0},
               {"shear modulus, relaxed", "GPa", Q_SHEAR, 0},
               {"shear modulus, affine", "GPa", Q_SHEAR_AFFINE, 0},
               {"fraction of the shear modulus lost", "", Q_SHEAR_LOST, 0},
               {"bulk modulus, relaxed", "GPa", Q_BULK, 0},
               {"bulk modulus, affine", "GPa", Q_BULK_AFFINE, 0},
               {"axial stress", "GPa", Q_STRESS, 0},
               {"true strain εtrue", "", Q_EPS_TRUE, 0},
               {"ε∞", "", Q_EPS_INF, 0},
               {"ε1", "", Q_EPS_1, 0},
               {"ε2", "", Q_EPS_2, 0},
               {"ratio ΔεR/ε∞", "", Q_RATIO, 0},
               {"the same, signal symmetrised", "", Q_RATIO, 1},
               {"the same, signal minus-unloaded (a beamline's)", "", Q_RATIO, 2},
               {"ratio of a purely affine strain (floor)", "", Q_FLOOR, 0},
               {"absolute loss 1 − (ε1+ε2)/(2 εtrue)", "", Q_LOSS, 0},
               {"continuity: correlation", "", Q_CONT_CORR, 0},
               {"continuity: slope", "", Q_CONT_SLOPE, 0}};
    const char *t = page_table(html, "id=\"numbers\"");
    for (size_t i = 0; i < H * L; i++) {
        char *header = gb_format("%s, %s", label[shown[i / L]], load[i % L]);
        assert_int_equal(page_column(t, header), 2 + i);
        free(header);
    }
    reads(t, 0, 0, "samples");
    reads(t, 1, 0, "crystalline atoms, most of a sample");
    reads(t, 1, 1, "%");
    static const char *const crystalline[H] = {"1.56", "1.36", "1.76"}, *const n[H] = {"3", "2", "4"};
    for (size_t i = 0; i < H * L; i++) {
        reads(t, 0, 2 + i, n[i / L]);
        reads(t, 1, 2 + i, crystalline[i / L]);
    }
    for (size_t r = 0; r < COUNT(row); r++) {
        reads(t, 2 + r, 0, row[r].name);
        reads(t, 2 + r, 1, row[r].unit);
        for (size_t i = 0; i < H * L; i++)
            reads_number(t, 2 + r, 2 + i, summary_number(shown[i / L], i % L, row[r].method, row[r].q));
    }
}

static void full_table(void **state) {
    (void)state;
    static const char *const header[] = {"history",
                                         "load",
                                         "weights",
                                         "method",
                                         "samples",
                                         "T_f (K)",
                                         "T_f_volume (K)",
                                         "T_f_is (K)",
                                         "e_is (eV/atom)",
                                         "density (g/cm³)",
                                         "poisson",
                                         "young (GPa)",
                                         "shear (GPa)",
                                         "bulk (GPa)",
                                         "shear_affine (GPa)",
                                         "bulk_affine (GPa)",
                                         "shear_lost",
                                         "stress (GPa)",
                                         "eps_true",
                                         "eps_inf",
                                         "eps_1",
                                         "eps_2",
                                         "ratio",
                                         "floor",
                                         "loss",
                                         "cont_corr",
                                         "cont_slope"};
    static const int q[] = {Q_T_F,    Q_T_F_VOLUME, Q_T_F_IS,    Q_E_IS,         Q_DENSITY,     Q_POISSON,
                            Q_YOUNG,  Q_SHEAR,      Q_BULK,      Q_SHEAR_AFFINE, Q_BULK_AFFINE, Q_SHEAR_LOST,
                            Q_STRESS, Q_EPS_TRUE,   Q_EPS_INF,   Q_EPS_1,        Q_EPS_2,       Q_RATIO,
                            Q_FLOOR,  Q_LOSS,       Q_CONT_CORR, Q_CONT_SLOPE};
    const char *t = page_table(html, "Methods name the signal");
    has_header(t, COUNT(header), header);
    for (size_t i = 0; i < H * L * 4; i += 5) {
        const size_t h = i / (4 * L), k = i / 4 % L, m = i % 4;
        char *samples = gb_format("%zu", 2 + h);
        reads(t, i, 0, history[h]);
        reads(t, i, 1, s->load[k].label);
        reads(t, i, 2, "number");
        reads(t, i, 3, method[m]);
        reads(t, i, 4, samples);
        for (size_t c = 0; c < COUNT(q); c++) reads_number(t, i, 5 + c, summary_number(h, k, (int)m, q[c]));
        free(samples);
    }
}

static void temperature_tables(void **state) {
    (void)state;
    static const struct {
        const char *name;
        int q;
    } row[] = {{"temperature, measured (K)", TH_T},
               {"axial stress, measured (GPa)", TH_STRESS},
               {"true strain εtrue", TH_EPS_TRUE},
               {"Young's modulus (GPa)", TH_YOUNG},
               {"Poisson's ratio ν", TH_POISSON},
               {"ε∞/εtrue", TH_EPS_INF},
               {"its change against rest", TH_EPS_INF_CHANGE},
               {"ε1/εtrue", TH_EPS_1},
               {"ε2/εtrue", TH_EPS_2},
               {"ratio ΔεR/ε∞", TH_RATIO},
               {"its change against rest", TH_RATIO_CHANGE},
               {"absolute loss", TH_LOSS},
               {"its change against rest", TH_LOSS_CHANGE},
               {"continuity: correlation", TH_CONT_CORR},
               {"continuity: slope", TH_CONT_SLOPE},
               {"first peak of g00 at (Å)", TH_PEAK},
               {"its height", TH_HEIGHT},
               {"its full width at half height (Å)", TH_WIDTH},
               {"rms displacement from the mean position (Å)", TH_RMS},
               {"fraction of atoms that hopped", TH_HOPS},
               {"creep: growth of the strain while it is averaged", TH_CREEP},
               {"D²min/εtrue²", TH_D2MIN},
               {"the same without load", TH_D2MIN_NOISE}};
    assert_int_equal(COUNT(row), TH_N_QUANTITIES);
    for (size_t i = 0; i < H; i++) {
        char *caption = gb_format("What temperature changes: %s.", label[shown[i]]);
        const char *t = page_table(html, caption);
        for (size_t k = 0; k < L; k++) assert_int_equal(page_column(t, load[k]), 1 + k);
        for (size_t r = 0; r < COUNT(row); r++) {
            reads(t, r, 0, row[r].name);
            for (size_t k = 0; k < L; k++) reads_number(t, r, 1 + k, number(4, shown[i], k, row[r].q));
        }
        free(caption);
    }
}

static void moduli_tables(void **state) {
    (void)state;
    static const struct {
        const char *caption;
        size_t n;
        const char *header[6];
        int q[6];
    } table[] = {{">Moduli (GPa) from all elastic constants",
                  6,
                  {"K", "G", "E", "ν", "K lost", "G lost"},
                  {MOD_BULK, MOD_SHEAR, MOD_YOUNG_VOIGT, MOD_POISSON_VOIGT, MOD_BULK_LOST, MOD_SHEAR_LOST}},
                 {">Affine moduli (GPa)",
                  4,
                  {"K affine", "G affine", "E affine", "ν affine"},
                  {MOD_BULK_AFFINE, MOD_SHEAR_AFFINE, MOD_YOUNG_VOIGT_AFFINE, MOD_POISSON_VOIGT_AFFINE}},
                 {">Isotropy (GPa)",
                  5,
                  {"(Cii − Cij)/2", "C44 C55 C66", "difference", "difference, affine", "scatter of planes"},
                  {MOD_SHEAR_PAIRS, MOD_SHEAR_PLANES, MOD_ANISOTROPY, MOD_ANISOTROPY_AFFINE, MOD_PLANE_SCATTER}},
                 {">Young's modulus (GPa) and Poisson's ratio",
                  4,
                  {"E from Cij", "E of loads", "ν from Cij", "ν of loads"},
                  {MOD_YOUNG_AXES, MOD_YOUNG, MOD_POISSON_AXES, MOD_POISSON}}};
    for (size_t i = 0; i < COUNT(table); i++) {
        const char *t = page_table(html, table[i].caption);
        for (size_t r = 0; r < H; r++) {
            char *samples = gb_format("%zu", 2 + shown[r]);
            reads(t, r, 0, label[shown[r]]);
            reads(t, r, page_column(t, "samples"), samples);
            free(samples);
            for (size_t c = 0; c < table[i].n; c++)
                reads_number(t, r, page_column(t, table[i].header[c]), number(5, shown[r], 0, table[i].q[c]));
        }
    }
    const char *t = page_table(html, table[1].caption);
    const size_t c = page_column(t, "G affine, change (%)");
    reads(t, 0, c, "0"); /* the slowest: what the others are held against */
    for (size_t r = 1; r < H; r++) {
        const struct estimate e = number(5, shown[r], 0, MOD_SHEAR_AFFINE_CHANGE);
        reads_number(t, r, c, (struct estimate){100 * e.value, 100 * e.err});
    }
    assert_non_null(strstr(html, "Change: of G against that of 1e12 K/s, on the same samples"));
}

static void histories_table(void **state) {
    (void)state;
    static const char *const header[] = {"history", "steps", "samples", "time", "CPU s", "eIS", "Tf,IS", "accepted"};
    static const char *const time[H] = {"24.85", "23.85", "25.85"};
    const char *t = page_table(html, "What the histories are, and what they reach");
    has_header(t, 8, header);
    for (size_t i = 0; i < H; i++) {
        const size_t h = shown[i];
        char *steps = history_describe(s, h), *samples = gb_format("%zu", 2 + h);
        reads(t, i, 0, label[h]);
        reads(t, i, 1, steps);
        reads(t, i, 2, samples);
        reads(t, i, 3, time[i]);
        reads_number(t, i, 4, number(6, h, 0, HISTORY_CPU));
        reads_number(t, i, 5, number(6, h, 0, HISTORY_E_IS));
        reads_number(t, i, 6, number(6, h, 0, HISTORY_T_F_IS));
        reads_number(t, i, 7, number(6, h, 0, HISTORY_ACCEPTANCE));
        free(steps);
        free(samples);
    }
    assert_non_null(strstr(html, "molecular dynamics in all steps (ps)"));
    assert_non_null(strstr(html, "energy at rest (eV/atom)"));
    assert_non_null(strstr(html, "temperatures are K."));
}

/* Student's t with three degrees of freedom, either side: four samples. */
static double chance(double errors) {
    const double u = errors / sqrt(3);
    return 1 - 2 / M_PI * (atan(u) + u / (1 + u * u));
}

static void slopes_tables(void **state) {
    (void)state;
    const char *over = page_table(html, "How sure the trends with thermal history are"),
               *loads = page_table(html, "Whether ratio and strains depend on the load");
    static const char *const over_header[] = {"of",     "against", "histories", "slope", "change over their range",
                                              "sure by"};
    static const char *const load_header[] = {"history", "up to", "of", "slope", "change over the range", "sure by"};
    has_header(over, 6, over_header);
    has_header(loads, 6, load_header);
    size_t n[2] = {0, 0};
    for (size_t i = 0; i < COUNT(trend); i++) {
        if (!trend[i].of) continue;
        const bool of_loads = trend[i].history != ROWS_NO_HISTORY;
        const char *t = of_loads ? loads : over;
        const size_t r = n[of_loads]++;
        const double span = 0.387 + 0.11 * (double)i, err = 0.11 + 0.01 * (double)i;
        char *points = gb_format("%zu", 2 + i % 2);
        char *sure = gb_format("%.1f errors, %.2g %% by chance", span / err, 100 * chance(span / err));
        reads(t, r, 0, of_loads ? history[trend[i].history] : trend[i].of);
        reads(t, r, 1, trend[i].against);
        reads(t, r, 2, of_loads ? trend[i].of : points);
        reads_number(t, r, 3, (struct estimate){1.3873 + 0.11 * (double)i, 0.31 + 0.01 * (double)i});
        reads_number(t, r, 4, (struct estimate){-span, err});
        reads(t, r, 5, sure);
        free(points);
        free(sure);
    }
}

/* Two digits. */
static char *about(double v) {
    const double unit = pow(10, floor(log10(v)) - 1);
    return gb_format("%.0f", round(v / unit) * unit);
}

static void efficiency_table(void **state) {
    (void)state;
    static const char *const header[] = {"history, strain", "signal",         "axes",        "loads", "scatter", "bias",
                                         "CPU s",           "samples, ±0.01", "CPU s, ±0.01"};
    static const char *const axes[] = {"3", "1", "3", "1"}, *const loads[] = {"+ −", "+ −", "+", "+"};
    const char *t = page_table(html, "The ratio by each signal, from 4 samples");
    has_header(t, 9, header);
    for (size_t i = 0; i < 4 * H; i++) {
        const struct efficiency_row r = efficiency_number(shown[i / 4], i % 4);
        char *first = gb_format("%s, 0.0025", history[shown[i / 4]]), *cpu = about(r.cpu);
        const double samples = pow(r.scatter.value / 0.01, 2);
        char *n = about(samples), *cost = about(samples * r.cpu);
        reads(t, i, 0, first);
        reads(t, i, 1, method[i % 4]);
        reads(t, i, 2, axes[i % 4]);
        reads(t, i, 3, loads[i % 4]);
        reads_number(t, i, 4, r.scatter);
        if (i % 4 == 1)
            reads(t, i, 5, "reference");
        else
            reads_number(t, i, 5, r.bias);
        reads(t, i, 6, cpu);
        reads(t, i, 7, n);
        reads(t, i, 8, cost);
        free(first);
        free(cpu);
        free(n);
        free(cost);
    }
}

static struct estimate plus_one(struct estimate e) { return (struct estimate){1 + e.value, e.err}; }

static void validation_tables(void **state) {
    (void)state;
    const char *t = page_table(html, "The same in numbers, and the bias");
    for (size_t i = 0; i < H; i++) {
        char *header = gb_format("%s: ε/εtrue", label[shown[i]]);
        assert_int_equal(page_column(t, header), 1 + 3 * i);
        free(header);
    }
    assert_int_equal(page_column(t, "ratio"), 2);
    assert_int_equal(page_column(t, "ε floor"), 3);
    for (size_t r = 0; r < N_ROUTES; r++) {
        reads(t, r, 0, route[r].label);
        for (size_t i = 0; i < H; i++) {
            reads_number(t, r, 1 + 3 * i, plus_one(number(0, shown[i], r, EXPERIMENT_EPS_INF_BIAS)));
            reads_number(t, r, 2 + 3 * i, number(0, shown[i], r, EXPERIMENT_RATIO));
            reads_number(t, r, 3 + 3 * i, number(0, shown[i], r, EXPERIMENT_FLOOR_EPS_INF));
        }
    }
    static const char *const peaks[] = {"weights, window", "18 Å⁻¹", "25 Å⁻¹"};
    t = page_table(html, "sub>peak</sub> (Å), where g");
    has_header(t, 3, peaks);
    reads(t, 0, 0, "x-ray, Lorch");
    reads_number(t, 0, 1, number(0, 1, N_ROUTES, EXPERIMENT_R_PEAK)); /* of the slowest */
    reads_number(t, 0, 2, number(0, 1, 2, EXPERIMENT_R_PEAK));
    reads(t, 1, 0, "neutron, Lorch");
    reads(t, 1, 1, "–");
    reads_number(t, 1, 2, number(0, 1, 3, EXPERIMENT_R_PEAK));
    static const char *const choices[] = {"what", "ε/εtrue", "ratio", "loss", "ε floor"};
    static const char *const what[] = {"fit 5.5 to 14 Å, controlled", "fit 7.25 to 14 Å, controlled",
                                       "12 sectors, taken at their centres"};
    static const size_t of[] = {2, N_ROUTES + 1, N_ROUTES + 2};
    t = page_table(html, "Other choices, one at a time");
    has_header(t, 5, choices);
    for (size_t r = 0; r < 3; r++) {
        reads(t, r, 0, what[r]);
        reads_number(t, r, 1, plus_one(number(0, 1, of[r], EXPERIMENT_EPS_INF_BIAS)));
        reads_number(t, r, 2, number(0, 1, of[r], EXPERIMENT_RATIO));
        reads_number(t, r, 3, number(0, 1, of[r], EXPERIMENT_LOSS));
        reads_number(t, r, 4, number(0, 1, of[r], EXPERIMENT_FLOOR_EPS_INF));
    }
}

/* Sentences with numbers in them. */
static void sentences(void **state) {
    (void)state;
    static const char *const says[] = {
        "Of the 12 samples 1 crystallised and is left out of every average",
        "2 samples: the error bars themselves are uncertain by about 71 %", /* 1/sqrt(2 (n - 1)), of the fewest */
        "gaussian 0.12 Å",
        "fitted over r = 5.5 to 14 Å",
        "Load: strain 0.005;",
        "method: controlled; weights: number.",
        "so few tell it within 41 % at best",
        "(x-ray weights, Q<sub>max</sub> 25 Å⁻¹, Lorch; 1e12 K/s)"};
    for (size_t i = 0; i < COUNT(says); i++)
        if (!strstr(html, says[i])) fail_msg("the page does not say: %s", says[i]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headline),           cmocka_unit_test(main_table),       cmocka_unit_test(full_table),
        cmocka_unit_test(temperature_tables), cmocka_unit_test(moduli_tables),    cmocka_unit_test(histories_table),
        cmocka_unit_test(slopes_tables),      cmocka_unit_test(efficiency_table), cmocka_unit_test(validation_tables),
        cmocka_unit_test(sentences),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
