/* The effective study as XML, and its histories, see study.h. */
#include "study/compress.h"

#include "base/number.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

/* ` name="1.5"`, exact. */
static void number(struct gb_text *t, const char *name, double v) {
    char buf[32];
    gb_text_add(t, " %s=\"%s\"", name, gb_print_double(buf, v));
}

static void window(struct gb_text *t, const char *name, double lo, double hi) {
    char a[32], b[32];
    gb_text_add(t, " %s=\"%s %s\"", name, gb_print_double(a, lo), gb_print_double(b, hi));
}

static void text(struct gb_text *t, const char *name, const char *value) {
    gb_text_add(t, " %s=\"", name);
    gb_text_add_escaped(t, value);
    gb_text_add(t, "\"");
}

static void glass(struct gb_text *t, const struct study *s) {
    gb_text_add(t, "  <glass");
    text(t, "model", s->model_name);
    if (s->n_files == 0) {
        gb_text_add(t, " atoms=\"%zu\" samples=\"%zu\"/>\n", s->atoms, s->samples);
        return;
    }
    if (s->n_files == 1) {
        text(t, "file", s->file[0]);
        gb_text_add(t, "/>\n");
        return;
    }
    gb_text_add(t, ">\n");
    for (size_t i = 0; i < s->n_files; i++) {
        gb_text_add(t, "    <file>");
        gb_text_add_escaped(t, s->file[i]);
        gb_text_add(t, "</file>\n");
    }
    gb_text_add(t, "  </glass>\n");
}

static void quench(struct gb_text *t, const struct study *s) {
    gb_text_add(t, "  <quench");
    number(t, "melt", s->melt_T);
    number(t, "from", s->from_T);
    number(t, "to", s->to_T);
    number(t, "timestep", s->timestep);
    number(t, "melt-time", s->melt_time);
    number(t, "equilibrate-time", s->equilibrate_time);
    number(t, "density", s->density);
    gb_text_add(t, "\n         ");
    text(t, "ensemble", s->npt ? "npt" : "nvt");
    window(t, "glass-fit", s->fictive.glass_lo, s->fictive.glass_hi);
    window(t, "liquid-fit", s->fictive.liquid_lo, s->fictive.liquid_hi);
    gb_text_add(t, " checkpoint-steps=\"%" PRIu64 "\">\n", s->checkpoint_steps);
    for (size_t h = 0; h < s->n_histories; h++)
        if (!isnan(history_rate(s, h))) gb_text_add(t, "    <rate>%s</rate>\n", s->history[h].label);
    gb_text_add(t, "  </quench>\n");
}

static void measure(struct gb_text *t, const struct study *s) {
    static const char *const shape[] = {
        [QWINDOW_STEP] = "step", [QWINDOW_LORCH] = "lorch", [QWINDOW_GAUSSIAN] = "gaussian"};
    gb_text_add(t, "  <measure");
    number(t, "r-max", s->r_max);
    number(t, "r-bin", s->r_bin);
    window(t, "fit", s->fit_lo, s->fit_hi);
    if (s->smoothing.kind == SMOOTH_QWINDOW) {
        number(t, "q-max", s->smoothing.q_max);
        text(t, "window", shape[s->smoothing.window]);
    } else {
        number(t, "smooth", s->smoothing.width);
    }
    text(t, "partials", s->partials ? "yes" : "no");
    number(t, "d2min-cut", s->d2min_cut);
    gb_text_add(t, "/>\n");
}

char *study_effective_xml(const struct study *s) {
    struct gb_text t = {0};
    gb_text_add(&t, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<study name=\"%s\" seed=\"%" PRIu64 "\">\n", s->name,
                s->seed);
    glass(&t, s);
    if (s->n_files == 0) quench(&t, s);
    histories_write(s, &t);
    gb_text_add(&t, "  <reference");
    text(&t, "relax", study_relaxation_name(s->relax));
    if (s->relax != RELAX_NONE) number(&t, "pressure", s->pressure);
    gb_text_add(&t, "/>\n");
    gb_text_add(&t, "  <order");
    number(&t, "crystal-max", s->crystal_max);
    gb_text_add(&t, "/>\n");
    study_liquid_xml(&t, &s->equilibrium);
    gb_text_add(&t, "  <elastic");
    number(&t, "strain", s->elastic_strain);
    gb_text_add(&t, "/>\n");
    study_compress_xml(s, &t);
    measure(&t, s);
    gb_text_add(&t, "  <run ranks=\"%d\"/>\n</study>\n", s->ranks);
    return t.s;
}

size_t study_n_histories(const struct study *s) { return s->n_histories; }

const char *study_history(const struct study *s, size_t h) { return s->history[h].label; }
