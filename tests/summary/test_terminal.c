/* What is printed in the terminal: every cell of its blocks, by row and the name above, of numbers that all differ. */
#include "help.h"

#include "base/notation.h"
#include "experiment/experiment.h"
#include "summary/moduli.h"
#include "summary/summary.h"
#include "summary/text.h"

static char path[] = "/tmp/gb-terminal-XXXXXX";
static struct study *s;

/* ---- what is put in ---- */

enum { H = 2, L = 2 };
static const char *const rate[H] = {"1e13", "1e12"}, *const strain[L] = {"0.0025", "0.005"};
static const char *const method[] = {"controlled", "symmetrised", "minus-unloaded", "raw"};

static struct estimate number(size_t h, size_t k, size_t m, int q) {
    return (struct estimate){0.2385 + 0.0137 * q + 0.611 * (double)h + 1.373 * (double)k + 3.11 * (double)m,
                             0.00413 + 0.0002 * q + 0.00003 * (double)h + 0.000013 * (double)k};
}

static int setup(void **state) {
    (void)state;
    static const char text[] = "<study name='terminal' seed='5'><glass model='cu-zr-2009' atoms='1000' samples='4'/>"
                               "<quench melt='2000' from='2000' to='0'><rate>1e13</rate><rate>1e12</rate></quench>"
                               "<compress><strain>0.0025</strain><strain>0.005</strain></compress>"
                               "<measure r-max='15' r-bin='0.02' fit='5.5 14' smooth='0.12'/></study>";
    struct gb_error err = GB_ERROR_INIT;
    const int file = mkstemp(path);
    setenv("GLASSBED_DATA", ".", 1);
    must(study_parse(&s, text, strlen(text), "terminal.xml", "potentials/cu-zr-2009.xml", &err), &err);
    return file < 0 || close(file) != 0;
}

static int teardown(void **state) {
    (void)state;
    study_free(s);
    return unlink(path);
}

/* ---- cells ---- */

static size_t columns(const char *from, const char *to) {
    size_t n = 0;
    for (; from < to; from++) n += ((unsigned char)*from & 0xc0) != 0x80;
    return n;
}

static const char *line_after(const char *text, const char *title, size_t n) {
    const char *at = strstr(text, title);
    for (size_t i = 0; at && i <= n; i++)
        if ((at = strchr(at, '\n'))) at++;
    if (!at || !*at) fail_msg("no line %zu after '%s' in\n%s", n, title, text);
    return at;
}

/* Where the word number `which` of this spelling ends in the line, in columns; words are two blanks apart. */
static size_t end_of(const char *line, const char *word, size_t which) {
    const char *end = strchr(line, '\n'), *at = line;
    for (;;) {
        while (at < end && *at == ' ') at++;
        const char *stop = at;
        while (stop < end && strncmp(stop, "  ", 2) != 0) stop++;
        if (at == end) fail_msg("no '%s' in '%.*s'", word, (int)(end - line), line);
        if ((size_t)(stop - at) == strlen(word) && strncmp(at, word, strlen(word)) == 0 && which-- == 0)
            return columns(line, stop);
        at = stop;
    }
}

/* In the block below `title`, whose first line names the columns: line `row` (from 1) reads `text` under the name. */
static void reads(const char *text, const char *title, size_t row, const char *name, size_t which,
                  const char *expected) {
    const char *line = line_after(text, title, row), *end = strchr(line, '\n');
    const size_t stop = end_of(line_after(text, title, 0), name, which);
    const char *at = line;
    size_t column = 0;
    while (at < end && column < stop) {
        at++;
        while (at < end && ((unsigned char)*at & 0xc0) == 0x80) at++;
        column++;
    }
    const char *begin = at;
    while (begin > line + 1 && strncmp(begin - 2, "  ", 2) != 0) begin--;
    const size_t n = strlen(expected);
    const bool empty = n == 0 && at[-1] == ' ';
    if (column != stop || (!empty && ((size_t)(at - begin) != n || strncmp(begin, expected, n) != 0)))
        fail_msg("%s: line %zu reads '%.*s' under '%s', expected '%s'\n%s", title, row, (int)(at - begin), begin, name,
                 expected, text);
}

static void reads_number(const char *text, const char *title, size_t row, const char *name, size_t which,
                         struct estimate e) {
    char *expected = notation_estimate(e.value, e.err);
    reads(text, title, row, name, which, expected);
    free(expected);
}

/* ---- tests ---- */

static void summary_blocks(void **state) {
    (void)state;
    static const struct {
        const char *name, *unit;
        int q;
    } glass[] = {{"T_f", "K", Q_T_F},
                 {"T_f_volume", "K", Q_T_F_VOLUME},
                 {"T_f_is", "K", Q_T_F_IS},
                 {"e_is", "eV/atom", Q_E_IS},
                 {"density", "g/cm³", Q_DENSITY},
                 {"young", "GPa", Q_YOUNG},
                 {"poisson", "", Q_POISSON},
                 {"bulk", "GPa", Q_BULK},
                 {"shear", "GPa", Q_SHEAR},
                 {"bulk_affine", "GPa", Q_BULK_AFFINE},
                 {"shear_affine", "GPa", Q_SHEAR_AFFINE},
                 {"shear_lost", "", Q_SHEAR_LOST}},
      load[] = {{"eps_true", "", Q_EPS_TRUE}, {"eps_inf", "", Q_EPS_INF},     {"eps_1", "", Q_EPS_1},
                {"eps_2", "", Q_EPS_2},       {"ratio", "", Q_RATIO},         {"floor", "", Q_FLOOR},
                {"loss", "", Q_LOSS},         {"cont_corr", "", Q_CONT_CORR}, {"cont_slope", "", Q_CONT_SLOPE}};
    static const char first[] = "The glasses (n samples each",
                      second[] = "Strains, method controlled, number weights, fit "
                                 "5.5 to 14 Å, smoothing gaussian 0.12 ang",
                      third[] = "The ratio by signal";
    struct gb_error err = GB_ERROR_INIT;
    struct gb_text b = {0};
    struct summary sum;
    gb_text_add(&b, "# warnings: 0\n# rate\tload\tstrain\tweights\tmethod\tsamples");
    for (int q = 0; q < Q_N; q++)
        gb_text_add(&b, "\t%s\t%s_err", summary_column((enum quantity)q)->name, summary_column((enum quantity)q)->name);
    for (size_t h = 0; h < H; h++)
        for (size_t k = 0; k < L; k++)
            for (size_t i = 0; i < 8; i++) { /* the second time of other weights, and not shown */
                gb_text_add(&b, "\n%s\t%s\t%s\t%s\t%s\t%zu", rate[h], strain[k], strain[k], i < 4 ? "number" : "A-B",
                            method[i % 4], 2 + h);
                for (int q = 0; q < Q_N; q++)
                    gb_text_add(&b, "\t%.9g\t%.9g", number(h, k, i, q).value, number(h, k, i, q).err);
            }
    gb_text_add(&b, "\n");
    must(gb_file_write(path, b.s, b.len, &err), &err);
    free(b.s);
    must(summary_read(&sum, s, path, &err), &err);
    char *text = summary_text(&sum, s);
    reads(text, first, 1, "rate", 0, "K/s");
    reads(text, second, 1, "rate", 0, "K/s");
    for (size_t h = 0; h < H; h++) {
        reads(text, first, 2 + h, "rate", 0, rate[h]);
        reads(text, first, 2 + h, "n", 0, h ? "3" : "2");
        for (size_t i = 0; i < sizeof glass / sizeof *glass; i++) {
            reads(text, first, 1, glass[i].name, 0, glass[i].unit);
            reads_number(text, first, 2 + h, glass[i].name, 0, number(h, 0, 0, glass[i].q));
        }
        for (size_t k = 0; k < L; k++) {
            const size_t row = 2 + 2 * h + k;
            reads(text, second, row, "rate", 0, rate[h]);
            reads(text, second, row, "strain", 0, strain[k]);
            reads(text, second, row, "n", 0, h ? "3" : "2");
            for (size_t i = 0; i < sizeof load / sizeof *load; i++)
                reads_number(text, second, row, load[i].name, 0, number(h, k, 0, load[i].q));
            reads(text, third, row - 1, "rate", 0, rate[h]);
            reads(text, third, row - 1, "strain", 0, strain[k]);
            for (size_t m = 0; m < 4; m++) reads_number(text, third, row - 1, method[m], 0, number(h, k, m, Q_RATIO));
        }
    }
    free(text);
    summary_clear(&sum);
}

static void moduli_block(void **state) {
    (void)state;
    static const struct {
        const char *name, *unit;
        int q;
    } c[] = {{"bulk_lost", "", MOD_BULK_LOST},
             {"young_voigt_affine", "GPa", MOD_YOUNG_VOIGT_AFFINE},
             {"poisson_voigt_affine", "", MOD_POISSON_VOIGT_AFFINE},
             {"young_axes", "GPa", MOD_YOUNG_AXES},
             {"young", "GPa", MOD_YOUNG},
             {"shear_pairs", "GPa", MOD_SHEAR_PAIRS},
             {"shear_planes", "GPa", MOD_SHEAR_PLANES},
             {"anisotropy", "GPa", MOD_ANISOTROPY},
             {"plane_scatter", "GPa", MOD_PLANE_SCATTER},
             {"shear_affine_change", "", MOD_SHEAR_AFFINE_CHANGE}};
    static const char title[] = "Moduli, more; anisotropy: shear_planes - shear_pairs";
    struct moduli_row row[H];
    for (size_t h = 0; h < H; h++) {
        row[h] = (struct moduli_row){.history = h, .samples = 2 + h};
        for (int q = 0; q < MOD_N_QUANTITIES; q++) row[h].q[q] = number(h, 0, 0, q);
    }
    char *text = moduli_text(&(struct moduli_table){H, row}, s);
    for (size_t h = 0; h < H; h++) {
        reads(text, title, 2 + h, "rate", 0, rate[h]);
        for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
            reads(text, title, 1, c[i].name, 0, c[i].unit);
            reads_number(text, title, 2 + h, c[i].name, 0, number(h, 0, 0, c[i].q));
        }
    }
    free(text);
}

static void validation_block(void **state) {
    (void)state;
    static const struct {
        enum experiment_route route;
        enum scatter_probe weights;
        const char *name, *of;
    } line[] = {{ROUTE_PDF_R, SCATTER_NUMBER, "g(r), the study's own", "number"},
                {ROUTE_PDF_Q, SCATTER_NUMBER, "S(Q) to g(r)", "number"},
                {ROUTE_PDF_Q, SCATTER_XRAY, "S(Q) to g(r)", "xray"},
                {ROUTE_PDF_Q, SCATTER_NEUTRON, "S(Q) to g(r)", "neutron"},
                {ROUTE_Q_LAW, SCATTER_XRAY, "affine law in Q", "xray"},
                {ROUTE_PEAK_SHIFT, SCATTER_XRAY, "S(Q) peak", "xray"},
                {ROUTE_SHELL_1, SCATTER_XRAY, "first shell of G(r)", "xray"}};
    enum { N = sizeof line / sizeof *line };
    static const char title[] =
        "What an experiment reads off these glasses (load 0.005; eps over the true one; Q_max 25";
    struct experiments v = {0, GB_ARRAY(N * H * L, struct experiment_row), 0, NULL};
    for (size_t h = 0; h < H; h++)
        for (size_t k = 0; k < L; k++)
            for (size_t i = 0; i < N; i++) {
                struct experiment_row *r = &v.row[v.n++];
                *r = (struct experiment_row){.history = h, .load = k, .samples = 2 + h};
                r->e = experiment_by(experiment_standard(s, line[i].weights), line[i].route);
                for (int q = 0; q < EXPERIMENT_N_QUANTITIES; q++) r->q[q] = number(h, k, i, q);
            }
    char *text = experiments_text(&v, s, 0);
    if (!strstr(text, "(load 0.0025;")) fail_msg("not of load 0: %s", text);
    free(text);
    text = experiments_text(&v, s, 1);
    for (size_t h = 0; h < H; h++) {
        char *name = gb_format("%s: eps", rate[h]);
        for (size_t i = 0; i < N; i++) {
            struct estimate eps = number(h, 1, i, EXPERIMENT_EPS_INF_BIAS);
            eps.value += 1;
            reads(text, title, 1 + i, "method", 0, line[i].name);
            reads(text, title, 1 + i, "weights", 0, line[i].of);
            reads_number(text, title, 1 + i, name, 0, eps);
            reads_number(text, title, 1 + i, "ratio", h, number(h, 1, i, EXPERIMENT_RATIO));
        }
        reads(text, title, 1 + N, "method", 0, "the atoms");
        reads(text, title, 1 + N, name, 0, "1");
        reads_number(text, title, 1 + N, "ratio", h, number(h, 1, 0, EXPERIMENT_RATIO_TRUE));
        free(name);
    }
    free(text);
    experiments_clear(&v);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(summary_blocks), cmocka_unit_test(moduli_block),
                                       cmocka_unit_test(validation_block)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
