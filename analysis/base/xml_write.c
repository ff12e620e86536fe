/* XML out, see xml_write.h. */
#include "base/xml_write.h"

#include "base/number.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

void xml_head(struct gb_text *t) { gb_text_add(t, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"); }

void xml_open(struct gb_text *t, int depth, const char *name) { gb_text_add(t, "%*s<%s", 2 * depth, "", name); }

void xml_inside(struct gb_text *t) { gb_text_addn(t, ">\n", 2); }

void xml_empty(struct gb_text *t) { gb_text_addn(t, "/>\n", 3); }

void xml_close(struct gb_text *t, int depth, const char *name) { gb_text_add(t, "%*s</%s>\n", 2 * depth, "", name); }

void xml_leaf(struct gb_text *t, int depth, const char *name, const char *text) {
    xml_open(t, depth, name);
    gb_text_addn(t, ">", 1);
    gb_text_add_escaped(t, text);
    xml_close(t, 0, name);
}

void xml_break(struct gb_text *t, int depth, const char *element) {
    gb_text_add(t, "\n%*s", 2 * depth + 1 + (int)strlen(element), "");
}

void xml_text(struct gb_text *t, const char *name, const char *value) {
    gb_text_add(t, " %s=\"", name);
    for (; *value;) {
        const size_t n = strcspn(value, "\n\r\t");
        char *plain = gb_format("%.*s", (int)n, value);
        gb_text_add_escaped(t, plain);
        free(plain);
        value += n;
        if (*value) gb_text_add(t, "&#%d;", *value++);
    }
    gb_text_addn(t, "\"", 1);
}

void xml_number(struct gb_text *t, const char *name, double v) {
    char buf[32];
    gb_text_add(t, " %s=\"%s\"", name, gb_print_double(buf, v));
}

void xml_count(struct gb_text *t, const char *name, uint64_t v) { gb_text_add(t, " %s=\"%" PRIu64 "\"", name, v); }

void xml_yes(struct gb_text *t, const char *name, bool yes) { xml_text(t, name, yes ? "yes" : "no"); }
