/* The worker's stage order with the real LAMMPS, on structures whose answer is known: crystals, crystals displaced at
 * random, a crystal in part of the box, and no crystal. */
#include "base/random.h"
#include "worker/worker_stage.h"

/* Sites of a cubic cell, in units of its edge. */
struct lattice {
    const char *name;
    size_t n;
    double site[24][3];
};
static const struct lattice fcc = {"fcc", 4, {{0, 0, 0}, {0, .5, .5}, {.5, 0, .5}, {.5, .5, 0}}};
static const struct lattice bcc = {"bcc", 2, {{0, 0, 0}, {.5, .5, .5}}};
static const struct lattice a15 = {
    "A15",
    8,
    {{0, 0, 0}, {.5, .5, .5}, {.25, 0, .5}, {.75, 0, .5}, {.5, .25, 0}, {.5, .75, 0}, {0, .5, .25}, {0, .5, .75}}};
/* The Laves phase of Cu2Mg and Cu2Zr: 8 large atoms, of diamond, then 16 small ones. */
static const struct lattice c15 = {
    "C15", 24, {{.125, .125, .125}, {.125, .625, .625}, {.625, .125, .625}, {.625, .625, .125}, {.875, .875, .875},
                {.875, .375, .375}, {.375, .875, .375}, {.375, .375, .875}, {.5, .5, .5},       {.5, .25, .25},
                {.25, .5, .25},     {.25, .25, .5},     {.5, 0, 0},         {.5, .75, .75},     {.25, 0, .75},
                {.25, .75, 0},      {0, .5, 0},         {0, .25, .75},      {.75, .5, .75},     {.75, .25, 0},
                {0, 0, .5},         {0, .75, .25},      {.75, 0, .25},      {.75, .75, .5}}};

/* m x m x m cells at one atom per unit volume, each atom displaced by normal numbers of this size; beyond the part
 * `crystal` of the box along z by 0.35: no order is left there. ordered: the fraction of the atoms in that part. */
static struct config *make(const struct lattice *l, size_t m, double size, double crystal, double *ordered) {
    struct config *c = config_create(l->n * m * m * m, 1);
    const double a = cbrt((double)l->n), edge = a * (double)m;
    uint64_t g = 11;
    *ordered = 0;
    for (int k = 0; k < 3; k++) c->box.h[k][k] = edge;
    for (size_t i = 0; i < c->n; i++) {
        const size_t cell = i / l->n, at[3] = {cell % m, cell / m % m, cell / m / m};
        const double z = a * ((double)at[2] + l->site[i % l->n][2]), sigma = z < crystal * edge ? size : 0.35;
        *ordered += z < crystal * edge ? 1 / (double)c->n : 0;
        for (size_t k = 0; k < 3; k++)
            c->x[3 * i + k] = a * ((double)at[k] + l->site[i % l->n][k]) + sigma * random_normal(&g);
    }
    return c;
}

static struct gb_values order_of(const struct config *c) {
    char *dir = in_folder("reference/h/s1"), *path = gb_format("%s/reference.dump", dir);
    assert_int_equal(gb_mkdirs(dir, NULL), GB_OK);
    assert_int_equal(config_write_dump(c, path, 0, NULL, NULL), GB_OK);
    free(dir);
    free(path);
    struct stage s = stage_of("order", "order", (int)c->n);
    stage_input_add(&s, "reference", "reference/h/s1", true, 1);
    assert_int_equal(run(&s), GB_OK);
    return values("order");
}

static void near(const char *what, const struct gb_values *v, const char *name, double expected, double tolerance) {
    const double x = gb_values_get(v, name);
    if (!(fabs(x - expected) <= tolerance)) fail_msg("%s: %s = %.9g, expected %.9g", what, name, x, expected);
}

/* Perfect, and displaced by 0.05 of rho^(-1/3) a component, about as at melting. */
static void crystals(void **state) {
    (void)state;
    static const struct {
        const struct lattice *l;
        size_t m;
        double q6, icosahedra, frank_kasper, bcc; /* q6 of the neighbours within 1.45; NaN: not asked */
    } c[] = {{&fcc, 5, 0.57452, 0, 0, 0},
             {&bcc, 7, 0.51069, 0, 0, 1},
             {&a15, 4, NAN, 0.25, 0.75, 0},
             {&c15, 3, NAN, 2.0 / 3, 1.0 / 3, 0}};
    for (size_t i = 0; i < sizeof c / sizeof *c; i++)
        for (int displaced = 0; displaced < 2; displaced++) {
            double ordered;
            struct config *x = make(c[i].l, c[i].m, displaced ? 0.05 : 1e-4, 1, &ordered);
            struct gb_values v = order_of(x);
            const char *name = c[i].l->name;
            near(name, &v, "crystalline", 1, 0.01);
            near(name, &v, "largest", (double)x->n, 0.01 * (double)x->n);
            if (!displaced && isfinite(c[i].q6)) near(name, &v, "q6", c[i].q6, 1e-3);
            if (!displaced && isfinite(gb_values_get(&v, "faces"))) {
                near(name, &v, "icosahedra", c[i].icosahedra, 1e-9);
                near(name, &v, "frank_kasper", c[i].frank_kasper, 1e-9);
                near(name, &v, "bcc", c[i].bcc, 1e-9);
            }
            gb_values_clear(&v);
            config_free(x);
        }
}

/* No crystal: none is seen. A crystal in three tenths of the box: that, but for some of its surfaces. */
static void parts(void **state) {
    (void)state;
    const struct lattice *const l[] = {&fcc, &bcc, &c15};
    const size_t m[] = {8, 10, 5};
    double ordered;
    for (int k = 0; k < 3; k++) {
        struct config *x = make(l[k], m[k], 0.03, 0, &ordered);
        struct gb_values v = order_of(x);
        near(l[k]->name, &v, "crystalline", 0, 0.002);
        gb_values_clear(&v);
        config_free(x);
        x = make(l[k], m[k], 0.03, 0.3, &ordered);
        v = order_of(x);
        near(l[k]->name, &v, "crystalline", 0.92 * ordered, 0.1 * ordered);
        near(l[k]->name, &v, "largest", gb_values_get(&v, "crystalline") * (double)x->n, 4);
        gb_values_clear(&v);
        config_free(x);
    }
}

/* The same crystal turned, in another cell: the primitive one of fcc, strongly tilted. */
static void tilted(void **state) {
    (void)state;
    const size_t m = 9;
    struct config *c = config_create(m * m * m, 1);
    const double d = pow(2, 1.0 / 6); /* nearest neighbours at one atom per unit volume */
    const double h[3][3] = {{d, d / 2, d / 2}, {0, d * sqrt(3) / 2, d / (2 * sqrt(3))}, {0, 0, d * sqrt(2.0 / 3)}};
    for (int r = 0; r < 3; r++)
        for (int k = 0; k < 3; k++) c->box.h[r][k] = h[r][k] * (double)m;
    for (size_t i = 0; i < c->n; i++) {
        const double s[3] = {(double)(i % m), (double)(i / m % m), (double)(i / m / m)};
        for (int r = 0; r < 3; r++) c->x[3 * i + (size_t)r] = h[r][0] * s[0] + h[r][1] * s[1] + h[r][2] * s[2];
    }
    struct gb_values v = order_of(c);
    near("tilted fcc", &v, "crystalline", 1, 0);
    near("tilted fcc", &v, "largest", (double)c->n, 0);
    near("tilted fcc", &v, "q6", 0.57452, 1e-4);
    near("tilted fcc", &v, "q4", 0.19094, 1e-4);
    gb_values_clear(&v);
    config_free(c);
}

int main(void) {
    if (!find_worker()) return 0;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(crystals),
        cmocka_unit_test(parts),
        cmocka_unit_test(tilted),
    };
    const int rc = cmocka_run_group_tests(tests, setup, teardown);
    free(worker);
    return rc;
}
