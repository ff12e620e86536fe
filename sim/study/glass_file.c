/* The file of a glass from elsewhere, which may name a frame of it (FILE@N). See study.h. */
#include "study/study.h"

#include "atoms/config.h"
#include "base/file.h"

#include <errno.h>
#include <stdlib.h>

FILE *study_glass_open(const char *name) {
    long frame;
    bool named;
    char *path = config_frame_of(name, &frame, &named);
    FILE *f = fopen(path, "rb");
    const int reason = errno;
    free(path);
    errno = reason;
    return f;
}

int study_glass_hash(const char *name, uint64_t *hash, struct gb_error *err) {
    long frame;
    bool named;
    char *path = config_frame_of(name, &frame, &named), number[32];
    *hash = GB_HASH_INIT;
    const int rc = gb_hash_file(hash, path, err);
    snprintf(number, sizeof number, "@%ld", frame);
    if (named) *hash = gb_hash_text(*hash, number);
    free(path);
    return rc;
}
