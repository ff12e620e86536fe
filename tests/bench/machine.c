/* bench-machine: what the machine is, as lines "machine KEY VALUE"; a note when it is not quiet.
 */
#include "bench.h"

#include "pairs/isa.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const double quiet_load = 0.5; /* processes that run or wait, mean of the last minute */

static void say(const char *key, const char *value) { printf("machine\t%s\t%s\n", key, value); }

/* The value of the first line of `path` that begins with `key`, after its colon; the caller's; NULL when absent. */
static char *line_of(const char *path, const char *key) {
    char line[512], *value = NULL;
    FILE *f = fopen(path, "r");
    while (f && !value && fgets(line, sizeof line, f)) {
        char *colon = strchr(line, ':');
        if (!colon || strncmp(line, key, strlen(key)) != 0) continue;
        colon += 1 + strspn(colon + 1, " \t");
        value = gb_format("%.*s", (int)strcspn(colon, "\n"), colon);
    }
    if (f) fclose(f);
    return value;
}

/* Additions that wait for each other: one a cycle on every processor of the last twenty years. */
static double clock_ghz(void) {
    enum { LOOPS = 20 * 1000 * 1000, ADDS = 8, TRIES = 5 };
    double best = 0;
    for (int t = 0; t < TRIES; t++) {
        uint64_t x = 0;
        const double begin = bench_seconds();
        for (int i = 0; i < LOOPS; i++)
            for (int k = 0; k < ADDS; k++) {
                x++;
                __asm__ volatile("" : "+r"(x)); /* keep each addition */
            }
        const double ghz = 1e-9 * LOOPS * (double)ADDS / (bench_seconds() - begin);
        if (ghz > best) best = ghz;
    }
    return best;
}

/* Additions a cycle when four at a time do not wait for each other: four or so on a core of one's own, half of it where
 * another machine runs on the other thread of the same core. The median, since this is of the neighbours' making. */
static double additions_a_cycle(void) {
    enum { LOOPS = 4 * 1000 * 1000, ADDS = 8, TRIES = 9 };
    double ratio[TRIES];
    for (int t = 0; t < TRIES; t++) {
        uint64_t a = 0, b = 0, c = 0, d = 0;
        const double begin = bench_seconds();
        for (int i = 0; i < LOOPS; i++)
            for (int k = 0; k < ADDS; k++) {
                a++;
                __asm__ volatile("" : "+r"(a));
            }
        const double one = bench_seconds();
        for (int i = 0; i < LOOPS; i++)
            for (int k = 0; k < ADDS; k++) {
                a++, b++, c++, d++;
                __asm__ volatile("" : "+r"(a), "+r"(b), "+r"(c), "+r"(d));
            }
        const double now = 4 * (one - begin) / (bench_seconds() - one);
        int at = t;
        for (; at > 0 && ratio[at - 1] > now; at--) ratio[at] = ratio[at - 1];
        ratio[at] = now;
    }
    return ratio[TRIES / 2];
}

static void say_isas(void) {
    struct gb_text has = {0}, swept = {0};
    gb_text_addn(&has, "", 0);
#if defined(__x86_64__)
    gb_text_add(&has, "x86-64%s%s%s", __builtin_cpu_supports("avx2") ? " AVX2" : "",
                __builtin_cpu_supports("fma") ? " FMA" : "", __builtin_cpu_supports("avx512f") ? " AVX-512" : "");
#else
    gb_text_add(&has, "not x86-64");
#endif
    for (int isa = PAIRS_ISA_PLAIN; isa <= PAIRS_ISA_AVX512; isa++)
        if (pairs_isa_present((enum pairs_isa)isa)) gb_text_add(&swept, " %s", pairs_isa_name((enum pairs_isa)isa));
    gb_text_add(&has, "; the pair sums use%s", swept.s ? swept.s : " none");
    say("instructions", has.s);
    free(has.s);
    free(swept.s);
}

static void say_number(const char *key, double v, const char *unit) {
    char *text = gb_format("%.3g %s", v, unit);
    say(key, text);
    free(text);
}

int main(void) {
    double load[1] = {0};
    const int known = getloadavg(load, 1); /* before our own work counts */
    char *cpu = line_of("/proc/cpuinfo", "model name"), *kb = line_of("/proc/meminfo", "MemTotal");
    say("cpu", cpu ? cpu : "unknown");
    say_number("cores", (double)sysconf(_SC_NPROCESSORS_ONLN), "online");
    say_isas();
    say_number("clock", clock_ghz(), "GHz, measured (dependent additions)");
    say_number("width", additions_a_cycle(), "additions a cycle, measured; 4 or more on a core that is not shared");
    say_number("memory", kb ? strtod(kb, NULL) / 1048576 : 0, "GiB");
    say("compiler", __VERSION__);
    say("flags", BENCH_FLAGS);
    if (known == 1) say_number("load", load[0], "at the start");
    if (known == 1 && load[0] > quiet_load)
        bench_note("the machine is NOT QUIET: load %.2f at the start; only ratios within this run mean anything",
                   load[0]);
    free(cpu);
    free(kb);
    return 0;
}
