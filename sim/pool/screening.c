/* Order of a study's samples, see screening.h. */
#include "pool/screening.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/table.h"
#include "base/values.h"
#include "study/names.h"
#include "table/rows.h"

#include <stdlib.h>
#include <string.h>

const char *const screening_quantity_name[SCREENING_N_QUANTITIES] = {
    "crystalline", "largest",   "atoms",      "repeats",      "q4",    "q6", "q6_bonds",
    "faces",       "five_fold", "icosahedra", "frank_kasper", "mixed", "bcc"};

static int read_stage(struct screening_row *row, const struct study *s, size_t h, const char *dir,
                      struct gb_error *err) {
    struct gb_values v = {0};
    char *stage = study_stage_path(s, STAGE_ORDER, (struct study_place){.history = h, .sample = row->sample}),
         *path = gb_format("%s/%s/values.tsv", dir, stage);
    int rc = gb_values_read(&v, path, err);
    for (int q = 0; q < SCREENING_N_QUANTITIES; q++) row->q[q] = gb_values_get(&v, screening_quantity_name[q]);
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
            row->rate = study_history(s, h);
            row->sample = k;
            rc = read_stage(row, s, h, dir, err);
        }
    if (rc != GB_OK) screening_clear(o);
    return rc;
}

void screening_clear(struct screening *o) {
    free(o->row);
    *o = (struct screening){0};
}

size_t screening_kept(const struct screening *o, const struct study *s, size_t h, size_t *sample) {
    size_t n = 0;
    for (size_t i = 0; i < o->n; i++)
        if (o->row[i].kept && strcmp(o->row[i].rate, study_history(s, h)) == 0) sample[n++] = o->row[i].sample;
    return n;
}

char *screening_why(const struct screening_row *row, const struct study *s) {
    return gb_format(
        "%s, sample %zu: %.3g %% of its %.0f atoms are crystalline (crystal-max %.9g), %.0f in one cluster", row->rate,
        row->sample, 100 * row->q[ORDER_CRYSTALLINE], row->q[ORDER_ATOMS], s->crystal_max, row->q[ORDER_LARGEST]);
}

/* ---- the file ---- */

static char *header_line(void) {
    struct gb_text b = {0};
    gb_text_add(&b, "# rate\tsample\tkept");
    for (int q = 0; q < SCREENING_N_QUANTITIES; q++) gb_text_add(&b, "\t%s", screening_quantity_name[q]);
    return b.s;
}

int screening_write(const struct screening *o, const struct study *s, const char *path, struct gb_error *err) {
    struct gb_text b = {0};
    char *header = header_line();
    gb_text_add(
        &b,
        "# Order of the samples at rest: a row for each rate and sample\n"
        "# study: %s\n# glassbed: %s\n# model: %s\n"
        "# kept: crystalline <= crystal-max %.9g; what is not is left out of all averages\n"
        "# crystalline: fraction of atoms whose environment is repeated around them; largest: atoms of their "
        "largest cluster\n"
        "# repeats, q4, q6, q6_bonds: means over the atoms; q6_bonds: neighbours with q6m correlated by more "
        "than 0.5\n"
        "# faces: of a Voronoi polyhedron, five_fold of them with five edges; fractions of the atoms: icosahedra "
        "<0 0 12 0>, frank_kasper <0 0 12 2..4>, mixed <0 4 4 6>, bcc <0 6 0 8>\n%s\n",
        s->name, GB_VERSION, s->model->name, s->crystal_max, header);
    for (size_t i = 0; i < o->n; i++) {
        const struct screening_row *r = &o->row[i];
        gb_text_add(&b, "%s\t%zu\t%s", r->rate, r->sample, r->kept ? "yes" : "no");
        for (int q = 0; q < SCREENING_N_QUANTITIES; q++) rows_add_number(&b, r->q[q], 6);
        gb_text_add(&b, "\n");
    }
    int rc = gb_file_write(path, b.s, b.len, err);
    free(b.s);
    free(header);
    return rc;
}

int screening_read(struct screening *o, const struct study *s, const char *path, struct gb_error *err) {
    static const char *const yes_no[] = {"yes", "no"};
    struct table_rows rows;
    *o = (struct screening){0};
    rows_open(&rows, s, "order", header_line(), path, err);
    while (rows_next(&rows)) {
        o->row = rows_grow(o->row, &o->n, sizeof *o->row);
        struct screening_row *r = &o->row[o->n - 1];
        r->rate = rows_history(&rows);
        r->sample = rows_count(&rows, 1, s->samples);
        r->kept = rows_word(&rows, 2, yes_no) == 0;
        for (int q = 0; q < SCREENING_N_QUANTITIES; q++) r->q[q] = rows_number(&rows);
    }
    const int rc = rows_close(&rows);
    if (rc != GB_OK) screening_clear(o);
    return rc;
}
