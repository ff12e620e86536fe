/* Reading a study, in parts: <study> and what fills no file of its own in read.c, the rest in read_*.c. For these only;
 * everybody else: study.h. */
#ifndef GB_STUDY_READER_H
#define GB_STUDY_READER_H

#include "study/study.h"

enum { LABEL_MAX = 24 }; /* of what names folders */

struct reader {
    struct study *s;
    const struct gb_xml_node *root;
    const char *path; /* for messages */
    struct gb_error *err;
};

/* GB_EINPUT, all of them, as study_read. */

/* A number of which the table says that another struct gives it must be there, where it plays a part: where that gives
 * none the user must. node NULL: the element is absent. */
int reader_need(const struct reader *r, const struct schema_element *e, const struct gb_xml_node *node,
                const void *stored);
/* The rates of `quench` (NULL: none) and all <history>; with files and neither, "as-given". After the rest of <quench>. */
int reader_histories(struct reader *r, const struct gb_xml_node *quench);
/* All <compress>; after glass, quench and reference. */
int reader_compress(struct reader *r);
/* <equilibrium>; after glass and quench. */
int reader_liquid(struct reader *r);

#endif
