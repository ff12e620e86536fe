/* The page, gnuplot behind its file, numbers for people. */
#include "base/file.h"
#include "base/notation.h"
#include "base/xml.h"
#include "page/page_check.h"
#include "report/figures.h"
#include "report/gnuplot.h"
#include "report/plot.h"
#include "report/report.h"

#include <math.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static char *folder(void) {
    char *dir = gb_strdup("/tmp/gb_report_XXXXXX");
    assert_non_null(mkdtemp(dir));
    return dir;
}

static void drop(char *dir) {
    gb_remove_tree(dir, NULL);
    free(dir);
}

static void check_estimate(double v, double e, const char *expected) {
    char *s = notation_estimate(v, e);
    assert_string_equal(s, expected);
    free(s);
}

static void check_ratio(double v, double e, const char *expected) {
    char *s = notation_ratio(v, e);
    assert_string_equal(s, expected);
    free(s);
}

static void estimates(void **state) {
    (void)state;
    check_estimate(0.2345, 0.0123, "0.234(12)"); /* 0.2345 is just below its decimal value */
    check_estimate(-7.65012, 0.00231, "-7.6501(23)");
    check_estimate(52.347, 1.14, "52.3(1.1)");
    check_estimate(0.2, 0.0996, "0.20(10)"); /* rounds up to three digits: one place less */
    check_estimate(10.2, 0.996, "10.2(1.0)");
    check_estimate(650.4, 23.2, "650(23)");
    check_estimate(4.2134e-5, 1.3e-6, "4.21(13)e-5");
    check_estimate(1e-5, 0.02, "0.000(20)");
    check_estimate(2.5e7, 3e5, "2.500(30)e7");
    check_estimate(0.23456, NAN, "0.2346");
    check_estimate(1.5, 0, "1.5(0)");
    check_estimate(0.005, 1e-19, "0.005(0)");
    check_estimate(NAN, 0.1, "–");
    check_estimate(INFINITY, 0.1, "∞");
    check_estimate(-0.31, 66.2, "0(66)"); /* no sign of zero */
    check_estimate(-0.021, 1.12, "0.0(1.1)");
    check_estimate(-0.0004, 0.023, "0.000(23)");
    check_estimate(-0.06, 1.12, "-0.1(1.1)");
    check_ratio(-0.31, 66.2, "–"); /* says nothing */
    check_ratio(0.2345, 0.0123, "0.234(12)");
    check_ratio(0.2345, NAN, "0.2345");
    check_ratio(1.31, 0.98, "1.31(0.98)");
    check_ratio(NAN, 0.1, "–");
}

static void units(void **state) {
    (void)state;
    static const char *const pair[][2] = {{"ang", "Å"},
                                          {"eV/atom", "eV/atom"},
                                          {"epsilon/sigma^3", "ε/σ³"},
                                          {"-", ""},
                                          {"g/cm^3", "g/cm³"},
                                          {"1/ang^-12", "1/Å⁻¹²"},
                                          {"epsilon/kB/tau", "ε/k/τ"},
                                          {"x^y", "x^y"},
                                          {"language", "language"}};
    for (size_t i = 0; i < sizeof pair / sizeof pair[0]; i++) {
        char *s = notation_unit(pair[i][0]);
        assert_string_equal(s, pair[i][1]);
        free(s);
    }
    char *s = notation_unit(NULL);
    assert_string_equal(s, "");
    free(s);
}

static void utf8(void **state) {
    (void)state;
    char *s = gnuplot_clean_utf8("a\x01σ\xff\xc0\x80\xed\xa0\x80\xf4\x90\x80\x80z\xe2\x82");
    assert_string_equal(s, "a?σ??????????z??");
    free(s);
}

/* Text of every kind comes out in the SVG as it went in, and nothing of it is executed. */
static void hostile_text(void **state) {
    (void)state;
    char *dir = folder();
    const char *text = "a_b^{c} <x> & \"q\" 'single' `touch broken` @M ~u \\n %d $0 \xff";
    struct gb_text script = {0};
    gb_text_add(&script, "set title ");
    gnuplot_add_string(&script, text);
    gb_text_add(&script, "\nset xlabel ");
    gnuplot_add_string(&script, "'); system('touch broken2') #");
    gb_text_add(&script, "\nplot x title ");
    gnuplot_add_string(&script, "line\nbreak");
    struct gb_error err = GB_ERROR_INIT;
    size_t warnings = 7;
    assert_int_equal(gnuplot_run(dir, "hostile", 300, 200, script.s, &warnings, &err), GB_OK);
    assert_int_equal(warnings, 0);
    char *svg = gb_format("%s/hostile.svg", dir), *bad = gb_format("%s/broken", dir),
         *bad2 = gb_format("%s/broken2", dir);
    assert_false(gb_exists(bad));
    assert_false(gb_exists(bad2));
    struct gb_xml_node *root = NULL;
    assert_int_equal(gb_xml_read(&root, svg, &err), GB_OK);
    assert_string_equal(root->name, "svg");
    gb_xml_free(root);
    char *out;
    assert_int_equal(gb_file_read(svg, &out, NULL, &err), GB_OK);
    assert_non_null(strstr(out, "a_b^{c} &lt;x> &amp; \"q\" ’single’ "));
    assert_non_null(strstr(out, "`touch broken` @M ~u \\n %d $0 ?"));
    assert_non_null(strstr(out, "line break"));
    free(out);
    free(svg);
    free(bad);
    free(bad2);
    free(script.s);
    drop(dir);
}

static void gnuplot_missing(void **state) {
    (void)state;
    char *dir = folder(), *path = gb_strdup(getenv("PATH"));
    struct gb_error err = GB_ERROR_INIT;
    setenv("PATH", dir, 1);
    assert_int_equal(gnuplot_run(dir, "x", 300, 200, "plot x", NULL, &err), GB_EFAIL);
    setenv("PATH", path, 1);
    assert_non_null(strstr(err.text, "gnuplot-nox"));
    assert_null(strchr(err.text, '\n'));
    gb_error_clear(&err);
    free(path);
    drop(dir);
}

static void gnuplot_fails(void **state) {
    (void)state;
    char *dir = folder(), *script = gb_format("%s/x.gp", dir);
    struct gb_error err = GB_ERROR_INIT;
    assert_int_equal(gnuplot_run(dir, "x", 300, 200, "plot nonsense(x)", NULL, &err), GB_EFAIL);
    assert_non_null(strstr(err.text, script));               /* the script's path */
    assert_non_null(strstr(err.text, "undefined function")); /* gnuplot's words */
    assert_null(strchr(err.text, '\n'));
    gb_error_clear(&err);
    assert_int_equal(gnuplot_run("/proc/nowhere", "x", 300, 200, "plot x", NULL, &err), GB_EFAIL);
    assert_non_null(strstr(err.text, "/proc/nowhere/x.gp"));
    gb_error_clear(&err);
    free(script);
    drop(dir);
}

/* A run that went well but warned leaves the warning in a file and counts it; the next one without takes it away. */
static void gnuplot_warns(void **state) {
    (void)state;
    char *dir = folder(), *log = gb_format("%s/w.log", dir);
    struct gb_error err = GB_ERROR_INIT;
    size_t n = 0;
    assert_int_equal(gnuplot_run(dir, "w", 300, 200, "print 'careful'\nplot x", &n, &err), GB_OK);
    assert_true(n > 0);
    assert_true(gb_exists(log));
    assert_int_equal(gnuplot_run(dir, "w", 300, 200, "plot x", &n, &err), GB_OK);
    assert_int_equal(n, 0);
    assert_false(gb_exists(log));
    free(log);
    drop(dir);
}

static void page(void **state) {
    (void)state;
    char *dir = folder(), *work = gb_format("%s/figures", dir), *path = gb_format("%s/page.html", dir), *html;
    struct report r;
    struct gb_error err = GB_ERROR_INIT;
    assert_int_equal(report_begin(&r, "a<b>&\"c\" _{d}", "sub", work, &err), GB_OK);
    report_heading(&r, "here", "Heading");
    report_paragraph(&r, "ε_{∞} and <script>alert(1)</script> and _{unclosed");
    report_warning(&r, "careful & slow");
    const char *const header[] = {"name", "value", "text"};
    const char *const cell[] = {"x_y", "0.234(12)", "1", "z", "–", "one", "w", NULL, "2"};
    report_table(&r, "caption", 3, header, 3, cell);
    report_preformatted(&r, "the <study>", "<study name=\"_{x}\"/>");
    assert_int_equal(report_figure(&r, "line", "a \"straight\" line", "Caption.", 320, 240, "plot x", &err), GB_OK);
    assert_int_equal(report_end(&r, path, &err), GB_OK);
    assert_int_equal(r.n_figures, 1);
    report_clear(&r);
    assert_int_equal(gb_file_read(path, &html, NULL, &err), GB_OK);
    char why[128];
    if (!page_well_formed(html, why, sizeof why)) fail_msg("%s", why);
    assert_non_null(strstr(html, "<title>a&lt;b&gt;&amp;&quot;c&quot; _{d}</title>"));
    assert_non_null(strstr(html, "ε<sub>∞</sub> and &lt;script&gt;alert(1)&lt;/script&gt; and _{unclosed"));
    assert_non_null(
        strstr(html, "<td class=\"n\">0.234(12)</td><td>1</td>")); /* a column with words stays on the left */
    assert_non_null(strstr(html, "<td class=\"n\">–</td>"));
    assert_non_null(strstr(html, "&lt;study name=&quot;_{x}&quot;/&gt;"));
    assert_non_null(strstr(html, "alt=\"a &quot;straight&quot; line\" src=\"data:image/svg+xml;base64,PD94bWwg"));
    assert_null(strstr(html, "<script"));
    assert_null(strstr(html, "http"));
    free(html);
    free(path);
    free(work);
    drop(dir);
}

/* One long bar is cut by the frame; bars that are all long are not. */
static void range_of_points(void **state) {
    (void)state;
    const double v[5] = {0.2, 0.25, NAN, 0.3, 0.6}, err[5] = {0.02, 0.03, 9, NAN, 53}, even[5] = {4, 5, 9, 3, 6};
    struct plot_points p = {0};
    double lo, hi;
    plot_range_start(&lo, &hi);
    plot_points_add(&p, 2, v, err);
    plot_points_add(&p, 3, v + 2, err + 2);
    assert_int_equal(p.n, 4);
    plot_points_range(&p, &lo, &hi);
    assert_true(fabs(lo - 0.18) < 1e-12 && fabs(hi - 0.9) < 1e-12); /* the median bar is 0.03: up to ten of them */
    assert_true(plot_points_cut(&p, lo, hi, 0.08) == 53);
    struct gb_text b = {0};
    plot_points_note(&b, &p, lo, hi, 0.08);
    assert_non_null(strstr(b.s, "bars up to ±53"));
    free(b.s);
    plot_points_clear(&p);
    plot_range_start(&lo, &hi);
    plot_points_add(&p, 5, v, even);
    plot_points_range(&p, &lo, &hi);
    assert_true(fabs(lo + 5.4) < 1e-12 && fabs(hi - 6.6) < 1e-12);
    assert_true(plot_points_cut(&p, lo, hi, 0.08) == 0);
    b = (struct gb_text){0};
    plot_points_note(&b, &p, lo, hi, 0.08);
    assert_null(b.s);
    plot_points_clear(&p);
}

static void check_log_tics(double lo, double hi, const char *expected) {
    struct gb_text b = {0};
    plot_log_tics(&b, "cb", lo, hi);
    if (!b.s || !strstr(b.s, expected)) fail_msg("%g to %g: %s", lo, hi, b.s ? b.s : "nothing");
    free(b.s);
}

static void logarithmic_ticks(void **state) {
    (void)state;
    check_log_tics(0.45, 6, "set cbtics (0.5, 1, 2, 5)");
    check_log_tics(131, 9444, "set cbtics (300, 1000, 3000)");
    check_log_tics(0.2, 150, "10^{%T}"); /* 1, 10, 100 */
    struct gb_text b = {0};
    plot_log_tics(&b, "x", 0, 7);
    assert_null(b.s);
}

/* The y label has its place at the edge, whatever the numbers on the axis. */
static void label_at_the_edge(void **state) {
    (void)state;
    const int height = 200;
    const struct plot_stack stack = {1, &height, 0};
    struct gb_text b = {0};
    plot_begin(&b, &stack);
    plot_panel(&b, &stack, 0, "", "ε_∞", "x");
    assert_non_null(strstr(b.s, "'ε_∞' at screen 0.026,graph 0.5 center rotate"));
    assert_null(strstr(b.s, "set ylabel"));
    free(b.s);
}

/* Readers survive anything; what they accept has arrays of one length. */
static void damaged_tables(void **state) {
    (void)state;
    char *dir = folder(), *path = gb_format("%s/t.tsv", dir);
    const char *good =
        "# curves\n# eps_inf: 0.003\n# A_1: 1e-2 0.1\n# r_ang g00 g20 K T h d2min density\n1 0.5 1e-3 2 1 2 3 4\n2 1 "
        "nan 3 1 2 3 4\n3 1 -1e-3 1 1 2 3 4\n";
    char *bytes = gb_strdup(good);
    size_t len = strlen(good), read = 0;
    uint64_t seed = 20220415;
    for (int k = 0; k < 400; k++) {
        memcpy(bytes, good, len + 1);
        for (int m = 0; m < k % 4; m++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            bytes[(seed >> 33) % len] = (char)(seed >> 25);
        }
        FILE *f = fopen(path, "wb");
        assert_non_null(f);
        assert_int_equal(fwrite(bytes, 1, k % 5 == 4 ? len / 2 : len, f), k % 5 == 4 ? len / 2 : len);
        fclose(f);
        struct curve c;
        struct cooling q;
        struct histogram h;
        struct gb_error err = GB_ERROR_INIT;
        if (curve_read(&c, "label", path, &err) == GB_OK) {
            read++;
            assert_true(c.n > 0 && c.column[CURVE_TAN_ERR] != NULL);
        } else {
            assert_non_null(strstr(err.text, path));
        }
        if (cooling_read(&q, "label", path, &err) == GB_OK) assert_true(q.n > 0 && isnan(q.T_f));
        if (histogram_read(&h, "label", path, &err) == GB_OK) assert_true(h.n > 0 && isnan(h.y_err[0]));
        curve_clear(&c);
        cooling_clear(&q);
        histogram_clear(&h);
        gb_error_clear(&err);
    }
    assert_true(read >= 80); /* the undamaged ones at least */
    free(bytes);
    free(path);
    drop(dir);
}

/* What is read is what was written: names with units, the first number of a header line, absent columns. */
static void read_curve(void **state) {
    (void)state;
    char *dir = folder(), *path = gb_format("%s/t.tsv", dir);
    const char *text =
        "# t\n# eps_inf: 0.003 0.001\n# A_1: 0.01\n# r_2: nan\n# r_ang g00_err g00 g20\n1 9 0.5 1e-3\n2 9 1 nan\n";
    assert_int_equal(gb_file_write(path, text, strlen(text), NULL), GB_OK);
    struct curve c;
    assert_int_equal(curve_read(&c, "1e-2", path, NULL), GB_OK);
    assert_int_equal(c.n, 2);
    assert_true(c.column[CURVE_R][1] == 2 && c.column[CURVE_G00][0] == 0.5 && isnan(c.column[CURVE_G20][1]));
    assert_true(isnan(c.column[CURVE_RAD][0]));
    assert_true(c.eps_inf == 0.003 && c.A[0] == 0.01 && isnan(c.A[1]) && isnan(c.r[1]));
    struct figure f = {0};
    struct figure_context x = {"Å", "eV", "K", 1, 2};
    assert_false(figure_pair_strain(&f, &x, 1, &c)); /* no displacements: no figure */
    assert_false(figure_continuity(&f, &x, 1, &c));
    assert_false(figure_first_shell(&f, &x, 1, &c)); /* nothing says where the shell ends */
    assert_false(figure_pdf(&f, &x, 0, NULL));
    curve_clear(&c);
    figure_clear(&f);
    free(path);
    drop(dir);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(estimates),
        cmocka_unit_test(units),
        cmocka_unit_test(utf8),
        cmocka_unit_test(hostile_text),
        cmocka_unit_test(gnuplot_missing),
        cmocka_unit_test(gnuplot_fails),
        cmocka_unit_test(gnuplot_warns),
        cmocka_unit_test(page),
        cmocka_unit_test(damaged_tables),
        cmocka_unit_test(read_curve),
        cmocka_unit_test(range_of_points),
        cmocka_unit_test(logarithmic_ticks),
        cmocka_unit_test(label_at_the_edge),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
