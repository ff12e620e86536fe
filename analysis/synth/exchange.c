/* PDFgetX3's files, see exchange.h. */
#include "synth/exchange.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/number.h"
#include "base/table.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *ending, *x, *y, *errors;
} kinds[] = {{"gr", "r(Å)", "G(Å$^{-2}$)", "  dr  dG"},
             {"fq", "Q(Å$^{-1}$)", "F(Å$^{-1}$)", "  dF"},
             {"sq", "Q(Å$^{-1}$)", "S", "  dS"},
             {"iq", "Q(Å$^{-1}$)", "I", "  dI"}};

const char *exchange_ending(enum exchange_kind kind) { return kinds[kind].ending; }

char *exchange_composition(const struct scatter *sc) {
    struct gb_text t = {0};
    gb_text_add(&t, "%s", "");
    for (int a = 0; a < sc->n; a++)
        if (sc->element[a]) gb_text_add(&t, "%s%.6g", sc->element[a]->symbol, 100 * sc->fraction[a]);
    return t.s;
}

static void add_settings(struct gb_text *t, enum exchange_kind kind, const struct exchange_settings *s) {
    char *composition = exchange_composition(s->sc);
    gb_text_add(t, "[DEFAULT]\n\nversion = glassbed %s\n\n# input and output specifications\ndataformat = QA\n",
                GB_VERSION);
    gb_text_add(t, "inputfile = %s\nbackgroundfile =\noutputtype = %s\n\n# PDF calculation setup\n", s->source,
                kinds[kind].ending);
    gb_text_add(t, "mode = %s\n", s->sc->probe == SCATTER_NEUTRON ? "neutron" : "xray");
    if (s->sc->probe == SCATTER_NUMBER) gb_text_add(t, "# number weights: every atom scatters alike\n");
    if (s->wavelength > 0) gb_text_add(t, "wavelength = %.9g\n", s->wavelength);
    gb_text_add(t, "composition = %s\nqmaxinst = %.9g\nqmin = %.9g\nqmax = %.9g\nqstep = %.9g\n", composition, s->q_max,
                s->q_min, s->q_max, s->q_step);
    gb_text_add(t, "rmin = %.9g\nrmax = %.9g\nrstep = %.9g\nwindow = %s\n\n# End of config\n", s->r_step / 2, s->r_max,
                s->r_step, s->window);
    free(composition);
}

int exchange_write(enum exchange_kind kind, const struct exchange_settings *s, size_t n, const double *x,
                   const double *y, const double *dy, const char *path, struct gb_error *err) {
    struct gb_text t = {0};
    add_settings(&t, kind, s);
    gb_text_add(&t, "#### start data\n\n#S 1\n#L %s  %s%s\n", kinds[kind].x, kinds[kind].y,
                dy ? kinds[kind].errors : "");
    for (size_t i = 0; i < n; i++) {
        gb_text_add(&t, "%.9g %.9g", x[i], y[i]);
        if (dy && kind == EXCHANGE_GR) gb_text_add(&t, " %.9g", s->r_step / 2);
        if (dy) gb_text_add(&t, " %.9g", dy[i]);
        gb_text_add(&t, "\n");
    }
    int rc = gb_file_write(path, t.s, t.len, err);
    free(t.s);
    return rc;
}
