/* Voronoi indices, see voronoi.h. */
#include "worker/plain/voronoi.h"

#include "base/mem.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

const char *const voronoi_name[VORONOI_N_QUANTITIES] = {"faces",        "five_fold", "icosahedra",
                                                        "frank_kasper", "mixed",     "bcc"};
enum { MAX_EDGES = 7 }; /* the last stands for seven and more */

static size_t atom(double id, size_t n) { return id >= 1 && id <= (double)n ? (size_t)id - 1 : n; }

static int ascending(const void *a, const void *b) {
    const size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return (x > y) - (x < y);
}

/* The neighbours of each atom behind faces that count, ascending: of atom i from start[i] to start[i + 1]. */
struct neighbours {
    size_t *start, *who;
};

static void list(size_t n, size_t rows, const double *face, struct neighbours *nb) {
    double *surface = gb_calloc(n + 1, sizeof *surface);
    bool *counts = gb_calloc(rows + 1, sizeof *counts);
    nb->start = gb_calloc(n + 2, sizeof *nb->start);
    nb->who = GB_ARRAY(rows + 1, size_t);
    for (size_t r = 0; r < rows; r++) surface[atom(face[3 * r], n)] += face[3 * r + 2];
    for (size_t r = 0; r < rows; r++) {
        const size_t i = atom(face[3 * r], n), j = atom(face[3 * r + 1], n);
        counts[r] = i < n && j < n && face[3 * r + 2] > VORONOI_SMALL * (surface[i] + surface[j]) / 2;
        if (counts[r]) nb->start[i + 2]++;
    }
    for (size_t i = 0; i < n; i++) nb->start[i + 2] += nb->start[i + 1];
    for (size_t r = 0; r < rows; r++) /* start[i + 1] moves from the beginning of i to its end */
        if (counts[r]) nb->who[nb->start[atom(face[3 * r], n) + 1]++] = atom(face[3 * r + 1], n);
    for (size_t i = 0; i < n; i++)
        qsort(nb->who + nb->start[i], nb->start[i + 1] - nb->start[i], sizeof *nb->who, ascending);
    free(surface);
    free(counts);
}

static size_t common(const struct neighbours *nb, size_t i, size_t j) {
    size_t a = nb->start[i], b = nb->start[j], n = 0;
    while (a < nb->start[i + 1] && b < nb->start[j + 1]) {
        if (nb->who[a] == nb->who[b])
            n++, a++, b++;
        else if (nb->who[a] < nb->who[b])
            a++;
        else
            b++;
    }
    return n;
}

static bool is(const size_t index[MAX_EDGES + 1], size_t n3, size_t n4, size_t n5, size_t n6) {
    return index[3] == n3 && index[4] == n4 && index[5] == n5 && index[6] == n6 && index[7] == 0;
}

void voronoi_statistics(size_t n, size_t rows, const double *face, double out[VORONOI_N_QUANTITIES]) {
    struct neighbours nb;
    double faces = 0, five = 0;
    list(n, rows, face, &nb);
    for (int q = 0; q < VORONOI_N_QUANTITIES; q++) out[q] = 0;
    for (size_t i = 0; i < n; i++) {
        size_t index[MAX_EDGES + 1] = {0};
        for (size_t a = nb.start[i]; a < nb.start[i + 1]; a++) {
            const size_t edges = common(&nb, i, nb.who[a]);
            index[edges < MAX_EDGES ? edges : MAX_EDGES]++;
        }
        faces += (double)(nb.start[i + 1] - nb.start[i]);
        five += (double)index[5];
        out[VORONOI_ICOSAHEDRA] += is(index, 0, 0, 12, 0);
        for (size_t k = 2; k <= 4; k++) out[VORONOI_FRANK_KASPER] += is(index, 0, 0, 12, k);
        out[VORONOI_MIXED] += is(index, 0, 4, 4, 6);
        out[VORONOI_BCC] += is(index, 0, 6, 0, 8);
    }
    for (int q = VORONOI_ICOSAHEDRA; q < VORONOI_N_QUANTITIES; q++) out[q] /= (double)n;
    out[VORONOI_FACES] = faces / (double)n;
    out[VORONOI_FIVE_FOLD] = faces > 0 ? five / faces : 0;
    free(nb.start);
    free(nb.who);
}
