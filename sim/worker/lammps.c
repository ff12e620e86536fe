/* LAMMPS through its C library, see lammps.h.
 *
 * Units: LAMMPS `metal` gives pressures in bar; people read GPa: 1 GPa = 1e4 bar.
 */
#define LAMMPS_LIB_MPI
#include <lammps/library.h>
#include <mpi.h>

#include "worker/lammps.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct lmp {
    void *handle;
    double stress_unit; /* LAMMPS pressure units per unit for people */
    double skin;        /* of the neighbour lists in molecular dynamics */
};

struct lmp *lmp_open(const char *log) {
    int started;
    MPI_Initialized(&started);
    if (!started) MPI_Init(NULL, NULL);
    char *argv[] = {"glassbed-worker", "-log", (char *)log, "-screen", "none", "-nocite", "-suffix", "opt", NULL};
    int argc = lammps_config_has_package("OPT") ? 8 : 6;
    struct lmp *l = GB_NEW(struct lmp);
    l->handle = lammps_open(argc, argv, MPI_COMM_WORLD, NULL);
    l->stress_unit = 1;
    return l;
}

void lmp_close(struct lmp *l) {
    if (!l) return;
    lammps_close(l->handle);
    free(l);
}

void lmp_finalize(void) {
    int started, done;
    MPI_Initialized(&started);
    MPI_Finalized(&done);
    if (started && !done) MPI_Finalize();
}

int lmp_rank(const struct lmp *l) {
    (void)l;
    int rank;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    return rank;
}

void lmp_barrier(const struct lmp *l) {
    (void)l;
    MPI_Barrier(MPI_COMM_WORLD);
}

int lmp_agree(const struct lmp *l, int rc) {
    (void)l;
    int all = rc;
    MPI_Allreduce(&rc, &all, 1, MPI_INT, MPI_MAX, MPI_COMM_WORLD);
    return all;
}

char *lmp_version_text(const struct lmp *l) { return gb_format("LAMMPS %d", lammps_version(l->handle)); }

void lmp_command(struct lmp *l, const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    char *s = gb_vformat(fmt, ap);
    va_end(ap);
    lammps_command(l->handle, s);
    free(s);
}

void lmp_begin_neighbours(struct lmp *l, const char *units) {
    l->stress_unit = strcmp(units, "metal") == 0 ? 1e4 : 1;
    lmp_command(l, "clear");
    lmp_command(l, "units %s", units);
    lmp_command(l, "box tilt large");
    lmp_command(l, "atom_style atomic");
    lmp_command(l, "atom_modify map array sort 1000 0.0");
}

void lmp_begin(struct lmp *l, const struct model *m) {
    lmp_begin_neighbours(l, m->units);
    if (m->kim) lmp_command(l, "kim init %s %s", m->kim, m->units);
}

/* LAMMPS parts commands at blanks, begins comments at #, evaluates $(...), and fills in % and * of file names: a path
 * with ordinary characters is none to it. What it is to read gets a plain name in the working folder, `name`, by a link.
 * LAMMPS itself says when there is no such file. */
static void link_here(const struct lmp *l, const char *path, const char *name) {
    if (lmp_rank(l) == 0) {
        unlink(name);
        if (symlink(path, name) != 0) perror(name);
    }
    lmp_barrier(l);
}

/* Once LAMMPS has read it. */
static void unlink_here(const struct lmp *l, const char *name) {
    lmp_barrier(l);
    if (lmp_rank(l) == 0) unlink(name);
}

static void read_linked(struct lmp *l, const char *command, const char *path) {
    static const char name[] = ".lammps-input";
    link_here(l, path, name);
    lmp_command(l, "%s %s", command, name);
    unlink_here(l, name);
}

void lmp_read_data(struct lmp *l, const char *path) { read_linked(l, "read_data", path); }

void lmp_read_restart(struct lmp *l, const char *path) { read_linked(l, "read_restart", path); }

static char *file_link(size_t k) { return gb_format(".lammps-file-%zu", k); }

/* "... {file:NAME} ..." with the name of a link to the file put in; *n_files counts the links. */
static int expand(const struct lmp *l, const struct model *m, const char *command, size_t *n_files, char **out,
                  struct gb_error *err) {
    struct gb_text b = {0};
    for (const char *s = command; *s;) {
        const char *open = strstr(s, "{file:"), *close = open ? strchr(open, '}') : NULL;
        if (!close) {
            gb_text_add(&b, "%s", s);
            break;
        }
        char *name = gb_strdup(open + 6), *path = NULL;
        name[close - open - 6] = '\0';
        int rc = model_find_file(m, name, &path, err);
        free(name);
        if (rc != GB_OK) {
            free(b.s);
            return rc;
        }
        char *link = file_link((*n_files)++);
        link_here(l, path, link);
        gb_text_addn(&b, s, (size_t)(open - s));
        gb_text_add(&b, "%s", link);
        free(link);
        free(path);
        s = close + 1;
    }
    *out = b.s ? b.s : gb_strdup("");
    return GB_OK;
}

static void full_thermo(struct lmp *l) {
    lmp_command(l, "thermo_style custom step temp pe c_gb_virial[1] c_gb_virial[2] c_gb_virial[3] c_gb_virial[4] "
                   "c_gb_virial[5] c_gb_virial[6] vol");
    lmp_command(l, "thermo_modify norm no lost error");
}

int lmp_set_model(struct lmp *l, const struct model *m, struct gb_error *err) {
    size_t n_files = 0;
    for (int t = 0; t < m->n_species; t++) lmp_command(l, "mass %d %.17g", t + 1, m->mass[t]);
    if (m->kim) {
        struct gb_text b = {0};
        for (int t = 0; t < m->n_species; t++) gb_text_add(&b, " %s", m->element[t]);
        lmp_command(l, "kim interactions%s", b.s);
        free(b.s);
    }
    for (size_t i = 0; i < m->n_commands; i++) {
        char *command;
        int rc = expand(l, m, m->commands[i], &n_files, &command, err);
        if (rc != GB_OK) return rc;
        lmp_command(l, "%s", command);
        free(command);
    }
    for (size_t k = 0; k < n_files; k++) {
        char *link = file_link(k);
        unlink_here(l, link);
        free(link);
    }
    lmp_command(l, "neighbor %.17g bin", m->skin);
    lmp_command(l, "neigh_modify delay 0 every 2 check yes");
    lmp_command(l, "compute gb_virial all pressure NULL virial");
    l->skin = m->skin;
    full_thermo(l);
    return GB_OK;
}

void lmp_set_neighbours(struct lmp *l, int n_species, double cutoff) {
    for (int t = 0; t < n_species; t++) lmp_command(l, "mass %d 1", t + 1);
    lmp_command(l, "pair_style zero %.17g", cutoff);
    lmp_command(l, "pair_coeff * *");
    lmp_command(l, "neighbor %.17g bin", 0.01 * cutoff);
}

double lmp_energy(struct lmp *l) { return lammps_get_thermo(l->handle, "pe"); }

static void stress_of(struct lmp *l, const char *compute, double s[6]) {
    const double *p = lammps_extract_compute(l->handle, compute, LMP_STYLE_GLOBAL, LMP_TYPE_VECTOR);
    /* LAMMPS order is xx yy zz xy xz yz, compression positive */
    for (int k = 0; k < 6; k++) s[k] = p ? -p[k < 3 ? k : 8 - k] / l->stress_unit : NAN;
}

void lmp_stress(struct lmp *l, double s[6]) { stress_of(l, "gb_virial", s); }
void lmp_stress_full(struct lmp *l, double s[6]) { stress_of(l, "gb_p", s); }
double lmp_temperature(struct lmp *l) { return lammps_get_thermo(l->handle, "temp"); }

int64_t lmp_step(struct lmp *l) { return (int64_t)lammps_get_thermo(l->handle, "step"); }

void lmp_box(struct lmp *l, struct box *b) {
    double lo[3], hi[3], xy, yz, xz;
    int periodic[3], change;
    lammps_extract_box(l->handle, lo, hi, &xy, &yz, &xz, periodic, &change);
    memset(b, 0, sizeof *b);
    for (int a = 0; a < 3; a++) {
        b->origin[a] = lo[a];
        b->h[a][a] = hi[a] - lo[a];
    }
    b->h[0][1] = xy;
    b->h[0][2] = xz;
    b->h[1][2] = yz;
}

void lmp_set_box(struct lmp *l, const struct box *b) {
    bool tilted = b->h[0][1] != 0 || b->h[0][2] != 0 || b->h[1][2] != 0;
    struct gb_text t = {0};
    gb_text_add(&t, "change_box all");
    for (int a = 0; a < 3; a++)
        gb_text_add(&t, " %c final %.17g %.17g", 'x' + a, b->origin[a], b->origin[a] + b->h[a][a]);
    if (tilted) gb_text_add(&t, " xy final %.17g xz final %.17g yz final %.17g", b->h[0][1], b->h[0][2], b->h[1][2]);
    lmp_command(l, "%s remap units box", t.s);
    free(t.s);
}

void lmp_positions(struct lmp *l, size_t n, double *x) {
    for (size_t i = 0; i < 3 * n; i++) x[i] = NAN; /* a failed gather only warns */
    lammps_gather_atoms(l->handle, "x", 1, 3, x);
}

void lmp_types(struct lmp *l, size_t n, int *type) {
    memset(type, 0, n * sizeof *type);
    lammps_gather_atoms(l->handle, "type", 0, 1, type);
}

void lmp_set_types(struct lmp *l, const int *type) {
    lammps_scatter_atoms(l->handle, "type", 0, 1, (void *)(uintptr_t)type); /* only read */
}

void lmp_velocities(struct lmp *l, size_t n, double *v) {
    for (size_t i = 0; i < 3 * n; i++) v[i] = NAN;
    lammps_gather_atoms(l->handle, "v", 1, 3, v);
}

void lmp_set_velocities(struct lmp *l, const double *v) {
    lammps_scatter_atoms(l->handle, "v", 1, 3, (void *)(uintptr_t)v);
}

size_t lmp_atoms(struct lmp *l) { return (size_t)lammps_get_natoms(l->handle); }

void lmp_share(const struct lmp *l, void *data, size_t bytes) {
    (void)l;
    const size_t most = (size_t)1 << 30; /* MPI counts in int */
    for (char *p = data; bytes > 0;) {
        size_t now = bytes < most ? bytes : most;
        MPI_Bcast(p, (int)now, MPI_BYTE, 0, MPI_COMM_WORLD);
        p += now;
        bytes -= now;
    }
}

void lmp_evaluate(struct lmp *l) { lmp_command(l, "run 0 post no"); }

/* A run of one step without an integrator evaluates the forces where the atoms are, with lists as needed; the virial is
 * not wanted meanwhile. */
void lmp_minimize_begin(struct lmp *l) {
    lmp_command(l, "thermo_style custom step pe");
    lmp_command(l, "thermo_modify norm no lost error");
    lmp_command(l, "neighbor %.17g bin", l->skin / 3);
    lmp_command(l, "neigh_modify delay 0 every 1 check yes");
    lmp_command(l, "run 0 post no");
}

void lmp_displace(struct lmp *l, size_t n3, double factor, const double *d) {
    double *x = GB_ARRAY(n3, double);
    lammps_gather_atoms(l->handle, "x", 1, 3, x);
    for (size_t i = 0; i < n3; i++) x[i] += factor * d[i];
    lammps_scatter_atoms(l->handle, "x", 1, 3, x);
    free(x);
}

double lmp_energy_and_forces(struct lmp *l, size_t n3, double *force) {
    for (size_t i = 0; i < n3; i++) force[i] = NAN;
    lmp_command(l, "run 1 pre no post no");
    lammps_gather_atoms(l->handle, "f", 1, 3, force);
    return lammps_get_thermo(l->handle, "pe");
}

void lmp_minimize_end(struct lmp *l) {
    lmp_command(l, "neighbor %.17g bin", l->skin);
    lmp_command(l, "neigh_modify delay 0 every 2 check yes");
    full_thermo(l);
    lmp_evaluate(l);
}

double lmp_fix_value(struct lmp *l, const char *id, int i) {
    double *p = lammps_extract_fix(l->handle, id, LMP_STYLE_GLOBAL, LMP_TYPE_VECTOR, i, 0);
    double v = p ? *p : NAN;
    lammps_free(p);
    return v;
}

void lmp_compute_array(struct lmp *l, const char *id, size_t rows, size_t columns, double *v) {
    double *const *a = lammps_extract_compute(l->handle, id, LMP_STYLE_GLOBAL, LMP_TYPE_ARRAY);
    for (size_t r = 0; r < rows; r++)
        for (size_t c = 0; c < columns; c++) v[r * columns + c] = a ? a[r][c] : NAN;
}

void lmp_compute_atoms(struct lmp *l, const char *id, size_t n, size_t columns, double *v) {
    char *name = gb_format("c_%s", id);
    for (size_t i = 0; i < n * columns; i++) v[i] = NAN; /* a failed gather only warns */
    lammps_gather(l->handle, name, 1, (int)columns, v);
    free(name);
}

/* This rank's rows; the caller's. */
static double *own_rows(struct lmp *l, const char *id, size_t columns, size_t *rows) {
    double *const *a = lammps_extract_compute(l->handle, id, LMP_STYLE_LOCAL, LMP_TYPE_ARRAY);
    const int *n = lammps_extract_compute(l->handle, id, LMP_STYLE_LOCAL, LMP_SIZE_ROWS);
    *rows = a && n ? (size_t)*n : 0;
    double *v = GB_ARRAY(*rows * columns, double);
    for (size_t r = 0; r < *rows; r++) memcpy(v + r * columns, a[r], columns * sizeof *v);
    return v;
}

double *lmp_compute_local(struct lmp *l, const char *id, size_t columns, size_t *rows) {
    size_t own;
    int rank, ranks;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    double *mine = own_rows(l, id, columns, &own), *all = NULL;
    int *count = GB_ARRAY((size_t)ranks, int), *from = GB_ARRAY((size_t)ranks, int), n = (int)(own * columns),
        total = 0;
    MPI_Gather(&n, 1, MPI_INT, count, 1, MPI_INT, 0, MPI_COMM_WORLD);
    for (int k = 0; k < ranks && rank == 0; k++) {
        from[k] = total;
        total += count[k];
    }
    if (rank == 0) all = GB_ARRAY((size_t)total, double);
    MPI_Gatherv(mine, n, MPI_DOUBLE, all, count, from, MPI_DOUBLE, 0, MPI_COMM_WORLD);
    *rows = (size_t)total / columns;
    free(count);
    free(from);
    free(mine);
    return all;
}

bool lmp_has_style(struct lmp *l, const char *category, const char *style) {
    return lammps_has_style(l->handle, category, style) != 0;
}

/* First word of a command that names a pair style, after "pair_style". */
static int probe_command(struct lmp *l, const char *command, struct gb_error *err) {
    char *copy = gb_strdup(command), *save = NULL;
    char *verb = strtok_r(copy, " \t", &save), *style = strtok_r(NULL, " \t", &save);
    int rc = GB_OK;
    if (verb && style && strcmp(verb, "pair_style") == 0 && !lmp_has_style(l, "pair", style))
        rc = gb_fail(err, GB_EFAIL, "the linked LAMMPS has no pair style '%s'", style);
    free(copy);
    return rc;
}

int lmp_probe(struct lmp *l, const struct model *m, struct gb_error *err) {
    if (m->kim) {
        if (!lammps_config_has_package("KIM")) return gb_fail(err, GB_EFAIL, "the linked LAMMPS has no KIM package");
        return GB_OK;
    }
    for (size_t i = 0; i < m->n_commands; i++) {
        int rc = probe_command(l, m->commands[i], err);
        char *expanded = NULL;
        size_t n_files = 0;
        if (rc == GB_OK) rc = expand(l, m, m->commands[i], &n_files, &expanded, err);
        free(expanded);
        if (rc != GB_OK) return rc;
    }
    return GB_OK;
}
