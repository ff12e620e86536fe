/* glassbed pdf: g00, g20, g40 of configurations (METHODS (3)), averaged over those given; S00, S20, S40 and g as an
 * experiment has them (pdf_scattering.h). */
#include "command/command.h"

#include "atoms/config.h"
#include "base/mem.h"
#include "base/number.h"
#include "base/table.h"
#include "base/threads.h"
#include "command/command_config.h"
#include "command/pdf_scattering.h"
#include "command/stopwatch.h"
#include "pdf/mean.h"
#include "pdf/pdf.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
    "glassbed pdf CONFIG... [--axis x|y|z|all|NX,NY,NZ] [--r-max R] [--r-bin R] [--partials] [--structure FILE] "
    "[--weights number|xray|neutron] [--window W] [-j CORES] [-o FILE]";
enum { MAX_CONFIGS = 1000, MAX_ELEMENTS = 100 };

/* What is written for all atoms and for each pair of types. */
struct curve {
    const char *name;
    int l, axis;
    bool product; /* l: which of xy, xz, yz */
};
static const struct curve one_axis[] = {{"g00", 0, 2, false}, {"g20", 2, 2, false}, {"g40", 4, 2, false}};
static const struct curve all_axes[] = {{"g00", 0, 2, false},   {"g20_x", 2, 0, false}, {"g40_x", 4, 0, false},
                                        {"g20_y", 2, 1, false}, {"g40_y", 4, 1, false}, {"g20_z", 2, 2, false},
                                        {"g40_z", 4, 2, false}, {"g2_xy", 0, 0, true},  {"g2_xz", 1, 0, true},
                                        {"g2_yz", 2, 0, true}};

struct pdf_request {
    const char *config[MAX_CONFIGS], *element[MAX_ELEMENTS];
    size_t n_configs, n_elements, frame;
    const char *axis, *elements, *units, *out, *structure; /* structure: where S goes, or NULL */
    double r_max, r_bin;
    bool partials, timing;
    char *names; /* --elements cut in pieces; owned */
    size_t cores, n_curves;
    const struct curve *curve;
    unsigned axes;
    double direction[3];
    struct pdf_grid grid;
    struct stopwatch watch;
    struct pdf_scattering asked, scattering; /* asked: as the options are */
};

/* What is averaged, and the configurations' sizes. */
struct pdf_average {
    struct mean g;
    int n_types;
    size_t n_atoms[2]; /* lowest, highest */
    double density[2], half_box;
    bool named;   /* by the file */
    char **name;  /* [n_types] of the first configuration; owned */
    char **label; /* the same, each different: Cu(1) and Cu(3) for two types of one name; owned */
};

/* The largest of 1, 2, 5 times a power of ten that is not above x. */
static double round_down(double x) {
    const double power = pow(10, floor(log10(x))), lead = x / power;
    return power * (lead >= 5 ? 5 : lead >= 2 ? 2 : 1);
}

/* "x", "y", "z", "all" or three components. */
static int choose_axis(struct pdf_request *q, struct gb_error *err) {
    const char *a = q->axis;
    q->curve = one_axis;
    q->n_curves = sizeof one_axis / sizeof *one_axis;
    q->axes = 4;
    if (strcmp(a, "all") == 0) {
        q->curve = all_axes;
        q->n_curves = sizeof all_axes / sizeof *all_axes;
        q->axes = 7;
        return GB_OK;
    }
    if (strlen(a) == 1 && strchr("xyz", a[0])) {
        q->direction[a[0] - 'x'] = 1;
        return GB_OK;
    }
    char *copy = gb_strdup(a), *rest = copy;
    double *n = q->direction;
    bool good = true;
    for (int d = 0; d < 3; d++) {
        const char *piece = strsep(&rest, ",");
        good = good && piece && gb_parse_double(piece, &n[d]) && fabs(n[d]) <= 1e100;
    }
    good = good && !rest && n[0] * n[0] + n[1] * n[1] + n[2] * n[2] > 1e-200;
    free(copy);
    if (good) return GB_OK;
    return gb_fail(err, GB_EINPUT,
                   "--axis %s: allowed are x, y, z, all, and three components NX,NY,NZ that are not all 0", a);
}

static bool in_sigma(const struct pdf_request *q) { return q->units && strcmp(q->units, "lj") == 0; }

/* What the file says of its units, where --units does not. */
static int take_units(struct pdf_request *q, const struct config *c, bool first, struct gb_error *err) {
    const bool sigma = in_sigma(q);
    if (!first && !q->units) q->units = "metal"; /* as the table's columns are called */
    int rc = command_units(c, &q->units, err);
    if (rc != GB_OK || in_sigma(q) == sigma) return rc;
    q->scattering = q->asked;
    return pdf_scattering_check(&q->scattering, true, q->axes != 7, err);
}

static int check_request(struct pdf_request *q, struct gb_error *err) {
    if (q->n_configs == 0) return gb_fail(err, GB_EINPUT, "no configuration given; usage: %s", usage);
    int rc = choose_axis(q, err);
    if (rc != GB_OK) return rc;
    if (q->cores < 1 || q->cores > GB_MAX_THREADS)
        return gb_fail(err, GB_EINPUT, "-j %zu: allowed are 1 to %d cores", q->cores, GB_MAX_THREADS);
    if (q->units && strcmp(q->units, "ang") != 0 && strcmp(q->units, "metal") != 0 && strcmp(q->units, "lj") != 0)
        return gb_fail(err, GB_EINPUT, "--units %s: allowed are metal (r in Angstrom) and lj (r in sigma)", q->units);
    if (!isnan(q->r_max) && !(q->r_max > 0)) return gb_fail(err, GB_EINPUT, "--r-max %g: must be above 0", q->r_max);
    if (!isnan(q->r_bin) && !(q->r_bin > 0)) return gb_fail(err, GB_EINPUT, "--r-bin %g: must be above 0", q->r_bin);
    if (q->frame != SIZE_MAX && q->frame > 1000000000)
        return gb_fail(err, GB_EINPUT, "--frame %zu: allowed are 0 to 1000000000", q->frame);
    const struct option_output out[] = {{"-o", q->out}, {"--structure", q->structure}};
    rc = options_outputs_apart(q->n_configs, q->config, 2, out, err);
    if (rc != GB_OK) return rc;
    q->scattering.wanted = q->structure != NULL;
    q->asked = q->scattering;
    rc = pdf_scattering_check(&q->scattering, in_sigma(q), q->axes != 7, err);
    if (rc != GB_OK) return rc;
    return options_elements(q->elements, &q->names, q->element, MAX_ELEMENTS, &q->n_elements, err);
}

static double half_box(const struct config *c) {
    double height[3];
    box_heights(&c->box, height);
    return fmin(height[0], fmin(height[1], height[2])) / 2;
}

/* The grid, from the options and the first configuration. r-max is cut to whole bins. */
static int choose_grid(struct pdf_request *q, const struct config *c, struct gb_error *err) {
    const double r_max = isnan(q->r_max) ? half_box(c) : q->r_max;
    const double fine = fmin(r_max / 1000, pdf_scattering_r_bin(&q->scattering));
    q->grid.dr = isnan(q->r_bin) ? round_down(fine * (1 + 1e-12)) : q->r_bin;
    const double bins = floor(r_max / q->grid.dr * (1 + 1e-12));
    if (!(bins >= 1 && bins <= 1e7))
        return gb_fail(err, GB_EINPUT, "r-max %g holds %g bins of %g; allowed are 1 to 1e7: change --r-max or --r-bin",
                       r_max, bins, q->grid.dr);
    q->grid.n = (size_t)bins;
    return GB_OK;
}

static size_t n_pairs(const struct pdf_request *q, int n_types) {
    const size_t n = (size_t)n_types;
    return q->partials ? n * (n + 1) / 2 : 0;
}

static int average_begin(struct pdf_average *a, struct pdf_request *q, const struct config *c, struct gb_error *err) {
    a->n_types = c->n_types;
    mean_init(&a->g, q->n_curves * (1 + n_pairs(q, c->n_types)), q->grid.n);
    a->n_atoms[0] = SIZE_MAX;
    a->density[0] = a->half_box = INFINITY;
    a->name = GB_ARRAY((size_t)c->n_types, char *);
    a->named = c->element != NULL;
    a->label = GB_ARRAY((size_t)c->n_types, char *);
    for (int t = 0; t < c->n_types; t++)
        a->name[t] = c->element && c->element[t] ? gb_strdup(c->element[t]) : gb_format("%d", t + 1);
    for (int t = 0; t < c->n_types; t++) {
        int alike = 0;
        for (int k = 0; k < c->n_types; k++) alike += strcmp(a->name[k], a->name[t]) == 0;
        a->label[t] = alike > 1 ? gb_format("%s(%d)", a->name[t], t + 1) : gb_strdup(a->name[t]);
    }
    return pdf_scattering_begin(&q->scattering, q->grid, n_pairs(q, c->n_types), err);
}

static void average_clear(struct pdf_average *a) {
    for (int t = 0; a->name && t < a->n_types; t++) {
        free(a->name[t]);
        free(a->label[t]);
    }
    free(a->name);
    free(a->label);
    mean_clear(&a->g);
}

static void add_curves(struct pdf_average *a, const struct pdf_request *q, const struct pdf_sums *sums) {
    double *g = GB_ARRAY(q->grid.n, double);
    for (size_t col = 0; col < a->g.n_columns; col++) {
        const struct curve *curve = &q->curve[col % q->n_curves];
        const int pair = (int)(col / q->n_curves) - 1;
        if (curve->product)
            pdf_g_product(sums, pair, curve->l, g);
        else
            pdf_g(sums, pair, curve->l, curve->axis, g);
        mean_add(&a->g, col, g);
    }
    free(g);
}

static int average_add(struct pdf_average *a, struct pdf_request *q, const struct config *c, struct gb_error *err) {
    if (c->n_types != a->n_types)
        return gb_fail(err, GB_EINPUT,
                       "%s: has %d types of atoms, %s has %d; averages need the same (--elements fixes the types)",
                       c->path, c->n_types, q->config[0], a->n_types);
    for (int t = 0; c->element && t < c->n_types; t++)
        if (a->named && strcmp(c->element[t], a->name[t]) != 0)
            return gb_fail(err, GB_EINPUT, "%s: type %d is %s, in %s it is %s; --elements gives the types one order",
                           c->path, t + 1, c->element[t], q->config[0], a->name[t]);
    struct pdf_sums *sums;
    struct stopwatch *w = &q->watch;
    const struct pdf_options o = {.axes = q->axes,
                                  .direction = q->axes == 7 ? NULL : q->direction,
                                  .l_max = 4,
                                  .partials = q->partials || q->scattering.active,
                                  .threads = (int)q->cores,
                                  .progress = stopwatch_show,
                                  .progress_ctx = w};
    w->began = stopwatch_now();
    w->config = c->path;
    int rc = pdf_accumulate_with(&sums, c, q->grid, &o, err);
    w->pairs += stopwatch_now() - w->began;
    if (w->shown > w->began) fprintf(stderr, "\r\033[K");
    if (rc != GB_OK) return gb_context(err, "%s", c->path);
    for (size_t k = 0; k < sums->n_pairs * q->grid.n; k++) w->n_pairs += (double)sums->count[k];
    add_curves(a, q, sums);
    rc = pdf_scattering_add(&q->scattering, c, sums, q->direction, (int)q->cores, err);
    pdf_sums_free(sums);
    const double density = (double)c->n / box_volume(&c->box);
    if (c->n < a->n_atoms[0]) a->n_atoms[0] = c->n;
    if (c->n > a->n_atoms[1]) a->n_atoms[1] = c->n;
    a->density[0] = fmin(a->density[0], density);
    a->density[1] = fmax(a->density[1], density);
    a->half_box = fmin(a->half_box, half_box(c));
    return rc;
}

/* Curves of all atoms, then the same for each pair of types; each followed by its _err when there is one. */
static char *column_names(const struct pdf_request *q, const struct pdf_average *a, const char *x, size_t n_curves,
                          const char *const *curve) {
    struct gb_text b = {0};
    gb_text_add(&b, "%s", x);
    int from = 0, to = -1; /* the pair of types; to = -1: all atoms */
    for (size_t p = 0; p < 1 + n_pairs(q, a->n_types); p++) {
        if (p > 0 && ++to == a->n_types) to = ++from;
        for (size_t m = 0; m < n_curves; m++) {
            char *pair = p ? gb_format("_%s-%s", a->label[from], a->label[to]) : gb_strdup("");
            gb_text_add(&b, " %s%s", curve[m], pair);
            if (q->n_configs > 1) gb_text_add(&b, " %s%s_err", curve[m], pair);
            free(pair);
        }
    }
    return b.s;
}

static const char *length_unit(const struct pdf_request *q) { return in_sigma(q) ? "sigma" : "ang"; }

static void header(struct gb_table *t, const struct pdf_request *q, const struct pdf_average *a, bool table_of_S) {
    const char *unit = length_unit(q);
    struct gb_text names = {0};
    for (size_t i = 0; i < q->n_configs; i++) gb_text_add(&names, "%s%s", i ? " " : "", q->config[i]);
    gb_table_meta(t, "configurations", "%s", names.s);
    free(names.s);
    if (a->n_atoms[0] == a->n_atoms[1])
        gb_table_meta(t, "atoms", "%zu", a->n_atoms[0]);
    else
        gb_table_meta(t, "atoms", "%zu to %zu", a->n_atoms[0], a->n_atoms[1]);
    if (a->density[1] - a->density[0] <= 1e-12 * a->density[1])
        gb_table_meta(t, "number-density", "%.10g 1/%s^3", a->density[0], unit);
    else
        gb_table_meta(t, "number-density", "%.10g to %.10g 1/%s^3", a->density[0], a->density[1], unit);
    gb_table_meta(t, "axis", "%s", q->axis);
    gb_table_meta(t, "bins", "%zu of %g %s, half-open%s", q->grid.n, q->grid.dr, unit,
                  table_of_S ? "" : "; r is their centre");
    gb_table_meta(t, "normalisation", "N^2 (not N(N-1)), exact shell volumes, each configuration's own density");
    if (!table_of_S) gb_table_meta(t, "expansion", "g(r,chi) = sum_l sqrt(2l+1) P_l(cos chi) g_l0(r), l = 0, 2, 4");
    pdf_scattering_describe(&q->scattering, t, table_of_S, q->grid);
    if (q->axes == 7)
        gb_table_meta(t, "components",
                      "g2_xy = sqrt(15) <xy/r^2>, as g20 is sqrt(5) <P2>; about n: g20 = sum_a n_a^2 g20_a + "
                      "sqrt(3) (n_x n_y g2_xy + n_x n_z g2_xz + n_y n_z g2_yz)");
    if (q->n_configs > 1)
        gb_table_meta(t, "errors", "standard error of the mean over %zu configurations", q->n_configs);
    if ((double)q->grid.n * q->grid.dr > a->half_box * (1 + 1e-9))
        gb_table_meta(t, "images", "summed: r reaches beyond half the box, %g %s", a->half_box, unit);
}

/* Rows of x and the averages, with their errors where there are several configurations. */
static void fill(struct gb_table *t, const struct pdf_request *q, const struct mean *m, double step) {
    const size_t stride = q->n_configs > 1 ? 2 : 1;
    for (size_t k = 0; k < m->n_points; k++) {
        double *row = gb_table_at(t, gb_table_add(t, NULL), 0);
        row[0] = ((double)k + 0.5) * step;
        for (size_t c = 0; c < m->n_columns; c++) {
            row[1 + c * stride] = mean_value(m, c, k);
            if (stride == 2) row[2 + c * stride] = mean_error(m, c, k);
        }
    }
}

static int write_g(const struct pdf_request *q, const struct pdf_average *a, struct gb_error *err) {
    const char *curve[sizeof all_axes / sizeof *all_axes];
    for (size_t m = 0; m < q->n_curves; m++) curve[m] = q->curve[m].name;
    char *x = gb_format("r_%s", length_unit(q)), *names = column_names(q, a, x, q->n_curves, curve);
    struct gb_table *t = gb_table_create("pair distribution function", names);
    header(t, q, a, false);
    fill(t, q, q->scattering.through ? &q->scattering.g : &a->g, q->grid.dr);
    int rc = gb_table_write(t, q->out, 9, err);
    gb_table_free(t);
    free(names);
    free(x);
    return rc;
}

/* A column NAME_WHAT of averages; n > 0: of mean squared errors of n configurations, as the error of their mean. */
static void add_column(struct gb_table *t, const char *name, const char *what, const struct mean *m, size_t column,
                       double n) {
    char *full = gb_format("%s_%s", name, what);
    const size_t at = gb_table_add_column(t, full);
    for (size_t j = 0; j < m->n_points; j++) {
        const double v = mean_value(m, column, j);
        *gb_table_at(t, j, at) = n > 0 ? sqrt(v / n) : v;
    }
    free(full);
}

static int write_S(const struct pdf_request *q, const struct pdf_average *a, struct gb_error *err) {
    static const char *const curve[] = {"S00", "S20", "S40"};
    const struct pdf_scattering *s = &q->scattering;
    char *x = gb_format("Q_1/%s", length_unit(q)), *names = column_names(q, a, x, 3, curve);
    struct gb_table *t = gb_table_create("structure factor", names);
    header(t, q, a, true);
    fill(t, q, &s->S, s->q_step);
    const double n = (double)q->n_configs;
    for (size_t l = 0; l < 3; l++) add_column(t, curve[l], "end", &s->end, l, 0);
    for (size_t l = 0; l < 3 && s->reciprocal; l++) {
        add_column(t, curve[l], "box", &s->box, l, 0);
        add_column(t, curve[l], "box_err", &s->box, 3 + l, n);
    }
    int rc = gb_table_write(t, q->structure, 9, err);
    gb_table_free(t);
    free(names);
    free(x);
    return rc;
}

static int measure(struct pdf_request *q, struct gb_error *err) {
    struct pdf_average a = {0};
    int rc = GB_OK;
    for (size_t i = 0; i < q->n_configs && rc == GB_OK; i++) {
        struct config *c;
        const long frame = q->frame == SIZE_MAX ? -1 : (long)q->frame;
        const double began = stopwatch_now();
        rc = command_read(&c, "pdf", q->config[i], frame, q->n_elements, q->element, err);
        q->watch.read += stopwatch_now() - began;
        if (rc != GB_OK) break;
        rc = take_units(q, c, i == 0, err);
        if (i == 0 && rc == GB_OK) rc = choose_grid(q, c, err);
        if (i == 0 && rc == GB_OK) rc = average_begin(&a, q, c, err);
        if (rc == GB_OK) rc = average_add(&a, q, c, err);
        config_free(c);
    }
    const double r_end = (double)q->grid.n * q->grid.dr;
    if (rc == GB_OK && r_end > a.half_box * (1 + 1e-9))
        fprintf(
            stderr,
            "glassbed pdf: note: r up to %g is beyond half the smallest box height, %g; periodic images are summed\n",
            r_end, a.half_box);
    if (rc == GB_OK && !q->scattering.lj && q->scattering.probe != SCATTER_NUMBER && a.density[0] > SCATTER_DENSEST)
        fprintf(stderr,
                "glassbed pdf: note: %.4g atoms per cubic angstrom is denser than any solid; for lengths in units of "
                "sigma give --units lj and --sigma\n",
                a.density[0]);
    const double began = stopwatch_now();
    if (rc == GB_OK) rc = write_g(q, &a, err);
    if (rc == GB_OK && q->structure) rc = write_S(q, &a, err);
    if (rc == GB_OK && q->timing)
        fprintf(stderr,
                "glassbed pdf: read %.3f s; pairs %.3f s (%.4g pairs, %.3g million pairs per second and core, %s); "
                "write %.3f s\n",
                q->watch.read, q->watch.pairs, q->watch.n_pairs,
                1e-6 * q->watch.n_pairs / (q->watch.pairs * (double)q->cores),
                pairs_isa_name(pairs_isa_choose(PAIRS_ISA_BEST)), stopwatch_now() - began);
    average_clear(&a);
    pdf_scattering_clear(&q->scattering);
    return rc;
}

int cmd_pdf(int argc, char **argv) {
    struct gb_error err = GB_ERROR_INIT;
    struct pdf_request q = {.frame = SIZE_MAX, .axis = "z", .out = "-", .r_max = NAN, .r_bin = NAN};
    struct pdf_scattering *s = &q.scattering;
    pdf_scattering_defaults(s);
    q.cores = (size_t)gb_cores();
    q.watch.terminal = isatty(fileno(stderr));
    const struct option_spec spec[] = {
        {"axis", 0, OPTION_TEXT, &q.axis, "AXIS",
         "x, y, z or NX,NY,NZ: axis of the expansion, the loading axis; all: x, y, z and the l = 2 products; default "
         "z"},
        {"r-max", 0, OPTION_DOUBLE, &q.r_max, "R", "largest r; default half the smallest height of the first box"},
        {"r-bin", 0, OPTION_DOUBLE, &q.r_bin, "R", "bin width; default r-max/1000 rounded down to 1, 2 or 5"},
        {"partials", 0, OPTION_FLAG, &q.partials, NULL, "add columns for every pair of types"},
        {"elements", 0, OPTION_TEXT, &q.elements, "A,B", "names that give the types their order"},
        {"frame", 0, OPTION_COUNT, &q.frame, "N",
         "frame of a dump or XYZ file, from 0; default the last; CONFIG@N names it for one file, CONFIG@-2 from the "
         "end"},
        {"cores", 'j', OPTION_COUNT, &q.cores, "CORES",
         "threads; the result does not depend on them; default all cores"},
        {"timing", 0, OPTION_FLAG, &q.timing, NULL, "say how long reading, the pairs and writing took"},
        {"units", 0, OPTION_TEXT, &q.units, "metal|lj",
         "what r is called: r_ang or r_sigma; default what the file says, or metal"},
        {"structure", 0, OPTION_TEXT, &q.structure, "FILE", "also S00 S20 S40 over Q, to this file"},
        {"weights", 0, OPTION_TEXT, &s->weights, "W",
         "number, xray or neutron: S, and g through Q, as that probe sees them; default number"},
        {"scatter", 0, OPTION_TEXT, &s->scatter, "A=Ni,B=P", "elements that stand in for the types' names"},
        {"sigma", 0, OPTION_DOUBLE, &s->sigma, "ANG", "one sigma in angstrom, for weights of lj configurations"},
        {"window", 0, OPTION_TEXT, &s->window, "W",
         "step, lorch or gaussian: g through Q up to Q-max, as an experiment has it; default lorch with weights, else "
         "none"},
        {"q-min", 0, OPTION_DOUBLE, &s->q_min, "Q", "where the way back to g begins; default 0"},
        {"q-max", 0, OPTION_DOUBLE, &s->q_max, "Q", "default 25 1/angstrom, 55 1/sigma"},
        {"q-step", 0, OPTION_DOUBLE, &s->q_step, "Q", "default 0.02 1/angstrom, 0.05 1/sigma"},
        {"taper", 0, OPTION_DOUBLE, &s->taper, "R", "half cosine at the end of r; 0: a hard cut; default r-max/3"},
        {"reciprocal", 0, OPTION_FLAG, &s->reciprocal, NULL,
         "beside S that by the box's own Q vectors, a slow check: S00_box S20_box S40_box"},
        {"vectors", 0, OPTION_COUNT, &s->vectors, "N", "of those at most N in a step of Q; default 200"},
        {"output", 'o', OPTION_TEXT, &q.out, "FILE", "where the table goes; default -, standard output"},
    };
    int help, rc = options_parse(argc, argv, usage, sizeof spec / sizeof *spec, spec, MAX_CONFIGS, q.config,
                                 &q.n_configs, &help, &err);
    if (rc == GB_OK && !help) rc = check_request(&q, &err);
    if (rc == GB_OK && !help) rc = measure(&q, &err);
    free(q.names);
    return command_end("pdf", rc, &err);
}
