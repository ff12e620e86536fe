/* From a checked tree to structs, and back, by the rows of a table, see schema.h. */
#include "stage/schema.h"

#include "base/number.h"
#include "base/xml_write.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

const struct schema_element *schema_child(const struct schema_element *e, const char *name) {
    for (size_t i = 0; i < e->n_children; i++)
        if (strcmp(e->child[i].name, name) == 0) return &e->child[i];
    return NULL;
}

/* The i-th setting, the text first. */
static const struct schema_setting *setting(const struct schema_element *e, size_t i) {
    return e->text && i == 0 ? e->text : &e->attribute[i - (e->text != NULL)];
}
static size_t n_settings(const struct schema_element *e) { return e->n_attributes + (e->text != NULL); }

/* Fields --------------------------------------------------------------------------------------------------------- */

static double get_double(const void *stored, size_t at) {
    double v;
    memcpy(&v, (const char *)stored + at, sizeof v);
    return v;
}
static void put_double(void *stored, size_t at, double v) { memcpy((char *)stored + at, &v, sizeof v); }

static uint64_t get_whole(const struct schema_setting *s, const void *stored) {
    const char *p = (const char *)stored + s->at;
    if (s->store == SCHEMA_BOOL) return *(const bool *)(const void *)p;
    if (s->size == sizeof(uint64_t)) return *(const uint64_t *)(const void *)p;
    return *(const uint32_t *)(const void *)p; /* int too: no count is negative */
}
static void put_whole(const struct schema_setting *s, void *stored, uint64_t v) {
    const uint32_t half = (uint32_t)v;
    const bool yes = v != 0;
    char *p = (char *)stored + s->at;
    if (s->store == SCHEMA_BOOL)
        memcpy(p, &yes, sizeof yes);
    else if (s->size == sizeof v)
        memcpy(p, &v, sizeof v);
    else
        memcpy(p, &half, sizeof half);
}

static const char *get_string(const void *stored, size_t at) {
    const char *v;
    memcpy(&v, (const char *)stored + at, sizeof v);
    return v;
}
static void put_string(void *stored, size_t at, const char *text) {
    char *v = gb_strdup(text);
    memcpy((char *)stored + at, &v, sizeof v);
}

double schema_get_double(const struct schema_setting *s, const void *stored) { return get_double(stored, s->at); }

/* Reading -------------------------------------------------------------------------------------------------------- */

static void read_value(const struct schema_setting *s, const char *text, void *stored) {
    double v = NAN, hi = NAN;
    uint64_t n = 0;
    unsigned axes = 0;
    if (s->labelled) put_string(stored, s->label, text);
    if (s->store == SCHEMA_STRING) {
        put_string(stored, s->at, text);
        return;
    }
    switch (s->type) {
    case SCHEMA_NUMBER:
        gb_parse_double(text, &v);
        put_double(stored, s->at, v);
        return;
    case SCHEMA_WINDOW:
        schema_parse_window(text, &v, &hi);
        put_double(stored, s->at, v);
        put_double(stored, s->at_hi, hi);
        return;
    case SCHEMA_COUNT: gb_parse_uint64(text, &n); break;
    case SCHEMA_YES_NO: n = strcmp(text, "yes") == 0; break;
    case SCHEMA_AXES:
        schema_parse_axes(text, &axes);
        n = axes;
        break;
    case SCHEMA_CHOICE:
        while (strcmp(text, s->choice[n]) != 0) n++;
        break;
    default: break; /* texts and names are strings */
    }
    put_whole(s, stored, n);
}

static void read_default(const struct schema_setting *s, void *stored, const struct schema_from *from) {
    if (s->by == SCHEMA_FROM) {
        const char *other = from->other;
        if (s->store == SCHEMA_STRING)
            put_string(stored, s->at, get_string(other, s->from));
        else
            memcpy((char *)stored + s->at, other + s->from, s->size);
        if (s->type == SCHEMA_WINDOW) put_double(stored, s->at_hi, get_double(other, s->from_hi));
    } else if (s->store == SCHEMA_DOUBLE) {
        const double v = s->by == SCHEMA_IS      ? s->is
                         : s->by == SCHEMA_NONE  ? NAN
                         : s->by == SCHEMA_STEPS ? s->is * *from->timestep
                                                 : s->is / *from->timestep;
        put_double(stored, s->at, v);
        if (s->type == SCHEMA_WINDOW) put_double(stored, s->at_hi, v);
    } else if (s->store == SCHEMA_STRING) {
        put_string(stored, s->at, NULL);
    } else {
        put_whole(s, stored, s->by == SCHEMA_IS ? (uint64_t)s->is : 0);
    }
}

void schema_read(const struct schema_element *e, const struct gb_xml_node *node, void *stored,
                 const struct schema_from *from) {
    for (int steps = 0; steps < 2; steps++)
        for (size_t i = 0; i < n_settings(e); i++) {
            const struct schema_setting *s = setting(e, i);
            if (s->store == SCHEMA_NOWHERE || (s->when && !s->when(stored))) continue;
            if ((s->by == SCHEMA_STEPS || s->by == SCHEMA_PER_STEP) != steps) continue;
            const char *text = schema_text(node, s->name, NULL);
            if (text)
                read_value(s, text, stored);
            else
                read_default(s, stored, from);
        }
}

/* Writing -------------------------------------------------------------------------------------------------------- */

static void print_axes(unsigned axes, const char *between, struct gb_text *out) {
    const char *blank = "";
    for (int k = 0; k < 3; k++)
        if (axes & 1u << k) {
            gb_text_add(out, "%s%c", blank, "xyz"[k]);
            blank = between;
        }
}

static void print_whole(const struct schema_setting *s, uint64_t v, const char *between, struct gb_text *out) {
    switch (s->type) {
    case SCHEMA_CHOICE: gb_text_add(out, "%s", s->choice[v]); break;
    case SCHEMA_YES_NO: gb_text_add(out, "%s", v ? "yes" : "no"); break;
    case SCHEMA_AXES: print_axes((unsigned)v, between, out); break;
    default: gb_text_add(out, "%" PRIu64, v);
    }
}

static void print_value(const struct schema_setting *s, const void *stored, struct gb_text *out) {
    char lo[32], hi[32];
    if (s->labelled)
        gb_text_add(out, "%s", get_string(stored, s->label));
    else if (s->store == SCHEMA_STRING)
        gb_text_add(out, "%s", get_string(stored, s->at));
    else if (s->type == SCHEMA_WINDOW)
        gb_text_add(out, "%s %s", gb_print_double(lo, get_double(stored, s->at)),
                    gb_print_double(hi, get_double(stored, s->at_hi)));
    else if (s->store == SCHEMA_DOUBLE)
        gb_text_add(out, "%s", gb_print_double(lo, get_double(stored, s->at)));
    else
        print_whole(s, get_whole(s, stored), " ", out);
}

void schema_write(const struct schema_element *e, const void *stored, int depth, struct gb_text *t) {
    for (size_t i = 0; i < e->n_attributes; i++) {
        const struct schema_setting *s = &e->attribute[i];
        struct gb_text value = {0};
        if (s->store == SCHEMA_NOWHERE || (s->when && !s->when(stored))) continue;
        if (s->store == SCHEMA_STRING && !get_string(stored, s->at)) continue;
        if (s->new_line) xml_break(t, depth, e->name);
        print_value(s, stored, &value);
        xml_text(t, s->name, value.s);
        free(value.s);
    }
}

const struct schema_setting *schema_param(const struct schema_element *e, const char *param) {
    for (size_t i = 0; i < n_settings(e); i++)
        if (setting(e, i)->param && strcmp(setting(e, i)->param, param) == 0) return setting(e, i);
    return NULL;
}

void schema_print_param(const struct schema_setting *s, const void *stored, struct gb_text *out) {
    char buf[32];
    if (s->store == SCHEMA_DOUBLE)
        gb_text_add(out, "%s", gb_print_double(buf, get_double(stored, s->at)));
    else if (s->store == SCHEMA_BOOL)
        gb_text_add(out, "%s", get_whole(s, stored) ? "yes" : "no");
    else if (s->store == SCHEMA_STRING)
        gb_text_add(out, "%s", get_string(stored, s->at));
    else
        print_whole(s, get_whole(s, stored), s->joined ? "" : " ", out);
}

char *schema_default_text(const struct schema_setting *s) {
    struct gb_text t = {0};
    char buf[32];
    if (s->required) return gb_strdup("required");
    if (s->fallback) return gb_strdup(s->fallback);
    if (s->store == SCHEMA_DOUBLE)
        gb_text_add(&t, "%s%s", gb_print_double(buf, s->is),
                    s->by == SCHEMA_STEPS      ? " steps"
                    : s->by == SCHEMA_PER_STEP ? " a step"
                                               : "");
    else
        print_whole(s, (uint64_t)s->is, " ", &t);
    return t.s;
}
