/* Molecular dynamics in pieces, see md.h.
 *
 * Thermostat: Nose-Hoover, damping 100 steps; barostat (npt, and MD_STRESS edge by edge): 1000 steps; MD_STRAIN:
 * LAMMPS' `fix deform`, atoms carried along, beside the thermostat at constant volume. The thermostat cannot have a
 * target of exactly zero: the last ramp to T = 0 runs on its own line down to T0/10000 and the stage that follows
 * minimises. Averages: LAMMPS `fix ave/time`, every 25th step: a step whose energy is asked for costs a quarter more
 * than one without, and every 10th would be 2 to 3 % of the run; only rows too short for that are sampled every 10th.
 */
#include "worker/md.h"

#include "base/file.h"
#include "base/mem.h"
#include "worker/protocol.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char CHECKPOINT[] = "checkpoint.restart", PART[] = "thermo.part.tsv";
enum { SAMPLE_EVERY = 25, SAMPLE_SHORT = 10, N_COLUMNS = 13, N_AVERAGES = 10 };

static int save_rows(struct worker *w, const struct gb_table *rows, const char *path, struct gb_error *err) {
    int rc = GB_OK;
    if (lmp_rank(w->lmp) == 0) rc = gb_table_write(rows, path, 17, err);
    return lmp_agree(w->lmp, rc);
}

/* Rows up to and including `step`, from the file that the interrupted run left. */
static int resume_rows(struct gb_table *rows, int64_t step, struct gb_error *err) {
    struct gb_table *old;
    if (step == 0) return GB_OK;
    int rc = gb_table_read(&old, PART, err);
    if (rc != GB_OK) return gb_context(err, "taking up from %s", CHECKPOINT);
    if (old->n_col != rows->n_col) {
        size_t found = old->n_col;
        gb_table_free(old);
        return gb_fail(err, GB_EFAIL, "%s: has %zu columns instead of %zu; remove %s to begin again", PART, found,
                       rows->n_col, CHECKPOINT);
    }
    for (size_t r = 0; r < old->n_row; r++)
        if (*gb_table_at(old, r, 0) <= (double)step) gb_table_add(rows, gb_table_at(old, r, 0));
    gb_table_free(old);
    return GB_OK;
}

static void average_fix(struct worker *w, const struct md_schedule *s) {
    const int every = s->thermo_steps % SAMPLE_EVERY == 0 ? SAMPLE_EVERY : SAMPLE_SHORT;
    lmp_command(w->lmp, "compute gb_t all temp");
    lmp_command(w->lmp, "compute gb_pe all pe");
    lmp_command(w->lmp, "compute gb_p all pressure gb_t");
    lmp_command(w->lmp, "variable gb_v equal vol");
    for (const char *k = "xyz"; *k; k++) lmp_command(w->lmp, "variable gb_l%c equal l%c", *k, *k);
    lmp_command(w->lmp,
                "fix gb_average all ave/time %d %lld %lld c_gb_t c_gb_pe c_gb_p v_gb_v c_gb_p[1] c_gb_p[2] c_gb_p[3] "
                "v_gb_lx v_gb_ly v_gb_lz",
                every, (long long)(s->thermo_steps / every), (long long)s->thermo_steps);
}

static void add_row(struct worker *w, const struct md_schedule *s, struct gb_table *rows, int64_t step) {
    bool metal = strcmp(w->model->units, "metal") == 0;
    const double k = model_boltzmann(w->model);
    const double gpa = metal ? 1e-4 : 1;
    const double n = (double)s->atoms;
    double a[N_AVERAGES]; /* T e_pot p V p_xx p_yy p_zz l_x l_y l_z */
    for (int i = 0; i < N_AVERAGES; i++) a[i] = lmp_fix_value(w->lmp, "gb_average", i);
    double e = a[1] / n, e_tot = e + 1.5 * k * a[0] * (n - 1) / n;
    const double h = e_tot; /* at the imposed pressure, zero; pV of the momentary one is noise, ten times that of e */
    const double first[N_COLUMNS] = {(double)step, a[0],        e,           e_tot, h,    a[2] * gpa, a[3],
                                     -a[4] * gpa,  -a[5] * gpa, -a[6] * gpa, a[7],  a[8], a[9]};
    size_t row = gb_table_add(rows, NULL);
    memcpy(gb_table_at(rows, row, 0), first, sizeof first);
    if (s->move) s->count(s->ctx, gb_table_at(rows, row, 0) + N_COLUMNS);
}

/* LAMMPS afresh, from a restart file or (NULL) from the schedule's own start. */
static int begin_from(struct worker *w, const struct md_schedule *s, const char *restart, struct gb_error *err) {
    lmp_begin(w->lmp, w->model);
    if (restart) {
        lmp_read_restart(w->lmp, restart);
    } else {
        int rc = s->start(w, s->ctx, err);
        if (rc != GB_OK) return rc;
    }
    int rc = lmp_set_model(w->lmp, w->model, err);
    if (rc != GB_OK) return rc;
    if (!restart) lmp_command(w->lmp, "reset_timestep 0");
    lmp_command(w->lmp, "timestep %.17g", s->timestep);
    lmp_command(w->lmp, "thermo 0");
    average_fix(w, s);
    return GB_OK;
}

/* What was observed up to a step: its name says which, since it and the restart file cannot be replaced at once. */
static char *observed_name(int64_t step) { return gb_format("observed.%lld.part", (long long)step); }

static int keep_observed(struct worker *w, const struct md_schedule *s, int64_t step, struct gb_error *err) {
    int rc = GB_OK;
    char *path = observed_name(step);
    if (s->observe && lmp_rank(w->lmp) == 0) rc = s->keep(s->ctx, path, err);
    free(path);
    return lmp_agree(w->lmp, rc);
}

/* All that were kept but that of `but`; a negative step: all. */
static void forget_observed(int64_t but) {
    char *keep = observed_name(but);
    glob_t found;
    if (glob("observed.*.part", 0, NULL, &found) == 0) {
        for (size_t i = 0; i < found.gl_pathc; i++)
            if (strcmp(found.gl_pathv[i], keep) != 0) unlink(found.gl_pathv[i]);
        globfree(&found);
    }
    free(keep);
}

static int resume_observed(const struct md_schedule *s, int64_t step, struct gb_error *err) {
    if (!s->observe) return GB_OK;
    char *path = observed_name(step);
    int rc = s->take_up(s->ctx, path, err);
    free(path);
    return rc;
}

/* Rows first, then the restart file: it is read back (the run goes on from it, and LAMMPS refuses one that a full disk
 * cut short) before it takes the place of the last one. */
static int checkpoint(struct worker *w, const struct md_schedule *s, const struct gb_table *rows, int64_t step,
                      struct gb_error *err) {
    static const char fresh[] = "checkpoint.tmp";
    int rc = save_rows(w, rows, PART, err);
    if (rc == GB_OK) rc = keep_observed(w, s, step, err);
    if (rc != GB_OK) return rc;
    lmp_command(w->lmp, "write_restart %s", fresh);
    if ((rc = begin_from(w, s, fresh, err)) != GB_OK) return rc;
    if (lmp_rank(w->lmp) == 0) {
        int fd = open(fresh, O_RDONLY | O_CLOEXEC);
        if (fd < 0 || fsync(fd) != 0 || rename(fresh, CHECKPOINT) != 0)
            rc = gb_fail(err, GB_EFAIL, "%s: cannot be written: %s", CHECKPOINT, strerror(errno));
        if (fd >= 0) close(fd);
        if (rc == GB_OK) forget_observed(step);
    }
    return lmp_agree(w->lmp, rc);
}

/* Thermostat and cell of ramp r, number k. LAMMPS finds in a restart file, by a fix's name, where that stood. Loading
 * fixes have names of their own in each ramp: a fix deform must not take the edges that another started from, nor may
 * a fix npt that moves edges apart follow one that does not, whose record lacks the reference cell (it would take what
 * is in memory). */
static void control(struct worker *w, const struct md_schedule *s, const struct md_ramp *r, size_t k) {
    const bool metal = strcmp(w->model->units, "metal") == 0;
    const double floor = fmax(r->T0, r->T1) * 1e-4, T0 = fmax(r->T0, floor), T1 = fmax(r->T1, floor);
    const double bar = metal ? 1e4 : 1, thermo = 100 * s->timestep, baro = 1000 * s->timestep;
    char edge[3][100];
    if (r->cell == MD_STRESS) {
        for (int a = 0; a < 3; a++)
            snprintf(edge[a], sizeof edge[a], "%c %.17g %.17g %.17g", 'x' + a, a == r->axis ? r->from * bar : 0,
                     a == r->axis ? r->to * bar : 0, baro);
        lmp_command(w->lmp, "fix gb_stress_%zu all npt temp %.17g %.17g %.17g %s %s %s nreset 100", k, T0, T1, thermo,
                    edge[0], edge[1], edge[2]);
    } else if (r->cell == MD_AS_SCHEDULE && s->npt) {
        lmp_command(w->lmp, "fix gb_md all npt temp %.17g %.17g %.17g iso 0 0 %.17g", T0, T1, thermo, baro);
    } else {
        lmp_command(w->lmp, "fix gb_md all nvt temp %.17g %.17g %.17g", T0, T1, thermo);
    }
    if (r->cell == MD_STRAIN)
        lmp_command(w->lmp, "fix gb_strain_%zu all deform 1 %c scale %.17g %c volume %c volume remap x", k,
                    'x' + r->axis, (1 - r->to) / (1 - r->from), 'x' + (r->axis + 1) % 3, 'x' + (r->axis + 2) % 3);
}

static void release(struct worker *w, const struct md_ramp *r, size_t k) {
    if (r->cell == MD_STRESS)
        lmp_command(w->lmp, "unfix gb_stress_%zu", k);
    else
        lmp_command(w->lmp, "unfix gb_md");
    if (r->cell == MD_STRAIN) lmp_command(w->lmp, "unfix gb_strain_%zu", k);
}

int md_read_schedule(const struct worker *w, struct md_schedule *s, struct gb_error *err) {
    int rc;
    const char *npt = stage_param_get(&w->stage, "npt");
    s->npt = npt && strcmp(npt, "yes") == 0;
    if ((rc = stage_need_double(&w->stage, "timestep", &s->timestep, err)) != GB_OK) return rc;
    if ((rc = stage_need_int(&w->stage, "thermo-steps", &s->thermo_steps, err)) != GB_OK) return rc;
    return stage_need_int(&w->stage, "checkpoint-steps", &s->checkpoint_steps, err);
}

int64_t md_whole_intervals(double steps, int64_t interval) {
    int64_t n = (int64_t)ceil(steps / (double)interval - 1e-9);
    return (n < 1 ? 1 : n) * interval;
}

int md_run(struct worker *w, const struct md_schedule *s, struct gb_error *err) {
    char *columns = gb_format("step T e_pot e_tot h p volume s_xx s_yy s_zz l_x l_y l_z %s", s->move ? s->columns : "");
    struct gb_table *rows =
        gb_table_create("molecular dynamics: averages over each interval that ends at `step`", columns);
    free(columns);
    gb_table_meta(rows, "units", "T %s, energies %s, p and s %s, volume length^3",
                  model_unit(w->model, MODEL_TEMPERATURE), model_unit(w->model, MODEL_ENERGY),
                  model_unit(w->model, MODEL_STRESS));
    const char *resume = gb_exists(CHECKPOINT) ? CHECKPOINT : NULL;
    int64_t total = 0, step = 0, start = 0;
    size_t at = 0;
    for (size_t i = 0; i < s->n; i++) total += s->ramp[i].steps;
    int rc = begin_from(w, s, resume, err);
    if (rc == GB_OK && resume) {
        lmp_evaluate(w->lmp); /* makes the step readable */
        step = lmp_step(w->lmp);
        rc = resume_rows(rows, step, err);
        if (rc == GB_OK) rc = resume_observed(s, step, err);
        if (rc == GB_OK) rc = begin_from(w, s, resume, err);
    }
    bool fresh = true; /* LAMMPS has just been set up, or atoms were changed: no list */
    size_t set = s->n; /* ramp whose thermostat is set; n: none */
    while (rc == GB_OK && step < total) {
        while (step >= start + s->ramp[at].steps) start += s->ramp[at++].steps;
        if (set != at) {
            if (set < s->n) release(w, &s->ramp[set], set);
            control(w, s, &s->ramp[at], at);
            set = at;
            fresh = true; /* fixes are set up with the run */
        }
        const bool seen = s->observe && at + 1 == s->n;
        const int64_t piece = s->move ? s->block_steps : seen ? s->observe_steps : s->thermo_steps;
        lmp_command(w->lmp, "run %lld start %lld stop %lld pre %s post no", (long long)piece, (long long)start,
                    (long long)(start + s->ramp[at].steps), fresh ? "yes" : "no");
        fresh = s->move != NULL;
        step += piece;
        if (s->move && (rc = s->move(w, step, s->ctx, err)) != GB_OK) break;
        if (seen && (rc = s->observe(w, s->ctx, err)) != GB_OK) break;
        if (step % s->thermo_steps != 0) continue;
        add_row(w, s, rows, step);
        const double *row = gb_table_at(rows, rows->n_row - 1, 0);
        protocol_progress(s->runs_before * (double)total + (double)step,
                          fmax(1, s->runs) * (double)total + (double)s->steps_after, "%s T=%.4g e=%.5g", s->label,
                          row[1], row[2]);
        if (s->watch && (rc = s->watch(w, step, s->watching, err)) != GB_OK) break;
        if (step % s->checkpoint_steps == 0 && step < total) {
            rc = checkpoint(w, s, rows, step, err);
            fresh = true;
            set = s->n;
        }
    }
    if (rc == GB_OK) rc = save_rows(w, rows, "thermo.tsv", err);
    gb_table_free(rows);
    return rc;
}

void md_clean(struct worker *w) {
    if (lmp_rank(w->lmp) != 0) return;
    unlink(CHECKPOINT);
    unlink(PART);
    forget_observed(-1);
}

void md_leave(struct worker *w, const char *path) {
    lmp_command(w->lmp, "write_restart %s", path);
    lmp_begin(w->lmp, w->model);
    lmp_read_restart(w->lmp, path); /* LAMMPS refuses one that a full disk cut short */
    md_clean(w);
}
