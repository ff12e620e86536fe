/* summary.xml, see xml.h. Numbers are %.9g. */
#include "summary/xml.h"

#include "base/file.h"
#include "base/mem.h"
#include "summary/facts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const char *number(char buf[40], double v) {
    if (isfinite(v))
        snprintf(buf, 40, "%.9g", v);
    else
        snprintf(buf, 40, "nan");
    return buf;
}

static void add_attribute(struct gb_text *b, const char *key, const char *value) {
    gb_text_add(b, " %s=\"", key);
    gb_text_add_escaped(b, value);
    gb_text_add(b, "\"");
}

int summary_xml_write(const struct summary *sum, const struct study *s, const struct pool_warnings *w, const char *path,
                      struct gb_error *err) {
    struct gb_text b = {0};
    struct summary_fact fact[SUMMARY_N_FACTS];
    char num[40];
    summary_facts(s, fact);
    gb_text_add(&b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<summary");
    for (int i = 0; i < SUMMARY_N_FACTS; i++) add_attribute(&b, fact[i].key, fact[i].value);
    summary_facts_clear(fact);
    gb_text_add(&b, ">\n");
    for (size_t i = 0; i < summary_kind.n; i++) {
        const char *unit = column_unit_name(&summary_kind.column[i], s);
        if (unit) gb_text_add(&b, "  <unit quantity=\"%s\" unit=\"%s\"/>\n", summary_kind.column[i].name, unit);
    }
    for (size_t i = 0; i < sum->n_left_out; i++) {
        gb_text_add(&b, "  <left-out");
        add_attribute(&b, "text", sum->left_out[i]);
        gb_text_add(&b, "/>\n");
    }
    for (size_t i = 0; i < w->n; i++) {
        gb_text_add(&b, "  <warning times=\"%zu\"", w->times[i]);
        add_attribute(&b, "text", w->text[i]);
        gb_text_add(&b, "/>\n");
    }
    for (size_t r = 0; r < sum->n_rows; r++) {
        const struct summary_row *row = &sum->row[r];
        gb_text_add(&b, "  <row");
        add_attribute(&b, "rate", study_history(s, row->history));
        add_attribute(&b, "load", s->load[row->load].label);
        add_attribute(&b, "strain", number(num, row->strain));
        add_attribute(&b, "weights", row->weights);
        add_attribute(&b, "method", row->method);
        gb_text_add(&b, " samples=\"%zu\">\n", row->samples);
        for (int i = 0; i < Q_N; i++) {
            gb_text_add(&b, "    <%s value=\"%s\"", summary_column((enum quantity)i)->name,
                        number(num, row->q[i].value));
            gb_text_add(&b, " err=\"%s\"%s/>\n", number(num, row->q[i].err),
                        i == Q_T_F_IS && row->extrapolated ? " extrapolated=\"yes\"" : "");
        }
        gb_text_add(&b, "  </row>\n");
    }
    gb_text_add(&b, "</summary>\n");
    int rc = gb_file_write(path, b.s, b.len, err);
    free(b.s);
    return rc;
}
