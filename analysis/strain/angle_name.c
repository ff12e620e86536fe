/* Angles from names of files, see angle_name.h. */
#include "strain/angle_name.h"

#include "base/number.h"

#include <ctype.h>
#include <math.h>
#include <string.h>
#include <strings.h>

enum way { AFTER_CHI, AFTER_PHI, BEFORE_DEG, LAST, N_WAYS };
static const double least_step = 5;

/* Where the number is in the file's name. */
struct place {
    size_t from, to; /* bytes of the path */
    double angle;
};

static bool is_digit(char c) { return isdigit((unsigned char)c) != 0; }

/* The digits (and a point between digits) that begin at `at`. */
static size_t digits_end(const char *s, size_t at) {
    while (is_digit(s[at]) || (s[at] == '.' && is_digit(s[at + 1]))) at++;
    return at;
}

/* Their begin, for those that end before `end`, not below `low`. */
static size_t digits_begin(const char *s, size_t low, size_t end) {
    while (end > low && is_digit(s[end - 1])) end--;
    return end;
}

static bool put(const char *path, size_t from, size_t to, struct place *p) {
    char text[32];
    if (to <= from || to - from >= sizeof text) return false;
    memcpy(text, path + from, to - from);
    text[to - from] = '\0';
    *p = (struct place){from, to, 0};
    return gb_parse_double(text, &p->angle);
}

/* After the word: chi15, chi_15, chi=15; a sign only where something parts it from the word (phi_-175). */
static bool after(const char *path, size_t base, const char *word, struct place *p) {
    for (size_t i = base; path[i]; i++) {
        if (strncasecmp(path + i, word, 3) != 0 || (i > base && isalpha((unsigned char)path[i - 1]))) continue;
        size_t at = i + 3;
        if (strchr("_=-", path[at]) && path[at]) at++;
        const size_t digits = at + (path[at] == '-' && at > i + 3 ? 1 : 0);
        /* chi12.5.dat: the ending is no part of it */
        size_t to = digits_end(path, digits);
        if (to > digits && put(path, at, to, p)) return true;
    }
    return false;
}

static bool before_deg(const char *path, size_t base, struct place *p) {
    for (size_t i = base; path[i]; i++)
        if (strncasecmp(path + i, "deg", 3) == 0 && put(path, digits_begin(path, base, i), i, p)) return true;
    return false;
}

/* glass-15.dat: parted from the rest, before the endings. */
static bool last(const char *path, size_t base, struct place *p) {
    size_t end = strlen(path);
    for (size_t i = base; path[i]; i++)
        if (path[i] == '.' && !is_digit(path[i + 1])) {
            end = i;
            break;
        }
    const size_t from = digits_begin(path, base, end);
    if (from < end && from > base + 1 && path[from - 1] == '.') return false; /* -12.5: one way would be a guess */
    return (from == base || strchr("-_", path[from - 1])) && put(path, from, end, p);
}

static bool find(enum way way, const char *path, struct place *p) {
    const char *slash = strrchr(path, '/');
    const size_t base = slash ? (size_t)(slash - path) + 1 : 0;
    switch (way) {
    case AFTER_CHI: return after(path, base, "chi", p);
    case AFTER_PHI: return after(path, base, "phi", p);
    case BEFORE_DEG: return before_deg(path, base, p);
    default: return last(path, base, p);
    }
}

static bool alike(const char *a, const struct place *p, const char *b, const struct place *q) {
    return p->from == q->from && strncmp(a, b, p->from) == 0 && strcmp(a + p->to, b + q->to) == 0;
}

static bool by(enum way way, size_t n, const char *const *path, double *angle) {
    struct place first = {0};
    const double lo = way == AFTER_PHI ? -360 : 0, hi = way == AFTER_PHI ? 360 : 180;
    for (size_t i = 0; i < n; i++) {
        struct place p;
        if (!find(way, path[i], &p) || !(p.angle >= lo && p.angle <= hi)) return false;
        if (i == 0) first = p;
        if (!alike(path[0], &first, path[i], &p)) return false;
        angle[i] = p.angle;
        for (size_t k = 0; k < i; k++)
            if (fabs(angle[k] - angle[i]) < least_step) return false;
    }
    return true;
}

bool angle_names(size_t n, const char *const *path, double *angle, bool *azimuth) {
    for (int way = 0; way < N_WAYS && n > 1; way++)
        if (by((enum way)way, n, path, angle)) {
            *azimuth = way == AFTER_PHI;
            return true;
        }
    return false;
}
