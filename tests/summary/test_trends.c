/* Trends over histories: exact lines give their slope; what is common to all histories of a sample is no error of it.
 */
#include "summary/by_hand.h"
#include "summary/trends.h"

enum { S = 6, H = 3 };

static struct study *study_of(void) {
    static const char text[] =
        "<study name='trends' seed='5'><glass model='kob-andersen' atoms='1000' samples='6'/>"
        "<quench melt='2' from='0.8' to='0'><rate>1e-1</rate><rate>1e-2</rate><rate>1e-3</rate></quench>"
        "<compress><strain>0.005</strain></compress></study>";
    struct gb_error err = GB_ERROR_INIT;
    struct study *s;
    must(study_parse(&s, text, strlen(text), "by-hand.xml", "potentials/kob-andersen.xml", &err), &err);
    return s;
}

/* Histories at x = 0.3, 0.4, 0.6 in T_f_is; sample k of history h has y = 0.1 + 0.5 x + common[k] + own[h][k];
 * replicates are the means without it. */
static struct trend_points points(const double common[S], double own[H][S]) {
    static const double x[H] = {0.3, 0.4, 0.6};
    struct trend_points p = {H, GB_ARRAY(H, struct trend_point)};
    for (size_t h = 0; h < H; h++) {
        p.point[h] = (struct trend_point){h, 0, gb_calloc(1 + S, sizeof *p.point[h].q)};
        for (size_t rep = 0; rep <= S; rep++) {
            double *q = p.point[h].q[rep], mean = 0;
            for (size_t i = 0; i < Q_N; i++) q[i] = NAN;
            for (size_t k = 0; k < S; k++)
                if (rep != k + 1) mean += (common[k] + own[h][k]) / (rep ? S - 1.0 : S);
            q[Q_T_F_IS] = x[h];
            q[Q_RATIO] = 0.1 + 0.5 * x[h] + mean;
            q[Q_E_IS] = -7 - 0.01 * (double)h;
        }
    }
    return p;
}

static const struct trend_row *find_trend(const struct trend_table *t, const char *y, const char *x) {
    for (size_t i = 0; i < t->n; i++)
        if (strcmp(trend_y_name[t->row[i].y], y) == 0 && strcmp(trend_x_name[t->row[i].x], x) == 0) return &t->row[i];
    return NULL;
}

static const double scatter[S] = {0.03, -0.01, 0.02, -0.04, 0.01, -0.01}; /* sums to 0 */

static void common_scatter_is_no_error(void **state) {
    (void)state;
    struct study *s = study_of();
    double own[H][S] = {{0}};
    struct trend_points p = points(scatter, own);
    struct trend_table t;
    trend_table_make(&t, &p, s);
    const struct trend_row *r = find_trend(&t, "ratio", "T_f_is");
    assert_non_null(r);
    assert_int_equal(r->points, 3);
    assert_int_equal(r->samples, 6);
    assert_near(r->slope.value, 0.5, 1e-12);
    assert_near(r->slope.err, 0, 1e-12);
    assert_near(r->span.value, 0.15, 1e-12);
    r = find_trend(&t, "ratio", "decades_of_rate"); /* x = -1, -2, -3; all weigh the same: the end points decide */
    assert_near(r->slope.value, -0.5 * 0.3 / 2, 1e-12);
    assert_null(find_trend(&t, "loss", "T_f_is"));
    trend_table_clear(&t);
    trend_points_clear(&p);
    study_free(s);
}

/* Scatter of one history alone: the slope's error is its weight in the slope times the error of its mean. */
static void own_scatter_is(void **state) {
    (void)state;
    struct study *s = study_of();
    double own[H][S] = {{0}}, err2 = 0;
    for (int k = 0; k < S; k++) {
        own[0][k] = scatter[k];
        own[1][k] = scatter[(k + 1) % S];
        own[2][k] = scatter[(k + 3) % S];
    }
    for (int k = 0; k < S; k++) { /* equal weights: slope = sum (x - 13/30) y / sum (x - 13/30)^2 */
        const double y[H] = {own[0][k], own[1][k], own[2][k]}, X = 1.3 / 3;
        const double one = ((0.3 - X) * y[0] + (0.4 - X) * y[1] + (0.6 - X) * y[2]) /
                           ((0.3 - X) * (0.3 - X) + (0.4 - X) * (0.4 - X) + (0.6 - X) * (0.6 - X));
        err2 += one * one / (S * (S - 1.0));
    }
    const double none[S] = {0};
    struct trend_points p = points(none, own);
    struct trend_table t;
    trend_table_make(&t, &p, s);
    const struct trend_row *r = find_trend(&t, "ratio", "T_f_is");
    assert_near(r->slope.value, 0.5, 1e-12);
    assert_near(r->slope.err, sqrt(err2), 1e-12);
    trend_points_clear(&p);

    struct gb_error err = GB_ERROR_INIT;
    char *path = gb_format("%s/trends.tsv", folder), *text = NULL;
    struct trend_table back;
    must(trend_table_write(&t, s, path, &err), &err);
    must(trend_table_read(&back, s, path, &err), &err);
    assert_int_equal(back.n, t.n);
    for (size_t i = 0; i < t.n; i++) {
        assert_int_equal(back.row[i].load, t.row[i].load);
        assert_int_equal(back.row[i].history, t.row[i].history);
        assert_true(back.row[i].y == t.row[i].y && back.row[i].x == t.row[i].x);
        assert_near(back.row[i].slope.value, t.row[i].slope.value, 1e-8);
    }
    trend_table_clear(&back);
    must(gb_file_read(path, &text, NULL, &err), &err);
    static const struct {
        const char *from, *to, *says;
    } fault[] = {{"\tT_f_is\t", "\tT_f_XX\t", "column 5"},
                 {"\nhistories\t-\t", "\nhistories\t1e-2\t", "column 2"}, /* over histories, so of none */
                 {"\nhistories\t-\t", "\nloads\t-\t", "column 2"},
                 {"\t3\t6\t", "\t4\t6\t", "column 6"}}; /* more histories than there are */
    for (size_t i = 0; i < sizeof fault / sizeof *fault; i++) {
        const char *at = strstr(text, fault[i].from);
        assert_non_null(at);
        char *bad = gb_format("%.*s%s%s", (int)(at - text), text, fault[i].to, at + strlen(fault[i].from));
        must(gb_file_write(path, bad, strlen(bad), &err), &err);
        assert_int_equal(trend_table_read(&back, s, path, &err), GB_EINPUT);
        if (!strstr(err.text, fault[i].says)) fail_msg("'%s' does not say '%s'", err.text, fault[i].says);
        gb_error_clear(&err);
        free(bad);
    }
    free(text);
    free(path);
    trend_table_clear(&t);
    study_free(s);
}

/* Loads of one history, given out of order, one of them at a temperature: lines from the smallest up. What a sample
 * does to all loads alike is no error. */
static void loads(void **state) {
    (void)state;
    static const char text[] =
        "<study name='loads' seed='5'><glass model='kob-andersen' atoms='1000' samples='6'/>"
        "<quench melt='2' from='0.8' to='0'><rate>1e-2</rate></quench>"
        "<compress><strain>0.01</strain><strain>0.002</strain><strain>0.005</strain></compress>"
        "<compress mode='thermal' T='0.1' time='10' snapshots='2'><stress>0.1</stress></compress></study>";
    struct gb_error err = GB_ERROR_INIT;
    struct study *s;
    must(study_parse(&s, text, strlen(text), "by-hand.xml", "potentials/kob-andersen.xml", &err), &err);
    const double strain[] = {0.01, 0.002, 0.005, 0.003, 0.003}, ratio[] = {0.26, 0.2, 0.2, 0.9, 0.8};
    assert_int_equal(s->n_loads, 5);
    struct trend_points p = {5, GB_ARRAY(5, struct trend_point)};
    for (size_t e = 0; e < 5; e++) {
        p.point[e] = (struct trend_point){0, e, gb_calloc(1 + S, sizeof *p.point[e].q)};
        for (size_t rep = 0; rep <= S; rep++) {
            double *q = p.point[e].q[rep];
            for (size_t i = 0; i < Q_N; i++) q[i] = NAN;
            q[Q_EPS_TRUE] = strain[e];
            q[Q_RATIO] = ratio[e] - (rep ? scatter[rep - 1] / (S - 1) : 0);
        }
    }
    struct trend_table t;
    trend_table_make(&t, &p, s);
    assert_int_equal(t.n, 2);
    assert_string_equal(s->load[t.row[0].load].label, "0.005");
    assert_string_equal(study_history(s, t.row[0].history), "1e-2");
    assert_int_equal(t.row[0].points, 2);
    assert_near(t.row[0].slope.value, 0, 1e-12);
    assert_string_equal(s->load[t.row[1].load].label, "0.01");
    assert_int_equal(t.row[1].points, 3);
    assert_int_equal(t.row[1].x, TREND_STRAIN);
    /* all weigh the same: x - mean is -11/3, -2/3, 13/3 in thousandths */
    assert_near(t.row[1].slope.value, 0.06 * (13 / 3e3) / ((121 + 4 + 169) / 9e6), 1e-10);
    assert_near(t.row[1].span.value, 0.008 * t.row[1].slope.value, 1e-12);
    assert_near(t.row[1].slope.err, 0, 1e-10);
    char *path = gb_format("%s/loads.tsv", folder);
    struct trend_table back;
    must(trend_table_write(&t, s, path, &err), &err);
    must(trend_table_read(&back, s, path, &err), &err);
    assert_int_equal(back.n, 2);
    assert_int_equal(back.row[1].history, t.row[1].history);
    assert_int_equal(back.row[1].points, 3);
    trend_table_clear(&back);
    trend_table_clear(&t);
    trend_points_clear(&p);
    free(path);
    study_free(s);
}

/* Numbers of history h without sample k - 1 (k = 0: of all), every one another. */
static double number(size_t h, size_t k, int i) {
    static const double apart[] = {0, 0.3, 0.7, -0.4, 0.9, -0.2, 0.5};
    return (0.3 + 0.07 * i) * (1 + 0.2 * sin(1 + (double)h + 2 * i)) +
           0.01 * (1 + (double)h) * apart[(k + (size_t)i + 2 * h) % 7] * (k > 0);
}

/* Each y against each x, of histories whose errors differ: the weighted least squares of all samples and without each.
 */
static void every_pair(void **state) {
    (void)state;
    static const enum quantity field[] = {Q_RATIO,      Q_LOSS,   Q_EPS_INF, Q_EPS_TRUE, Q_POISSON,
                                          Q_SHEAR_LOST, Q_T_F_IS, Q_T_F,     Q_E_IS,     Q_T_F_VOLUME};
    enum { FIELDS = sizeof field / sizeof *field };
    static const char *const y_name[] = {"ratio", "loss", "eps_inf_over_true", "poisson", "shear_lost"};
    static const char *const x_name[] = {"T_f_is", "T_f", "e_is", "decades_of_rate"};
    struct study *s = study_of();
    struct trend_points p = {H, GB_ARRAY(H, struct trend_point)};
    struct trend_table t;
    for (size_t h = 0; h < H; h++) {
        p.point[h] = (struct trend_point){h, 0, gb_calloc(1 + S, sizeof *p.point[h].q)};
        for (size_t k = 0; k <= S; k++)
            for (int i = 0; i < FIELDS; i++) p.point[h].q[k][field[i]] = number(h, k, i);
    }
    trend_table_make(&t, &p, s);
    for (int a = 0; a < 5; a++)
        for (int b = 0; b < 4; b++) {
            double y[H][S + 1], x[H][S + 1], w[H], slope[S + 1], span[S + 1], err[2] = {0, 0}, mean[2] = {0, 0};
            for (size_t h = 0; h < H; h++) {
                double about = 0, sum = 0;
                for (size_t k = 0; k <= S; k++) {
                    y[h][k] = a == 2 ? number(h, k, 2) / number(h, k, 3) : number(h, k, a + (a > 2));
                    x[h][k] = b == 3 ? -1 - (double)h : number(h, k, 6 + b); /* rates 1e-1, 1e-2, 1e-3 */
                    about += k > 0 ? y[h][k] / S : 0;
                }
                for (size_t k = 1; k <= S; k++) sum += (y[h][k] - about) * (y[h][k] - about);
                w[h] = S / ((S - 1.0) * sum);
            }
            for (size_t k = 0; k <= S; k++) {
                double W = 0, X = 0, Y = 0, XX = 0, XY = 0, lo = 1e9, hi = -1e9;
                for (size_t h = 0; h < H; h++) {
                    W += w[h], X += w[h] * x[h][k], Y += w[h] * y[h][k];
                    XX += w[h] * x[h][k] * x[h][k], XY += w[h] * x[h][k] * y[h][k];
                    lo = fmin(lo, x[h][k]), hi = fmax(hi, x[h][k]);
                }
                slope[k] = (W * XY - X * Y) / (W * XX - X * X);
                span[k] = slope[k] * (hi - lo);
                mean[0] += k > 0 ? slope[k] / S : 0;
                mean[1] += k > 0 ? span[k] / S : 0;
            }
            for (size_t k = 1; k <= S; k++) {
                err[0] += pow(slope[k] - mean[0], 2) * (S - 1) / S;
                err[1] += pow(span[k] - mean[1], 2) * (S - 1) / S;
            }
            const struct trend_row *r = find_trend(&t, y_name[a], x_name[b]);
            if (!r) fail_msg("no row of %s against %s", y_name[a], x_name[b]);
            assert_int_equal(r->points, H);
            assert_near(r->slope.value, slope[0], 1e-9 * fabs(slope[0]));
            assert_near(r->span.value, span[0], 1e-9 * fabs(span[0]));
            assert_near(r->slope.err, sqrt(err[0]), 1e-9 * sqrt(err[0]));
            assert_near(r->span.err, sqrt(err[1]), 1e-9 * sqrt(err[1]));
        }
    trend_table_clear(&t);
    trend_points_clear(&p);
    study_free(s);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(common_scatter_is_no_error), cmocka_unit_test(own_scatter_is),
                                       cmocka_unit_test(loads), cmocka_unit_test(every_pair)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
