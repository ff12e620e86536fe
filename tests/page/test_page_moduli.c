/* The moduli on the page: isotropic glasses, cubic ones that are flagged, affine G that changes, one sample; the
 * figures against T_f, nu, stress and strain where there are points for them. */
#include "help.h"

#include "base/xml.h"
#include "page/page.h"
#include "page/page_check.h"
#include "page/study.h"
#include "summary/glasses.h"
#include "summary/moduli.h"
#include "summary/summary.h"

static struct model model = {.name = (char *)"ka",
                             .title = (char *)"KA",
                             .source = (char *)"nobody",
                             .licence = (char *)"CC0",
                             .units = (char *)"lj"};
static struct study study;

/* Both histories at the first `loads` strains, every number another. */
static void put_summary(const struct study *s, size_t n_loads) {
    struct gb_error err = GB_ERROR_INIT;
    struct summary sum = {.line_lo = NAN, .line_hi = NAN, .row = GB_ARRAY(4, struct summary_row)};
    for (size_t h = 0; h < s->n_histories; h++)
        for (size_t k = 0; k < n_loads; k++) {
            struct summary_row *row = &sum.row[sum.n_rows++];
            *row = (struct summary_row){.history = h,
                                        .load = k,
                                        .strain = strains[k],
                                        .weights = (char *)"number",
                                        .method = "controlled",
                                        .samples = s->samples};
            for (int q = 0; q < Q_N; q++)
                row->q[q] = (struct estimate){0.3 + 0.01 * q + 0.02 * (double)h + 0.03 * (double)k, 0.011};
        }
    char *path = gb_format("%s/summary/summary.tsv", folder);
    if (summary_tsv_write(&sum, s, &(struct pool_warnings){0}, path, &err) != GB_OK) fail_msg("%s", err.text);
    free(path);
    free(sum.row);
}

static int prepare(void **state) {
    study = study_by_hand("moduli", &model, 3, 2, 0.01);
    if (help_setup(state) != 0) return 1;
    char *dir = gb_format("%s/summary", folder);
    int rc = gb_mkdirs(dir, NULL);
    free(dir);
    return rc;
}

/* K, G with C44 = ratio * (C11 - C12)/2: 1 is isotropic. */
static struct stiffness cubic(double K, double pairs, double ratio) {
    struct stiffness s = {{{0}}};
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) s.C[i][j] = K + (i == j ? 4 : -2) * pairs / 3;
        s.C[3 + i][3 + i] = ratio * pairs;
    }
    return s;
}

/* A page of glasses whose relaxed constants have that ratio, and whose affine G is that over the slow one's. */
static char *page(const struct study *s, double ratio, double affine) {
    struct moduli_glasses x = {s->n_histories, GB_ARRAY(s->n_histories, struct moduli_glass)};
    struct gb_error err = GB_ERROR_INIT;
    const struct summary none = {0};
    const size_t n = s->samples;
    for (size_t h = 0; h < x.n; h++) {
        x.glass[h] = (struct moduli_glass){.history = h,
                                           .n = n,
                                           .sample = GB_ARRAY(n, size_t),
                                           .relaxed = GB_ARRAY(n, struct stiffness),
                                           .affine = GB_ARRAY(n, struct stiffness)};
        for (size_t k = 0; k < n; k++) {
            const double noise = 1 + 0.002 * cos(1 + (double)k + 5 * (double)h);
            x.glass[h].sample[k] = k + 1;
            x.glass[h].relaxed[k] = cubic(
                64 * noise, 19 * noise, h == 0 ? ratio + 0.02 * sin(2.0 * (double)k) : 1 + 0.02 * sin(2.0 * (double)k));
            x.glass[h].affine[k] = cubic(70, 43 * noise * (h == 0 ? affine : 1), 1 + 0.002 * sin(2.0 * (double)k));
        }
        put_scalars(&x.glass[h]);
    }
    struct moduli_table t;
    moduli_make(&t, &x, &none, s);
    char *path = gb_format("%s/summary/moduli.tsv", folder), *html, why[128];
    assert_int_equal(moduli_write(&t, s, path, &err), GB_OK);
    free(path);
    moduli_clear(&t);
    moduli_glasses_clear(&x);
    if (page_study(s, folder, &err) != GB_OK) fail_msg("%s", err.text);
    path = gb_format("%s/report.html", folder);
    assert_int_equal(gb_file_read(path, &html, NULL, NULL), GB_OK);
    free(path);
    if (!page_well_formed(html, why, sizeof why)) fail_msg("%s", why);
    return html;
}

static void expect(const char *html, const char *what, bool there) {
    if (!strstr(html, what) == there) fail_msg("the page %s: %s", there ? "lacks" : "should not say", what);
}

static void figures(const char *html, const char *const *name, size_t n, bool there) {
    for (size_t i = 0; i < n; i++) {
        char *id = gb_format("id=\"figure-%s\"", name[i]), *svg = gb_format("%s/figures/%s.svg", folder, name[i]),
             *log = gb_format("%s/figures/%s.log", folder, name[i]);
        struct gb_xml_node *root = NULL;
        expect(html, id, there);
        if (there) assert_int_equal(gb_xml_read(&root, svg, NULL), GB_OK);
        if (there && gb_exists(log)) fail_msg("gnuplot warned in %s", name[i]);
        gb_xml_free(root);
        free(id);
        free(svg);
        free(log);
    }
}

static const char *const all[] = {"ratio-fictive", "ratio-poisson", "loss", "ratio-stress", "linear"};

static void isotropic_and_the_same(void **state) {
    (void)state;
    put_summary(&study, 2);
    char *html = page(&study, 1, 1.012);
    expect(html, "Isotropic: in no history", true);
    expect(html, "not isotropic", false);
    expect(html, "Affine G is the same in all histories within 2 %: the largest change is 1.", true);
    figures(html, all, 5, true);
    free(html);
}

static void cubic_and_changed(void **state) {
    (void)state;
    put_summary(&study, 2);
    char *html = page(&study, 1.6, 1.065);
    expect(html,
           "rate 1e-2: not isotropic: C<sub>44</sub>, C<sub>55</sub>, C<sub>66</sub> less (C<sub>ii</sub> − "
           "C<sub>ij</sub>)/2 is 11.",
           true);
    expect(html, "rate 1e-3: not isotropic", false);
    expect(html, "with 3 samples chance alone does that in", true);
    expect(html, "Isotropic: in no history", false);
    expect(html, "rate 1e-2: affine G differs from that of rate 1e-3 by 6.", true);
    expect(html, "beyond 2 % by", true);
    free(html);
    html = page(&study, 0.9, 0.8); /* and downwards */
    expect(html, "Isotropic? Beyond three errors, but not beyond chance with so few samples: rate 1e-2: C<sub>44",
           true);
    expect(html, "not isotropic:", false);
    expect(html, "C<sub>ij</sub>)/2 is -1.", true);
    expect(html, "by -2", true);
    free(html);
    html = page(&study, 1, 1.0225); /* beyond, but within the error */
    expect(html, "Affine G may not be the same within 2 %", true);
    free(html);
}

/* One sample, one strain: nothing can be judged, nothing is against stress. */
static void bare(void **state) {
    (void)state;
    struct study s = study;
    s.samples = 1;
    s.n_loads = 1;
    put_summary(&s, 1);
    char *html = page(&s, 1.6, 1.065);
    expect(html, "cannot be told: there are no error bars", true);
    expect(html, "not isotropic", false);
    expect(html, "Affine G may not be the same within 2 %: the largest change is 6.", true);
    figures(html, all, 3, true);
    figures(html, all + 3, 2, false);
    free(html);
}

static void damaged_and_absent(void **state) {
    (void)state;
    put_summary(&study, 2);
    char *html = page(&study, 1, 1), *path = gb_format("%s/summary/moduli.tsv", folder);
    free(html);
    assert_int_equal(gb_file_write(path, "# rate\n1e-2\n", 12, NULL), GB_OK);
    struct gb_error err = GB_ERROR_INIT;
    char *report = gb_format("%s/report.html", folder);
    assert_int_equal(page_study(&study, folder, &err), GB_OK);
    assert_int_equal(gb_file_read(report, &html, NULL, NULL), GB_OK);
    expect(html, "moduli.tsv:2: the columns are not those", true);
    free(html);
    unlink(path);
    assert_int_equal(page_study(&study, folder, &err), GB_OK);
    assert_int_equal(gb_file_read(report, &html, NULL, NULL), GB_OK);
    expect(html, "Elastic moduli", false);
    free(html);
    free(report);
    free(path);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(isotropic_and_the_same), cmocka_unit_test(cubic_and_changed),
                                       cmocka_unit_test(bare), cmocka_unit_test(damaged_and_absent)};
    return cmocka_run_group_tests(tests, prepare, help_teardown);
}
