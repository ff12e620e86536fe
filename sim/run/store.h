/* The study's folder: its lock, stage folders (partial, complete), what is there already.
 *
 * A stage is written as DIR/NAME.partial, synced, and renamed to DIR/NAME: a folder without ".partial" is complete. Two
 * locks, both flock, so that the kernel frees them when their holder dies in whatever way:
 *   DIR/.lock             held by the one run that may write here; never inherited by children;
 *   NAME.partial/.worker  inherited by the process that computes the stage, and by nobody else. A new run waits for it:
 *                         a process left over from a killed run cannot write into a partial folder that the new run
 *                         uses.
 * On file systems without flock the lock is refused with the reason, never ignored.
 */
#ifndef GB_RUN_STORE_H
#define GB_RUN_STORE_H

#include "stage/stage.h"

/* DIFFERENT: complete, but by other inputs or parameters (another hash), or without a readable stage.xml. */
enum store_state { STORE_ABSENT, STORE_PARTIAL, STORE_COMPLETE, STORE_DIFFERENT };

struct store {
    char *dir;
    int lock_fd; /* -1: only looking */
};

struct store_partial {
    char *path;   /* DIR/NAME.partial; owned */
    int lock_fd;  /* to be inherited by the stage's process, then closed here */
    bool resumed; /* it was there: a checkpoint may be in it */
};

/* Makes dir if needed, checks that it can be written and that it is ours (empty, or with a .lock, or with a study.xml
 * of exactly the text `study_xml`), takes the lock. GB_EINPUT when another run holds it (says who), when the folder is
 * not ours or cannot be written. *st is filled only on GB_OK. */
int store_open(struct store *st, const char *dir, const char *study_xml, struct gb_error *err);
/* For reading only: no lock, nothing is made. */
void store_view(struct store *st, const char *dir);
void store_close(struct store *st);
/* Does a run hold dir's lock? *who (the caller's; may be NULL) is "process 12 on host, since ..." or NULL. */
bool store_locked(const char *dir, char **who);

/* With a partial and a complete folder side by side (a summary that was being rebuilt), the complete one counts. */
enum store_state store_stage(const struct store *st, const struct stage *s);

/* Makes NAME.partial with its stage.xml, or keeps it when it belongs to the same hash; one of another hash is
 * discarded. Waits for a process of an earlier run that still has it open, and fails with its number after 5 s. p is
 * cleared by store_partial_clear; the folder stays. */
int store_begin(const struct store *st, const struct stage *s, struct store_partial *p, struct gb_error *err);
void store_partial_clear(struct store_partial *p);

/* Adds started, seconds and cpu seconds (of the last attempt: a resumed stage did more), host and engine ("LAMMPS
 * 20210929", or NULL) to stage.xml, syncs the files and renames NAME.partial to NAME (replacing one that was there). */
int store_commit(const struct store *st, const struct stage *s, double seconds, double cpu, const char *engine,
                 struct gb_error *err);

/* Removes what a study wrote: folders with a stage.xml, folders that are empty after that, figures/, report.html and
 * its log. study.xml and model.xml stay (a run rewrites them), and so does every file that no study wrote. */
int store_fresh(const struct store *st, struct gb_error *err);

/* Waits for the .worker lock of a partial folder and returns its descriptor, or -1 with GB_EFAIL in *err. */
int store_partial_lock(const char *partial, struct gb_error *err);

#endif
