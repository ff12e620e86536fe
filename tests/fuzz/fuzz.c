/* Any bytes into every parser: no crash, no leak, and where they are refused one line of text without control characters.
 *
 * A libFuzzer program for each parser, chosen by -DTARGET=name (the functions below are the list; run.sh finds them
 * here). The bytes are put into a file in memory, as all readers take paths.
 */
#include "atoms/config.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/table.h"
#include "base/values.h"
#include "stage/model.h"
#include "stage/stage.h"
#include "strain/sectors.h"
#include "study/collection.h"
#include "study/line.h"
#include "summary/summary.h"

#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The path of a file that holds the bytes, the same one each time. */
static const char *put(const uint8_t *data, size_t size) {
    static int fd = -1;
    static char path[64];
    if (fd < 0) {
        fd = memfd_create("fuzz", 0);
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    }
    if (ftruncate(fd, 0) != 0 || pwrite(fd, data, size, 0) != (ssize_t)size) abort();
    return path;
}

/* The study that tables of a summary are of. */
static const struct study *study_of_tables(void) {
    static struct study *s;
    static const char text[] =
        "<study name='fuzz'><glass model='kob-andersen' atoms='2000' samples='3'/><quench><rate>1e-2</rate>"
        "<rate>1e-3</rate></quench><compress><strain>0.005</strain></compress></study>";
    struct gb_error err = GB_ERROR_INIT;
    if (!s && study_parse(&s, text, strlen(text), "fuzz.xml", "potentials/kob-andersen.xml", &err) != GB_OK) abort();
    return s;
}

/* A refusal has its line of words. */
static void said(int rc, struct gb_error *err) {
    if (rc != GB_OK && !err->text) abort();
    for (const char *c = err->text; c && *c; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7f) abort();
    gb_error_clear(err);
}

static int table(const uint8_t *d, size_t n, struct gb_error *err) {
    struct gb_table *t;
    int rc = gb_table_read(&t, put(d, n), err);
    gb_table_free(t);
    return rc;
}

static int values(const uint8_t *d, size_t n, struct gb_error *err) {
    struct gb_values v = {0};
    int rc = gb_values_read(&v, put(d, n), err);
    gb_values_clear(&v);
    return rc;
}

/* What is read is written, and reads back to the same. */
static int study(const uint8_t *d, size_t n, struct gb_error *err) {
    struct collection *c = NULL;
    char *text = gb_format("%.*s", (int)n, (const char *)d);
    int rc = collection_parse(&c, text, strlen(text), "configs/fuzz.xml", err);
    for (size_t i = 0; rc == GB_OK && i < c->n; i++) {
        struct study *again = NULL;
        struct gb_error why = GB_ERROR_INIT;
        char *xml = study_effective_xml(c->study[i]), *twice = NULL;
        if (study_parse(&again, xml, strlen(xml), "configs/fuzz.xml", NULL, &why) != GB_OK) {
            fprintf(stderr, "%s\n%s\n", why.text, xml);
            abort();
        }
        twice = study_effective_xml(again);
        if (strcmp(xml, twice) != 0) abort();
        study_free(again);
        free(twice);
        free(xml);
    }
    collection_free(c);
    free(text);
    return rc;
}

static int model(const uint8_t *d, size_t n, struct gb_error *err) {
    struct model *m;
    int rc = model_read(&m, put(d, n), err);
    model_free(m);
    return rc;
}

static int stage(const uint8_t *d, size_t n, struct gb_error *err) {
    struct stage s;
    int rc = stage_read(&s, put(d, n), err);
    stage_clear(&s);
    return rc;
}

static int config(const uint8_t *d, size_t n, struct gb_error *err) {
    static const char *const element[] = {"Cu", "Zr"};
    struct config *c = NULL;
    int rc = config_read(&c, put(d, n), -1, n % 2 ? element : NULL, n % 2 ? 2 : 0, err);
    if (rc == GB_OK && config_check(c, err) != GB_OK) abort();
    config_free(c);
    return rc;
}

static int sectors(const uint8_t *d, size_t n, struct gb_error *err) {
    struct sectors s = {0};
    const struct sectors_defaults defaults = {.width = NAN};
    const char *path = put(d, n);
    int rc = sectors_read(&s, 1, &path, &defaults, err);
    sectors_clear(&s);
    return rc;
}

static int line(const uint8_t *d, size_t n, struct gb_error *err) {
    struct gb_table *t = NULL;
    int rc = study_line_read(&t, put(d, n), study_of_tables(), NULL, err);
    gb_table_free(t);
    return rc;
}

static int summary(const uint8_t *d, size_t n, struct gb_error *err) {
    struct summary sum = {0};
    int rc = summary_read(&sum, study_of_tables(), put(d, n), err);
    summary_clear(&sum);
    return rc;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static int (*const all[])(const uint8_t *, size_t, struct gb_error *) = {table,  values,  study, model,  stage,
                                                                             config, sectors, line,  summary};
    struct gb_error err = GB_ERROR_INIT;
    (void)all;
    int rc = TARGET(data, size, &err);
    said(rc, &err);
    return 0;
}
