/* Tables of pair potentials, see pair_table.h. */
#include "worker/plain/pair_table.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/number.h"

#include <stdlib.h>
#include <string.h>

struct pair_tables *pair_tables_create(int n_types, double r_min) {
    struct pair_tables *t = GB_NEW(struct pair_tables);
    t->n_types = n_types;
    t->r_min = r_min;
    t->of = GB_ARRAY((size_t)n_types * (size_t)n_types, struct pair_table);
    return t;
}

void pair_tables_free(struct pair_tables *t) {
    if (!t) return;
    for (int a = 0; a < t->n_types; a++)
        for (int b = a; b < t->n_types; b++) free(t->of[a * t->n_types + b].node); /* [b][a] shares it */
    free(t->of);
    free(t);
}

void pair_tables_set(struct pair_tables *t, int a, int b, double r_cut, size_t n, const double *phi,
                     const double *force) {
    struct pair_table *p = &t->of[a * t->n_types + b];
    double h = (r_cut - t->r_min) / (double)(n - 1);
    free(p->node);
    *p = (struct pair_table){.r_cut = r_cut, .per = 1 / h, .n = n, .node = GB_ARRAY(2 * n, double)};
    for (size_t k = 0; k < n; k++) {
        p->node[2 * k] = phi[k];
        p->node[2 * k + 1] = -h * force[k];
    }
    t->of[b * t->n_types + a] = *p;
    t->r_cut = fmax(t->r_cut, r_cut);
}

/* The four numbers of one line; false where there are others. */
static bool read_line(char *line, double v[4]) {
    char *save = NULL;
    for (int k = 0; k < 4; k++)
        if (!gb_parse_double(strtok_r(k ? NULL : line, " \t\r", &save), &v[k])) return false;
    return !strtok_r(NULL, " \t\r", &save);
}

int pair_table_read(const char *path, size_t n, double **r, double **phi, double **force, struct gb_error *err) {
    char *text, *save = NULL;
    int rc = gb_file_read(path, &text, NULL, err);
    if (rc != GB_OK) return gb_fail(err, GB_EFAIL, "%s: LAMMPS wrote no table of the pair potential", path);
    *r = GB_ARRAY(n, double);
    *phi = GB_ARRAY(n, double);
    *force = GB_ARRAY(n, double);
    size_t found = 0;
    for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
        double v[4];
        if (!read_line(line, v) || v[0] != (double)(found + 1)) continue; /* the header */
        if (found < n) {
            (*r)[found] = v[1];
            (*phi)[found] = v[2];
            (*force)[found] = v[3];
        }
        found++;
    }
    free(text);
    if (found == n) return GB_OK;
    free(*r);
    free(*phi);
    free(*force);
    *r = *phi = *force = NULL;
    return gb_fail(err, GB_EFAIL, "%s: LAMMPS's table of the pair potential has %zu finite lines instead of %zu", path,
                   found, n);
}
