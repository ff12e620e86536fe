/* Frames of a trajectory: which one a name asks for (FILE@N), and how it is found among those that follow one another.
 * A frame is read, and forgotten when the next has begun; from the end, -k, the last k are kept. Frames that cannot be
 * read but whose end is known are passed over, and said only where they are the one that was asked for.
 */
#include "atoms/read.h"
#include "atoms/scan.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST = 1000000000 };

char *config_frame_of(const char *name, long *frame, bool *named) {
    const char *at = strrchr(name, '@');
    int64_t n = 0;
    *frame = -1;
    *named =
        at && at > name && at[1] != '+' && scan_int64(at + 1, &n) && n >= -MOST && n <= MOST && access(name, F_OK) != 0;
    if (!*named) return gb_strdup(name);
    *frame = (long)n;
    char *path = gb_strdup(name);
    path[at - name] = '\0';
    return path;
}

/* Whatever follows a frame has to be another one; anything else is an atom too many. */
static int check_after(struct reader *r, bool (*begins)(const char *), bool *end, struct gb_error *err) {
    char *line;
    int rc = lines_next_filled(&r->in, &line, err);
    *end = line == NULL;
    if (rc == GB_OK && line && !begins(line))
        rc = lines_fail(
            &r->in, err,
            "'%s' after the atoms of frame %ld (counted from 0); more atoms than were announced, or not a frame",
            scan_show(line).s, r->index);
    if (rc == GB_OK && line) lines_back(&r->in);
    return rc;
}

/* A frame that was read, or why it could not be; neither: it was passed over. */
struct slot {
    struct config *c;
    struct gb_error unfit;
};

static void slot_clear(struct slot *s) {
    config_free(s->c);
    gb_error_clear(&s->unfit);
    *s = (struct slot){0};
}

/* The frames kept: frame k is in slot k modulo `keep`. */
struct kept {
    struct slot *slot; /* owned */
    size_t n, keep;
};

static struct slot *make_room(struct kept *k, long index) {
    if (k->n < k->keep) {
        k->slot = gb_realloc(k->slot, ++k->n, sizeof *k->slot);
        k->slot[k->n - 1] = (struct slot){0};
        return &k->slot[k->n - 1];
    }
    struct slot *s = &k->slot[(size_t)index % k->keep];
    slot_clear(s);
    return s;
}

/* The wanted one of `total`, as the caller's. */
static int choose(struct reader *r, struct kept *k, long total, struct config **out, struct gb_error *err) {
    const long at = r->frame < 0 ? total + r->frame : r->frame;
    if (at < 0)
        return gb_fail(err, GB_EINPUT, "%s: frame %ld; allowed: -1, the last, to -%ld, the first", r->in.path, r->frame,
                       total);
    if (at >= total) return gb_fail(err, GB_EINPUT, "%s: frame %ld; allowed: 0 to %ld", r->in.path, at, total - 1);
    struct slot *s = &k->slot[(size_t)at % k->keep];
    *out = s->c;
    s->c = NULL;
    if (*out) return GB_OK;
    if (r->frame == -1 && r->whole >= 0 && !strstr(s->unfit.text, "choose an earlier frame"))
        return gb_fail(err, GB_EINPUT, "%s; or choose an earlier frame, %s@%ld", s->unfit.text, r->in.path, r->whole);
    gb_error_clear(err);
    *err = s->unfit;
    s->unfit = GB_ERROR_INIT;
    return GB_EINPUT;
}

int read_frames(struct reader *r, frame_fn *one, bool (*begins)(const char *), struct config **out,
                struct gb_error *err) {
    struct kept kept = {.keep = r->frame < 0 ? (size_t)-r->frame : 1};
    int rc = GB_OK;
    bool end = false;
    long total = 0;
    r->whole = -1;
    for (r->index = 0; rc == GB_OK && !end; r->index++) {
        total = r->index + 1;
        struct slot *s = make_room(&kept, r->index);
        rc = one(r, r->index < r->frame, &s->c, &s->unfit, err);
        if (rc != GB_OK || (s->unfit.text && r->index == r->frame)) break;
        rc = check_after(r, begins, &end, err);
        if (rc != GB_OK && s->unfit.text) { /* what was wrong first */
            gb_error_clear(err);
            *err = s->unfit;
            s->unfit = GB_ERROR_INIT;
        }
        if (r->index == r->frame) break;
        if (!s->unfit.text) r->whole = r->index;
    }
    if (rc == GB_OK) rc = choose(r, &kept, total, out, err);
    for (size_t k = 0; k < kept.n; k++) slot_clear(&kept.slot[k]);
    free(kept.slot);
    return rc;
}
