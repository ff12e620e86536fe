/* Time averages of a glass at a temperature: where its atoms are in the mean, snapshots of them, stress and cell.
 *
 * Atoms are followed in fractional coordinates s = h^-1 (x - origin) of the cell at that moment, each at the image
 * nearest to where it was at rest (in a glass none goes further than half a cell), and the mean displacement of all is
 * taken off (drift). The mean position is <h> <s>, <h> the mean cell; a snapshot is <h> s: all are in one cell, so the
 * cell's own vibrations are not in them.
 *
 * Errors are those of the means of BLOCKS parts of the time: longer parts than what relaxes, or the errors are too
 * small. An atom that hopped has no mean position worth the name: hop_fraction is the part of the atoms whose rms
 * displacement from their mean exceeds AVERAGE_HOP of the atoms' spacing (V/N)^(1/3), twice what a glass at half its
 * T_g vibrates. Memory: 8 + snapshots/2 times that of the positions, on every rank. Cost: that of a step or less a
 * frame.
 */
#ifndef GB_WORKER_AVERAGE_H
#define GB_WORKER_AVERAGE_H

#include "base/table.h"
#include "base/values.h"
#include "worker/worker.h"

#define AVERAGE_HOP 0.2

struct average;

/* Of c's atoms (at rest; borrowed), over `frames` to come, the snapshots among them evenly spread. frames >= snapshots,
 * frames >= 20. */
struct average *average_create(const struct config *c, size_t frames, size_t snapshots);
void average_free(struct average *a);
/* The state as it is in LAMMPS after a step. GB_EFAIL when a position could not be read. */
int average_add(struct average *a, struct worker *w, struct gb_error *err);
/* What was seen so far, to a file and back: exact. GB_EFAIL when the file is of another run. */
int average_keep(const struct average *a, const char *path, struct gb_error *err);
int average_take_up(struct average *a, const char *path, struct gb_error *err);

/* After all frames, on rank 0, into the working folder: mean.dump, snapshot-01.dump ..., half-1.dump and half-2.dump
 * (means of the first and the second half of the time, in the whole's cell: what they differ by is noise), blocks.tsv
 * (T e_pot l_x l_y l_z s_xx s_yy s_zz v_xx v_yy v_zz of each block; s: mean stress, v: its virial part, tension
 * positive). */
int average_write(const struct average *a, struct worker *w, struct gb_error *err);
/* frames rms_displacement position_err hop_fraction volume, and of each column of blocks.tsv its mean and NAME_err. */
void average_values(const struct average *a, const struct model *m, struct gb_values *v);

#endif
