/* Files, see file.h. */
#include "base/file.h"

#include "base/input.h"
#include "base/mem.h"
#include "base/output.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int gb_file_read_most(const char *path, size_t most, char **text, size_t *len, struct gb_error *err) {
    struct gb_input *in;
    int rc = gb_input_open(&in, path, err);
    if (rc != GB_OK) return rc;
    size_t cap = 65536, n = 0;
    char *s = gb_realloc(NULL, cap + 1, 1);
    ptrdiff_t got;
    while ((got = gb_input_read(in, s + n, cap - n)) > 0 && n + (size_t)got <= most) {
        n += (size_t)got;
        if (n == cap) s = gb_realloc(s, (cap *= 2) + 1, 1);
    }
    if (got > 0)
        rc = gb_fail(err, GB_EINPUT, "%s: holds more than %zu MiB (unpacked), which no file of this kind does",
                     gb_input_name(in), most >> 20);
    else if (got < 0)
        rc = gb_fail(err, GB_EINPUT, "%s: cannot be read: %s", gb_input_name(in), gb_input_why(in));
    if (rc != GB_OK) {
        free(s);
    } else {
        s[n] = '\0';
        *text = s;
        if (len) *len = n;
    }
    gb_input_close(in);
    return rc;
}

int gb_file_read(const char *path, char **text, size_t *len, struct gb_error *err) {
    return gb_file_read_most(path, (size_t)GB_FILE_MOST, text, len, err);
}

int gb_file_close(FILE *f, const char *path, struct gb_error *err) {
    int bad = ferror(f), code = bad ? errno : 0; /* of the write that failed, the last thing done */
    errno = 0;
    if (fflush(f) != 0) bad = 1;
    if (errno) code = errno;
    if (f == stdout) {
        if (bad) return gb_fail(err, GB_EFAIL, "standard output: write failed: %s", code ? strerror(code) : "unknown");
        return GB_OK;
    }
    if (!bad && fsync(fileno(f)) != 0 && errno != EINVAL && errno != EROFS) bad = 1, code = errno;
    if (fclose(f) != 0 && !bad) bad = 1, code = errno;
    if (bad) return gb_fail(err, GB_EFAIL, "%s: write failed: %s", path, code ? strerror(code) : "unknown error");
    return GB_OK;
}

int gb_file_write(const char *path, const char *text, size_t len, struct gb_error *err) {
    struct gb_output *out;
    int rc = gb_output_open(&out, path, err);
    if (rc != GB_OK) return rc;
    gb_output_write(out, text, len);
    return gb_output_close(out, err);
}

int gb_dir_sync(const char *path, struct gb_error *err) {
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return gb_fail(err, GB_EFAIL, "%s: cannot be opened: %s", path, strerror(errno));
    int bad = fsync(fd) != 0 && errno != EINVAL && errno != EROFS, code = errno;
    close(fd);
    return bad ? gb_fail(err, GB_EFAIL, "%s: cannot be synced: %s", path, strerror(code)) : GB_OK;
}

int gb_mkdirs(const char *path, struct gb_error *err) {
    char *p = gb_strdup(path);
    int rc = GB_OK;
    for (char *s = p + 1; rc == GB_OK; s++) {
        if (*s != '/' && *s != '\0') continue;
        char keep = *s;
        *s = '\0';
        if (mkdir(p, 0777) != 0 && errno != EEXIST)
            rc = gb_fail(err, GB_EFAIL, "%s: folder cannot be made: %s", p, strerror(errno));
        *s = keep;
        if (keep == '\0') break;
    }
    struct stat st;
    if (rc == GB_OK && (stat(path, &st) != 0 || !S_ISDIR(st.st_mode)))
        rc = gb_fail(err, GB_EFAIL, "%s: is not a folder", path);
    free(p);
    return rc;
}

int gb_remove_tree(const char *path, struct gb_error *err) {
    struct stat st;
    if (lstat(path, &st) != 0) return errno == ENOENT ? GB_OK : gb_fail(err, GB_EFAIL, "%s: %s", path, strerror(errno));
    if (S_ISDIR(st.st_mode)) {
        DIR *d = opendir(path);
        if (!d) return gb_fail(err, GB_EFAIL, "%s: %s", path, strerror(errno));
        int rc = GB_OK;
        for (struct dirent *e; rc == GB_OK && (e = readdir(d));) {
            if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0) continue;
            char *sub = gb_format("%s/%s", path, e->d_name);
            rc = gb_remove_tree(sub, err);
            free(sub);
        }
        closedir(d);
        if (rc != GB_OK) return rc;
        if (rmdir(path) != 0) return gb_fail(err, GB_EFAIL, "%s: cannot be removed: %s", path, strerror(errno));
        return GB_OK;
    }
    if (unlink(path) != 0) return gb_fail(err, GB_EFAIL, "%s: cannot be removed: %s", path, strerror(errno));
    return GB_OK;
}

bool gb_exists(const char *path) { return access(path, F_OK) == 0; }

uint64_t gb_hash_bytes(uint64_t h, const void *data, size_t n) {
    const unsigned char *p = data;
    for (size_t i = 0; i < n; i++) h = (h ^ p[i]) * UINT64_C(0x100000001b3);
    return h;
}

uint64_t gb_hash_text(uint64_t h, const char *s) { return gb_hash_bytes(h, s ? s : "", strlen(s ? s : "") + 1); }

int gb_hash_file(uint64_t *h, const char *path, struct gb_error *err) {
    FILE *f = fopen(path, "rb");
    if (!f) return gb_fail(err, GB_EINPUT, "%s: cannot be read: %s", path, strerror(errno));
    char block[1 << 15];
    uint64_t x = *h;
    for (size_t n; (n = fread(block, 1, sizeof block, f)) > 0;) x = gb_hash_bytes(x, block, n);
    const int bad = ferror(f), code = errno;
    fclose(f);
    if (bad) return gb_fail(err, GB_EINPUT, "%s: cannot be read: %s", path, strerror(code));
    *h = x;
    return GB_OK;
}
