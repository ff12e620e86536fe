/* Where the numbers come from: the stages' own records (stage.xml), the command, the model and the effective study. */
#include "page/parts.h"

#include "base/file.h"
#include "base/number.h"
#include "base/table.h"
#include "base/xml.h"
#include "report/gnuplot.h"

#include <stdlib.h>
#include <string.h>

/* One stage's record, its attributes as found. */
struct record {
    char *name, *engine, *host, *started, *seconds, *hash, *version, *kind;
};
struct records {
    size_t n;
    struct record *item;
};

static bool known(const struct records *all, const char *name) {
    for (size_t i = 0; i < all->n; i++)
        if (strcmp(all->item[i].name, name) == 0) return true;
    return false;
}

static char *attribute(const struct gb_xml_node *node, const char *name) {
    const char *v = gb_xml_attribute(node, name);
    return gb_strdup(v ? v : "");
}

/* Adds stage `name` and, after it, all stages that it was made from; unreadable records are left out. */
static void add_stages(struct records *all, const char *dir, const char *name, int depth) {
    struct gb_xml_node *root;
    if (depth > 16 || *name == '/' || strstr(name, "..") || known(all, name)) return;
    char *path = gb_format("%s/%s/stage.xml", dir, name);
    int rc = gb_xml_read(&root, path, NULL);
    free(path);
    if (rc != GB_OK) return;
    all->item = gb_realloc(all->item, all->n + 1, sizeof *all->item);
    all->item[all->n++] = (struct record){gb_strdup(name),
                                          attribute(root, "engine"),
                                          attribute(root, "host"),
                                          attribute(root, "started"),
                                          attribute(root, "seconds"),
                                          attribute(root, "hash"),
                                          attribute(root, "glassbed"),
                                          attribute(root, "kind")};
    for (size_t i = 0; i < root->n_children; i++) {
        const char *input = gb_xml_attribute(root->child[i], "path");
        if (strcmp(root->child[i]->name, "input") == 0 && input) add_stages(all, dir, input, depth + 1);
    }
    gb_xml_free(root);
}

static int by_name(const void *a, const void *b) {
    return strcmp(((const struct record *)a)->name, ((const struct record *)b)->name);
}

static void records_clear(struct records *all) {
    for (size_t i = 0; i < all->n; i++) {
        struct record *r = &all->item[i];
        char *owned[] = {r->name, r->engine, r->host, r->started, r->seconds, r->hash, r->version, r->kind};
        for (size_t k = 0; k < sizeof owned / sizeof owned[0]; k++) free(owned[k]);
    }
    free(all->item);
    *all = (struct records){0};
}

/* Adds `what` to a list "a; b" unless it is there. */
static void add_once(struct gb_text *b, const char *what) {
    if (!*what || (b->s && strstr(b->s, what))) return;
    gb_text_add(b, "%s%s", b->len ? "; " : "", what);
}

/* The command that wrote the curves: second line of each table, "# glassbed 0.1.0; glassbed run ..."; the caller's, ""
 * when there is none. summary.tsv, which must not depend on how it was made, does not say. */
static char *written_by(const struct page *p) {
    char *path = page_summary_path(p, "curves", p->by_rate[0], p->load, p->weights);
    char *text = NULL, *out = NULL;
    if (gb_file_read(path, &text, NULL, NULL) == GB_OK) {
        char *s = strstr(text, "\n# glassbed ");
        size_t line = s ? strcspn(s + 1, "\r\n") + 1 : 0;
        char *semicolon = s ? strstr(s, "; ") : NULL;
        if (semicolon && (size_t)(semicolon - s) < line) {
            s[line] = '\0';
            out = gb_strdup(semicolon + 2);
        }
    }
    free(text);
    free(path);
    return out ? out : gb_strdup("");
}

static void origin_table(struct page *p, const struct records *all) {
    struct gb_text versions = {0}, engines = {0}, hosts = {0};
    double seconds = 0;
    for (size_t i = 0; i < all->n; i++) {
        double v;
        if (gb_parse_double(all->item[i].seconds, &v)) seconds += v;
        char *version = gb_format("glassbed %s", all->item[i].version);
        if (*all->item[i].version) add_once(&versions, version);
        free(version);
        if (strcmp(all->item[i].engine, "glassbed") != 0) add_once(&engines, all->item[i].engine);
        add_once(&hosts, all->item[i].host);
    }
    const struct model *m = p->s->model;
    char *command = written_by(p), *time = gb_format("%.0f s in %zu stages (sum over cores)", seconds, all->n);
    char *seed = gb_format("%llu", (unsigned long long)p->s->seed);
    char *rebuild = gb_format("glassbed report %s", p->dir);
    const char *const cell[] = {
        "study",   p->s->name, "seed",       seed,       "model",           m->title,  "source", m->source,
        "licence", m->licence, "versions",   versions.s, "engine",          engines.s, "host",   hosts.s,
        "time",    time,       "written by", command,    "this page again", rebuild};
    const char *const header[] = {"what", "value"};
    report_table(&p->r, NULL, 2, header, sizeof cell / sizeof cell[0] / 2, cell);
    free(rebuild);
    free(seed);
    free(time);
    free(command);
    free(hosts.s);
    free(engines.s);
    free(versions.s);
}

static void stages_table(struct page *p, const struct records *all) {
    static const char *const header[] = {"stage", "engine", "host", "started", "seconds", "hash"};
    const char **cell = GB_ARRAY(6 * all->n, const char *);
    for (size_t i = 0; i < all->n; i++) {
        const struct record *r = &all->item[i];
        const char *const row[] = {r->name, r->engine, r->host, r->started, r->seconds, r->hash};
        memcpy(cell + 6 * i, row, sizeof row);
    }
    char *summary = gb_format("The %zu stages", all->n);
    report_details_begin(&p->r, summary);
    report_table(&p->r, NULL, 6, header, all->n, cell);
    report_details_end(&p->r);
    free(summary);
    free(cell);
}

int page_origin(struct page *p, struct gb_error *err) {
    (void)err;
    struct records all = {0};
    report_heading(&p->r, "origin", "Where it comes from");
    add_stages(&all, p->dir, "summary", 0);
    if (all.n) qsort(all.item, all.n, sizeof *all.item, by_name);
    origin_table(p, &all);
    if (all.n)
        stages_table(p, &all);
    else
        report_paragraph(&p->r, "The stages left no record here (summary/stage.xml is missing).");
    char *xml = study_effective_xml(p->s);
    report_preformatted(&p->r, "The study, every default written out", xml ? xml : "");
    free(xml);
    records_clear(&all);
    return GB_OK;
}
