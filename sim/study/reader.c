/* What the parts that read a study share, see reader.h. */
#include "study/reader.h"

#include <math.h>

int reader_need(const struct reader *r, const struct schema_element *e, const struct gb_xml_node *node,
                const void *stored) {
    for (size_t i = 0; i < e->n_attributes; i++) {
        const struct schema_setting *a = &e->attribute[i];
        const bool asked = a->by == SCHEMA_FROM && a->type == SCHEMA_NUMBER && (!a->when || a->when(stored));
        if (asked && isnan(schema_get_double(a, stored)))
            return schema_fail(r->err, r->path, node ? node : r->root, NULL,
                               "no %s: the model '%s' gives no default; add %s='...' to <%s>", a->name,
                               r->s->model->name, a->name, e->name);
    }
    return GB_OK;
}
