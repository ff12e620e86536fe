/* What every number of a summary depends on, see facts.h. */
#include "summary/facts.h"

#include "base/mem.h"
#include "base/table.h"
#include "pool/pool.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* "athermal; T0.15: averaged over 250 after 50, 20 snapshots" */
static void describe_modes(const struct study *s, struct gb_text *b) {
    bool athermal = false;
    for (size_t e = 0; e < s->n_compress; e++) {
        const struct study_compress *c = &s->compress[e];
        if (!c->thermal && athermal) continue;
        athermal = athermal || !c->thermal;
        if (b->len) gb_text_add(b, "; ");
        if (c->thermal)
            gb_text_add(b, "%s: averaged over %.9g after %.9g %s, %" PRIu64 " snapshots", c->name, c->time,
                        c->equilibrate_time, model_unit(s->model, MODEL_TIME), c->snapshots);
        else
            gb_text_add(b, "athermal");
    }
}

void summary_facts(const struct study *s, struct summary_fact f[SUMMARY_N_FACTS]) {
    const char *L = study_length(s);
    char axes[4] = "";
    for (int a = 0, n = 0; a < 3; a++)
        if (s->axes >> a & 1U) axes[n++] = "xyz"[a], axes[n] = '\0';
    struct gb_text modes = {0};
    describe_modes(s, &modes);
    const struct summary_fact all[SUMMARY_N_FACTS] = {
        {"study", gb_strdup(s->name)},
        {"glassbed", gb_strdup(GB_VERSION)},
        {"model", gb_strdup(s->model->name)},
        {"samples", gb_format("%zu", s->samples)},
        {"loads", gb_format("%s, axes %s, %s", modes.s, axes, s->both_signs ? "both signs" : "compression only")},
        {"smoothing", smooth_describe(&s->smoothing, L)},
        {"fit", gb_format("%.9g %.9g %s", s->fit_lo, s->fit_hi, L)},
        {"grid", gb_format("r-bin %.9g, r-max %.9g %s", s->r_bin, s->r_max, L)},
        {"main-method", gb_strdup(pool_main_method(s))},
        {"errors", gb_strdup("delete-one jackknife over samples; nan: not to be had")},
    };
    memcpy(f, all, sizeof all);
    free(modes.s);
}

void summary_facts_clear(struct summary_fact f[SUMMARY_N_FACTS]) {
    for (int i = 0; i < SUMMARY_N_FACTS; i++) free(f[i].value);
}
