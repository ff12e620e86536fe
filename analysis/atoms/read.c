/* What the readers share, see read.h: numbers of a line and the bounds of a box. */
#include "atoms/read.h"

#include "atoms/scan.h"

#include <inttypes.h>
#include <math.h>

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

const char *read_truncated(const struct reader *r) {
    return r->index > 0 ? "it is truncated: choose an earlier one" : "it is truncated";
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
