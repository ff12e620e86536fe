/* For tests that make up stages: a stage with exactly the parameters of its kind, so that its stage.xml reads back. */
#ifndef GB_TESTS_STAGE_WHOLE_H
#define GB_TESTS_STAGE_WHOLE_H

#include "stage/kinds.h"

#include <assert.h>
#include <stdlib.h>

/* Takes off parameters that the kind has not and sets those that miss, to anything of their type; sets the hash. */
static inline void stage_make_whole(struct stage *s) {
    static const char *const any[] = {[KIND_NUMBER] = "1",
                                      [KIND_COUNT] = "1",
                                      [KIND_TEXT] = "any",
                                      [KIND_YES_NO] = "yes",
                                      [KIND_AXIS] = "x",
                                      [KIND_AXES] = "x",
                                      [KIND_HASH] = "0123456789abcdef"};
    const struct stage_kind *k = stage_kind_find(s->kind);
    assert(k);
    size_t n = 0;
    for (size_t i = 0; i < s->n_params; i++) {
        if (kind_parameter_find(k, s->param[i].name)) {
            s->param[n++] = s->param[i];
            continue;
        }
        free(s->param[i].name);
        free(s->param[i].value);
    }
    s->n_params = n;
    for (const struct kind_parameter *p = k->parameter; p->name; p++)
        if (!stage_param_get(s, p->name) && kind_when_holds(p->when, s) == KIND_YES)
            stage_param_set(s, p->name, "%s", any[p->type]);
    s->worker = k->worker;
    s->hash = stage_hash(s);
}

#endif
