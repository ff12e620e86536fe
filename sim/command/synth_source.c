/* Sources of synthetic data, see synth_source.h. */
#include "command/synth_source.h"

#include "base/file.h"
#include "pdf/axis.h"
#include "pdf/resample.h"
#include "synth/exchange.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Of analytic glasses: at 80 angstrom exp(-20) of their longest oscillation is left. Of phantoms: bins that Q of 300
 * needs.
 */
static const double ANALYTIC_R = 80, FINE_DR = 0.01;
static const double DEFAULT_EPS = 0.005, DEFAULT_RATIO = 0.25, DEFAULT_POISSON = 0.36, DEFAULT_SMOOTH = 0.05;
static const double STEP_WIDTH = 0.1, SMOOTH_WIDTH = 1; /* angstrom */
static const double TAPER = 0.25;                       /* of the range of curves from files */

struct source_options source_defaults(void) {
    return (struct source_options){.density = NAN,
                                   .sigma = NAN,
                                   .smooth = NAN,
                                   .eps = NAN,
                                   .ratio = NAN,
                                   .r_switch = NAN,
                                   .width = NAN,
                                   .poisson = NAN};
}

void source_specs(struct source_options *o, struct option_spec *spec) {
    const struct option_spec all[SOURCE_OPTIONS] = {
        {"glass", 0, OPTION_TEXT, &o->glass, "NAME", "analytic: cu-zr (default), cu-zr-mean (all partials equal)"},
        {"curves", 0, OPTION_TEXT, &o->curves, "FILE", "instead: a table of r g00, or of partials g00_Cu-Zr ..."},
        {"config", 0, OPTION_TEXT, &o->config, "FILE", "instead: g00 of a configuration, smoothed"},
        {"reference", 0, OPTION_TEXT, &o->reference, "FILE", "instead: real atoms before the load ..."},
        {"loaded", 0, OPTION_TEXT, &o->loaded, "FILE", "... and after; the truth is their displacements"},
        {"axis", 0, OPTION_TEXT, &o->axis, "x|y|z", "of the load, with --loaded; default z"},
        {"elements", 0, OPTION_TEXT, &o->elements, "A,B", "names of the types in configurations"},
        {"scatter", 0, OPTION_TEXT, &o->scatter, "A=Ni,B=P", "elements that stand for the types' names"},
        {"composition", 0, OPTION_TEXT, &o->composition, "CuZr", "e.g. Cu64.5Zr35.5 (default of cu-zr)"},
        {"weights", 0, OPTION_TEXT, &o->weights, "NAME", "xray (default), neutron, number"},
        {"density", 0, OPTION_DOUBLE, &o->density, "RHO", "1/ang^3, unloaded; of --curves, else the glass's own"},
        {"sigma", 0, OPTION_DOUBLE, &o->sigma, "ANG", "length unit of the files, angstrom; default 1"},
        {"smooth", 0, OPTION_DOUBLE, &o->smooth, "S", "Gaussian on --config's g00, ang; default 0.05"},
        {"eps", 0, OPTION_DOUBLE, &o->eps, "E", "strain eps_inf, > 0 compression; default 0.005"},
        {"poisson", 0, OPTION_DOUBLE, &o->poisson, "NU", "default 0.36; of atoms, the cell's own"},
        {"profile", 0, OPTION_TEXT, &o->profile, "KIND", "first-shell (default), affine, smooth, table"},
        {"ratio", 0, OPTION_DOUBLE, &o->ratio, "X", "1 - eps/eps_inf below the switch, less than 1; default 0.25"},
        {"switch", 0, OPTION_DOUBLE, &o->r_switch, "R", "where eps(r) changes, ang; default the minimum after shell 1"},
        {"width", 0, OPTION_DOUBLE, &o->width, "W", "of that step, ang; default 0.1, of smooth 1"},
        {"eps-table", 0, OPTION_TEXT, &o->eps_table, "FILE", "columns r eps, of --profile table"},
    };
    memcpy(spec, all, sizeof all);
}

void source_clear(struct source *s) {
    free(s->name);
    phantom_state_clear(&s->unloaded);
    phantom_state_clear(&s->loaded);
    phantom_state_clear(&s->affine);
    phantom_glass_clear(&s->glass);
    phantom_profile_clear(&s->profile);
    config_free(s->before);
    config_free(s->after);
    *s = (struct source){0};
}

/* ---- what was asked ---- */
static int check_options(const struct source_options *o, struct gb_error *err) {
    const bool atoms = o->reference || o->loaded;
    const int n = (o->glass != NULL) + (o->curves != NULL) + (o->config != NULL) + atoms;
    if (n > 1)
        return gb_fail(err, GB_EINPUT,
                       "--glass, --curves, --config and --reference with --loaded exclude each other: choose one");
    if (atoms && !(o->reference && o->loaded))
        return gb_fail(err, GB_EINPUT, "--reference and --loaded go together: give both configurations");
    const struct {
        const char *name;
        bool given, only_phantom;
    } all[] = {{"eps", !isnan(o->eps), true},         {"profile", o->profile != NULL, true},
               {"ratio", !isnan(o->ratio), true},     {"switch", !isnan(o->r_switch), true},
               {"width", !isnan(o->width), true},     {"eps-table", o->eps_table != NULL, true},
               {"density", !isnan(o->density), true}, {"axis", o->axis != NULL, false}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i].given && all[i].only_phantom == atoms)
            return gb_fail(err, GB_EINPUT, "--%s is of %s", all[i].name,
                           atoms ? "phantoms: atoms have their own strain and density"
                                 : "atoms: it needs --reference and --loaded; phantoms are loaded along z");
    if (!isnan(o->sigma) && !(o->sigma > 0)) return gb_fail(err, GB_EINPUT, "--sigma %g: must be above 0", o->sigma);
    if (!isnan(o->sigma) && !o->curves && !o->config && !atoms)
        return gb_fail(err, GB_EINPUT, "--sigma is the length unit of files; analytic glasses are in angstrom");
    if (o->smooth <= 0) return gb_fail(err, GB_EINPUT, "--smooth %g: must be above 0", o->smooth);
    if (!isnan(o->smooth) && !o->config) return gb_fail(err, GB_EINPUT, "--smooth is of the g00 of --config");
    if (!isnan(o->density) && !(o->density > 0))
        return gb_fail(err, GB_EINPUT, "--density %g: must be above 0", o->density);
    return GB_OK;
}

static enum scatter_probe probe_of(const struct source_options *o) {
    return scatter_probe_find(o->weights ? o->weights : "xray");
}

/* ---- glasses ---- */
static int analytic(struct source *s, const struct source_options *o, struct gb_error *err) {
    const char *name = o->glass ? o->glass : "cu-zr";
    int rc = scatter_parse(&s->sc, probe_of(o), o->composition ? o->composition : "Cu64.5Zr35.5", err);
    if (rc == GB_OK) rc = phantom_glass_analytic(&s->glass, name, s->sc.n, err);
    if (rc != GB_OK) return o->glass ? gb_context(err, "--glass") : rc;
    if (!s->glass.mean && !(s->sc.element[0]->Z == 29 && s->sc.element[1]->Z == 40))
        return gb_fail(err, GB_EINPUT,
                       "--composition %s: --glass cu-zr wants Cu and Zr, in this order; cu-zr-mean takes any elements",
                       o->composition);
    s->r_max = ANALYTIC_R;
    s->dr = FINE_DR;
    s->r_known = INFINITY;
    s->name = gb_format("analytic glass %s", name);
    if (!isnan(o->density)) s->glass.rho0 = o->density;
    return GB_OK;
}

/* A glass from curves on bin centres. */
static int from_curves(struct source *s, struct pdf_grid grid, const double *const *g, double rho0,
                       struct gb_error *err) {
    s->r_max = (double)grid.n * grid.dr;
    s->dr = grid.dr;
    s->r_known = (1 - TAPER) * s->r_max;
    return phantom_glass_curves(&s->glass, s->sc.n, grid, g, rho0, TAPER * s->r_max, err);
}

/* Columns g00_A-B (or B-A) of every pair, else one g00 for all. */
static int pair_columns(const struct gb_table *t, const struct source *s, char **column, struct gb_error *err) {
    bool partial = false;
    for (size_t c = 0; c < t->n_col; c++) partial = partial || strncmp(t->name[c], "g00_", 4) == 0;
    for (int a = 0; a < s->sc.n; a++)
        for (int b = a; b < s->sc.n; b++) {
            const char *A = s->sc.element[a]->symbol, *B = s->sc.element[b]->symbol;
            char **name = &column[pdf_pair_index(s->sc.n, a, b)];
            *name = partial ? gb_format("g00_%s-%s", A, B) : gb_strdup("g00");
            if (gb_table_find(t, *name) != (size_t)-1) continue;
            char *other = gb_format("g00_%s-%s", B, A);
            if (gb_table_find(t, other) == (size_t)-1) {
                int rc = gb_fail(err, GB_EINPUT,
                                 "no column %s; g00 of every pair in --composition, or g00 alone, is "
                                 "needed",
                                 *name);
                free(other);
                return rc;
            }
            free(*name);
            *name = other;
        }
    return GB_OK;
}

static int density_of(const struct gb_table *t, const struct source_options *o, double unit, double *rho0,
                      struct gb_error *err) {
    const char *text = gb_table_meta_get(t, "number-density");
    *rho0 = o->density;
    if (isnan(*rho0) && text && strstr(text, " to "))
        return gb_fail(err, GB_EINPUT, "its number density is that of several configurations, %s; give --density",
                       text);
    if (isnan(*rho0) && text) *rho0 = strtod(text, NULL) / (unit * unit * unit);
    if (*rho0 > 0 && isfinite(*rho0)) return GB_OK;
    return gb_fail(err, GB_EINPUT, "the number density is not in it ('# number-density: ...'); give --density");
}

/* r into angstrom or sigma; the name says which, where it does: r_ang, r_nm, r_sigma. */
static int read_axis(struct gb_table *t, const struct source_options *o, struct gb_error *err) {
    struct axis x;
    struct gb_text notes = {0};
    const char *name = t->name[0];
    int rc = axis_of(name, o->curves, &x, err);
    if (rc != GB_OK) return rc;
    if (x.kind == AXIS_Q || x.kind == AXIS_TWO_THETA)
        return gb_fail(err, GB_EINPUT, "%s: first column '%s': --curves are g(r): r_ang, r_nm, r_sigma or plain r",
                       o->curves, name);
    if (strcmp(x.unit, "sigma") == 0 && isnan(o->sigma))
        return gb_fail(err, GB_EINPUT, "%s: its lengths are in sigma (column %s); give --sigma, that in angstrom",
                       o->curves, name);
    if (strcmp(x.unit, "ang") == 0 && !isnan(o->sigma) && o->sigma != 1)
        return gb_fail(err, GB_EINPUT, "%s: its lengths are in %s (column %s); leave --sigma out", o->curves,
                       x.factor == 1 ? "angstrom" : "no sigma", name);
    if (x.factor != 1 && isnan(o->density) && gb_table_meta_get(t, "number-density"))
        return gb_fail(err, GB_EINPUT, "%s: its lengths are not in angstrom (column %s): give --density, 1/angstrom^3",
                       o->curves, name);
    rc = axis_convert(t, 0, o->curves, 0, &notes, err);
    if (notes.s) fprintf(stderr, "glassbed synth: note: %s: %s", o->curves, notes.s);
    free(notes.s);
    return rc;
}

static int curves(struct source *s, const struct source_options *o, struct gb_error *err) {
    const double unit = isnan(o->sigma) ? 1 : o->sigma;
    struct gb_table *t = NULL;
    struct resampled r = {0};
    double rho0 = 0;
    if (!o->composition) return gb_fail(err, GB_EINPUT, "--curves needs --composition, such as Cu64.5Zr35.5");
    int rc = scatter_parse(&s->sc, probe_of(o), o->composition, err);
    if (rc == GB_OK) rc = gb_table_read(&t, o->curves, err);
    if (rc != GB_OK) return rc;
    rc = read_axis(t, o, err);
    if (rc != GB_OK) {
        gb_table_free(t);
        return rc;
    }
    const size_t n = (size_t)s->sc.n * (size_t)(s->sc.n + 1) / 2;
    char **column = GB_ARRAY(n, char *);
    const double **g = GB_ARRAY(n, const double *);
    rc = pair_columns(t, s, column, err);
    if (rc == GB_OK) rc = density_of(t, o, unit, &rho0, err);
    if (rc != GB_OK) gb_context(err, "%s", o->curves);
    if (rc == GB_OK) rc = resample_table(&r, t, o->curves, t->name[0], n, (const char *const *)column, 0, err);
    for (size_t p = 0; p < n && rc == GB_OK; p++) g[p] = r.v + p * r.grid.n;
    if (rc == GB_OK) rc = from_curves(s, (struct pdf_grid){r.grid.n, r.grid.dr * unit}, g, rho0, err);
    s->name = gb_format("curves %s", o->curves);
    for (size_t p = 0; p < n; p++) free(column[p]);
    free(column);
    free(g);
    resampled_clear(&r);
    gb_table_free(t);
    return rc;
}

static int configuration(struct source *s, const struct source_options *o, struct gb_error *err) {
    const double width = isnan(o->smooth) ? DEFAULT_SMOOTH : o->smooth;
    struct config *c = NULL;
    struct pdf_sums *sums = NULL;
    int rc = source_read_config(&c, o->config, o, err);
    if (rc == GB_OK) rc = source_check_unit(o->config, (double)c->n / box_volume(&c->box), o, err);
    if (rc == GB_OK) rc = source_scatter(&s->sc, c, o, err);
    if (rc != GB_OK) {
        config_free(c);
        return rc;
    }
    double height[3];
    box_heights(&c->box, height);
    const double r_max = fmin(height[0], fmin(height[1], height[2])) / 2;
    const struct pdf_grid grid = {(size_t)floor(r_max / FINE_DR), FINE_DR};
    const struct smoothing smoothing = {.kind = SMOOTH_GAUSSIAN, .width = width};
    const struct pdf_options how = {.partials = true, .l_max = 0};
    const size_t n = (size_t)s->sc.n * (size_t)(s->sc.n + 1) / 2;
    double **g = GB_ARRAY(n, double *), *raw = GB_ARRAY(grid.n, double);
    rc = pdf_accumulate_with(&sums, c, grid, &how, err);
    for (size_t p = 0; p < n && rc == GB_OK; p++) {
        g[p] = GB_ARRAY(grid.n, double);
        pdf_g(sums, (int)p, 0, 2, raw);
        rc = smooth_apply(&smoothing, grid, 0, raw, g[p], err);
    }
    const double rho0 = isnan(o->density) ? (double)c->n / box_volume(&c->box) : o->density;
    if (rc == GB_OK) rc = from_curves(s, grid, (const double *const *)g, rho0, err);
    if (rc != GB_OK) gb_context(err, "%s", o->config);
    s->name = gb_format("g00 of %s, smoothed by a Gaussian of %g ang", o->config, width);
    for (size_t p = 0; p < n; p++) free(g[p]);
    free(g);
    free(raw);
    pdf_sums_free(sums);
    config_free(c);
    return rc;
}

/* ---- strains ---- */
static int read_table(struct phantom_profile *p, const char *path, struct gb_error *err) {
    struct gb_table *t;
    int rc = gb_table_read(&t, path, err);
    if (rc != GB_OK) return rc;
    double *R = NULL, *eps = NULL;
    if (t->n_col != 2) rc = gb_fail(err, GB_EINPUT, "%s: %zu columns; two are expected, r and eps", path, t->n_col);
    if (rc == GB_OK) rc = gb_table_column(t, t->name[0], &R, err);
    if (rc == GB_OK) rc = gb_table_column(t, t->name[1], &eps, err);
    if (rc == GB_OK && phantom_profile_table(p, t->n_row, R, eps, err) != GB_OK) rc = gb_context(err, "%s", path);
    free(R);
    free(eps);
    gb_table_free(t);
    return rc;
}

static int choose_profile(struct source *s, const struct source_options *o, struct gb_error *err) {
    const char *name = o->profile ? o->profile : o->eps_table ? "table" : "first-shell";
    const enum phantom_kind kind = phantom_kind_find(name);
    const bool step = kind == PHANTOM_FIRST_SHELL || kind == PHANTOM_SMOOTH;
    if (kind == PHANTOM_N_KINDS)
        return gb_fail(err, GB_EINPUT, "--profile %s: allowed are affine, first-shell, smooth and table", name);
    if ((kind == PHANTOM_TABLE) != (o->eps_table != NULL))
        return gb_fail(err, GB_EINPUT, "--profile table and --eps-table FILE go together");
    if (kind == PHANTOM_TABLE && !isnan(o->eps))
        return gb_fail(err, GB_EINPUT, "--eps: the strains are those of --eps-table");
    if (!step && (!isnan(o->ratio) || !isnan(o->r_switch) || !isnan(o->width)))
        return gb_fail(err, GB_EINPUT, "--ratio, --switch and --width are of the profiles first-shell and smooth");
    if (kind == PHANTOM_TABLE) return read_table(&s->profile, o->eps_table, err);
    const double eps = isnan(o->eps) ? DEFAULT_EPS : o->eps, ratio = isnan(o->ratio) ? DEFAULT_RATIO : o->ratio;
    if (!(ratio < 1))
        return gb_fail(
            err, GB_EINPUT,
            "--ratio %g: allowed are below 1, where the first shell is not strained at all (negative: more than "
            "the rest)",
            ratio);
    s->profile = (struct phantom_profile){.kind = kind,
                                          .eps_inf = eps,
                                          .eps_1 = step ? eps * (1 - ratio) : eps,
                                          .r_switch = isnan(o->r_switch) ? s->r_min : o->r_switch,
                                          .width = !isnan(o->width)         ? o->width
                                                   : kind == PHANTOM_SMOOTH ? SMOOTH_WIDTH
                                                                            : STEP_WIDTH};
    return GB_OK;
}

/* Bins fine enough for any window, as far as the glass is not 1 (stretched by the load, too). */
static struct pdf_grid state_grid(const struct source *s) {
    const double dr = fmin(FINE_DR, s->dr), end = s->r_max * (isinf(s->glass.r_end) ? 1 : 1 + PHANTOM_MAX_STRAIN);
    return (struct pdf_grid){(size_t)ceil(end / dr), dr};
}

int source_load(struct source *s, struct gb_error *err) {
    if (s->atoms) return source_load_atoms(s, err);
    const struct pdf_grid grid = state_grid(s);
    const struct phantom_profile affine = {.kind = PHANTOM_AFFINE, .eps_inf = s->profile.eps_inf};
    phantom_unloaded(&s->unloaded, &s->glass, grid, 4);
    int rc = phantom_loaded(&s->loaded, &s->glass, &s->profile, s->poisson, grid, 4, err);
    if (rc == GB_OK) rc = phantom_loaded(&s->affine, &s->glass, &affine, s->poisson, grid, 4, err);
    return rc;
}

int source_open(struct source *s, const struct source_options *o, struct gb_error *err) {
    *s = (struct source){0};
    int rc = check_options(o, err);
    if (rc == GB_OK && probe_of(o) == SCATTER_N_PROBES)
        rc = gb_fail(err, GB_EINPUT, "--weights %s: allowed are xray, neutron and number", o->weights);
    if (rc != GB_OK) return rc;
    s->poisson = isnan(o->poisson) ? DEFAULT_POISSON : o->poisson;
    s->atoms = o->reference != NULL;
    if (s->atoms) return source_open_atoms(s, o, err);
    rc = o->curves ? curves(s, o, err) : o->config ? configuration(s, o, err) : analytic(s, o, err);
    if (rc == GB_OK) rc = phantom_first_shell(&s->glass, s->sc.fraction, &s->r_peak, &s->r_min, err);
    if (rc == GB_OK) rc = choose_profile(s, o, err);
    if (rc == GB_OK) rc = phantom_check_map(&s->profile, s->poisson, s->r_max, err);
    s->eps_true = s->profile.eps_inf;
    return rc;
}
