/* The parts of the page of a study, for the files of this room only. */
#ifndef GB_PAGE_PARTS_H
#define GB_PAGE_PARTS_H

#include "page/cells.h"
#include "pool/pool.h"
#include "report/figures.h"
#include "report/report.h"
#include "summary/summary.h"

struct page {
    const struct study *s; /* borrowed */
    const char *dir;       /* borrowed */
    struct summary sum;
    struct screening screen; /* order.tsv; empty where a summary has none */
    struct report r;
    size_t n_histories;
    size_t *by_rate;  /* histories from the slowest rate to the fastest; owned */
    char **label;     /* label[h] of history h as people read it: "rate 1e-2", "1e10 K/s", "as given"; owned */
    char **load_name; /* of each load as people read it: "strain 0.0025", "T 0.15, stress 0.2, snapshots"; owned */
    size_t load;      /* index of the load that the figures show: the largest, athermal if there is one */
    char *method, *weights;                     /* of the main rows; owned */
    char *length, *energy, *temperature, *rate; /* units as printed; owned */
};

/* From p->s, p->sum and p->screen, which are there; page_clear frees these too. */
void page_create(struct page *p);
void page_clear(struct page *p);
struct figure_context page_figure_context(const struct page *p);
/* The row of history h, or NULL; method and weights NULL: the main ones. */
const struct summary_row *page_row(const struct page *p, size_t h, size_t load, const char *weights,
                                   const char *method);
/* The fewest and the most samples of a row; those without any, all of whose samples are left out, do not count. */
void page_samples(const struct page *p, size_t *fewest, size_t *most);
/* "3 samples", "2 to 3 samples"; the caller's. */
char *page_samples_text(const struct page *p);
/* A table of the summary for one history, load and weights (study/names.h); the caller's. */
#define PAGE_NO_LOAD ((size_t)-1)
char *page_summary_path(const struct page *p, const char *what, size_t h, size_t load, const char *weights);
/* "Kob-Andersen 80:20, 3 samples of 4000 atoms, ..." */
int page_introduction(struct page *p, struct gb_error *err);
int page_warnings(struct page *p, struct gb_error *err);
int page_main_table(struct page *p, struct gb_error *err);
int page_full_table(struct page *p, struct gb_error *err);
/* What the histories are, take and reach; nothing where all are cooling rates. */
int page_histories(struct page *p, struct gb_error *err);
/* The equilibrium line, where there is one, and T_f against the cooling rate. */
int page_fictive(struct page *p, struct gb_error *err);
/* Slopes of ratio and losses over the histories, and how sure they are. */
int page_slopes(struct page *p, struct gb_error *err);
/* Against T_f, Poisson's ratio, stress and strain. */
int page_relations(struct page *p, struct gb_error *err);
/* A point of each history at a load, slowest first; mark: hollow where T_f_is is extrapolated. page_clouds_free() it.
 */
struct cloud *page_clouds(const struct page *p, size_t load, enum quantity x, enum quantity y, bool mark);
void page_clouds_free(struct cloud *c);
/* Loads like that of the figures (at the same temperature, the same positions measured), from the smallest strain to
 * the largest: at[n_loads], and how many. */
size_t page_loads_alike(const struct page *p, size_t *at);
/* A quantity of a row; NaN where there is no row. */
struct estimate page_value(const struct summary_row *row, enum quantity q);
/* The load of the smallest strain, of those like the figures' (athermal if there is one). */
size_t page_smallest_load(const struct page *p);
/* Embeds a figure that was drawn; nothing otherwise. Takes the figure and the caption. */
int page_place(struct page *p, bool drawn, struct figure *f, const char *name, const char *alt, char *caption,
               struct gb_error *err);
/* Loads at rest and at temperatures side by side; nothing where all are at rest. */
int page_temperature(struct page *p, struct gb_error *err);
/* Moduli, isotropy, and the loss of G against that of the PDF; nothing without summary/moduli.tsv. */
int page_moduli(struct page *p, struct gb_error *err);
/* The ratio, g_l0 and the truth, the cooling; after what is against T_f and load, the partials and D2min. */
int page_figures(struct page *p, struct gb_error *err);
int page_more_figures(struct page *p, struct gb_error *err);
/* What an experiment would have read off the study's glasses, against the truth. */
int page_experiment(struct page *p, struct gb_error *err);
/* A detector image of glasses with these S_l0 (x-ray weights). */
int page_frame(struct page *p, const struct scattering *c, struct gb_error *err);
/* What an error of +-0.01 costs: table and figure. */
int page_efficiency(struct page *p, struct gb_error *err);
/* A collapsible list of notes "PLACE: REASON (N times)", each reason once with its places below it: see
 * notes.c. */
void page_notes(struct page *p, const char *summary, size_t n, const char *const *note);
/* Versions, hosts, times and commands from the stages' own records; the effective study. */
int page_origin(struct page *p, struct gb_error *err);

#endif
