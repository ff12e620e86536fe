/* What a model file may hold (the table), and where model files are looked for; shared by model_read.c and model_files.c. */
#ifndef GB_STAGE_MODEL_TABLE_H
#define GB_STAGE_MODEL_TABLE_H

#include "stage/schema.h"

extern const struct schema_element model_table;

/* A <species>, as it is read; struct model has arrays. */
struct model_species {
    char *element, *scatter_as;
    double mass, fraction;
};

/* Path of a model by name or path; the caller's. GB_EINPUT with the names there are. */
int model_locate(const char *name_or_path, char **path, struct gb_error *err);

#endif
