/* What the readers of all formats take from a line: numbers, positions, bounds of a box; and how they say that a file
 * is cut off. */
#include "atoms/read.h"
#include "atoms/scan.h"
#include "base/mem.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

int read_int(const struct lines *in, const char *s, const char *what, int64_t lo, int64_t hi, int64_t *v,
             struct gb_error *err) {
    if (!scan_int64(s, v)) return lines_fail(in, err, "%s '%s'; allowed: an integer", what, scan_show(s).s);
    if (*v >= lo && *v <= hi) return GB_OK;
    if (hi == INT64_MAX) return lines_fail(in, err, "%s %" PRId64 "; allowed: %" PRId64 " or more", what, *v, lo);
    return lines_fail(in, err, "%s %" PRId64 "; allowed: %" PRId64 " to %" PRId64, what, *v, lo, hi);
}

int read_real(const struct lines *in, const char *s, const char *what, double *v, struct gb_error *err) {
    if (scan_double(s, v)) return GB_OK;
    return lines_fail(in, err, "%s is '%s'; allowed: a finite number", what, scan_show(s).s);
}

int read_position(const struct lines *in, char *const s[3], double x[3], struct gb_error *err) {
    static const char *const name[3] = {"coordinate x", "coordinate y", "coordinate z"};
    for (int d = 0; d < 3; d++)
        if (!scan_double(s[d], &x[d])) return read_real(in, s[d], name[d], &x[d], err);
    return GB_OK;
}

char *read_truncated(const struct reader *r) {
    if (r->whole < 0) return gb_strdup("it is truncated");
    return gb_format("it is truncated: choose an earlier frame, %s@%ld", r->in.path, r->whole);
}

/* Digits behind the point, and significant ones; of an exponent one counts as none: it has two or three. */
static struct read_digits digits_of(const char *s) {
    struct read_digits d = {0};
    bool point = false, leading = true;
    for (; *s && *s != 'e' && *s != 'E'; s++) {
        if (*s == '.') point = true;
        if (*s < '0' || *s > '9') continue;
        leading = leading && *s == '0';
        d.behind += point;
        d.significant += !leading;
    }
    if (*s && strspn(s + 1, "+-") + 2 > strlen(s + 1)) d.behind = d.significant = 0;
    return d;
}

static void keep_most(struct read_digits *d, const char *s) {
    const struct read_digits k = digits_of(s);
    if (k.behind > d->behind) d->behind = k.behind;
    if (k.significant > d->significant) d->significant = k.significant;
}

void read_digits_see(struct read_digits *d, char *const x[3]) {
    for (int k = 0; k < 3; k++) keep_most(d, x[k]);
}

bool read_digits_lost(const struct read_digits *d, char *const x[3]) {
    struct read_digits most = *d;
    for (int k = 0; k < 2; k++) keep_most(&most, x[k]);
    const struct read_digits last = digits_of(x[2]);
    return last.behind < most.behind && last.significant < most.significant;
}

bool read_bounds(const char *lo, const char *hi, double off_lo, double off_hi, double *origin, double *edge) {
    double plain;
    long double wide;
    if (!scan_double(lo, &plain) || !scan_long_double(hi, &wide)) return false;
    if (off_lo == 0) {
        *origin = plain;
    } else {
        long double wide_lo;
        if (!scan_long_double(lo, &wide_lo)) return false;
        *origin = (double)(wide_lo - off_lo);
    }
    *edge = (double)(wide - off_hi - *origin);
    return true;
}

void read_tilt_offsets(const struct box *b, double off[3][2]) {
    const double xy = b->h[0][1], xz = b->h[0][2], yz = b->h[1][2], both = xy + xz;
    off[0][0] = fmin(fmin(0, both), fmin(xy, xz));
    off[0][1] = fmax(fmax(0, both), fmax(xy, xz));
    off[1][0] = fmin(0, yz);
    off[1][1] = fmax(0, yz);
    off[2][0] = off[2][1] = 0;
}
