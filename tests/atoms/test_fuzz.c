/* Damaged files: whatever the bytes, the reader answers with a configuration that keeps its promises or with one line
 * of error, and neither crashes nor leaks (under the sanitizers). */
#include "atoms/configs.h"

#include <fcntl.h>

static const char *const seeds[] = {
    "title\n\n4 atoms\n2 atom types\n0 4 xlo xhi\n-1 5 ylo yhi\n1.5 9 zlo zhi\n0.5 0.25 -0.1 xy xz yz\n\nMasses\n\n1 "
    "63.5 # Cu\n2 91.2 # Zr\n\n"
    "Atoms # atomic\n\n2 2 1.5 2.5 3.5\n1 1 -3.46E-02 0 2\n3 1 3 3 3 0 0 1\n4 2 1 1 1\n\nVelocities\n\n1 0 0 0\n",
    "t\n2 atoms\n1 atom types\n0 1 xlo xhi\n0 1 ylo yhi\n0 1 zlo zhi\nAtoms # full\n\n1 1 1 0.5 .1 .2 .3\n2 1 1 0.5 .1 "
    ".2 .4\n",
    "ITEM: TIMESTEP\n10\nITEM: NUMBER OF ATOMS\n2\nITEM: BOX BOUNDS xy xz yz pp pp pp\n-0.5 4 -.5\n-1 5 0.25\n1.5 9 "
    "0\nITEM: ATOMS id type element x y "
    "z\n2 1 Cu 1 2 3\n1 2 Zr -1.5 2.5 3.5\nITEM: TIMESTEP\n20\nITEM: NUMBER OF ATOMS\n1\nITEM: BOX BOUNDS pp pp pp\n0 "
    "1\n0 1\n0 1\nITEM: ATOMS xs "
    "ys zs id type\n0.5 0.25 0.125 1 2\n",
    "t\n3 atoms\n2 atom types\n0 4 1 avec\n-1 0 5 bvec\n6 0.5 0 cvec\n1 2 3 abc origin\nAtom Type Labels\n\n1 Cu\n2 "
    "Zr\n\nMasses\n\nCu 63.5\nZr 91.2 # (Zr)\n\nAtoms # melt\n\n1 1 Cu 0.5 1 2 3 0 0 0\n2 1 2 0 3 2 1 0 -1 0\n3 1 Zr 0 "
    "2 "
    "1 3 0 0 0",
    "ITEM: UNITS\nnano\nITEM: TIMESTEP\n10\nITEM: NUMBER OF ATOMS\n2\nITEM: BOX BOUNDS abc origin pp pp pp\n0 4 1 "
    "1\n-1 "
    "0 5 2\n6 .5 0 3\nITEM: ATOMS typelabel xsu ysu zsu\nCu .1 .2 .3\nZr .15 .25 .35\nITEM: TIMESTEP\n20\nITEM: NUMBER "
    "OF ATOMS\n0\nITEM: BOX BOUNDS pp pp pp\n0 1\n0 1\n0 1\nITEM: ATOMS type x y z\nITEM: TIMESTEP\n30\nITEM: NUMBER "
    "OF "
    "ATOMS\n2\nITEM: BOX BOUNDS pp pp pp\n0 1\n0 1\n0 1\nITEM: ATOMS type x y z\nZr 0.25 0.5 0.75\nCu 0.25 0.5 0.125",
    "1\npbc=[F, F, F] virial=[[1, 2], [3, 4]]\nCu 0 0 0\n2\npbc = [T, T, T] lattice=\"0 4 0 0 0 5 6 0.5 0\" "
    "properties=Z:I:1:pos:R:3 {a} note='b\\'\n29 1.25 2 3\n40 0.25 0.5 0.75\n",
    "3\nLattice=\"4 0 0 1 5 0 -1 0.5 6\" Properties=species:S:1:pos:R:3:id:I:1 pbc=\"T T T\" types=\"Zr Cu\" "
    "masses=\"91 63\"\nZr 1 2 3 7\nCu 4 5 6 8\n"
    "Zr 7 8 9 2\n1\nLattice=\"4 0 0 0 4 0 0 0 4\"\nCu 0 0 0\n",
};
enum { N_SEEDS = sizeof seeds / sizeof seeds[0], MAX = 4096, MUTATIONS = 20000 };

static size_t pick(uint64_t *state, size_t n) { return (size_t)(help_random(state) * (double)n); }

/* One to four changes: a byte, a digit, a piece cut out, doubled or moved from another file, the end cut off. */
static size_t mutate(char *s, size_t n, uint64_t *state) {
    static const char useful[] = "0123456789-+.eE \n\t#=\":@[]{}',xyzITEMAtoms\0\377";
    for (size_t k = 1 + pick(state, 4); k > 0 && n > 0; k--) {
        const size_t at = pick(state, n), len = 1 + pick(state, n - at < 40 ? n - at : 40);
        switch (pick(state, 6)) {
        case 0: s[at] = (char)pick(state, 256); break;
        case 1: s[at] = useful[pick(state, sizeof useful - 1)]; break;
        case 2:
            memmove(s + at, s + at + len, n - at - len);
            n -= len;
            break;
        case 3:
            if (n + len > MAX) break;
            memmove(s + at + len, s + at, n - at);
            n += len;
            break;
        case 4: {
            const char *other = seeds[pick(state, N_SEEDS)];
            const size_t from = pick(state, strlen(other)), room = strlen(other) - from, m = len < room ? len : room;
            if (n + m > MAX) break;
            memmove(s + at + m, s + at, n - at);
            memcpy(s + at, other + from, m);
            n += m;
            break;
        }
        default:
            if (pick(state, 4) == 0)
                n = at;
            else
                s[at] = (char)('0' + pick(state, 10));
        }
    }
    return n;
}

static void test_mutations(void **state) {
    (void)state;
    static const char *const cu_zr[] = {"Cu", "Zr"};
    char *path = help_path("fuzz"), s[MAX];
    const int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0);
    uint64_t seed = 20220415;
    size_t good = 0, bad = 0;
    for (int k = 0; k < MUTATIONS; k++) {
        const char *from = seeds[k % N_SEEDS];
        size_t n = strlen(from);
        memcpy(s, from, n);
        n = mutate(s, n, &seed);
        assert_int_equal(pwrite(fd, s, n, 0), n);
        assert_int_equal(ftruncate(fd, (off_t)n), 0);
        struct gb_error err = GB_ERROR_INIT;
        struct config *c = NULL;
        const int rc = config_read(&c, path, (long)(k % 4) - 2, k % 2 ? cu_zr : NULL, 2, &err);
        if (rc == GB_OK) {
            good++;
            assert_non_null(c);
            if (config_check(c, &err) != GB_OK) fail_msg("mutation %d was read, but: %s", k, err.text);
            config_free(c);
        } else {
            bad++;
            assert_null(c);
            if (rc != GB_EINPUT || !err.text || !strstr(err.text, path))
                fail_msg("mutation %d: status %d, '%s'", k, rc, err.text ? err.text : "");
            for (const char *p = err.text; *p; p++)
                if ((unsigned char)*p < ' ') fail_msg("mutation %d: a control character in '%s'", k, err.text);
        }
        gb_error_clear(&err);
    }
    close(fd);
    unlink(path);
    free(path);
    assert_true(good > MUTATIONS / 20 && bad > MUTATIONS / 4); /* the damage is neither always fatal nor never */
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_mutations)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
