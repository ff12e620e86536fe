/* Files: read whole, write so that a reader never sees half of it, hash.
 */
#ifndef GB_BASE_FILE_H
#define GB_BASE_FILE_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Reads a whole file, plain or gzip ("-" is standard input); *text is NUL-terminated and the caller's. `len` may be
 * NULL. GB_EINPUT when it cannot be read or holds more than `most` bytes once unpacked: a device, or a few packed
 * kilobytes, must not take all memory. gb_file_read: GB_FILE_MOST, more than any table of curves. Atoms are read by
 * lines (atoms/lines.h), without a bound. */
enum { GB_FILE_MOST = 512 << 20 };
int gb_file_read_most(const char *path, size_t most, char **text, size_t *len, struct gb_error *err);
int gb_file_read(const char *path, char **text, size_t *len, struct gb_error *err);

/* Writes `path` as output.h does: beside its place, then renamed; packed when it ends in .gz; "-" is standard output.
 */
int gb_file_write(const char *path, const char *text, size_t len, struct gb_error *err);

/* Closes f, checking every write before; the path is for the message. */
int gb_file_close(FILE *f, const char *path, struct gb_error *err);

/* Syncs a folder's entries to disk (after a rename within it). */
int gb_dir_sync(const char *path, struct gb_error *err);

/* mkdir -p. */
int gb_mkdirs(const char *path, struct gb_error *err);

/* Removes a folder and all in it; absent is fine. Symbolic links are removed, never followed. */
int gb_remove_tree(const char *path, struct gb_error *err);

bool gb_exists(const char *path);

/* FNV-1a, 64 bit. Start with GB_HASH_INIT and chain. */
#define GB_HASH_INIT UINT64_C(0xcbf29ce484222325)
uint64_t gb_hash_bytes(uint64_t h, const void *data, size_t n);
uint64_t gb_hash_text(uint64_t h, const char *s); /* includes the terminator, so "ab","c" differs from "a","bc" */
/* Of the bytes as they are on disk. */
int gb_hash_file(uint64_t *h, const char *path, struct gb_error *err);

#endif
