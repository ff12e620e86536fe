/* Data sets from two configurations, see synth_source.h: the truth is what the atoms did. */
#include "base/file.h"
#include "command/command_config.h"
#include "command/stand_in.h"
#include "command/synth_source.h"
#include "strain/shell.h"
#include "synth/dataset_files.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_ELEMENTS = 100 };
static const double BIN = 0.01, TAPER = 0.25, SHELL_SMOOTH = 0.1; /* angstrom; of r_max; angstrom */

int source_read_config(struct config **c, const char *path, const struct source_options *o, struct gb_error *err) {
    const char *element[MAX_ELEMENTS];
    char *names = NULL;
    size_t n;
    int rc = options_elements(o->elements, &names, element, MAX_ELEMENTS, &n, err);
    if (rc == GB_OK) rc = command_read(c, "synth", path, -1, n, element, err);
    free(names);
    const char *units = isnan(o->sigma) ? "metal" : "lj"; /* --sigma says that lengths are in it */
    if (rc == GB_OK && (*c)->length == CONFIG_LENGTH_SIGMA && isnan(o->sigma))
        rc = gb_fail(err, GB_EINPUT,
                     "%s: its ITEM: UNITS says that lengths are in sigma; give --sigma, one in angstrom", path);
    if (rc == GB_OK) rc = command_units(*c, &units, err);
    if (rc == GB_OK) rc = stand_in_rename(o->scatter, *c, err);
    if (rc != GB_OK || isnan(o->sigma)) return rc;
    for (size_t i = 0; i < 3 * (*c)->n; i++) (*c)->x[i] *= o->sigma;
    for (int i = 0; i < 3; i++) {
        (*c)->box.origin[i] *= o->sigma;
        for (int k = 0; k < 3; k++) (*c)->box.h[i][k] *= o->sigma;
    }
    return GB_OK;
}

int source_scatter(struct scatter *sc, const struct config *c, const struct source_options *o, struct gb_error *err) {
    double fraction[CONFIG_MAX_TYPES] = {0};
    const enum scatter_probe probe = scatter_probe_find(o->weights ? o->weights : "xray");
    if (o->composition)
        return gb_fail(err, GB_EINPUT, "--composition: a configuration has its own; --elements names its types");
    if (!c->element && probe != SCATTER_NUMBER)
        return gb_fail(err, GB_EINPUT, "%s does not name its %d types of atoms: give --elements, such as Cu,Zr",
                       c->path, c->n_types);
    for (size_t i = 0; i < c->n; i++) fraction[c->type[i] - 1] += 1;
    int rc = scatter_init(sc, probe, c->n_types, (const char *const *)c->element, fraction, err);
    return rc == GB_OK ? rc : gb_context(err, "%s (elements stand for other names by --scatter A=Ni,B=P)", c->path);
}

/* Partial g_l0 about the axis, l = 0, 2, 4, as a state. */
static int state_of(struct phantom_state *out, const struct config *c, int axis, struct pdf_grid grid,
                    struct gb_error *err) {
    const struct pdf_options how = {.axes = 1u << axis, .l_max = 4, .partials = true};
    struct pdf_sums *sums;
    int rc = pdf_accumulate_with(&sums, c, grid, &how, err);
    if (rc != GB_OK) return rc;
    *out = (struct phantom_state){
        .grid = grid, .rho0 = (double)c->n / box_volume(&c->box), .l_max = 4, .n_pairs = sums->n_pairs};
    out->g = GB_ARRAY(3 * out->n_pairs, double *);
    for (size_t i = 0; i < 3 * out->n_pairs; i++) {
        out->g[i] = GB_ARRAY(grid.n, double);
        pdf_g(sums, (int)(i % out->n_pairs), 2 * (int)(i / out->n_pairs), axis, out->g[i]);
    }
    pdf_sums_free(sums);
    return GB_OK;
}

static struct pdf_grid state_grid(const struct source *s) {
    return (struct pdf_grid){(size_t)floor(s->r_max / BIN), BIN};
}

/* First peak and minimum of the total, smoothed. */
static int find_shell(struct source *s, struct gb_error *err) {
    const struct pdf_grid grid = state_grid(s);
    const struct smoothing smoothing = {.kind = SMOOTH_GAUSSIAN, .width = SHELL_SMOOTH};
    const struct pdf_options how = {.l_max = 0};
    struct pdf_sums *sums;
    struct shell shell;
    int rc = pdf_accumulate_with(&sums, s->before, grid, &how, err);
    if (rc != GB_OK) return rc;
    double *g = GB_ARRAY(grid.n, double), *smooth = GB_ARRAY(grid.n, double);
    pdf_g(sums, PDF_TOTAL, 0, 2, g);
    rc = smooth_apply(&smoothing, grid, 0, g, smooth, err);
    if (rc == GB_OK) rc = shell_find(&shell, grid, smooth, err);
    if (rc == GB_OK) {
        s->r_peak = shell.r_peak;
        s->r_min = shell.r_min;
    }
    free(g);
    free(smooth);
    pdf_sums_free(sums);
    return rc;
}

static int choose_strain(struct source *s, const struct source_options *o, struct gb_error *err) {
    int rc = truth_deformation(s->before, s->after, s->axis, &s->deformation, err);
    if (rc != GB_OK) return rc;
    const double par = s->deformation.e_par, perp = s->deformation.e_perp;
    if (!(fabs(par - perp) > 1e-9))
        return gb_fail(err, GB_EINPUT,
                       "the cell is not strained along %c (%.3g, across it %.3g); --axis names the "
                       "loading axis",
                       'x' + s->axis, par, perp);
    if (isnan(o->poisson)) s->poisson = -perp / par;
    if (!(s->poisson > -1 && s->poisson <= 0.5))
        return gb_fail(err, GB_EINPUT,
                       "Poisson's ratio %.4g (the cell's -e_perp/e_par): allowed are -1 to 0.5; give "
                       "--poisson or another --axis",
                       s->poisson);
    s->eps_true = -(par - perp) / (1 + s->poisson);
    return GB_OK;
}

int source_open_atoms(struct source *s, const struct source_options *o, struct gb_error *err) {
    const char *axis = o->axis ? o->axis : "z";
    if (strlen(axis) != 1 || !strchr("xyz", axis[0]))
        return gb_fail(err, GB_EINPUT, "--axis %s: allowed are x, y and z", axis);
    s->axis = axis[0] - 'x';
    s->name = gb_format("atoms %s, %s", o->reference, o->loaded);
    int rc = source_read_config(&s->before, o->reference, o, err);
    if (rc == GB_OK) rc = source_read_config(&s->after, o->loaded, o, err);
    if (rc == GB_OK) rc = source_check_unit(o->reference, (double)s->before->n / box_volume(&s->before->box), o, err);
    if (rc == GB_OK) rc = source_scatter(&s->sc, s->before, o, err);
    if (rc == GB_OK) rc = truth_check_same(s->before, s->after, err);
    if (rc == GB_OK) rc = choose_strain(s, o, err);
    if (rc != GB_OK) return rc;
    double height[3], least = INFINITY;
    const struct config *both[] = {s->before, s->after};
    for (int i = 0; i < 2; i++) {
        box_heights(&both[i]->box, height);
        least = fmin(least, fmin(height[0], fmin(height[1], height[2])));
    }
    s->r_max = least / 2;
    s->dr = BIN;
    s->taper = TAPER * s->r_max;
    s->r_known = s->r_max - s->taper;
    if (s->r_max < 100 * BIN)
        return gb_fail(err, GB_EINPUT, "%s: half the box, %g ang, is too short for a pair distribution function",
                       o->reference, s->r_max);
    return find_shell(s, err);
}

int source_load_atoms(struct source *s, struct gb_error *err) {
    struct config *copy = truth_affine_copy(s->before, s->after);
    const struct pdf_grid grid = state_grid(s);
    int rc = state_of(&s->unloaded, s->before, s->axis, grid, err);
    if (rc == GB_OK) rc = state_of(&s->loaded, s->after, s->axis, grid, err);
    if (rc == GB_OK) rc = state_of(&s->affine, copy, s->axis, grid, err);
    config_free(copy);
    return rc;
}

/* ---- truth ---- */
/* Mean pair strains over the first shell, less the isotropic part that the anisotropy of the reference would add (as
 * `glassbed truth`): radial, tangential, over eps_true. */
static int bond_strain(const struct source *s, double *radial, double *tangential, struct gb_error *err) {
    const struct pdf_grid grid = {(size_t)ceil(s->r_min / BIN), BIN};
    const struct truth_deformation *d = &s->deformation;
    const double e_iso = (d->e_par + 2 * d->e_perp) / 3, E = -(d->e_par - d->e_perp);
    const struct pdf_options how = {.axes = 1u << s->axis, .l_max = 2};
    struct truth_profile *p;
    struct pdf_sums *sums = NULL;
    int rc = truth_profile(&p, s->before, s->after, s->axis, grid, 0, err);
    if (rc != GB_OK) return rc;
    rc = pdf_accumulate_with(&sums, s->before, grid, &how, err);
    double *v[TRUTH_N_SUMS] = {NULL}, *g20 = GB_ARRAY(grid.n, double), sum[TRUTH_N_SUMS] = {0};
    if (rc == GB_OK) pdf_g(sums, PDF_TOTAL, 2, s->axis, g20);
    for (int i = 0; i < TRUTH_N_SUMS && rc == GB_OK; i++) {
        v[i] = GB_ARRAY(grid.n, double);
        truth_density(p, PDF_TOTAL, (enum truth_sum)i, v[i]);
        for (size_t k = 0; k < grid.n; k++)
            sum[i] += pdf_shell_volume(grid, k) * (v[i][k] - (i == TRUTH_RAD_NUM ? e_iso * g20[k] / sqrt(5) : 0));
    }
    *radial = -1.5 / E * sum[TRUTH_RAD_NUM] / sum[TRUTH_P2P2];
    *tangential = -3 / E * sum[TRUTH_TAN_NUM] / sum[TRUTH_DPDP];
    for (int i = 0; i < TRUTH_N_SUMS; i++) free(v[i]);
    free(g20);
    pdf_sums_free(sums);
    truth_profile_free(p);
    return rc;
}

static int write_configs(const struct source *s, const char *dir, const struct config_column *column, size_t n,
                         struct gb_text *files, struct gb_error *err) {
    static const char *const name[] = {"reference", "loaded"};
    int rc = GB_OK;
    for (int i = 0; i < 2 && rc == GB_OK; i++) {
        const struct config *c = i ? s->after : s->before;
        char *xyz = gb_format("%s/atoms/%s.xyz", dir, name[i]), *dump = gb_format("%s/atoms/%s.dump", dir, name[i]);
        rc = config_write_xyz(c, xyz, n, column, err);
        if (rc == GB_OK) rc = config_write_dump(c, dump, n, column, err);
        dataset_list(files, "extended XYZ, with D2min and shear strain of each atom", "atoms/%s.xyz", name[i]);
        dataset_list(files, "LAMMPS dump, the same", "atoms/%s.dump", name[i]);
        free(xyz);
        free(dump);
    }
    return rc;
}

static void describe(const struct source *s, double radial, double tangential, double d2min, struct gb_text *t) {
    const struct truth_deformation *d = &s->deformation;
    gb_text_add(t, "  <atoms n=\"%zu\" axis=\"%c\"", s->before->n, 'x' + s->axis);
    const struct {
        const char *name;
        double v;
    } all[] = {{"eps_true", s->eps_true},
               {"poisson", s->poisson},
               {"e_par", d->e_par},
               {"e_perp", d->e_perp},
               {"volume_ratio", d->volume_ratio},
               {"bond_strain_radial", radial},
               {"bond_strain_tangential", tangential},
               {"bond_loss", 1 - radial},
               {"r_shell", s->r_min},
               {"d2min_mean", d2min}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) truth_number(t, all[i].name, all[i].v);
    gb_text_add(t, ">\n");
    for (int i = 0; i < 3; i++)
        gb_text_add(t, "    <F row=\"%c\">%.12g %.12g %.12g</F>\n", 'x' + i, d->F[i][0], d->F[i][1], d->F[i][2]);
    gb_text_add(t, "    <note>bond_strain: mean strain of the pairs within r_shell, over eps_true; bond_loss = 1 - "
                   "radial. d2min: mean over neighbours within r_shell, ang^2.</note>\n  </atoms>\n");
}

int source_write_atoms(const struct source *s, const char *dir, struct gb_text *truth, struct gb_text *files,
                       struct gb_error *err) {
    double *d2 = GB_ARRAY(s->before->n, double), *shear = GB_ARRAY(s->before->n, double), radial, tangential, sum = 0;
    size_t used = 0;
    char *path = gb_format("%s/atoms", dir);
    int rc = gb_mkdirs(path, err);
    free(path);
    if (rc == GB_OK) rc = truth_d2min(s->before, s->after, s->r_min, d2, NULL, shear, err);
    if (rc == GB_OK) rc = bond_strain(s, &radial, &tangential, err);
    const struct config_column column[] = {{"d2min", d2}, {"shear_strain", shear}};
    if (rc == GB_OK) rc = write_configs(s, dir, column, 2, files, err);
    for (size_t i = 0; i < s->before->n && rc == GB_OK; i++)
        if (!isnan(d2[i])) sum += d2[i], used++;
    if (rc == GB_OK) describe(s, radial, tangential, used ? sum / (double)used : NAN, truth);
    free(d2);
    free(shear);
    return rc;
}
