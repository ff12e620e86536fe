/* What a data set of `glassbed synth` is made of: the options, and the two states they give.
 *
 *     a phantom:  --glass NAME | --curves FILE | --config FILE, and a strain (--eps, --profile ...)
 *     atoms:      --reference A --loaded B, whose displacements are the truth
 *
 * Everything in angstrom (--sigma S: lengths of files are in units of S angstrom).
 */
#ifndef GB_COMMAND_SYNTH_SOURCE_H
#define GB_COMMAND_SYNTH_SOURCE_H

#include "command/synth_parts.h"

enum { SOURCE_OPTIONS = 20 };
struct source_options source_defaults(void);
/* Fills spec[0..SOURCE_OPTIONS). */
void source_specs(struct source_options *o, struct option_spec *spec);

/* All but the states: the glass and its strain. GB_EINPUT names the option or the file that is wrong. *s is the
 * caller's, to be cleared also after a failure. */
int source_open(struct source *s, const struct source_options *o, struct gb_error *err);
/* The states: phantoms' maps, atoms' pair sums. */
int source_load(struct source *s, struct gb_error *err);
void source_clear(struct source *s);

#endif
