/* glassbed truth: what the atoms did between two configurations, and the g20 that it implies (METHODS, "Truth").
 *
 * One load about one axis, so two things are taken out that the average over three axes would cancel: the isotropic
 * part of the affine strain, e_iso <P2> in eps_rad (sum P2 is g20 of the reference), and the change of V in g20's norm.
 */
#include "command/command.h"

#include "atoms/config.h"
#include "base/mem.h"
#include "base/table.h"
#include "base/threads.h"
#include "command/command_config.h"
#include "command/stand_in.h"
#include "strain/shell.h"
#include "truth/truth.h"

#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] = "glassbed truth REFERENCE LOADED [--axis x|y|z] [--poisson NU] [--r-max R] [--smooth S] "
                            "[-j CORES] [-o FILE] [--atoms FILE.xyz [--scatter A=Ni,B=P]]";
enum { MAX_ELEMENTS = 100 };

struct truth_request {
    const char *file[2], *element[MAX_ELEMENTS];
    size_t n_files, n_elements;
    const char *axis, *elements, *units, *out, *atoms, *scatter;
    double poisson, r_max, r_bin, smooth, d2min_cut;
    char *names; /* --elements cut in pieces; owned */
    int axis_index;
    size_t cores;
    struct pdf_grid grid; /* to r_max and five widths more */
    struct smoothing smoothing;
};

struct truth_answer {
    struct config *ref, *loaded; /* owned */
    struct truth_deformation d;
    double eps_true, corr, slope, d2min_mean, d2min_median;
    uint64_t bonds, cut, formed;
    double *g00, *e_rad, *e_tan, *direct, *implied; /* [grid.n] owned; g00 of the reference, smoothed */
};

static void answer_clear(struct truth_answer *a) {
    config_free(a->ref);
    config_free(a->loaded);
    free(a->g00);
    free(a->e_rad);
    free(a->e_tan);
    free(a->direct);
    free(a->implied);
}

static int check_request(struct truth_request *q, struct gb_error *err) {
    const struct {
        const char *name;
        double v;
    } length[] = {{"r-max", q->r_max}, {"r-bin", q->r_bin}, {"smooth", q->smooth}, {"d2min-cut", q->d2min_cut}};
    if (q->n_files != 2)
        return gb_fail(err, GB_EINPUT, "expected two configurations, found %zu; usage: %s", q->n_files, usage);
    if (strlen(q->axis) != 1 || !strchr("xyz", q->axis[0]))
        return gb_fail(err, GB_EINPUT, "--axis %s: allowed are x, y and z", q->axis);
    q->axis_index = q->axis[0] - 'x';
    if (q->cores < 1 || q->cores > GB_MAX_THREADS)
        return gb_fail(err, GB_EINPUT, "-j %zu: allowed are 1 to %d cores", q->cores, GB_MAX_THREADS);
    if (q->units && strcmp(q->units, "metal") != 0 && strcmp(q->units, "lj") != 0)
        return gb_fail(err, GB_EINPUT, "--units %s: allowed are metal (r in Angstrom) and lj (r in sigma)", q->units);
    for (size_t i = 0; i < sizeof length / sizeof *length; i++)
        if (!isnan(length[i].v) && !(length[i].v > 0))
            return gb_fail(err, GB_EINPUT, "--%s %g: must be above 0", length[i].name, length[i].v);
    if (!isnan(q->poisson) && !(q->poisson > -1 && q->poisson <= 0.5))
        return gb_fail(err, GB_EINPUT, "--poisson %g: allowed are -1 to 0.5", q->poisson);
    if (q->scatter && !q->atoms)
        return gb_fail(err, GB_EINPUT, "--scatter does nothing without --atoms; give that too, or leave it out");
    const struct option_output out[] = {{"-o", q->out}, {"--atoms", q->atoms}};
    int rc = options_outputs_apart(2, q->file, 2, out, err);
    if (rc != GB_OK) return rc;
    return options_elements(q->elements, &q->names, q->element, MAX_ELEMENTS, &q->n_elements, err);
}

/* The largest of 1, 2, 5 times a power of ten that is not above x. */
static double round_down(double x) {
    const double power = pow(10, floor(log10(x))), lead = x / power;
    return power * (lead >= 5 ? 5 : lead >= 2 ? 2 : 1);
}

/* What was not given follows from the spacing of the atoms, (V/N)^(1/3), 0.94 sigma in Kob-Andersen, 2.6 Angstrom in
 * Cu-Zr. */
static int choose_lengths(struct truth_request *q, const struct config *c, struct gb_error *err) {
    const double spacing = cbrt(box_volume(&c->box) / (double)c->n);
    double height[3];
    box_heights(&c->box, height);
    if (isnan(q->r_max)) q->r_max = fmin(8 * spacing, fmin(height[0], fmin(height[1], height[2])) / 2);
    if (isnan(q->r_bin))
        q->r_bin = round_down(q->r_max / 4000 * (1 + 1e-12)); /* narrow: g20 is a difference of histograms */
    if (isnan(q->smooth)) q->smooth = 0.06 * spacing;
    if (q->smooth > q->r_max / 4)
        return gb_fail(err, GB_EINPUT, "--smooth %g: allowed is up to a quarter of r-max, %g", q->smooth, q->r_max / 4);
    q->smoothing = (struct smoothing){.kind = SMOOTH_GAUSSIAN, .width = q->smooth};
    const double bins = ceil((q->r_max + 5 * q->smooth) / q->r_bin);
    if (!(bins >= 10 && bins <= 1e6))
        return gb_fail(err, GB_EINPUT,
                       "r-max %g and five widths of %g more hold %g bins of %g; allowed are 10 to 1e6: change "
                       "--r-max, --smooth or --r-bin",
                       q->r_max, q->smooth, bins, q->r_bin);
    q->grid = (struct pdf_grid){(size_t)bins, q->r_bin};
    return GB_OK;
}

static int choose_strain(struct truth_request *q, struct truth_answer *a, bool *nu_of_cell, struct gb_error *err) {
    int rc = truth_deformation(a->ref, a->loaded, q->axis_index, &a->d, err);
    if (rc != GB_OK) return rc;
    const double de = a->d.e_par - a->d.e_perp;
    if (!(fabs(de) > 1e-9))
        return gb_fail(err, GB_EINPUT,
                       "the cell is not strained along %s (e_par %.3g, e_perp %.3g); --axis names the loading axis",
                       q->axis, a->d.e_par, a->d.e_perp);
    for (int i = 0; i < 3; i++)
        if (fabs(a->d.F[i][i] - 1) > 1.001 * fabs(a->d.e_par))
            fprintf(stderr,
                    "glassbed truth: note: the cell is strained more along %c (%.3g) than along the axis %s (%.3g)\n",
                    "xyz"[i], a -> d.F[i][i] - 1, q->axis, a->d.e_par);
    *nu_of_cell = isnan(q->poisson);
    if (*nu_of_cell) q->poisson = -a->d.e_perp / a->d.e_par;
    if (!(q->poisson > -1 && q->poisson < 10))
        return gb_fail(err, GB_EINPUT,
                       "the cell gives nu = -e_perp/e_par = %.4g, which is none (e_par %.3g, e_perp %.3g along "
                       "%s); give --poisson or another --axis",
                       q->poisson, a->d.e_par, a->d.e_perp, q->axis);
    a->eps_true = -de / (1 + q->poisson);
    return GB_OK;
}

/* Raw g00 and g20 of one configuration; either may be NULL. */
static int raw_curves(const struct truth_request *q, const struct config *c, double *g00, double *g20,
                      struct gb_error *err) {
    struct pdf_sums *sums;
    const struct pdf_options o = {.axes = 1U << q->axis_index, .l_max = 2, .threads = (int)q->cores};
    int rc = pdf_accumulate_with(&sums, c, q->grid, &o, err);
    if (rc != GB_OK) return rc;
    if (g00) pdf_g(sums, PDF_TOTAL, 0, q->axis_index, g00);
    if (g20) pdf_g(sums, PDF_TOTAL, 2, q->axis_index, g20);
    pdf_sums_free(sums);
    return GB_OK;
}

/* Strain profiles over the true strain, from the profile sums less the isotropic affine part. g20: the reference's,
 * raw. */
static int strain_profiles(const struct truth_request *q, struct truth_answer *a, const struct truth_profile *p,
                           const double *g20, struct gb_error *err) {
    const size_t n = q->grid.n;
    const double e_iso = (a->d.e_par + 2 * a->d.e_perp) / 3, E = -(a->d.e_par - a->d.e_perp);
    double *num = GB_ARRAY(n, double), *den = GB_ARRAY(n, double);
    truth_density(p, PDF_TOTAL, TRUTH_RAD_NUM, num);
    truth_density(p, PDF_TOTAL, TRUTH_P2P2, den);
    for (size_t k = 0; k < n; k++) num[k] -= e_iso * g20[k] / sqrt(5);
    int rc = truth_smoothed_ratio(q->grid, num, den, TRUTH_P2P2_LIMIT, &q->smoothing, a->e_rad, err);
    truth_density(p, PDF_TOTAL, TRUTH_TAN_NUM, num);
    truth_density(p, PDF_TOTAL, TRUTH_DPDP, den);
    if (rc == GB_OK) rc = truth_smoothed_ratio(q->grid, num, den, TRUTH_DPDP_LIMIT, &q->smoothing, a->e_tan, err);
    for (size_t k = 0; k < n && rc == GB_OK; k++) {
        a->e_rad[k] *= -1.5 / E;
        a->e_tan[k] *= -3 / E;
    }
    free(num);
    free(den);
    return rc;
}

/* Direct and implied change of g20, and the strain profiles. */
static int compare_curves(const struct truth_request *q, struct truth_answer *a, struct gb_error *err) {
    const size_t n = q->grid.n;
    double *g00 = GB_ARRAY(n, double), *before = GB_ARRAY(n, double), *after = GB_ARRAY(n, double);
    double *near = GB_ARRAY(n, double), *flux = GB_ARRAY(n, double);
    double **mine[] = {&a->g00, &a->e_rad, &a->e_tan, &a->direct, &a->implied};
    for (size_t i = 0; i < sizeof mine / sizeof *mine; i++) *mine[i] = GB_ARRAY(n, double);
    struct truth_profile *p = NULL;
    int rc = raw_curves(q, a->ref, g00, before, err);
    if (rc == GB_OK) rc = raw_curves(q, a->loaded, NULL, after, err);
    if (rc == GB_OK) rc = truth_profile(&p, a->ref, a->loaded, q->axis_index, q->grid, (int)q->cores, err);
    if (rc == GB_OK) rc = strain_profiles(q, a, p, before, err);
    if (rc == GB_OK) {
        truth_continuity(p, PDF_TOTAL, near, flux);
        for (size_t k = 0; k < n; k++) {
            near[k] += p->dlnV * before[k];
            after[k] -= before[k];
        }
        rc = truth_continuity_g20(q->grid, g00, near, flux, a->d.e_par - a->d.e_perp, &q->smoothing, a->implied, err);
    }
    if (rc == GB_OK) rc = smooth_apply(&q->smoothing, q->grid, 2, after, a->direct, err);
    if (rc == GB_OK) rc = smooth_apply(&q->smoothing, q->grid, 0, g00, a->g00, err);
    truth_profile_free(p);
    free(g00);
    free(before);
    free(after);
    free(near);
    free(flux);
    return rc;
}

/* Correlation and slope of direct against implied, from the inner flank of the first peak to r-max. */
static void compare(const struct truth_request *q, struct truth_answer *a, double r_peak) {
    double n = 0, mx = 0, my = 0, xx = 0, yy = 0, xy = 0;
    const size_t lo = (size_t)(0.8 * r_peak / q->r_bin), hi = (size_t)(q->r_max / q->r_bin);
    for (size_t k = lo; k < hi; k++) n++, mx += a->implied[k], my += a->direct[k];
    for (size_t k = lo; k < hi; k++) {
        const double x = a->implied[k] - mx / n, y = a->direct[k] - my / n;
        xx += x * x, yy += y * y, xy += x * y;
    }
    a->corr = xy / sqrt(xx * yy);
    a->slope = xy / xx;
}

static int ascending(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static int local_strains(const struct truth_request *q, struct truth_answer *a, struct gb_error *err) {
    const size_t n = a->ref->n;
    double *d2 = GB_ARRAY(n, double), *shear = GB_ARRAY(n, double), sum = 0;
    size_t used = 0;
    int rc = truth_d2min(a->ref, a->loaded, q->d2min_cut, d2, NULL, shear, err);
    if (rc == GB_OK) rc = truth_bonds(a->ref, a->loaded, q->d2min_cut, &a->bonds, &a->cut, &a->formed, err);
    if (rc == GB_OK && q->atoms) {
        const struct config_column extra[] = {{"d2min", d2}, {"shear_strain", shear}};
        rc = config_write_xyz(a->loaded, q->atoms, 2, extra, err);
    }
    for (size_t i = 0; i < n && rc == GB_OK; i++)
        if (!isnan(d2[i])) sum += d2[used++] = d2[i];
    qsort(d2, used, sizeof *d2, ascending);
    a->d2min_mean = used ? sum / (double)used : NAN;
    a->d2min_median = used ? 0.5 * (d2[(used - 1) / 2] + d2[used / 2]) : NAN;
    free(d2);
    free(shear);
    return rc;
}

static void header(struct gb_table *t, const struct truth_request *q, const struct truth_answer *a, bool nu_of_cell,
                   const char *unit) {
    gb_table_meta(t, "reference", "%s", q->file[0]);
    gb_table_meta(t, "loaded", "%s", q->file[1]);
    gb_table_meta(t, "atoms", "%zu", a->ref->n);
    gb_table_meta(t, "axis", "%s", q->axis);
    for (int i = 0; i < 3; i++) {
        const char name[] = {'F', '_', "xyz"[i], '\0'};
        gb_table_meta(t, name, "%.12g %.12g %.12g", a->d.F[i][0], a->d.F[i][1], a->d.F[i][2]);
    }
    gb_table_meta(t, "e_par", "%.9g (cell, engineering; compression is negative)", a->d.e_par);
    gb_table_meta(t, "e_perp", "%.9g", a->d.e_perp);
    gb_table_meta(t, "poisson", "%.9g (%s)", q->poisson, nu_of_cell ? "of the cell, -e_perp/e_par" : "given");
    gb_table_meta(t, "eps_true", "%.9g (-(e_par - e_perp)/(1+nu); compression is positive)", a->eps_true);
    gb_table_meta(t, "smoothing", "gaussian %.9g %s", q->smooth, unit);
    gb_table_meta(t, "bins", "of %.9g %s; r is their centre", q->r_bin, unit);
    gb_table_meta(t, "correlation", "%.9g (g20_direct with g20_continuity, from 0.8 of the first peak to r-max)",
                  a->corr);
    gb_table_meta(t, "slope", "%.9g (direct on continuity)", a->slope);
    gb_table_meta(t, "d2min_mean", "%.9g %s^2 (mean over neighbours within %.9g %s)", a->d2min_mean, unit, q->d2min_cut,
                  unit);
    gb_table_meta(t, "d2min_median", "%.9g %s^2", a->d2min_median, unit);
    gb_table_meta(t, "bonds", "%" PRIu64 ", cut %" PRIu64 ", formed %" PRIu64, a->bonds, a->cut, a->formed);
    gb_table_meta(t, "columns",
                  "e_rad, e_tan: radial and tangential pair strain over eps_true, less the isotropic affine part; "
                  "g20_direct: loaded - reference");
}

static int write_answer(const struct truth_request *q, const struct truth_answer *a, bool nu_of_cell,
                        struct gb_error *err) {
    const char *unit = q->units && strcmp(q->units, "lj") == 0 ? "sigma" : "ang";
    char *names = gb_format("r_%s e_rad e_tan g20_direct g20_continuity", unit);
    struct gb_table *t = gb_table_create("the truth from the atoms: pair strains, and g20 by continuity", names);
    free(names);
    header(t, q, a, nu_of_cell, unit);
    for (size_t k = 0; k < q->grid.n && pdf_r(q->grid, k) < q->r_max; k++) {
        const double row[] = {pdf_r(q->grid, k), a->e_rad[k], a->e_tan[k], a->direct[k], a->implied[k]};
        gb_table_add(t, row);
    }
    int rc = gb_table_write(t, q->out, 9, err);
    gb_table_free(t);
    return rc;
}

/* Atoms without ids are the same by where they stand: said, since a dump of several processes has them in any order. */
static void say_order(const struct truth_answer *a) {
    const struct config *both[] = {a->ref, a->loaded};
    for (int i = 0; i < 2; i++)
        if (both[i]->by_line)
            fprintf(stderr, "glassbed truth: note: %s: has no ids; atoms are taken in the order of its lines\n",
                    both[i]->path);
}

static int answer(struct truth_request *q, struct truth_answer *a, struct gb_error *err) {
    bool nu_of_cell = false;
    struct shell shell;
    int rc = command_read(&a->ref, "truth", q->file[0], -1, q->n_elements, q->element, err);
    if (rc == GB_OK) rc = command_read(&a->loaded, "truth", q->file[1], -1, q->n_elements, q->element, err);
    if (rc == GB_OK) rc = command_units(a->ref, &q->units, err);
    if (rc == GB_OK) rc = command_units(a->loaded, &q->units, err);
    if (rc == GB_OK) say_order(a);
    if (rc == GB_OK) rc = stand_in_rename(q->scatter, a->loaded, err);
    if (rc == GB_OK) rc = truth_check_same(a->ref, a->loaded, err);
    if (rc == GB_OK) rc = choose_strain(q, a, &nu_of_cell, err);
    if (rc == GB_OK) rc = choose_lengths(q, a->ref, err);
    if (rc == GB_OK) rc = compare_curves(q, a, err);
    if (rc == GB_OK) rc = shell_find(&shell, q->grid, a->g00, err);
    if (rc == GB_OK) {
        if (isnan(q->d2min_cut)) q->d2min_cut = shell.r_min;
        compare(q, a, shell.r_peak);
        rc = local_strains(q, a, err);
    }
    return rc == GB_OK ? write_answer(q, a, nu_of_cell, err) : rc;
}

int cmd_truth(int argc, char **argv) {
    struct gb_error err = GB_ERROR_INIT;
    struct truth_request q = {.axis = "z",
                              .out = "-",
                              .poisson = NAN,
                              .r_max = NAN,
                              .r_bin = NAN,
                              .smooth = NAN,
                              .d2min_cut = NAN,
                              .cores = (size_t)gb_cores()};
    const struct option_spec spec[] = {
        {"axis", 0, OPTION_TEXT, &q.axis, "x|y|z", "the loading axis; default z"},
        {"poisson", 0, OPTION_DOUBLE, &q.poisson, "NU", "Poisson's ratio; default the cell's own, -e_perp/e_par"},
        {"r-max", 0, OPTION_DOUBLE, &q.r_max, "R", "largest r; default 8 (V/N)^(1/3), at most half the box"},
        {"r-bin", 0, OPTION_DOUBLE, &q.r_bin, "R", "bin width; default r-max/4000 rounded down to 1, 2 or 5"},
        {"smooth", 0, OPTION_DOUBLE, &q.smooth, "S", "width of the Gaussian; default 0.06 (V/N)^(1/3)"},
        {"d2min-cut", 0, OPTION_DOUBLE, &q.d2min_cut, "R",
         "neighbours for D2min and bonds; default first minimum of g00"},
        {"elements", 0, OPTION_TEXT, &q.elements, "A,B", "names that give the types their order"},
        {"cores", 'j', OPTION_COUNT, &q.cores, "CORES", "threads; default all cores"},
        {"units", 0, OPTION_TEXT, &q.units, "metal|lj",
         "what r is called: r_ang or r_sigma; default what the files say, or metal"},
        {"atoms", 0, OPTION_TEXT, &q.atoms, "FILE", "extended XYZ of LOADED with D2min and shear strain per atom"},
        {"scatter", 0, OPTION_TEXT, &q.scatter, "A=Ni,B=P",
         "elements that stand for the types' names in FILE, for readers that know elements only (ASE)"},
        {"output", 'o', OPTION_TEXT, &q.out, "FILE", "where the table goes; default -, standard output"},
    };
    struct truth_answer a = {0};
    int help,
        rc = options_parse(argc, argv, usage, sizeof spec / sizeof *spec, spec, 2, q.file, &q.n_files, &help, &err);
    if (rc == GB_OK && !help) rc = check_request(&q, &err);
    if (rc == GB_OK && !help) rc = answer(&q, &a, &err);
    answer_clear(&a);
    free(q.names);
    return command_end("truth", rc, &err);
}
