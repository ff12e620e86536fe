/* The <compress> elements of a study file; for study.c and xml.c only. */
#ifndef GB_STUDY_COMPRESS_H
#define GB_STUDY_COMPRESS_H

#include "study/study.h"

/* Reads all of root into s: after glass, quench and reference. GB_EINPUT. */
int study_compress_read(struct study *s, const struct gb_xml_node *root, const char *path, struct gb_error *err);
void study_compress_clear(struct study *s);
/* Every default written out. */
void study_compress_xml(const struct study *s, struct gb_text *t);

#endif
