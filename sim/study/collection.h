/* Several studies in one file, compared: <studies name="alloys"> holds complete <study> elements, each with its own
 * model.
 *
 * They are run one after the other in DIR/NAME, each as `glassbed run` runs it alone. DIR/ also holds studies.xml (what
 * was asked for, effective), comparison.tsv, figures/ and report.html, which compare what is complete (comparison.h).
 * A file of a single <study> reads as a collection of one that has no name.
 */
#ifndef GB_STUDY_COLLECTION_H
#define GB_STUDY_COLLECTION_H

#include "study/study.h"

struct collection {
    char *name; /* NULL: the file holds a single <study> */
    char *path;
    size_t n;
    struct study **study; /* [n], owned */
};

/* GB_EINPUT with file:line; of <studies> also where two names are the same, or one is that of a file of DIR. *c is the
 * caller's. */
int collection_read(struct collection **c, const char *path, struct gb_error *err);
int collection_parse(struct collection **c, const char *text, size_t len, const char *path, struct gb_error *err);
void collection_free(struct collection *c);
/* All of it effective (study_effective_xml); the caller's. */
char *collection_effective_xml(const struct collection *c);

/* DIR/studies.xml is there: DIR is the folder of a collection. */
bool collection_is_folder(const char *dir);
/* The names in DIR/studies.xml; a list of *n that is the caller's, as its texts are. GB_EINPUT. */
int collection_names(const char *dir, char **name, char ***child, size_t *n, struct gb_error *err);

#endif
