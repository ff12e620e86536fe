/* A file of one sector, see sector_one.h. */
#include "strain/sector_one.h"

#include "base/number.h"
#include "pdf/axis.h"
#include "strain/sectors_name.h"
#include "strain/unmeasured.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* The angle that a file's own head says, as chi_deg, chi, phi_deg or phi; *angle NaN: none. */
static int own_angle(const struct gb_table *t, const char *path, double *angle, bool *azimuth, const char **key,
                     const char **text, struct gb_error *err) {
    static const char *const names[] = {"chi_deg", "phi_deg", "chi", "phi"};
    *angle = NAN;
    *text = NULL;
    for (int i = 0; i < 4; i++) {
        const char *value = gb_table_meta_get(t, names[i]);
        if (!value) continue;
        if (*text && *azimuth != (i % 2 == 1)) return gb_fail(err, GB_EINPUT, "%s: has both phi_deg and chi_deg", path);
        if (*text) continue;
        *text = value;
        *key = names[i];
        *azimuth = i % 2 == 1;
        if (!gb_parse_double(value, angle))
            return gb_fail(err, GB_EINPUT, "%s: '# %s: %s' is not a finite number", path, names[i], value);
    }
    return GB_OK;
}

static int no_angle(const struct gb_table *t, const char *path, struct gb_error *err) {
    for (size_t i = 0; i < t->n_meta; i++)
        if (strncasecmp(t->meta_key[i], "azimuth", 7) == 0)
            return gb_fail(
                err, GB_EINPUT,
                "%s: its head says '%s: %s', but not counted from where (pyFAI: from a row of the detector); "
                "give --phi, the azimuths from the load axis, or --chi",
                path, t->meta_key[i], t->meta_value[i]);
    return gb_fail(err, GB_EINPUT,
                   "%s: at which angle? '# chi_deg: 15' in the file, or --chi or --phi (names of files that differ in "
                   "their angle only will do, too: S_chi_15.dat)",
                   path);
}

/* A name of r, Q or 2 theta for the first column: its own, else one with a unit in the last comment line, else of the
 * kind of data. */
static int name_axis(struct gb_table *t, const char *path, const char *data, struct gb_error *err) {
    struct axis x;
    int rc = axis_of(t->name[0], path, &x, err);
    if (rc != GB_OK || x.kind != AXIS_OTHER) return rc;
    if (strcmp(t->name[0], "1") != 0 && strpbrk(t->name[0], "_(["))
        return gb_fail(err, GB_EINPUT,
                       "%s: first column '%s': expected Q_1/ang, Q_1/nm, 2th_deg, 2th_rad, r_ang or r_nm", path,
                       t->name[0]);
    char *name = gb_strdup(data && strcmp(data, "g(r)") == 0 ? "r_ang" : "Q_1/ang"), *save = NULL;
    char *head = gb_strdup(t->head);
    for (char *w = head ? strtok_r(head, " \t\r,;", &save) : NULL; w; w = strtok_r(NULL, " \t\r,;", &save)) {
        if (axis_of(w, path, &x, NULL) != GB_OK || (strcmp(x.unit, "-") == 0 || x.kind == AXIS_OTHER)) continue;
        free(name);
        name = gb_strdup(w);
        break;
    }
    free(head);
    free(t->name[0]);
    t->name[0] = name;
    return GB_OK;
}

/* F(Q) = Q (S - 1), both in the file's own unit, to S(Q). */
static void structure_of_F(struct gb_table *t, struct gb_text *notes) {
    for (size_t i = 0; i < t->n_row; i++) {
        double *row = gb_table_at(t, i, 0);
        row[1] = row[0] > 0 ? 1 + row[1] / row[0] : NAN;
        if (t->n_col > 2) row[2] = row[0] > 0 ? row[2] / row[0] : NAN;
    }
    gb_table_meta(t, "data", "S(Q)");
    axis_note(notes, "F(Q) became S(Q) = 1 + F/Q");
}

/* What the values are, F(Q) and G(r) apart, which become S(Q) or are refused. */
static int settle_kind(struct gb_table *t, const char *path, const struct sectors_defaults *d, struct gb_text *notes,
                       struct gb_error *err) {
    const char *data = gb_table_meta_get(t, "data");
    if (d->data && data && strcmp(data, "G(r)") == 0 && strcmp(d->data, "g(r)") == 0) {
        gb_table_meta(t, "data", "g(r)"); /* an ending that says no more than the reader */
        data = "g(r)";
    }
    if (data && strcmp(data, "G(r)") == 0)
        return gb_fail(
            err, GB_EINPUT,
            "%s: G(r) of one sector: the sine transform of S(Q, chi) is not g(r, chi) (it shows h20 in place "
            "of g20); give S(Q) or F(Q) of the sectors (.sq, .fq)",
            path);
    if (data && strcmp(data, "F(Q)") == 0 && (t->n_col == 2 || t->n_col == 3)) {
        if (d->data && strcmp(d->data, "S(Q)") != 0)
            return gb_fail(err, GB_EINPUT, "%s: is F(Q), but %s was given; one of them is wrong", path, d->data);
        const size_t zeros = unmeasured_structure(t, 1);
        if (zeros)
            axis_note(notes, "%s: %zu of %zu points of F(Q) are 0 in a row: taken as not measured", path, zeros,
                      t->n_row);
        structure_of_F(t, notes);
    }
    return GB_OK;
}

/* A table of sectors, or of coefficients, is no sector: g20 would be taken for the errors of g00. */
static int check_one(const struct gb_table *t, const char *path, struct gb_error *err) {
    static const char *const whole[] = {"g00", "g20", "S00", "S20"};
    const char *found = sectors_recognise(t) && t->n_col > 1 ? t->name[1] : NULL;
    for (int i = 0; i < 4 && !found; i++)
        if (gb_table_find(t, whole[i]) != (size_t)-1) found = whole[i];
    if (!found) return GB_OK;
    return gb_fail(
        err, GB_EINPUT,
        "%s: column '%s': is a table of its own, not a file of one sector; a second state is --unloaded FILE", path,
        found);
}

int sector_one(struct gb_table *t, const char *path, const struct sectors_defaults *d, const double *given,
               struct sector_guess *guess, struct gb_text *notes, struct gb_error *err) {
    const char *key, *text;
    double angle;
    bool azimuth = false;
    int rc = check_one(t, path, err);
    if (rc == GB_OK) rc = settle_kind(t, path, d, notes, err);
    if (rc == GB_OK && t->n_col != 2 && t->n_col != 3)
        rc = gb_fail(err, GB_EINPUT, "%s: %zu columns; a file of one sector has Q, S(Q) and perhaps sigma", path,
                     t->n_col);
    if (rc == GB_OK) rc = own_angle(t, path, &angle, &azimuth, &key, &text, err);
    if (rc != GB_OK) return rc;
    if (text && given && (*given != angle || azimuth != d->azimuth))
        return gb_fail(err, GB_EINPUT, "%s: '# %s: %s', but %s = %g was given; one of them is wrong", path, key, text,
                       d->azimuth ? "phi" : "chi", *given);
    if (!text && !given && !guess) return no_angle(t, path, err);
    if (!text) {
        angle = given ? *given : guess->angle;
        azimuth = given ? d->azimuth : guess->azimuth;
        if (!given) guess->used = true;
    }
    const char *data = gb_table_meta_get(t, "data");
    rc = name_axis(t, path, data ? data : d->data, err);
    for (size_t i = 1; i < t->n_col && rc == GB_OK; i++) {
        free(t->name[i]);
        t->name[i] = gb_format("%s%s_%.10g", i == 2 ? "sigma_" : "", azimuth ? "phi" : "chi", angle);
    }
    return rc;
}
