/* Lines from the worker to the runner: file descriptor 3, or the FIFO named by GLASSBED_PROGRESS. Only rank 0 speaks.
 *   progress DONE TOTAL text     warning text     error text     engine text
 */
#ifndef GB_WORKER_PROTOCOL_H
#define GB_WORKER_PROTOCOL_H

#include "base/error.h"

/* First thing in main, before MPI opens descriptors of its own. */
void protocol_open(void);
/* For the ranks that do not speak. */
void protocol_close(void);
void protocol_progress(double done, double total, const char *fmt, ...) GB_PRINTF(3, 4);
void protocol_say(const char *kind, const char *fmt, ...) GB_PRINTF(2, 3);

#endif
