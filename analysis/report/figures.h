/* The figures of a study, as gnuplot scripts. Each draws what it is given and leaves out what is not finite; a script
 * that would be empty is not made (false), and the page says so instead.
 */
#ifndef GB_REPORT_FIGURES_H
#define GB_REPORT_FIGURES_H

#include "base/error.h"
#include "base/mem.h"
#include "strain/jackknife.h"
#include "thermal/equilibrium.h"

#include <stdbool.h>
#include <stddef.h>

/* Curves of one history at one strain: a curves-*.tsv. Arrays of n, NaN where the file has no such column. e_rad and
 * e_tan are over the true strain, K is for unit strain. */
enum curve_column {
    CURVE_R,
    CURVE_G00,
    CURVE_G20,
    CURVE_G20_ERR,
    CURVE_K,
    CURVE_CONT,
    CURVE_CONT_ERR,
    CURVE_RAD,
    CURVE_RAD_ERR,
    CURVE_TAN,
    CURVE_TAN_ERR,
    CURVE_N_COLUMNS
};
struct curve {
    char *label; /* for keys and titles, plain text */
    size_t n;
    double *column[CURVE_N_COLUMNS];                             /* owned */
    double eps_inf, eps_true, A[2], r[2], r_peak, r_min;         /* NaN where the file does not say */
    double cont_corr, cont_corr_err, cont_slope, cont_slope_err; /* set by the caller, for the scatter figure */
};
/* GB_EINPUT when the file cannot be read, or has no r or no g00. */
int curve_read(struct curve *c, const char *label, const char *path, struct gb_error *err);
void curve_clear(struct curve *c);

/* Enthalpy on cooling: a cooling-*.tsv, with the two lines (h = intercept + slope T) whose crossing is T_f. */
struct cooling {
    char *label;
    size_t n;
    double *T, *h, *h_err; /* owned; in the order of the file */
    double T_f, T_f_err, glass_slope, glass_intercept, liquid_slope, liquid_intercept;
};
int cooling_read(struct cooling *c, const char *label, const char *path, struct gb_error *err);
void cooling_clear(struct cooling *c);

/* A histogram: a d2min-*.tsv. */
struct histogram {
    char *label;
    size_t n;
    double *x, *y, *y_err; /* owned */
};
int histogram_read(struct histogram *h, const char *label, const char *path, struct gb_error *err);
void histogram_clear(struct histogram *h);

/* The equilibrium line e_IS(T), and glasses at their energy and fictive temperatures: by the line, and by enthalpy. */
struct line_point {
    double T;
    struct estimate e;
    bool used;
};
struct line_glass {
    const char *label; /* borrowed */
    struct estimate e, T_f, T_f_is;
    bool extrapolated;
};
/* Numbers with errors against histories or pair types. */
struct series {
    const char *label;         /* borrowed */
    const double *value, *err; /* n_places each, borrowed; NaN: not there */
};
struct places {
    size_t n;
    const char *const *label; /* borrowed */
    const double *x;          /* positive, for a logarithmic axis; NULL: categories */
    const char *axis;         /* plain text */
};

struct figure_context {
    const char *length, *energy, *temperature; /* units as printed ("Å"), borrowed; "" when none */
    double fit_lo, fit_hi;                     /* window of eps_inf */
};

struct figure {
    struct gb_text script;
    int width, height; /* px */
};
void figure_clear(struct figure *f);

/* Each false when there is nothing to draw. */
bool figure_pdf(struct figure *f, const struct figure_context *x, size_t n, const struct curve *c);
bool figure_first_shell(struct figure *f, const struct figure_context *x, size_t n, const struct curve *c);
bool figure_pair_strain(struct figure *f, const struct figure_context *x, size_t n, const struct curve *c);
bool figure_continuity(struct figure *f, const struct figure_context *x, size_t n, const struct curve *c);
bool figure_continuity_scatter(struct figure *f, const struct figure_context *x, size_t n, const struct curve *c);
/* line: NULL where there is none. */
bool figure_equilibrium(struct figure *f, const struct figure_context *x, const struct equilibrium_line *line,
                        size_t n_points, const struct line_point *point, size_t n_glasses,
                        const struct line_glass *glass);
bool figure_cooling(struct figure *f, const struct figure_context *x, size_t n, const struct cooling *c);
bool figure_d2min(struct figure *f, const struct figure_context *x, size_t n, const struct histogram *h);
/* Above: the ratio with the band of the paper (0.21 to 0.24); below: the absolute loss; a series per strain. */
bool figure_ratio(struct figure *f, const struct places *p, size_t n, const struct series *ratio,
                  const struct series *loss);
/* The error of the ratio against the processor time spent: lines of slope -1/2, a point where the study stands. */
struct cost_line {
    const char *label;           /* borrowed */
    double cpu;                  /* s per sample */
    double scatter, scatter_err; /* of one sample; the error may be NaN */
    size_t samples, colour;      /* of the study; lines of one colour belong together */
    bool dashed;
};
/* Lines whose cpu or scatter is not a positive number are left out. aim: an error to be marked. */
bool figure_cost(struct figure *f, size_t n, const struct cost_line *line, double aim);
/* S00 and S20 of one history and weights: a structure-*.tsv. Arrays of n; affine: -c Q dS00/dQ, S20 of unit strain. */
enum scattering_column {
    SCATTERING_Q,
    SCATTERING_S00,
    SCATTERING_S20,
    SCATTERING_S20_ERR,
    SCATTERING_AFFINE,
    SCATTERING_N_COLUMNS
};
struct scattering {
    char *label;
    size_t n;
    double *column[SCATTERING_N_COLUMNS]; /* owned */
    double eps_inf, eps_true;             /* NaN where the file does not say */
};
/* GB_EINPUT when the file cannot be read, or lacks a column. */
int scattering_read(struct scattering *c, const char *label, const char *path, struct gb_error *err);
void scattering_clear(struct scattering *c);
/* S00 above, S20 of each history below with the affine law at eps_inf and eps_true; up to q_end, 1/angstrom. */
bool figure_structure(struct figure *f, double q_end, size_t n, const struct scattering *c);

/* Something measured against how it is measured (Q_max, counts): panels over one x axis, a line with error bars for
 * each trend; `truth` a level to compare with. */
struct trend {
    const char *label; /* borrowed */
    size_t n, colour;
    bool dashed;
    const double *x, *y, *err; /* borrowed; NaN: not there */
};
struct trend_panel {
    const char *y_label, *truth_label; /* marked up; plain */
    double truth;                      /* NaN: none */
    size_t n;
    const struct trend *trend;
};
bool figure_trends(struct figure *f, size_t n, const struct trend_panel *panel, const char *x_label, bool logarithmic);

/* One quantity against another, both with errors: panels over one x axis, a cloud for each history. */
struct cloud {
    const char *label; /* borrowed */
    size_t n;
    const struct estimate *x, *y; /* [n], borrowed; NaN: not there */
    bool joined, hollow;
};
struct relation_panel {
    const char *y_label; /* marked up */
    bool band;           /* that of the paper, 0.21 to 0.24 */
    bool equal;          /* one panel, both axes alike, a dotted line where y = x */
    double level;        /* a line across; NaN: none */
    size_t n;            /* the same in all panels */
    const struct cloud *cloud;
};
/* False also where no panel has two points. x_label: marked up. */
bool figure_relation(struct figure *f, size_t n, const struct relation_panel *panel, const char *x_label);

/* Methods side by side: a row for each, a dot with its error for each history, hollow where a purely affine strain
 * would put it; a line at the truth of each history. */
struct method {
    const char *label;            /* borrowed */
    const struct estimate *value; /* [n_histories], borrowed; NaN: not there */
    const double *floor;          /* [n_histories] */
};
struct method_panel {
    const char *x_label; /* marked up */
    const double *truth; /* [n_histories] */
    size_t n;
    const struct method *method;
};
bool figure_methods(struct figure *f, size_t n, const struct method_panel *panel, size_t n_histories,
                    const char *const *history);

/* A detector's frame, unloaded (counts, on a logarithmic scale), and what the load changes, 1e3 (loaded/unloaded - 1),
 * side by side; n x n values each, row by row from the top, NaN: no pixel. half_mm: half the edge. */
bool figure_frame(struct figure *f, size_t n, double half_mm, const double *unloaded, const double *change);

/* The ratio for each pair type; a series per history. */
bool figure_partials(struct figure *f, const struct places *p, size_t n, const struct series *ratio);

#endif
