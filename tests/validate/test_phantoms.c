/* Recovery on phantoms and the sizes of known mistakes (sim/validate/phantoms.h). Everything is exact, so tolerances
 * are those of the method, not of noise. */
#include "validate/phantoms.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

/* Every window and both weights within the tolerances; number weights, where the affine law is exact, ten times
 * better. */
static void recovery_holds(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    struct checks c = {0};
    assert_int_equal(phantoms_recovery(&c, &err), GB_OK);
    assert_int_equal(c.n, 2 * 3 * 5);
    for (size_t i = 0; i < c.n; i++) {
        if (!check_holds(&c.item[i])) fail_msg("%s: %g", c.item[i].name, c.item[i].measured);
        const double within = i < c.n / 2 ? 0.001 : 0.01;
        if (!(c.item[i].measured <= within)) fail_msg("%s: %g above %g", c.item[i].name, c.item[i].measured, within);
    }
    checks_clear(&c);
}

static const struct mistake *find(const struct mistakes *m, const char *name) {
    for (size_t i = 0; i < m->n; i++)
        if (strcmp(m->item[i].name, name) == 0) return &m->item[i];
    fail_msg("no mistake '%s'", name);
    return NULL;
}

static void near(double x, double expected, double tolerance) {
    if (!(fabs(x - expected) <= tolerance)) fail_msg("%g, expected %g +- %g", x, expected, tolerance);
}

static void mistakes_have_their_sizes(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    struct mistakes m;
    assert_int_equal(phantoms_mistakes(&m, &err), GB_OK);
    for (int i = 0; i < MISTAKE_N_SIGNALS; i++) {
        near(m.item[0].eps_inf[i], 0, 0.01);
        near(m.item[0].ratio[i], 0, 0.01);
    }
    /* A sector of width w taken at its centre: <cos 2phi> = sin(w)/w. */
    static const struct {
        const char *name;
        double n;
    } sectors[] = {{"72 sectors, taken at their centres", 72},
                   {"36 sectors, taken at their centres", 36},
                   {"12 sectors, taken at their centres", 12},
                   {"8 sectors, taken at their centres", 8}};
    for (int i = 0; i < 4; i++) {
        const double w = 2 * M_PI / sectors[i].n;
        near(find(&m, sectors[i].name)->eps_inf[MISTAKE_DIFFERENCE], sin(w) / w - 1, 2e-4);
    }
    /* cos 2phi of amplitude d is d(2 cos^2 phi - 1), a strain -(1+nu) eps cos^2: eps = -2 d/(1+nu). */
    const struct mistake *distortion = find(&m, "a distortion of 1e-4 cos 2phi, not modelled");
    near(distortion->eps_inf[MISTAKE_LOADED], -2e-4 / (1 + m.poisson) / m.eps_inf, 0.003);
    near(distortion->eps_inf[MISTAKE_DIFFERENCE], 0, 0.001);
    /* Windows that do not match. */
    assert_true(find(&m, "g20 windowed, K of full resolution: lorch, Q_max 25")->ratio[MISTAKE_DIFFERENCE] > 0.1);
    /* Without polarisation correction S20 is mostly that; an unloaded frame takes it off. */
    const struct mistake *polarised = find(&m, "no polarisation correction (P = 0 for 0.99)");
    assert_true(polarised->s20[MISTAKE_LOADED] > 5);
    assert_true(polarised->ratio[MISTAKE_LOADED] < -0.1);
    near(polarised->ratio[MISTAKE_DIFFERENCE], 0, 0.01);
    mistakes_clear(&m);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(recovery_holds),
        cmocka_unit_test(mistakes_have_their_sizes),
    };
    return cmocka_run_group_tests_name("phantoms", tests, NULL, NULL);
}
