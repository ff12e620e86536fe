/* The list of kinds, and whether a stage is as its kind's row says. See kinds.h. */
#include "stage/kinds.h"

#include "base/number.h"
#include "stage/rows.h"

#include <stdlib.h>
#include <string.h>

const struct stage_kind *const stage_kinds[STAGE_N_KINDS] = {
    &kind_melt,      &kind_quench,           &kind_reheat,    &kind_anneal,  &kind_swap,  &kind_creep,
    &kind_prestrain, &kind_equilibrium,      &kind_reference, &kind_elastic, &kind_order, &kind_compress,
    &kind_thermal,   &kind_compress_thermal, &kind_measure,   &kind_summary,
};

static const struct kind_when of_worker = {.text = "of the worker"},
                              of_again = {.text = "of the worker, taken up again"},
                              of_kim = {.text = "of the worker, with a KIM model"},
                              warned = {.text = "where there were warnings"};
const struct kind_file kind_every_file[] = {{"stage.xml", NULL, "kind, parameters, inputs, hash, versions and times"},
                                            {"worker.out", NULL, "what its process said"},
                                            {"log.lammps", &of_worker, "LAMMPS's log"},
                                            {"log.lammps.previous", &of_again, "that of an attempt before"},
                                            {"kim.log", &of_kim, "the KIM library's log"},
                                            {"warnings.txt", &warned, "a line each"},
                                            {NULL, NULL, NULL}};

const struct stage_kind *stage_kind_find(const char *name) {
    for (size_t i = 0; name && i < STAGE_N_KINDS; i++)
        if (strcmp(stage_kinds[i]->name, name) == 0) return stage_kinds[i];
    return NULL;
}

const struct kind_parameter *kind_parameter_find(const struct stage_kind *k, const char *name) {
    for (const struct kind_parameter *p = k->parameter; p->name; p++)
        if (strcmp(p->name, name) == 0) return p;
    return NULL;
}

const struct kind_input *kind_input_find(const struct stage_kind *k, const char *role) {
    const struct kind_input *any = NULL;
    for (const struct kind_input *in = k->input; in->role; in++) {
        if (strcmp(in->role, role) == 0) return in;
        if (in->role[0] == '{') any = in;
    }
    return any;
}

/* Is `word` one of the words of `text`? */
static bool has_word(const char *text, const char *word) {
    const size_t n = strlen(word);
    for (const char *at = text; *at; at += strspn(at, " ")) {
        const size_t m = strcspn(at, " ");
        if (m == n && strncmp(at, word, n) == 0) return true;
        at += m;
    }
    return false;
}

enum kind_holds kind_when_holds(const struct kind_when *when, const struct stage *s) {
    if (!when) return KIND_YES;
    if (!when->name) return KIND_MAY_BE;
    const char *value = stage_param_get(s, when->name);
    const bool there = value || stage_input_get(s, when->name);
    const bool holds = there && (!when->word || (value && has_word(value, when->word)));
    return holds != when->not ? KIND_YES : KIND_NO;
}

/* ---- patterns ---- */

/* `name` against a pattern that fits it from here on. */
static bool fits(const char *pattern, const struct stage *s, const char *name) {
    for (; *pattern != '{'; pattern++, name++) {
        if (*pattern != *name) return false;
        if (!*pattern) return true;
    }
    const char *rest = pattern + strcspn(pattern, "}") + 1;
    if (strncmp(pattern, "{sign}", 6) == 0) {
        const char *both = s ? stage_param_get(s, "both-signs") : "yes";
        if (strncmp(name, "plus", 4) == 0) return fits(rest, s, name + 4);
        return both && strcmp(both, "yes") == 0 && strncmp(name, "minus", 5) == 0 && fits(rest, s, name + 5);
    }
    for (; *name && *name != '/'; name++)
        if (fits(rest, s, name + 1)) return true;
    return false;
}

bool kind_pattern_fits(const char *pattern, const struct stage *s, const char *name) { return fits(pattern, s, name); }

/* ---- is a stage as its row says? ---- */

static bool is_type(enum kind_type type, const char *value) {
    double number;
    uint64_t count;
    switch (type) {
    case KIND_NUMBER: return gb_parse_double(value, &number);
    case KIND_COUNT: return gb_parse_uint64(value, &count);
    case KIND_YES_NO: return strcmp(value, "yes") == 0 || strcmp(value, "no") == 0;
    case KIND_AXIS: return strlen(value) == 1 && strspn(value, "xyz") == 1;
    case KIND_AXES: return *value && strspn(value, "xyz ") == strlen(value);
    case KIND_HASH: return strlen(value) == 16 && strspn(value, "0123456789abcdef") == 16;
    case KIND_TEXT: break;
    }
    return true;
}

static const char *const type_name[] = {
    [KIND_NUMBER] = "number", [KIND_COUNT] = "count", [KIND_TEXT] = "text", [KIND_YES_NO] = "yes or no",
    [KIND_AXIS] = "axis",     [KIND_AXES] = "axes",   [KIND_HASH] = "hash"};

char *stage_kind_fault(const struct stage *s) {
    const struct stage_kind *k = stage_kind_find(s->kind);
    if (!k) return gb_format("there is no kind '%s' of stage", s->kind);
    if (s->worker != k->worker)
        return gb_format("kind %s is run by %s", k->name, k->worker ? "the worker" : "analysis");
    for (size_t i = 0; i < s->n_params; i++) {
        const struct kind_parameter *p = kind_parameter_find(k, s->param[i].name);
        if (!p) return gb_format("kind %s has no parameter '%s'", k->name, s->param[i].name);
        if (!is_type(p->type, s->param[i].value))
            return gb_format("parameter %s='%s' is no %s", p->name, s->param[i].value, type_name[p->type]);
    }
    for (const struct kind_parameter *p = k->parameter; p->name; p++) {
        const enum kind_holds holds = kind_when_holds(p->when, s);
        const bool there = stage_param_get(s, p->name) != NULL;
        if (holds == KIND_YES && !there) return gb_format("kind %s needs parameter '%s'", k->name, p->name);
        if (holds == KIND_NO && there)
            return gb_format("kind %s has parameter '%s' only %s", k->name, p->name, p->when->text);
    }
    return NULL;
}

char *stage_kind_input_fault(const struct stage *s) {
    const struct stage_kind *k = stage_kind_find(s->kind);
    if (!k) return gb_format("there is no kind '%s' of stage", s->kind);
    for (size_t i = 0; i < s->n_inputs; i++) {
        const struct kind_input *in = kind_input_find(k, s->input[i].name);
        if (!in) return gb_format("kind %s has no input '%s'", k->name, s->input[i].name);
        if (s->input[i].is_stage ? in->from == KIND_FILE : !(in->from & KIND_FILE))
            return gb_format("input '%s' of kind %s is %s", in->role, k->name,
                             s->input[i].is_stage ? "a file" : "a stage");
    }
    for (const struct kind_input *in = k->input; in->role; in++) {
        if (in->role[0] == '{') continue;
        const enum kind_holds holds = kind_when_holds(in->when, s);
        const bool there = stage_input_get(s, in->role) != NULL;
        if (holds == KIND_YES && !there) return gb_format("kind %s needs input '%s'", k->name, in->role);
        if (holds == KIND_NO && there)
            return gb_format("kind %s has input '%s' only %s", k->name, in->role, in->when->text);
    }
    return NULL;
}

/* ---- the table for people ---- */

static void add_from(struct gb_text *out, unsigned from) {
    const char *comma = "";
    unsigned all_but_melt = (KIND_BIT(STAGE_SUMMARY) - 1) & ~KIND_BIT(STAGE_MELT);
    if (from == all_but_melt) {
        gb_text_add(out, "every stage but %s", stage_kinds[STAGE_MELT]->name);
        return;
    }
    for (size_t i = 0; i < STAGE_N_KINDS; i++) {
        if (!(from & KIND_BIT(i))) continue;
        gb_text_add(out, "%s%s", comma, stage_kinds[i]->name);
        comma = ", ";
    }
    if (from & KIND_FILE) gb_text_add(out, "%sa file of the user", comma);
}

static const char *when_text(const struct kind_when *when) { return when ? when->text : "always"; }

static void add_kind(struct gb_text *out, const struct stage_kind *k) {
    gb_text_add(out, "### %s\n%c%s.\n\n", k->name, k->purpose[0] - 'a' + 'A', k->purpose + 1);
    gb_text_add(
        out, "Folder `%s`; run by %s; %s; %s. Cost: %s.\n\n", k->path, k->worker ? "the worker" : "the analysis",
        kind_parameter_find(k, "seed") ? "draws random numbers" : "draws no random numbers",
        kind_parameter_find(k, "checkpoint-steps") ? "taken up at its last checkpoint" : "begun again", k->cost);
    gb_text_add(out, "| parameter | type | there | meaning |\n|---|---|---|---|\n");
    for (const struct kind_parameter *p = k->parameter; p->name; p++)
        gb_text_add(out, "| `%s` | %s | %s | %s |\n", p->name, type_name[p->type], when_text(p->when), p->help);
    if (k->input->role) gb_text_add(out, "\n| input | from | there |\n|---|---|---|\n");
    for (const struct kind_input *in = k->input; in->role; in++) {
        gb_text_add(out, "| `%s` | ", in->role);
        add_from(out, in->from);
        gb_text_add(out, " | %s |\n", when_text(in->when));
    }
    gb_text_add(out, "\n| file | there | what |\n|---|---|---|\n");
    for (const struct kind_file *f = k->file; f->name; f++)
        gb_text_add(out, "| `%s` | %s | %s |\n", f->name, when_text(f->when), f->help);
    if (k->value) gb_text_add(out, "\n| value | unit | there | what |\n|---|---|---|---|\n");
    for (const struct kind_value *v = k->value; v && v->name; v++)
        gb_text_add(out, "| `%s`%s | %s | %s | %s |\n", v->name, v->err ? " +- `_err`" : "", v->unit,
                    when_text(v->when), v->help);
    gb_text_add(out, "\n");
}

void stage_kinds_markdown(struct gb_text *out) {
    gb_text_add(out, "| kind | purpose | folder |\n|---|---|---|\n");
    for (size_t i = 0; i < STAGE_N_KINDS; i++)
        gb_text_add(out, "| [%s](#%s) | %s | `%s` |\n", stage_kinds[i]->name, stage_kinds[i]->name,
                    stage_kinds[i]->purpose, stage_kinds[i]->path);
    gb_text_add(out, "\nEvery folder:\n\n| file | there | what |\n|---|---|---|\n");
    for (const struct kind_file *f = kind_every_file; f->name; f++)
        gb_text_add(out, "| `%s` | %s | %s |\n", f->name, when_text(f->when), f->help);
    gb_text_add(out, "\n");
    for (size_t i = 0; i < STAGE_N_KINDS; i++) add_kind(out, stage_kinds[i]);
}
