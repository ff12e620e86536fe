/* Atoms in any order: sorted by id with all that is theirs, and a fault still knows the line. */
#include "atoms/configs.h"

enum { N = 5000 };

/* Ids that spread over `bits` bits, all different; atom k's numbers follow from its id alone. */
static int64_t id_of(size_t k, int bits) { return (int64_t)((uint64_t)k * ((UINT64_C(1) << bits) / N) + k % 3 + 1); }

static void shuffle(size_t *at, uint64_t *seed) {
    for (size_t i = 0; i < N; i++) at[i] = i;
    for (size_t i = N - 1; i > 0; i--) {
        const size_t j = (size_t)(help_random(seed) * (double)(i + 1)), swap = at[i];
        at[i] = at[j];
        at[j] = swap;
    }
}

/* A data file, with a comment or a blank line after some atoms. */
static char *shuffled(const size_t *at, int bits) {
    struct gb_text t = {0};
    gb_text_add(&t, "t\n%d atoms\n3 atom types\n0 1 xlo xhi\n0 1 ylo yhi\n0 1 zlo zhi\nAtoms\n\n", N);
    for (size_t i = 0; i < N; i++) {
        const int64_t id = id_of(at[i], bits);
        gb_text_add(&t, "%lld %d %.17g %.17g 0.5\n", (long long)id, (int)(id % 3) + 1, (double)at[i] / N,
                    1 / (double)id);
        if (at[i] % 7 == 0) gb_text_add(&t, at[i] % 2 ? "\n" : "# between\n\n");
    }
    return t.s;
}

static void test_sorted(void **state) {
    (void)state;
    static const int spreads[] = {14, 24, 33, 44, 55, 62}; /* two digits of the sort, up to all of them */
    uint64_t seed = 5;
    size_t at[N];
    for (size_t s = 0; s < sizeof spreads / sizeof spreads[0]; s++) {
        if (s > 0) shuffle(at, &seed);
        for (size_t i = 0; i < N && s == 0; i++) at[i] = N - 1 - i;
        char *text = shuffled(at, spreads[s]);
        struct config *c = help_good(text, -1, NULL, 0);
        assert_int_equal(c->n, N);
        for (size_t k = 0; k < N; k++) {
            const int64_t id = id_of(k, spreads[s]);
            assert_true(c->id[k] == id && c->type[k] == (int)(id % 3) + 1);
            assert_true(c->x[3 * k] == (double)k / N && c->x[3 * k + 1] == 1 / (double)id && c->x[3 * k + 2] == 0.5);
        }
        config_free(c);
        free(text);
    }
}

#define HEAD "t\n5 atoms\n1 atom types\n0 1 xlo xhi\n0 1 ylo yhi\n0 1 zlo zhi\n\nAtoms\n\n"

/* Lines 10, 11, 13, 17, 18. */
static void test_lines(void **state) {
    (void)state;
    help_bad(HEAD "1 1 0 0 0\n2 1 0 0 0\n#\n3 1 0 0 0\n\n\n\n4 1 0 0 0\n3 1 0 0 0\n", -1, NULL, 0,
             ":18: ", "atom id 3 is there twice, first on line 13");
    help_bad(HEAD "9 1 0 0 0\n2 1 0 0 0\n#\n3 1 0 0 0\n\n\n\n2 1 0 0 0\n1 1 0 0 0\n", -1, NULL, 0,
             ":17: ", "atom id 2 is there twice, first on line 11");
    help_bad(HEAD "9 1 0 0 0\n8 1 0 0 0\n#\n2 1 0 0 0\n\n\n\n2 1 0 0 0\n1 1 0 0 0\n", -1, NULL, 0,
             ":17: ", "atom id 2 is there twice, first on line 13");
    help_bad(HEAD "9 1 0 0 0\n8 1 0 0 0\n#\n7 1 0 0 0\n\n\n\n6 1 0 1e9 0\n5 1 0 0 0\n", -1, NULL, 0,
             ":17: ", "atom 6 is at (0, 1e+09, 0)");
    help_bad(HEAD "1 1 0 0 0\n2 1 0 0 0\n#\n3 1 0 0 2e9\n\n\n\n6 1 0 1e9 0\n7 1 0 0 0\n", -1, NULL, 0,
             ":13: ", "atom 3 is at (0, 0, 2e+09)");
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_sorted), cmocka_unit_test(test_lines)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
