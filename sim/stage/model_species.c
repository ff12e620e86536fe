/* Species agree by name and mass between a model, its pair_coeff and a glass from elsewhere. See model.h.
 *
 * `pair_coeff * * ... Cu Zr` ends in names, one a type, in the styles that read a table for several elements. A name
 * fits species k when it is its name, its stand-in (scatter-as), the same symbol with a suffix (Cu1 for Cu) or NULL
 * (hybrid). In other styles the last words are taken for such a list only where all of them are names of species.
 */
#include "stage/model.h"

#include "base/mem.h"
#include "stage/schema.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* One is the other, or the other with something behind it that does not make another symbol of it: Cu1, but not C. */
static bool same_symbol(const char *a, const char *b) {
    const size_t n = strlen(a) < strlen(b) ? strlen(a) : strlen(b);
    return strncmp(a, b, n) == 0 && !islower((unsigned char)a[n]) && !islower((unsigned char)b[n]);
}

static bool fits(const struct model *m, int k, const char *word) {
    return strcmp(word, "NULL") == 0 || same_symbol(word, m->element[k]) ||
           (m->scatter_as[k] && same_symbol(word, m->scatter_as[k]));
}

static bool is_species(const struct model *m, const char *word) {
    bool any = strcmp(word, "NULL") == 0;
    for (int k = 0; k < m->n_species; k++) any = any || strcmp(m->element[k], word) == 0;
    return any;
}

static bool reads_elements(const char *commands_style) {
    static const char *const style[] = {"eam/alloy", "eam/fs",      "eam/cd",  "eam/he",  "adp",  "meam",
                                        "meam/c",    "meam/spline", "sw",      "tersoff", "bop",  "polymorphic",
                                        "edip",      "vashishta",   "comb",    "comb3",   "snap", "pace",
                                        "mace",      "nequip",      "allegro", "gw",      "extep"};
    for (size_t i = 0; i < sizeof style / sizeof *style; i++) {
        const size_t n = strlen(style[i]);
        if (strncmp(commands_style, style[i], n) == 0 && (commands_style[n] == '\0' || commands_style[n] == '/'))
            return true;
    }
    return false;
}

enum { MAX_WORDS = 64 };

static size_t cut(char *text, char *word[MAX_WORDS]) {
    size_t n = 0;
    for (char *save = NULL, *w = strtok_r(text, " \t\n\r", &save); w && n < MAX_WORDS;
         w = strtok_r(NULL, " \t\n\r", &save))
        word[n++] = w;
    return n;
}

/* The list at the end of words, which begin with pair_coeff; style: that of pair_style. */
static int check_list(const struct model *m, const struct gb_xml_node *node, const char *style, char **word, size_t n,
                      struct gb_error *err) {
    const size_t n_species = (size_t)m->n_species;
    if (n < 4 + n_species || strcmp(word[1], "*") != 0 || strcmp(word[2], "*") != 0) return GB_OK;
    const bool hybrid = strncmp(style, "hybrid", 6) == 0;
    bool list = reads_elements(hybrid ? word[3] : style), all = true;
    for (size_t k = 0; k < n_species; k++) all = all && is_species(m, word[n - n_species + k]);
    if (!list && !all) return GB_OK;
    for (size_t k = 0; k < n_species; k++) {
        const char *name = word[n - n_species + k];
        if (!fits(m, (int)k, name))
            return schema_fail(err, m->path, node, "",
                               "names %s for type %zu, which is %s by <species>; allowed: the same names in the same "
                               "order; exchange the one or the other",
                               name, k + 1, m->element[k]);
    }
    return GB_OK;
}

int model_check_names(const struct model *m, const struct gb_xml_node *lammps, struct gb_error *err) {
    char *style = NULL;
    int rc = GB_OK;
    for (size_t i = 0; i < lammps->n_children && rc == GB_OK; i++) {
        char *text = gb_strdup(lammps->child[i]->text), *word[MAX_WORDS];
        const size_t n = cut(text, word);
        if (n > 1 && strcmp(word[0], "pair_style") == 0) {
            free(style);
            style = gb_strdup(word[1]);
        } else if (n > 0 && style && strcmp(word[0], "pair_coeff") == 0) {
            rc = check_list(m, lammps->child[i], style, word, n, err);
        }
        free(text);
    }
    free(style);
    return rc;
}

int model_read_glass(struct config **c, const struct model *m, const char *path, struct gb_error *err) {
    const struct config_species species = {.n = m->n_species, .name = (const char *const *)m->element, .mass = m->mass};
    int rc = config_read_as(c, path, -1, &species, err);
    if (rc != GB_OK) return rc;
    const bool lj = strcmp(m->units, "lj") == 0;
    if ((*c)->length == (lj ? CONFIG_LENGTH_ANGSTROM : CONFIG_LENGTH_SIGMA))
        rc = gb_fail(
            err, GB_EINPUT,
            "%s: its ITEM: UNITS says that lengths are in %s, but model '%s' has units %s; use a model with the "
            "same units, or convert the file",
            path, lj ? "angstrom" : "sigma", m->name, m->units);
    else if ((*c)->rotated)
        rc = gb_fail(
            err, GB_EINPUT,
            "%s: its box is in general position, but a study loads along x, y and z of LAMMPS's box (edge a "
            "along x, b in the x-y plane), which would be other directions; rotate box and atoms first, minding "
            "where the loading axis goes",
            path);
    if (rc == GB_OK) return GB_OK;
    config_free(*c);
    *c = NULL;
    return rc;
}
