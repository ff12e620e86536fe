/* The moduli in the page: tables from summary/moduli.tsv, whether the glasses are isotropic and affine G is the same in
 * all, and the loss of G against the absolute loss of the PDF. */
#include "page/parts.h"

#include "base/file.h"
#include "base/notation.h"
#include "summary/moduli.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double SIGNIFICANT = 3; /* errors */
/* What three errors are worth with many samples; with few of them chance goes beyond three errors more often (10 % with
 * three), so that more than three errors must also be this unlikely to be called a fact. */
static const double CHANCE_MAX = 0.0027;

/* Changes in percent, of which the first history has none against itself. */
static char *cell(const struct page *p, const struct moduli_row *r, const struct column *c) {
    const struct estimate e = r->q[MOD_SHEAR_AFFINE_CHANGE];
    if (c != moduli_column(MOD_SHEAR_AFFINE_CHANGE)) return table_cell(&moduli_kind, c, r, p->s);
    return r->history == moduli_first(p->s) ? gb_strdup("0") : notation_estimate(100 * e.value, 100 * e.err);
}

static void moduli_table(struct page *p, const struct moduli_table *t, size_t n, const enum moduli_quantity *shown,
                         char *caption) {
    const struct column *column[2 + MOD_N_QUANTITIES] = {table_column(&moduli_kind, "history"),
                                                         table_column(&moduli_kind, "samples")};
    struct cells header = {0}, body = {0};
    for (size_t i = 0; i < n; i++) column[2 + i] = moduli_column(shown[i]);
    cells_add_heads(&header, p->s, 2 + n, column);
    for (size_t h = 0; h < p->n_histories; h++) {
        const struct moduli_row *r = moduli_find(t, p->by_rate[h]);
        if (!r) continue;
        cells_say(&body, p->label[r->history]);
        for (size_t i = 1; i < 2 + n; i++) cells_add(&body, cell(p, r, column[i]));
    }
    cells_table(&p->r, caption, &header, &body);
    free(caption);
}

static void tables(struct page *p, const struct moduli_table *t) {
    static const enum moduli_quantity moduli[] = {MOD_BULK,          MOD_SHEAR,     MOD_YOUNG_VOIGT,
                                                  MOD_POISSON_VOIGT, MOD_BULK_LOST, MOD_SHEAR_LOST},
                                      affine[] = {MOD_BULK_AFFINE, MOD_SHEAR_AFFINE, MOD_YOUNG_VOIGT_AFFINE,
                                                  MOD_POISSON_VOIGT_AFFINE, MOD_SHEAR_AFFINE_CHANGE},
                                      checks[] = {MOD_SHEAR_PAIRS, MOD_SHEAR_PLANES, MOD_ANISOTROPY,
                                                  MOD_ANISOTROPY_AFFINE, MOD_PLANE_SCATTER},
                                      axial[] = {MOD_YOUNG_AXES, MOD_YOUNG, MOD_POISSON_AXES, MOD_POISSON};
    char *unit = column_unit_text(moduli_column(MOD_BULK), p->s);
    moduli_table(p, t, sizeof moduli / sizeof *moduli, moduli,
                 gb_format("Moduli (%s) from all elastic constants C_{ij}, Voigt's averages, relaxed. Lost: 1 − "
                           "relaxed/affine.",
                           unit));
    moduli_table(p, t, sizeof affine / sizeof *affine, affine,
                 gb_format("Affine moduli (%s): right after the atoms were carried along with the cell. Change: of G "
                           "against that of %s, on the same samples.",
                           unit, p->label[moduli_first(p->s)]));
    moduli_table(
        p, t, sizeof checks / sizeof *checks, checks,
        gb_format("Isotropy (%s). The two kinds of shear modulus, which are one in an isotropic body: mean of (C_{ii} "
                  "− C_{ij})/2 over the pairs of axes, and mean of C_{44}, C_{55}, C_{66}; their difference, relaxed "
                  "and affine; how C_{44}, C_{55} and C_{66} of one sample scatter.",
                  unit));
    moduli_table(p, t, sizeof axial / sizeof *axial, axial,
                 gb_format("Young's modulus (%s) and Poisson's ratio under stress along x, y, z (mean), as the relaxed "
                           "C_{ij} say, and of the uniaxial loads of the smallest strain. Where they differ, that "
                           "strain is beyond the linear range.",
                           unit));
    free(unit);
}

/* By how many of its errors an estimate is off zero; NaN without an error. Exact zeros of exact copies are none. */
static double significance(struct estimate e) { return e.err > 0 ? fabs(e.value) / e.err : NAN; }

/* "4.2 of its errors; with 3 samples, chance does that in 5.2 % of cases" */
static char *odds(struct estimate e, double expected, size_t samples) {
    return gb_format("%.1f of its errors; with %zu samples chance alone does that in %.2g %% of cases",
                     fabs(e.value - expected) / e.err, samples, 100 * jackknife_chance(e, expected, samples));
}

/* Warns of each statistic of isotropy that is off; `few`: those that chance may have put off, so few samples; whether
 * any could be judged, and any was off. */
static void judge_row(struct page *p, const char *label, const struct moduli_row *r, struct gb_text *few, bool *any,
                      bool *off) {
    static const struct {
        enum moduli_quantity q;
        const char *what;
    } test[] = {{MOD_ANISOTROPY, "C_{44}, C_{55}, C_{66} less (C_{ii} − C_{ij})/2"},
                {MOD_ANISOTROPY_AFFINE, "C_{44}, C_{55}, C_{66} less (C_{ii} − C_{ij})/2, affine,"},
                {MOD_TEXTURE_X, "Young's modulus along x over the mean of the three axes, less one,"},
                {MOD_TEXTURE_Y, "Young's modulus along y over the mean of the three axes, less one,"},
                {MOD_TEXTURE_Z, "Young's modulus along z over the mean of the three axes, less one,"}};
    for (size_t i = 0; i < sizeof test / sizeof *test; i++) {
        const struct estimate e = r->q[test[i].q];
        *any = *any || isfinite(significance(e));
        if (!(significance(e) > SIGNIFICANT)) continue;
        *off = true;
        char *value = notation_estimate(e.value, e.err), *chance = odds(e, 0, r->samples),
             *unit = column_unit_text(moduli_column(test[i].q), p->s);
        char *t = gb_format("%s is %s%s%s, %s", test[i].what, value, *unit ? " " : "", unit, chance);
        if (jackknife_chance(e, 0, r->samples) > CHANCE_MAX) {
            gb_text_add(few, "%s%s: %s", few->len ? "; " : "", label, t);
        } else {
            char *warning = gb_format("%s: not isotropic: %s.", label, t);
            report_warning(&p->r, warning);
            free(warning);
        }
        free(t);
        free(unit);
        free(chance);
        free(value);
    }
}

static void judge_isotropy(struct page *p, const struct moduli_table *t) {
    struct gb_text few = {0};
    bool any = false, off = false;
    for (size_t h = 0; h < p->n_histories; h++) {
        const struct moduli_row *r = moduli_find(t, p->by_rate[h]);
        if (r) judge_row(p, p->label[p->by_rate[h]], r, &few, &any, &off);
    }
    if (few.len) {
        char *text = gb_format("Isotropic? Beyond three errors, but not beyond chance with so few samples: %s.", few.s);
        report_warning(&p->r, text);
        free(text);
    }
    free(few.s);
    if (any && !off)
        report_paragraph(&p->r, "Isotropic: in no history do the two kinds of shear modulus, relaxed or affine, or "
                                "Young's moduli along x, y and z differ by more than three errors.");
    else if (!any)
        report_paragraph(&p->r, "Whether the glasses are isotropic cannot be told: there are no error bars.");
}

static void judge_affine(struct page *p, const struct moduli_table *t) {
    const struct moduli_row *most = NULL;
    size_t most_h = 0;
    bool off = false;
    for (size_t i = 0; i < p->n_histories; i++) {
        const size_t h = p->by_rate[i];
        const struct moduli_row *r = moduli_find(t, h);
        if (!r || h == moduli_first(p->s) || !isfinite(r->q[MOD_SHEAR_AFFINE_CHANGE].value)) continue;
        const struct estimate e = r->q[MOD_SHEAR_AFFINE_CHANGE];
        if (!most || fabs(e.value) > fabs(most->q[MOD_SHEAR_AFFINE_CHANGE].value)) most = r, most_h = h;
        if (!(fabs(e.value) - MODULI_CHANGE_MAX > SIGNIFICANT * e.err)) continue;
        off = true;
        char *value = notation_estimate(100 * e.value, 100 * e.err),
             *chance = odds(e, copysign(MODULI_CHANGE_MAX, e.value), r->samples);
        const bool few = jackknife_chance(e, copysign(MODULI_CHANGE_MAX, e.value), r->samples) > CHANCE_MAX;
        char *text = gb_format("%s: affine G %s from that of %s by %s %%: beyond %g %% by %s.", p->label[h],
                               few ? "may differ" : "differs", p->label[moduli_first(p->s)], value,
                               100 * MODULI_CHANGE_MAX, chance);
        report_warning(&p->r, text);
        free(text);
        free(chance);
        free(value);
    }
    if (!most || off) return;
    const struct estimate e = most->q[MOD_SHEAR_AFFINE_CHANGE];
    char *value = notation_estimate(100 * e.value, 100 * e.err);
    char *text = gb_format("Affine G %s within %g %%: the largest change is %s %% (%s)%s.",
                           fabs(e.value) <= MODULI_CHANGE_MAX ? "is the same in all histories" : "may not be the same",
                           100 * MODULI_CHANGE_MAX, value, p->label[most_h],
                           fabs(e.value) <= MODULI_CHANGE_MAX ? ""
                           : isfinite(e.err)                  ? ", which is beyond by less than three errors"
                                                              : ", without an error");
    report_paragraph(&p->r, text);
    free(text);
    free(value);
}

static int loss_figure(struct page *p, struct gb_error *err) {
    const size_t load = page_smallest_load(p); /* G is of a small strain, too */
    struct cloud *cloud = page_clouds(p, load, Q_LOSS, Q_SHEAR_LOST, false);
    const struct relation_panel panel = {"loss of the shear modulus", false, true, NAN, p->n_histories, cloud};
    struct figure f = {0};
    const bool drawn = figure_relation(&f, 1, &panel, "absolute loss of the PDF");
    int rc =
        page_place(p, drawn, &f, "loss", "Loss of the shear modulus against the absolute loss of the PDF",
                   gb_format("Loss of the shear modulus, 1 − G/G_{affine}, against the absolute loss of the PDF, 1 "
                             "− (ε_{1}+ε_{2})/(2 ε_{true}) (%s); a point for each history. Both say what the "
                             "rearranging atoms take off an affine response; dotted: equal. The stress of pair "
                             "forces is an integral over g_{20}, so they should move together; they need not be "
                             "equal, for the stress weighs the first shell with φ'(r). Bars: one standard error.",
                             p->load_name[load]),
                   err);
    page_clouds_free(cloud);
    return rc;
}

int page_moduli(struct page *p, struct gb_error *err) {
    struct gb_error why = GB_ERROR_INIT;
    struct moduli_table t = {0};
    char *path = gb_format("%s/summary/moduli.tsv", p->dir);
    int rc = GB_OK;
    if (gb_exists(path)) {
        report_heading(&p->r, "moduli", "Elastic moduli");
        if (moduli_read(&t, p->s, path, &why) != GB_OK) {
            report_warning(&p->r, why.text);
        } else {
            tables(p, &t);
            judge_isotropy(p, &t);
            judge_affine(p, &t);
            rc = loss_figure(p, err);
        }
    }
    moduli_clear(&t);
    gb_error_clear(&why);
    free(path);
    return rc;
}
