/* Order of a study's samples, see screening.h. */
#include "pool/screening.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/values.h"
#include "study/names.h"

#include <stddef.h>
#include <stdlib.h>

#define AT(field) offsetof(struct screening_row, field)
static const struct column column[] = {
    {.name = "history", .kind = COLUMN_HISTORY, .offset = AT(history)},
    {.name = "sample", .kind = COLUMN_SAMPLE, .offset = AT(sample)},
    {.name = "kept", .kind = COLUMN_YES_NO, .offset = AT(kept), .sentence = "what is not is left out of all averages"},
#define NUMBER(id, what, said)                                                                                         \
    {.name = what, .sentence = said, .source = what, .kind = COLUMN_NUMBER, .digits = 6, .offset = AT(q[id])},
    SCREENING_QUANTITIES(NUMBER)
#undef NUMBER
};
#undef AT
static const struct table_kind kind = {.of = "order",
                                       .title = "Order of the samples at rest: a row for each history and sample",
                                       .row_size = sizeof(struct screening_row),
                                       .n = sizeof column / sizeof *column,
                                       .column = column};

static int read_stage(struct screening_row *row, const struct study *s, const char *dir, struct gb_error *err) {
    struct gb_values v = {0};
    const struct study_place where = {.history = row->history, .sample = row->sample};
    char *stage = study_stage_path(s, STAGE_ORDER, where), *path = gb_format("%s/%s/values.tsv", dir, stage);
    int rc = gb_values_read(&v, path, err);
    for (size_t i = 0; i < kind.n; i++)
        if (column[i].source) *(double *)(void *)((char *)row + column[i].offset) = gb_values_get(&v, column[i].source);
    const double x = row->q[ORDER_CRYSTALLINE];
    if (rc == GB_OK && !(x >= 0 && x <= 1))
        rc = gb_fail(err, GB_EFAIL, "%s: crystalline is %g and no fraction; run the study again", path, x);
    row->kept = x <= s->crystal_max;
    gb_values_clear(&v);
    free(stage);
    free(path);
    return rc;
}

int screening_make(struct screening *o, const struct study *s, const char *dir, struct gb_error *err) {
    int rc = GB_OK;
    *o = (struct screening){.row = gb_calloc(study_n_histories(s) * s->samples, sizeof *o->row)};
    for (size_t h = 0; h < study_n_histories(s); h++)
        for (size_t k = 1; k <= s->samples && rc == GB_OK; k++) {
            struct screening_row *row = &o->row[o->n++];
            row->history = h;
            row->sample = k;
            rc = read_stage(row, s, dir, err);
        }
    if (rc != GB_OK) screening_clear(o);
    return rc;
}

void screening_clear(struct screening *o) {
    free(o->row);
    *o = (struct screening){0};
}

size_t screening_kept(const struct screening *o, size_t h, size_t *sample) {
    size_t n = 0;
    for (size_t i = 0; i < o->n; i++)
        if (o->row[i].kept && o->row[i].history == h) sample[n++] = o->row[i].sample;
    return n;
}

char *screening_why(const struct screening_row *row, const struct study *s) {
    return gb_format(
        "%s, sample %zu: %.3g %% of its %.0f atoms are crystalline (crystal-max %.9g), %.0f in one cluster",
        study_history(s, row->history), row->sample, 100 * row->q[ORDER_CRYSTALLINE], row->q[ORDER_ATOMS],
        s->crystal_max, row->q[ORDER_LARGEST]);
}

/* ---- the file ---- */

int screening_write(const struct screening *o, const struct study *s, const char *path, struct gb_error *err) {
    char *note = gb_format("# kept where crystalline <= crystal-max %.9g\n", s->crystal_max);
    const int rc = table_write(&kind, s, o->row, o->n, note, path, err);
    free(note);
    return rc;
}

int screening_read(struct screening *o, const struct study *s, const char *path, struct gb_error *err) {
    struct table t;
    const int rc = table_read(&t, &kind, s, NULL, path, err);
    *o = (struct screening){t.n, t.row};
    return rc;
}
