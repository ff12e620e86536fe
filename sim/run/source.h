/* What a run is of: the study file, as text and as a path, and its model. */
#ifndef GB_RUN_SOURCE_H
#define GB_RUN_SOURCE_H

struct model;

/* Where the plan comes from; borrowed. */
struct run_source {
    const char *path; /* the user's study file */
    const char *xml;  /* the effective study, for DIR/study.xml */
    const struct model *model;
};

#endif
