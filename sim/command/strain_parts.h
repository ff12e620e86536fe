/* Parts of the subcommand `strain`: what it was asked, what its files hold, what it found.
 *
 *     cmd_strain.c    options and the order of things
 *     strain_data.c   files of any kind: tables of g00, g20 or of S00, S20, and sectors of S(Q), g(r) or intensity
 *     strain_run.c    the pipeline in r or through Q, the affine law in Q, the competing methods, errors by draws
 *     strain_write.c  values and curves
 */
#ifndef GB_COMMAND_STRAIN_PARTS_H
#define GB_COMMAND_STRAIN_PARTS_H

#include "base/path_list.h"
#include "strain/reduce.h"
#include "strain/shift.h"
#include "strain/strain.h"

struct strain_request {
    struct gb_paths loaded_files, unloaded_files; /* owned; `loaded` and `unloaded` are their labels */
    const char *loaded, *unloaded, *window, *pick, *g00, *columns, *out, *curves_out;
    double poisson, fit[2], smooth, q_min, q_max, q_fit[2], q_smooth, density;
    size_t draws, seed;
    /* files */
    const char *data, *chi, *phi, *composition, *weights, *rule, *background, *sectors_out;
    double wavelength, width, norm[2];
    bool naive, each_sector;
    size_t l_max;
    /* made from these */
    bool g00_loaded;
    enum q_window q_window;
    struct scatter scatter;
    enum reduce_rule reduce;
    double background_counts; /* and background_file NULL, or the other way round */
    const char *background_file;
    char *names; /* --columns cut in three; owned */
    const char *column[3];
    struct strain_options opt;
};

/* One state of the glass: g00, g20 in r, or S00, S20 in Q. */
struct strain_data {
    bool in_q;
    char *unit, *what;      /* "ang", "sigma" or "-"; "36 sectors of S(Q) by phi, ..." for headers; owned */
    struct gb_table *table; /* as read; owned; NULL: a file for each sector */
    double r_max;           /* made from pairs that were known up to there (pdf/head.h); INFINITY: not */
    bool interpolated;
    char *notes;          /* what reading made of the files, a line each; owned; NULL: nothing */
    bool from_two_theta;  /* a table that took --wavelength */
    size_t first;         /* bins below hold no data */
    struct pdf_grid grid; /* in r: of g[0] = g00 and g[1] = g20, owned */
    double *g[2];
    struct structure S;     /* in Q; rho0 is set later */
    double *error[2];       /* in Q: standard errors of S00, S20; NULL: not known; owned */
    bool by_sectors;        /* then: */
    struct sectors sectors; /* of S(Q) or g(r) */
    double misfit;          /* of the expansion */
    bool reduced;           /* from intensity; then: */
    struct reduce_result norm;
    double norm_lo; /* where its range of Q begins */
};

/* step: bins wanted, 0: the file's own. `files`: one, or of one sector each. */
int strain_data_read(struct strain_data *d, const struct strain_request *q, const struct gb_paths *files, double step,
                     struct gb_error *err);
void strain_data_clear(struct strain_data *d);

enum { STRAIN_MAX_SHELLS = 4 };

/* Everything found. What was not looked for is NaN. */
struct strain_found {
    bool in_q;
    char *unit; /* borrowed from the data */
    struct strain_result r;
    struct pdf_grid grid;
    struct strain_curves curves; /* owned */
    struct q_cut cut;
    double rho0;
    bool rho0_given;
    double q_fit[2];
    struct strain_q_fit q_law;
    double q_smooth;       /* of the affine law; 0: none */
    const double *q_noise; /* of S00, taken off the law's sum of squares; NULL: none; borrowed */
    struct shift peak;
    size_t n_shells;
    struct shift shell[STRAIN_MAX_SHELLS];
    size_t draws; /* that gave a result */
    double err_eps_inf, err_eps_1, err_eps_2, err_ratio, err_eps_q;
};
/* unloaded: NULL when there is none. Sets q->opt.fit_lo, fit_hi where they are to be chosen. */
int strain_run(struct strain_request *q, struct strain_data *loaded, struct strain_data *unloaded,
               struct strain_found *f, struct gb_error *err);
void strain_found_clear(struct strain_found *f);

int strain_write_values(const struct strain_request *q, const struct strain_data *loaded,
                        const struct strain_data *unloaded, const struct strain_found *f, struct gb_error *err);
int strain_write_curves(const struct strain_request *q, const struct strain_data *loaded, const struct strain_found *f,
                        struct gb_error *err);

#endif
