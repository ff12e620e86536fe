/* The list of settings of a table, for people, as Markdown. See schema.h. */
#include "stage/schema.h"

#include "base/mem.h"

#include <stdlib.h>

static void markdown_row(const struct schema_setting *s, struct gb_text *out) {
    char *text = schema_allowed(s), *fallback = schema_default_text(s);
    gb_text_add(out, "| %s | %s%s%s | %s | %s |\n", *s->name ? s->name : "(text)", text, s->unit ? "; " : "",
                s->unit ? s->unit : "", fallback, s->help);
    free(text);
    free(fallback);
}

static void markdown(const struct schema_element *e, const char *parent, struct gb_text *out) {
    const char *how = e->min == 0 ? (e->max == 1 ? "optional" : "any number") : e->max == 1 ? "one" : "one or more";
    gb_text_add(out, "### `<%s>`%s%s%s, %s\n%s.\n\n", e->name, *parent ? " in `<" : "", parent, *parent ? ">`" : "",
                how, e->help);
    if (e->text || e->n_attributes) gb_text_add(out, "| setting | allowed | default | meaning |\n|---|---|---|---|\n");
    if (e->text) markdown_row(e->text, out);
    for (size_t i = 0; i < e->n_attributes; i++) markdown_row(&e->attribute[i], out);
    gb_text_add(out, "\n");
    for (size_t i = 0; i < e->n_children; i++) markdown(&e->child[i], e->name, out);
}

void schema_markdown(const struct schema_element *e, struct gb_text *out) { markdown(e, "", out); }
