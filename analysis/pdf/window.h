/* Windows of Q: what a curve in reciprocal space is multiplied by before it is transformed. x = Q/Q_max; 0 beyond 1.
 *     step 1;  lorch sin(pi x)/(pi x);  gaussian exp(-2 x^2)
 */
#ifndef GB_PDF_WINDOW_H
#define GB_PDF_WINDOW_H

#include <math.h>
#include <string.h>

enum q_window { QWINDOW_STEP, QWINDOW_LORCH, QWINDOW_GAUSSIAN, QWINDOW_N };

static inline double q_window(enum q_window w, double x) {
    if (x > 1) return 0;
    if (w == QWINDOW_LORCH) return x > 0 ? sin(M_PI * x) / (M_PI * x) : 1;
    return w == QWINDOW_GAUSSIAN ? exp(-2 * x * x) : 1;
}
static inline const char *q_window_name(enum q_window w) {
    return w == QWINDOW_STEP ? "step" : w == QWINDOW_LORCH ? "lorch" : "gaussian";
}
/* QWINDOW_N when there is none of that name. */
static inline enum q_window q_window_find(const char *name) {
    int w = 0;
    while (w < QWINDOW_N && strcmp(name, q_window_name((enum q_window)w)) != 0) w++;
    return (enum q_window)w;
}

#endif
