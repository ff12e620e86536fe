/* Files of sectors that are written, see sectors.h. */
#include "strain/sectors.h"

#include "base/mem.h"
#include "pdf/axis.h"

#include <math.h>
#include <stdlib.h>

/* Meta lines of all sectors. */
static void put_head(struct gb_table *t, const struct sectors *s) {
    gb_table_meta(t, "data", "%s", sectors_data_name(s->data));
    if (s->wavelength > 0) gb_table_meta(t, "wavelength_ang", "%.10g", s->wavelength);
    gb_table_meta(t, "sector-width_deg", "%.10g", s->width);
    struct axis x;
    if (s->r_max > 0 && axis_of(s->x_name, "", &x, NULL) == GB_OK)
        gb_table_meta(t, "r-max", "%.9g %s", s->r_max, x.unit);
}

/* Rows that some sector measured, from *first to before *end. */
static void measured(const struct sectors *s, size_t *first, size_t *end) {
    *first = s->n;
    *end = 0;
    for (size_t j = 0; j < s->n; j++)
        for (size_t i = 0; i < s->n_sectors; i++)
            if (isfinite(s->value[i * s->n + j])) {
                if (*first == s->n) *first = j;
                *end = j + 1;
            }
}

struct gb_table *sectors_table(const struct sectors *s, const char *title) {
    struct gb_text names = {0};
    gb_text_add(&names, "%s", s->x_name);
    for (int e = 0; e < (s->sigma ? 2 : 1); e++)
        for (size_t i = 0; i < s->n_sectors; i++)
            gb_text_add(&names, " %s%s_%.10g", e ? "sigma_" : "", s->azimuth ? "phi" : "chi", s->angle[i]);
    struct gb_table *t = gb_table_create(title, names.s);
    free(names.s);
    put_head(t, s);
    size_t first, end;
    measured(s, &first, &end);
    for (size_t j = first; j < end; j++) {
        const size_t row = gb_table_add(t, NULL);
        *gb_table_at(t, row, 0) = sectors_x(s, j);
        for (size_t i = 0; i < s->n_sectors; i++) {
            *gb_table_at(t, row, 1 + i) = s->value[i * s->n + j];
            if (s->sigma) *gb_table_at(t, row, 1 + s->n_sectors + i) = s->sigma[i * s->n + j];
        }
    }
    return t;
}

int sectors_write(const struct sectors *s, const char *title, const char *path, int digits, struct gb_error *err) {
    struct gb_table *t = sectors_table(s, title);
    int rc = gb_table_write(t, path, digits, err);
    gb_table_free(t);
    return rc;
}

int sectors_write_each(const struct sectors *s, const char *title, const char *stem, const char *suffix, int digits,
                       struct gb_error *err) {
    int rc = GB_OK;
    size_t first, end;
    measured(s, &first, &end);
    for (size_t i = 0; i < s->n_sectors && rc == GB_OK; i++) {
        const char *kind = s->azimuth ? "phi" : "chi";
        char *names = gb_format("%s %s%s", s->x_name, sectors_data_name(s->data), s->sigma ? " sigma" : "");
        char *path = gb_format("%s_%s_%.10g%s", stem, kind, s->angle[i], suffix);
        char *key = gb_format("%s_deg", kind);
        struct gb_table *t = gb_table_create(title, names);
        put_head(t, s);
        gb_table_meta(t, key, "%.10g", s->angle[i]);
        for (size_t j = first; j < end; j++)
            gb_table_add(t, (double[]){sectors_x(s, j), s->value[i * s->n + j], s->sigma ? s->sigma[i * s->n + j] : 0});
        rc = gb_table_write(t, path, digits, err);
        gb_table_free(t);
        free(names);
        free(path);
        free(key);
    }
    return rc;
}
