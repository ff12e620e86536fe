/* Intensity to S(Q, chi), see reduce.h. Cost: n n_sectors. */
#include "strain/reduce.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *reduce_rule_name(enum reduce_rule r) { return r == REDUCE_HIGH_Q ? "high-q" : "integral"; }

/* What scatters, on the grid of Q: (I - background)/A = f2 (S - 1) + rest. */
struct model {
    size_t n;
    double *f2, *rest; /* <f>^2; <f^2> + Compton; owned */
};

static struct model model_create(const struct sectors *in, const struct scatter *sc) {
    struct model m = {in->n, GB_ARRAY(in->n, double), GB_ARRAY(in->n, double)};
    for (size_t j = 0; j < in->n; j++) {
        const double Q = sectors_x(in, j), f = scatter_mean_f(sc, Q);
        m.f2[j] = f * f;
        m.rest[j] = scatter_mean_f_squared(sc, Q);
        if (sc->probe == SCATTER_XRAY) m.rest[j] += scatter_compton_seen(sc, Q, in->wavelength);
    }
    return m;
}

static void model_clear(struct model *m) {
    free(m->f2);
    free(m->rest);
}

static int check(const struct sectors *in, const struct reduce_options *opt, struct gb_error *err) {
    const double end = (double)in->n * in->step, q_end = sectors_x(in, in->n - 1);
    if (in->data != SECTORS_INTENSITY)
        return gb_fail(err, GB_EINPUT, "data %s: only intensity is reduced to S(Q)", sectors_data_name(in->data));
    if (opt->scatter->probe == SCATTER_NUMBER)
        return gb_fail(err, GB_EINPUT, "number weights: an intensity needs x-rays' or neutrons'");
    if (!(opt->q_lo >= 0 && opt->q_lo < opt->q_hi && opt->q_hi <= end * (1 + 1e-9)))
        return gb_fail(err, GB_EINPUT,
                       "normalisation from Q = %g to %g: allowed is 0 <= from < to <= %g, the data's end", opt->q_lo,
                       opt->q_hi, end);
    if ((opt->q_hi - opt->q_lo) / in->step < 10)
        return gb_fail(err, GB_EINPUT, "normalisation from Q = %g to %g holds fewer than 10 points of %g", opt->q_lo,
                       opt->q_hi, in->step);
    if (opt->scatter->probe == SCATTER_XRAY && q_end > ELEMENT_Q_MAX)
        return gb_fail(err, GB_EINPUT, "Q up to %g 1/angstrom: form factors are known up to %g", q_end, ELEMENT_Q_MAX);
    if (opt->scatter->probe == SCATTER_XRAY && !isfinite(scatter_compton_seen(opt->scatter, q_end, in->wavelength)))
        return gb_fail(err, GB_EINPUT, "Q up to %g with a wavelength of %g angstrom: it ends at 4 pi/lambda", q_end,
                       in->wavelength);
    if (opt->rule == REDUCE_INTEGRAL && !(opt->rho0 > 0 && isfinite(opt->rho0)))
        return gb_fail(err, GB_EINPUT, "density %g: the integral rule needs the number density, 1/angstrom^3",
                       opt->rho0);
    if (!isfinite(opt->background)) return gb_fail(err, GB_EINPUT, "background %g: must be a number", opt->background);
    const struct sectors *b = opt->background_of;
    if (b &&
        (b->n_sectors != in->n_sectors || b->n < in->n || fabs(b->step - in->step) * (double)in->n > 0.02 * in->step ||
         memcmp(b->angle, in->angle, in->n_sectors * sizeof(double)) != 0))
        return gb_fail(err, GB_EINPUT, "the background has other sectors or another grid than the intensity");
    return GB_OK;
}

static double net(const struct sectors *in, const struct reduce_options *opt, size_t i, size_t j) {
    const struct sectors *b = opt->background_of;
    return in->value[i * in->n + j] - opt->background - (b ? b->value[i * b->n + j] : 0);
}

/* Weight of point j in the rule. */
static double weight(const struct reduce_options *opt, double Q) {
    if (opt->rule == REDUCE_INTEGRAL) return Q * Q * q_window(QWINDOW_LORCH, Q / opt->q_hi);
    const double u = (Q - opt->q_lo) / (opt->q_hi - opt->q_lo);
    return u > 0 && u < 1 ? 1 - cos(2 * M_PI * u) : 0;
}

/* A = (sum w I/f2) / (sum w rest/f2 + what the rule's integral is), over sectors from..to-1. Points without a number in
 * the integral's low end count as the first one with one: S - 1 is flat there. */
static int normalise(const struct sectors *in, const struct reduce_options *opt, const struct model *m, size_t from,
                     size_t to, double *A, struct gb_error *err) {
    double top = 0, bottom = 0, used = 0;
    for (size_t i = from; i < to; i++) {
        size_t first = 0;
        while (first < in->n && !isfinite(net(in, opt, i, first))) first++;
        for (size_t j = 0; j < in->n; j++) {
            const size_t k = j < first && first < in->n && opt->rule == REDUCE_INTEGRAL ? first : j;
            const double w = weight(opt, sectors_x(in, j)), I = net(in, opt, i, k);
            if (!(w > 0)) continue;
            if (!isfinite(I) && opt->each_sector)
                return gb_fail(err, GB_EINPUT,
                               "the sector at %g deg is not measured at Q = %g: it cannot be normalised by itself; "
                               "choose another range, or all sectors together",
                               in->angle[i], sectors_x(in, j));
            if (!isfinite(I)) continue;
            top += w * I / m->f2[k];
            bottom += w * m->rest[k] / m->f2[k];
            used += w;
        }
        if (opt->rule == REDUCE_INTEGRAL && first < in->n) bottom -= 2 * M_PI * M_PI * opt->rho0 / in->step;
    }
    if (!(used > 0)) return gb_fail(err, GB_EINPUT, "no sector is measured from Q = %g to %g", opt->q_lo, opt->q_hi);
    *A = top / bottom;
    if (*A > 0 && isfinite(*A)) return GB_OK;
    return gb_fail(err, GB_EFAIL,
                   "normalisation A = %g, from Q = %g to %g: it must be above 0; is the background too large?", *A,
                   opt->q_lo, opt->q_hi);
}

static void apply(const struct sectors *in, const struct reduce_options *opt, const struct model *m, size_t i, double A,
                  struct sectors *out) {
    for (size_t j = 0; j < in->n; j++) {
        const size_t at = i * in->n + j;
        out->value[at] = 1 + (net(in, opt, i, j) / A - m->rest[j]) / m->f2[j];
        if (in->sigma) out->sigma[at] = in->sigma[at] / (A * m->f2[j]);
    }
}

/* rms and slope of the sectors' mean S - 1 in the range. */
static void look(const struct sectors *s, const struct reduce_options *opt, struct reduce_result *r) {
    double n = 0, yy = 0, xy = 0, xx = 0;
    const double middle = (opt->q_lo + opt->q_hi) / 2, length = opt->q_hi - opt->q_lo;
    for (size_t j = 0; j < s->n; j++) {
        const double x = (sectors_x(s, j) - middle) / length;
        double sum = 0, count = 0;
        for (size_t i = 0; i < s->n_sectors; i++) {
            if (!isfinite(s->value[i * s->n + j])) continue;
            sum += s->value[i * s->n + j] - 1;
            count += 1;
        }
        if (fabs(x) > 0.5 || count == 0) continue;
        n += 1;
        yy += sum * sum / (count * count);
        /* the Hann window keeps oscillations out of the slope, too */
        xy += (1 + cos(2 * M_PI * x)) * x * sum / count;
        xx += (1 + cos(2 * M_PI * x)) * x * x;
    }
    r->drift = n > 0 ? sqrt(yy / n) : NAN;
    r->slope = xx > 0 ? xy / xx : NAN;
}

int reduce_intensity(const struct sectors *in, const struct reduce_options *opt, struct sectors *out,
                     struct reduce_result *result, struct gb_error *err) {
    *out = (struct sectors){0};
    *result = (struct reduce_result){0};
    int rc = check(in, opt, err);
    if (rc != GB_OK) return rc;
    struct model m = model_create(in, opt->scatter);
    sectors_init(out, SECTORS_S, in->x_name, in->n, in->step, in->n_sectors, in->angle, in->sigma != NULL);
    out->azimuth = in->azimuth;
    out->wavelength = in->wavelength;
    out->width = in->width;
    out->width_given = in->width_given;
    out->r_max = in->r_max;
    out->interpolated = in->interpolated;
    double A = 0, sum = 0, squares = 0;
    if (!opt->each_sector) rc = normalise(in, opt, &m, 0, in->n_sectors, &A, err);
    for (size_t i = 0; i < in->n_sectors && rc == GB_OK; i++) {
        if (opt->each_sector) rc = normalise(in, opt, &m, i, i + 1, &A, err);
        if (rc != GB_OK) break;
        apply(in, opt, &m, i, A, out);
        sum += A / (double)in->n_sectors;
        squares += A * A / (double)in->n_sectors;
    }
    result->A = sum;
    result->A_spread = opt->each_sector ? sqrt(fmax(squares - sum * sum, 0)) : 0;
    if (rc == GB_OK) look(out, opt, result);
    model_clear(&m);
    if (rc != GB_OK) sectors_clear(out);
    return rc;
}
