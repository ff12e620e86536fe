/* A study as the user wrote it: study.xml, checked against everything that is allowed (configs/study.rng says the same
 * to editors), with the model's defaults filled in. Every field is effective: nothing is defaulted later.
 *
 * settings.c has the table; read.c and read_*.c fill the struct by it, xml.c writes it, study.c and steps.c answer
 * questions about it.
 */
#ifndef GB_SIM_STUDY_H
#define GB_SIM_STUDY_H

#include "stage/model.h"
#include "stage/schema.h"
#include "strain/strain.h"
#include "study/history.h"
#include "study/liquid.h"
#include "thermal/fictive.h"

#include <stdint.h>

enum study_relaxation {
    RELAX_NONE,      /* the cell stays as it is, only the atoms come to rest */
    RELAX_ISOTROPIC, /* the cell's volume relaxes to the wanted pressure */
    RELAX_LENGTHS,   /* its three edges relax apart */
};
struct study;
/* How much further than r-max the smoothing reads: 5 widths of the Gaussian, or 5 wavelengths 2 pi/Q_max. */
double study_margin(const struct study *s);
/* "none", "isotropic", "lengths" */
const char *study_relaxation_name(enum study_relaxation r);

/* What is measured: the glass at rest at T = 0, time-averaged positions, or snapshots. */
enum study_positions { POSITIONS_REST, POSITIONS_MEAN, POSITIONS_SNAPSHOTS };

struct study_compress {
    bool thermal;                               /* else at rest, T = 0 */
    bool by_stress;                             /* always when thermal */
    double T, equilibrate_time, time, timestep; /* only thermal; K or epsilon/k, ps or tau */
    uint64_t snapshots;
    char *T_label, *name; /* as written, and "T0.15", which names folders; NULL when athermal; owned */
    unsigned axes;        /* bit 0 x, 1 y, 2 z; this and both_signs the same in all */
    bool both_signs;
    size_t n;     /* strains or stresses */
    char **label; /* as written */
    double *amount;
};
struct study_load {
    size_t element; /* of study.compress */
    double strain;  /* axial compression, engineering, of the cell; NaN where the stress is given */
    double stress;  /* axial compression, epsilon/sigma^3 or GPa; NaN where the strain is given */
    enum study_positions positions;
    char *label;   /* unique, names folders: "0.005", "stress-0.2", "T0.15-stress-0.2-mean"; owned */
    char *applied; /* the label without the positions: names the folders of the loaded states; owned */
};

struct study {
    char *name, *path;
    uint64_t seed;
    struct model *model; /* owned */

    /* <glass model="" atoms="" samples=""/>  or  <glass file="" model=""/> (a sample each; several <file> children) */
    char *model_name; /* as the study says it: a name, or a path made absolute */
    size_t atoms;     /* per sample; with files: by the first one's header, 0 where that does not say */
    size_t samples;
    size_t n_files;
    char **file; /* relative to the study file, made absolute; owned */

    /* <quench melt="" from="" to="" ...> <rate>..</rate> </quench>; none with files, whose histories take the model's
     * timestep, ensemble and end of cooling */
    double melt_T, from_T, to_T, timestep, melt_time, equilibrate_time, density;
    bool npt;
    uint64_t checkpoint_steps; /* MD steps between checkpoints, about 15 s of work on one core unless the user says */
    struct fictive_windows fictive;

    /* rates, and <history name=""> steps </history> */
    size_t n_histories;
    struct history *history;

    /* <reference relax="isotropic|lengths|none" pressure="0"/> */
    enum study_relaxation relax;
    double pressure;       /* model units: epsilon/sigma^3 or GPa */
    double elastic_strain; /* of the elastic stage, default 5e-4 */

    double crystal_max; /* <order crystal-max="0.05"/>: crystalline fraction beyond which a sample is left out */

    struct study_liquid equilibrium;

    /* <compress mode="athermal|thermal" axes="x y z" both-signs="yes" ...> <strain> or <stress> ... </compress>, once
     * or more; axes and signs are the same in all */
    unsigned axes;
    bool both_signs;
    size_t n_compress;
    struct study_compress *compress; /* owned */
    /* the loads of all of them: those at a temperature twice, by the positions that are measured */
    size_t n_loads;
    struct study_load *load; /* owned */

    /* <measure r-max r-bin fit="LO HI" smooth="0.06" | q-max= window= partials="yes" d2min-cut= /> */
    double r_max, r_bin, fit_lo, fit_hi, d2min_cut;
    struct smoothing smoothing;
    bool partials;

    int ranks; /* <run ranks="1"/> MPI ranks per worker */
};

/* The tables of settings, of <study> and of <studies> (collection.h); settings.c. */
extern const struct schema_element study_table, studies_table;

/* Errors: "study.xml:7: <quench> from='0.1': ... ; allowed ...; remedy". GB_EINPUT. *s is the caller's. */
int study_read(struct study **s, const char *path, struct gb_error *err);
/* What is in the file ("-": standard input); the caller's. */
int study_file_text(const char *path, char **text, size_t *len, struct gb_error *err);
/* The same from text; path is for messages and gives the folder that relative paths start from. model_path: read the
 * model from there and do not look for the glass files, for a study that has already run (the effective study in a
 * study's folder, with the model.xml beside it: the folder can be read on another machine); NULL: as the study says. */
int study_parse(struct study **s, const char *text, size_t len, const char *path, const char *model_path,
                struct gb_error *err);
/* The same from a tree that is there. */
int study_from_tree(struct study **s, const struct gb_xml_node *root, const char *path, const char *model_path,
                    struct gb_error *err);
/* The effective study of a folder, with the model that was written beside it. GB_EINPUT; *s is the caller's. */
int study_read_folder(struct study **s, const char *dir, struct gb_error *err);
void study_free(struct study *s);
/* All settings of a study file as Markdown, for configs/README.md and `glassbed plan --settings`. */
void study_settings(struct gb_text *out);
/* RELAX NG of study files: configs/study.rng and `glassbed plan --rng`. */
void study_rng(struct gb_text *out);
/* The table of an element: "quench", "history/swap", "equilibrium/T"; NULL: there is none. Its settings are kept in
 * struct study, but in study_liquid of <equilibrium>, study_compress, step, and in a double of <T>, <strain>, <stress>. */
const struct schema_element *study_element(const char *path);
/* Prints the setting of e that becomes the stage parameter `param`, as stages have it: exact numbers, yes or no. stored:
 * the struct of the element. GB_EFAIL where no setting does. */
int study_param(const struct schema_element *e, const void *stored, const char *param, struct gb_text *out);
/* The effective study as XML, every default written out, paths absolute; the caller's. It reads back to the same. */
char *study_effective_xml(const struct study *s);
/* A path of the study file, made absolute from the study file's folder; the caller's. */
char *study_absolute(const char *study_path, const char *path);
/* A glass file, FILE or FILE@N (config_frame_of): opened, errno set as by fopen where it is not; and hashed, with the
 * frame where one is named. */
FILE *study_glass_open(const char *name);
int study_glass_hash(const char *name, uint64_t *hash, struct gb_error *err);

/* "sigma" or "ang": the length unit in column names. */
const char *study_length(const struct study *s);
/* Is the glass loaded at a temperature? */
bool study_has_temperature(const struct study *s);
/* The <compress> that a load is of. */
const struct study_compress *study_load_compress(const struct study *s, size_t load);
/* No load is given by its stress. */
bool study_only_strains(const struct study *s);
/* Where things are inside a study's folder: histories are cooling rates as written, names, or "as-given" for files. */
size_t study_n_histories(const struct study *s);
const char *study_history(const struct study *s, size_t h);

#endif
