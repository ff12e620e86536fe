/* glassbed synth: data sets whose answer is known, as an experiment would have measured them, for testing pipelines and
 * other people's programs.
 *
 *     source (phantom or atoms) -> two states -> sectors, S_l0, g_l0, exchange formats, images -> DIR, with truth.xml
 *
 * DIR appears complete or not at all: it is written as DIR.partial and renamed.
 */
#include "base/file.h"
#include "base/table.h"
#include "base/xml_write.h"
#include "command/synth_image.h"
#include "command/synth_source.h"
#include "synth/dataset_files.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage[] = "glassbed synth -o DIR [--glass NAME | --curves FILE | --config FILE | --reference A "
                            "--loaded B] [--eps E] [--ratio X] [--q-max Q] [--image] ...";
enum { OWN_OPTIONS = 14, N_OPTIONS = OWN_OPTIONS + SOURCE_OPTIONS + SYNTH_IMAGE_OPTIONS };
/* The default fit window in units of the first peak's place, as glassbed strain has it; shorter than SHORT_FIT of them
 * it begins at the first minimum. */
static const double default_fit[2] = {2.2, 7.0}, SHORT_FIT = 1.5;
static const double DEFAULT_Q_MIN = 0.5, DEFAULT_R_MAX = 30; /* 1/angstrom; angstrom */
static const double DEFAULT_Q_MAX = 25;                      /* 1/angstrom */
static const double MARGIN = 5; /* steps of Q beyond the detector's corners: cubics there need neighbours */

struct synth_request {
    const char *given, *window;
    char *out; /* `given` without slashes at its end; owned */
    bool force, quiet;
    double q_min, q_max, q_step, r_max, r_step, wavelength, counts, fit[2];
    size_t sectors, seed;
    struct source_options source_options;
    struct synth_image_options image_options;
    struct synth_image_plan image;
    struct source source;
    struct dataset_plan plan;
};

/* ---- the folder ---- */
static bool is_empty(const char *path) {
    DIR *d = opendir(path);
    if (!d) return false;
    size_t n = 0;
    while (readdir(d)) n++;
    closedir(d);
    return n <= 2;
}

/* The folder's own name: "set" of "data/set//". */
static int choose_folder(struct synth_request *q, struct gb_error *err) {
    if (!q->given) return gb_fail(err, GB_EINPUT, "-o DIR is needed: the folder that the data set becomes");
    size_t n = strlen(q->given);
    while (n > 1 && q->given[n - 1] == '/') n--;
    q->out = gb_format("%.*s", (int)n, q->given);
    const char *slash = strrchr(q->out, '/'), *name = slash ? slash + 1 : q->out;
    if (*name && strcmp(name, ".") != 0 && strcmp(name, "..") != 0) return GB_OK;
    return gb_fail(err, GB_EINPUT, "-o '%s': is not the name of a folder to make", q->given);
}

static int check_folder(const struct synth_request *q, struct gb_error *err) {
    if (!gb_exists(q->out) || is_empty(q->out)) return GB_OK;
    char *truth = gb_format("%s/truth.xml", q->out);
    const bool ours = gb_exists(truth);
    free(truth);
    if (!ours)
        return gb_fail(err, GB_EINPUT, "-o %s: exists and is not a data set of glassbed synth; give another place",
                       q->out);
    if (!q->force)
        return gb_fail(err, GB_EINPUT, "-o %s: holds a data set; give another place, or --force to replace it", q->out);
    return GB_OK;
}

/* DIR.partial takes DIR's place. */
static int finish_folder(const struct synth_request *q, const char *partial, struct gb_error *err) {
    int rc = gb_remove_tree(q->out, err); /* checked at the start: absent, empty, or to be replaced */
    if (rc == GB_OK && rename(partial, q->out) != 0)
        rc = gb_fail(err, GB_EFAIL, "%s cannot become %s: %s", partial, q->out, strerror(errno));
    return rc;
}

/* ---- what was asked ---- */
/* The default Q_max is 25, or the detector's largest complete ring in whole steps of Q; one that was asked for must lie
 * within. */
static int choose_q_max(struct synth_request *q, struct gb_error *err) {
    const bool given = !isnan(q->q_max);
    if (!given) q->q_max = DEFAULT_Q_MAX;
    if (!q->image.wanted) return GB_OK;
    const double ring = floor(detector_reach(&q->image.detector).q_full / q->q_step) * q->q_step;
    if (!given && ring > (isnan(q->q_min) ? DEFAULT_Q_MIN : q->q_min)) q->q_max = fmin(q->q_max, ring);
    int rc = detector_check_q_max(&q->image.detector, q->q_max, err);
    return rc == GB_OK || ring == 0 ? rc : gb_context(err, "--q-max");
}

static int choose_plan(struct synth_request *q, struct gb_error *err) {
    struct dataset_plan *p = &q->plan;
    *p = (struct dataset_plan){.dq = q->q_step,
                               .cut = {isnan(q->q_min) ? DEFAULT_Q_MIN : q->q_min, q->q_max, q_window_find(q->window)},
                               .n_sectors = q->sectors,
                               .wavelength = isnan(q->wavelength) ? 0 : q->wavelength,
                               .seed = q->seed};
    const struct {
        const char *name;
        double v;
    } positive[] = {{"q-max", q->q_max},   {"q-step", q->q_step},         {"r-max", q->r_max},
                    {"r-step", q->r_step}, {"wavelength", q->wavelength}, {"sector-counts", q->counts}};
    for (size_t i = 0; i < sizeof positive / sizeof *positive; i++)
        if (positive[i].v <= 0)
            return gb_fail(err, GB_EINPUT, "--%s %g: must be above 0", positive[i].name, positive[i].v);
    if (p->cut.window == QWINDOW_N)
        return gb_fail(err, GB_EINPUT, "--window %s: allowed are step, lorch and gaussian", q->window);
    const double r_max = isnan(q->r_max) ? DEFAULT_R_MAX : q->r_max;
    if (!(r_max / q->r_step >= 10 && r_max / q->r_step <= 1e5))
        return gb_fail(err, GB_EINPUT, "--r-max %g holds %g steps of --r-step %g; allowed are 10 to 1e5", r_max,
                       r_max / q->r_step, q->r_step);
    if (!(q->q_max / q->q_step <= 1e5))
        return gb_fail(err, GB_EINPUT, "--q-max %g holds %g steps of --q-step %g; allowed are up to 1e5", q->q_max,
                       q->q_max / q->q_step, q->q_step);
    if (!(q->counts <= 1e12) && !isnan(q->counts))
        return gb_fail(err, GB_EINPUT, "--sector-counts %g: allowed are up to 1e12", q->counts);
    p->grid = (struct pdf_grid){(size_t)floor(r_max / q->r_step + 1e-9), q->r_step};
    p->q_end = q->q_max;
    if (q->image.wanted) {
        const double wavelength = detector_wavelength(&q->image.detector);
        if (fabs(q->wavelength - wavelength) > 1e-3 * wavelength)
            return gb_fail(err, GB_EINPUT,
                           "--wavelength %g: the detector's is %.6g (--energy %g keV); leave it out, or "
                           "give the same",
                           q->wavelength, wavelength, q->image.detector.energy_keV);
        p->q_end = fmax(p->q_end, synth_image_q_end(&q->image) + MARGIN * p->dq);
    }
    if (!q->sectors) p->n_sectors = p->wavelength > 0 ? 36 : 9;
    return GB_OK;
}

/* Curves that end early: defaults that they allow, and a word about it. */
static void choose_defaults(struct synth_request *q) {
    const struct source *s = &q->source;
    struct gb_text note = {0};
    if (isnan(q->fit[0])) {
        for (int i = 0; i < 2; i++) q->fit[i] = default_fit[i] * s->r_peak;
        if (q->fit[1] > s->r_known) {
            q->fit[1] = s->r_known;
            if (q->fit[1] - q->fit[0] < SHORT_FIT * s->r_peak) q->fit[0] = s->r_min;
            gb_text_add(&note, "; --fit %.4g:%.4g", q->fit[0], q->fit[1]);
        }
    }
    const double resolved = ceil(100 * 2 * M_PI / s->r_max) / 100;
    if (isnan(q->q_min)) {
        q->plan.cut.q_min = fmax(DEFAULT_Q_MIN, resolved);
        if (resolved > DEFAULT_Q_MIN) gb_text_add(&note, "; --q-min %g", resolved);
    }
    if (isnan(q->r_max) && s->r_known < DEFAULT_R_MAX) {
        q->plan.grid.n = (size_t)floor(s->r_known / q->r_step + 1e-9);
        gb_text_add(&note, "; --r-max %.4g", s->r_known);
    }
    if (note.s && !q->quiet)
        fprintf(
            stderr,
            "glassbed synth: note: the glass is known up to r = %.4g ang (its curves end at %.4g, less a taper)%s\n",
            s->r_known, s->r_max, note.s);
    free(note.s);
}

/* Window of the fit, and what of the plan needs the glass. */
static int fit_plan(struct synth_request *q, struct gb_error *err) {
    const struct source *s = &q->source;
    choose_defaults(q);
    q->plan.r_known = isfinite(s->r_known) ? s->r_known : 0;
    if (q->fit[1] > s->r_known)
        return gb_fail(err, GB_EINPUT,
                       "--fit %g:%g: the glass is known up to %.4g ang (its curves end at %.4g, less a taper)",
                       q->fit[0], q->fit[1], s->r_known, s->r_max);
    if (!(q->fit[1] > q->fit[0] + 1))
        return gb_fail(err, GB_EINPUT, "the fit from %g to %g ang is too short; give --fit, or a larger glass",
                       q->fit[0], q->fit[1]);
    return dataset_check(&q->plan, s->r_max, s->dr, err);
}

/* ---- the data set ---- */
struct states {
    struct dataset_state unloaded, loaded;
    struct structure affine; /* S_l0 by a constant strain */
    struct structure_input in[3];
};

static struct structure_input input_of(const struct source *s, const struct phantom_state *state) {
    return (struct structure_input){.grid = state->grid,
                                    .rho0 = state->rho0,
                                    .l_max = 4,
                                    .g = (const double *const *)state->g,
                                    .taper = s->taper,
                                    .to_angstrom = 1};
}

static int measure(struct synth_request *q, struct states *st, struct gb_error *err) {
    const struct source *s = &q->source;
    const struct phantom_state *state[] = {&s->unloaded, &s->loaded, &s->affine};
    for (int i = 0; i < 3; i++) st->in[i] = input_of(s, state[i]);
    const size_t n = (size_t)ceil(q->plan.q_end / q->plan.dq - 1e-9);
    int rc = structure_from_partials(&st->affine, &s->sc, &st->in[2], n, q->plan.dq, err);
    if (rc == GB_OK && !isnan(q->counts)) { /* one scale for both states, as one exposure would have */
        struct structure first;
        rc = structure_from_partials(&first, &s->sc, &st->in[0], n, q->plan.dq, err);
        if (rc == GB_OK) q->plan.scale = q->counts / dataset_peak(&q->plan, &s->sc, &first);
        if (rc == GB_OK) structure_clear(&first);
    }
    if (rc == GB_OK) rc = dataset_measure(&st->unloaded, &q->plan, &s->sc, &st->in[0], 0, err);
    if (rc == GB_OK) rc = dataset_measure(&st->loaded, &q->plan, &s->sc, &st->in[1], 1, err);
    return rc;
}

/* unit: of the files' lengths, NaN where not given. */
static void glass_element(struct gb_text *t, const struct source *s, double unit) {
    gb_text_add(t, "  <glass");
    xml_text(t, "source", s->name);
    if (!isnan(unit)) xml_number(t, "file_unit_ang", unit);
    xml_number(t, "density_unloaded", s->unloaded.rho0);
    xml_number(t, "density_loaded", s->loaded.rho0);
    xml_number(t, "r_first_peak", s->r_peak);
    xml_number(t, "r_first_minimum", s->r_min);
    xml_number(t, "curves_r_max", s->r_max);
    xml_number(t, "curves_r_step", s->dr);
    if (isfinite(s->r_known)) xml_number(t, "r_known", s->r_known);
    gb_text_add(t, "/>\n");
}

static int write_truth(const struct synth_request *q, const struct states *st, const char *dir,
                       struct truth_imposed *imposed, const char *atoms, const char *images, const char *files,
                       struct gb_error *err) {
    const struct source *s = &q->source;
    const struct truth_states ts = {.sc = &s->sc,
                                    .unloaded = &s->unloaded,
                                    .loaded = &s->loaded,
                                    .S_unloaded = &st->unloaded.ideal,
                                    .S_loaded = &st->loaded.ideal,
                                    .S_affine = &st->affine,
                                    .glass = s->atoms ? NULL : &s->glass,
                                    .profile = &s->profile,
                                    .eps_true = s->eps_true,
                                    .cut = q->plan.cut,
                                    .pipeline = {.poisson = s->poisson, .fit_lo = q->fit[0], .fit_hi = q->fit[1]}};
    struct gb_text t = {0};
    gb_text_add(&t,
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- The answer beside the data. Lengths in "
                "angstrom, Q in 1/angstrom, strains > 0 are compression. -->\n<synth version=\"%s\" seed=\"%zu\"",
                GB_VERSION, q->seed);
    xml_text(&t, "command", gb_command());
    gb_text_add(&t, ">\n");
    int rc = s->atoms ? GB_OK : truth_file_add_imposed(&t, &ts, imposed, err);
    gb_text_add(&t, "%s", atoms);
    glass_element(&t, s, q->source_options.sigma);
    truth_file_experiment(&t, &q->plan, &s->sc, q->counts);
    truth_file_expected(&t, &ts);
    gb_text_add(&t, "%s  <files>\n%s  </files>\n</synth>\n", images, files);
    char *path = gb_format("%s/truth.xml", dir);
    if (rc == GB_OK) rc = gb_file_write(path, t.s, t.len, err);
    free(path);
    free(t.s);
    return rc;
}

static int write_all(struct synth_request *q, const struct states *st, const char *dir, struct truth_imposed *imposed,
                     struct gb_error *err) {
    const struct source *s = &q->source;
    struct gb_text atoms = {0}, images = {0}, files = {0};
    gb_text_add(&atoms, "%s", "");
    gb_text_add(&images, "%s", "");
    dataset_list(&files, "the answer", "truth.xml");
    int rc = dataset_write(&st->unloaded, &q->plan, &s->sc, &st->in[0], dir, "unloaded", &files, err);
    if (rc == GB_OK) rc = dataset_write(&st->loaded, &q->plan, &s->sc, &st->in[1], dir, "loaded", &files, err);
    if (rc == GB_OK && s->atoms) rc = source_write_atoms(s, dir, &atoms, &files, err);
    if (rc == GB_OK && q->image.wanted) {
        const struct synth_image_sample sample = {s->name, &s->sc, &st->unloaded.ideal, &st->loaded.ideal};
        rc = synth_image_write(&q->image, &sample, dir, &images, &files, err);
    }
    if (rc == GB_OK) rc = write_truth(q, st, dir, imposed, atoms.s, images.s, files.s, err);
    free(atoms.s);
    free(images.s);
    free(files.s);
    return rc;
}

static void say(const struct synth_request *q, const struct truth_imposed *im) {
    const struct source *s = &q->source;
    if (q->quiet) return;
    if (s->atoms)
        fprintf(stderr, "%s: eps_true %.6g, of %s\n", q->out, s->eps_true, s->name);
    else
        fprintf(stderr, "%s: eps_inf %.6g, eps_1 %.6g, eps_2 %.6g, ratio %.4g imposed on %s\n", q->out, s->eps_true,
                im->eps_1, im->eps_2, im->ratio, s->name);
    fprintf(stderr, "the answer, and what a perfect pipeline reads, are in %s/truth.xml\n", q->out);
}

static int synthesise(struct synth_request *q, struct gb_error *err) {
    int rc = choose_folder(q, err);
    if (rc == GB_OK) rc = check_folder(q, err);
    if (rc == GB_OK) rc = synth_image_plan(&q->image, &q->image_options, q->seed, err);
    if (rc == GB_OK) rc = choose_q_max(q, err);
    if (rc == GB_OK) rc = choose_plan(q, err);
    if (rc == GB_OK) rc = source_open(&q->source, &q->source_options, err);
    if (rc == GB_OK) rc = fit_plan(q, err);
    if (rc == GB_OK) rc = source_load(&q->source, err);
    if (rc != GB_OK) return rc;
    struct states st = {0};
    struct truth_imposed imposed = {0};
    char *partial = gb_format("%s.partial", q->out);
    rc = measure(q, &st, err);
    if (rc == GB_OK) rc = gb_remove_tree(partial, err);
    if (rc == GB_OK) rc = gb_mkdirs(partial, err);
    if (rc == GB_OK) rc = write_all(q, &st, partial, &imposed, err);
    if (rc == GB_OK) rc = finish_folder(q, partial, err);
    if (rc == GB_OK) say(q, &imposed);
    if (rc != GB_OK) gb_remove_tree(partial, NULL);
    dataset_clear(&st.unloaded);
    dataset_clear(&st.loaded);
    structure_clear(&st.affine);
    free(partial);
    return rc;
}

int cmd_synth(int argc, char **argv) {
    struct gb_error err = GB_ERROR_INIT;
    struct synth_request q = {.window = "lorch",
                              .q_min = NAN,
                              .q_max = NAN,
                              .q_step = 0.02,
                              .r_max = NAN,
                              .r_step = 0.01,
                              .wavelength = NAN,
                              .counts = NAN,
                              .fit = {NAN, NAN},
                              .seed = 1,
                              .source_options = source_defaults(),
                              .image_options = synth_image_defaults()};
    struct option_spec spec[N_OPTIONS] = {
        {"output", 'o', OPTION_TEXT, &q.given, "DIR", "the folder to make"},
        {"force", 0, OPTION_FLAG, &q.force, NULL, "replace a data set that is there"},
        {"quiet", 'q', OPTION_FLAG, &q.quiet, NULL, "say nothing"},
        {"seed", 0, OPTION_COUNT, &q.seed, "N", "of all noise and defects; default 1"},
        {"q-min", 0, OPTION_DOUBLE, &q.q_min, "Q", "1/ang; default 0.5, or what short curves resolve"},
        {"q-max", 0, OPTION_DOUBLE, &q.q_max, "Q", "1/ang; default 25, or the detector's full ring"},
        {"q-step", 0, OPTION_DOUBLE, &q.q_step, "DQ", "1/ang; default 0.02"},
        {"window", 0, OPTION_TEXT, &q.window, "NAME", "lorch (default), gaussian, step"},
        {"r-max", 0, OPTION_DOUBLE, &q.r_max, "R",
         "end of the g(r) written, ang; default 30, or as far as the glass is known"},
        {"r-step", 0, OPTION_DOUBLE, &q.r_step, "DR", "ang; default 0.01"},
        {"sectors", 0, OPTION_COUNT, &q.sectors, "N", "default 9 of chi from 0 to 90, or 36 around the ring"},
        {"wavelength", 0, OPTION_DOUBLE, &q.wavelength, "ANG", "sectors are azimuths phi on a flat detector"},
        {"sector-counts", 0, OPTION_DOUBLE, &q.counts, "N", "Poisson noise: counts at the peak, each sector and step"},
        {"fit", 0, OPTION_RANGE, q.fit, "LO:HI",
         "of truth.xml's pipelines, ang; default 2.2:7 first peaks, less where curves end"},
    };
    source_specs(&q.source_options, spec + OWN_OPTIONS);
    synth_image_specs(&q.image_options, spec + OWN_OPTIONS + SOURCE_OPTIONS);
    const char *args[1];
    size_t n_args;
    int help, rc = options_parse(argc, argv, usage, N_OPTIONS, spec, 0, args, &n_args, &help, &err);
    if (rc == GB_OK && !help) rc = synthesise(&q, &err);
    source_clear(&q.source);
    free(q.out);
    return command_end("synth", rc, &err);
}
