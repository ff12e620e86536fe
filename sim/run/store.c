/* The study's folder, see store.h.
 *
 * Cost: a commit syncs each file of the stage's folder once, milliseconds on a disk; looking at a stage reads its
 * stage.xml.
 */
#include "run/store.h"

#include "base/file.h"
#include "base/mem.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

enum { LOCK_TRIES = 10, WORKER_TRIES = 100, TRY_MS = 50 };

static void time_text(char out[32], time_t t) {
    struct tm tm;
    if (!gmtime_r(&t, &tm) || strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0) strcpy(out, "unknown");
}

/* The caller's. */
static char *host_text(void) {
    struct utsname names;
    return gb_strdup(uname(&names) == 0 ? names.nodename : "unknown");
}

/* flock without waiting, tried again for a moment: `status` may be looking, or the holder may be dying. */
static bool lock_within(int fd, int tries) {
    const struct timespec pause = {0, TRY_MS * 1000000L};
    while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if ((errno != EWOULDBLOCK && errno != EINTR) || --tries <= 0) return false;
        nanosleep(&pause, NULL);
    }
    return true;
}

/* What the holder wrote into its lock file: one line. NULL when there is none. */
static char *lock_owner(int fd) {
    char text[400];
    ssize_t n = pread(fd, text, sizeof text - 1, 0);
    if (n <= 0) return NULL;
    text[n] = '\0';
    text[strcspn(text, "\n")] = '\0';
    return gb_strdup(text);
}

static void lock_sign(int fd) {
    char since[32], *host = host_text();
    time_text(since, time(NULL));
    char *text = gb_format("process %ld on %s, since %s\n", (long)getpid(), host, since);
    /* For people only: the lock holds without it, so a full disk here is no failure. */
    if (ftruncate(fd, 0) == 0 && pwrite(fd, text, strlen(text), 0) < 0) errno = 0;
    free(text);
    free(host);
}

/* ---- the folder ---- */

static bool folder_empty(const char *dir) {
    DIR *d = opendir(dir);
    bool empty = true;
    if (!d) return true;
    for (struct dirent *e; empty && (e = readdir(d));)
        empty = strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0;
    closedir(d);
    return empty;
}

static int check_ours(const char *dir, const char *study_xml, struct gb_error *err) {
    char *lock = gb_format("%s/.lock", dir), *study = gb_format("%s/study.xml", dir), *text = NULL;
    int rc = GB_OK;
    if (!gb_exists(lock) && !folder_empty(dir)) {
        if (!gb_exists(study))
            rc = gb_fail(
                err, GB_EINPUT,
                "%s: holds files but no study (neither .lock nor study.xml); choose an empty or new folder with -o",
                dir);
        else if (gb_file_read(study, &text, NULL, err) != GB_OK || !study_xml || strcmp(text, study_xml) != 0)
            rc = gb_fail(
                err, GB_EINPUT,
                "%s: was not written by a run (its .lock is missing) and is not this study; choose an empty or new "
                "folder with -o",
                study);
    }
    free(lock);
    free(study);
    free(text);
    return rc;
}

int store_open(struct store *st, const char *dir, const char *study_xml, struct gb_error *err) {
    if (gb_mkdirs(dir, err) != GB_OK) {
        if (err) err->code = GB_EINPUT;
        gb_context(err, "the study's folder");
        return GB_EINPUT;
    }
    int rc = check_ours(dir, study_xml, err);
    if (rc != GB_OK) return rc;
    char *path = gb_format("%s/.lock", dir);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0) {
        rc = gb_fail(err, GB_EINPUT, "%s: cannot be written: %s; choose another folder with -o", dir, strerror(errno));
    } else if (!lock_within(fd, LOCK_TRIES)) {
        int code = errno;
        char *who = lock_owner(fd);
        if (code == EWOULDBLOCK)
            rc = gb_fail(err, GB_EINPUT, "%s: another run is working here (%s); wait for it, or use -o OTHER", dir,
                         who ? who : "unknown process");
        else
            rc = gb_fail(err, GB_EFAIL, "%s: cannot be locked: %s; choose a folder on another file system with -o",
                         path, strerror(code));
        free(who);
        close(fd);
    } else {
        lock_sign(fd);
        *st = (struct store){gb_strdup(dir), fd};
    }
    free(path);
    return rc;
}

void store_view(struct store *st, const char *dir) { *st = (struct store){gb_strdup(dir), -1}; }

void store_close(struct store *st) {
    if (!st || !st->dir) return;
    if (st->lock_fd >= 0) close(st->lock_fd);
    free(st->dir);
    *st = (struct store){NULL, -1};
}

bool store_locked(const char *dir, char **who) {
    char *path = gb_format("%s/.lock", dir);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool locked = fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    if (who) *who = locked ? lock_owner(fd) : NULL;
    if (fd >= 0) close(fd);
    free(path);
    return locked;
}

/* ---- stages ---- */

/* Does folder/stage.xml say the same hash as s? */
static bool same_hash(const char *folder, const struct stage *s) {
    struct stage there = {0};
    char *path = gb_format("%s/stage.xml", folder);
    bool same = stage_read(&there, path, NULL) == GB_OK && there.hash == s->hash;
    stage_clear(&there);
    free(path);
    return same;
}

enum store_state store_stage(const struct store *st, const struct stage *s) {
    char *folder = gb_format("%s/%s", st->dir, s->name), *partial = gb_format("%s.partial", folder);
    enum store_state state = STORE_ABSENT;
    if (gb_exists(folder))
        state = same_hash(folder, s) ? STORE_COMPLETE : STORE_DIFFERENT;
    else if (gb_exists(partial) && same_hash(partial, s))
        state = STORE_PARTIAL; /* one of another hash will be discarded: as good as absent */
    free(folder);
    free(partial);
    return state;
}

int store_partial_lock(const char *partial, struct gb_error *err) {
    char *path = gb_format("%s/.worker", partial);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (fd < 0) {
        gb_fail(err, GB_EFAIL, "%s: cannot be written: %s", path, strerror(errno));
    } else if (!lock_within(fd, WORKER_TRIES)) {
        char *who = errno == EWOULDBLOCK ? lock_owner(fd) : gb_strdup(strerror(errno));
        gb_fail(err, GB_EFAIL,
                "%s: cannot be locked: a process that an earlier run started is still writing there (run: %s); end it",
                path, who ? who : "unknown");
        free(who);
        close(fd);
        fd = -1;
    } else {
        lock_sign(fd);
    }
    free(path);
    return fd;
}

static int partial_open(const char *partial, int *fd, struct gb_error *err) {
    int rc = gb_mkdirs(partial, err);
    if (rc != GB_OK) return rc;
    *fd = store_partial_lock(partial, err);
    return *fd < 0 ? GB_EFAIL : GB_OK;
}

int store_begin(const struct store *st, const struct stage *s, struct store_partial *p, struct gb_error *err) {
    *p = (struct store_partial){gb_format("%s/%s.partial", st->dir, s->name), -1, false};
    char *xml = gb_format("%s/stage.xml", p->path);
    /* Its lock first: whoever still writes there must be gone before we look or remove. */
    int rc = partial_open(p->path, &p->lock_fd, err);
    if (rc == GB_OK) {
        p->resumed = same_hash(p->path, s);
        if (!p->resumed) {
            close(p->lock_fd);
            p->lock_fd = -1;
            rc = gb_remove_tree(p->path, err);
            if (rc == GB_OK) rc = partial_open(p->path, &p->lock_fd, err);
            if (rc == GB_OK) rc = stage_write(s, xml, NULL, err);
        }
    }
    free(xml);
    if (rc != GB_OK) store_partial_clear(p);
    return rc;
}

void store_partial_clear(struct store_partial *p) {
    if (p->path && p->lock_fd >= 0) close(p->lock_fd);
    free(p->path);
    *p = (struct store_partial){NULL, -1, false};
}

static int sync_file(const char *path, struct gb_error *err) {
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) return gb_fail(err, GB_EFAIL, "%s: cannot be read back: %s", path, strerror(errno));
    bool bad = fsync(fd) != 0 && errno != EINVAL && errno != EROFS;
    int code = errno;
    close(fd);
    return bad ? gb_fail(err, GB_EFAIL, "%s: cannot be synced: %s", path, strerror(code)) : GB_OK;
}

/* Syncs every file below, then the folder itself. */
static int sync_tree(const char *path, struct gb_error *err) {
    DIR *d = opendir(path);
    if (!d) return gb_fail(err, GB_EFAIL, "%s: cannot be opened: %s", path, strerror(errno));
    int rc = GB_OK;
    for (struct dirent *e; rc == GB_OK && (e = readdir(d));) {
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0) continue;
        char *sub = gb_format("%s/%s", path, e->d_name);
        struct stat info;
        if (lstat(sub, &info) == 0) {
            if (S_ISDIR(info.st_mode)) rc = sync_tree(sub, err);
            if (S_ISREG(info.st_mode)) rc = sync_file(sub, err);
        }
        free(sub);
    }
    closedir(d);
    return rc == GB_OK ? gb_dir_sync(path, err) : rc;
}

static int replace_folder(const char *from, const char *to, struct gb_error *err) {
    int rc = gb_remove_tree(to, err);
    if (rc != GB_OK) return rc;
    if (rename(from, to) != 0)
        return gb_fail(err, GB_EFAIL, "%s: cannot be renamed to %s: %s", from, to, strerror(errno));
    char *parent = gb_strdup(to);
    *strrchr(parent, '/') = '\0'; /* there is one: to = DIR/NAME */
    rc = gb_dir_sync(parent, err);
    free(parent);
    return rc;
}

int store_commit(const struct store *st, const struct stage *s, double seconds, double cpu, const char *engine,
                 struct gb_error *err) {
    static const char *const scratch[] = {".worker", ".progress"};
    char *folder = gb_format("%s/%s", st->dir, s->name), *partial = gb_format("%s.partial", folder);
    char *xml = gb_format("%s/stage.xml", partial), *host = host_text(), started[32];
    struct gb_text extra = {0};
    time_text(started, time(NULL) - (time_t)seconds);
    gb_text_add(&extra, "engine=\"");
    gb_text_add_escaped(&extra, engine ? engine : "glassbed");
    gb_text_add(&extra, "\" host=\"");
    gb_text_add_escaped(&extra, host);
    gb_text_add(&extra, "\" started=\"%s\" seconds=\"%.2f\" cpu=\"%.2f\"", started, seconds, cpu);
    for (size_t i = 0; i < sizeof scratch / sizeof scratch[0]; i++) {
        char *path = gb_format("%s/%s", partial, scratch[i]);
        unlink(path);
        free(path);
    }
    int rc = stage_write(s, xml, extra.s, err);
    if (rc == GB_OK) rc = sync_tree(partial, err);
    if (rc == GB_OK) rc = replace_folder(partial, folder, err);
    free(extra.s);
    free(host);
    free(folder);
    free(partial);
    free(xml);
    return rc;
}
