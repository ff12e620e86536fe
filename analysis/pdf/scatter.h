/* What scatters: the species of a glass with their fractions, and how an experiment weighs their partials
 * (Faber and Ziman, METHODS (14)):
 *
 *     S_l0(Q) - d_l0 = sum_ab w_ab(Q) (S_l0^ab(Q) - d_l0),    w_ab = c_a c_b f_a(Q) f_b(Q) / <f>^2,    sum_ab w_ab = 1
 *
 * f is 1 (number), the x-ray form factor f0(Q), or the neutron's coherent length b. Weigh at each Q and transform then.
 *     I_coh per atom = <f>^2 (S - 1) + <f^2>
 */
#ifndef GB_PDF_SCATTER_H
#define GB_PDF_SCATTER_H

#include "base/error.h"
#include "pdf/element.h"

enum { SCATTER_MAX_SPECIES = 16 };
/* Atoms per cubic angstrom that no solid has (diamond 0.18): lengths are then in other units. */
#define SCATTER_DENSEST 0.3

enum scatter_probe { SCATTER_NUMBER, SCATTER_XRAY, SCATTER_NEUTRON, SCATTER_N_PROBES };
/* "number", "xray", "neutron" */
const char *scatter_probe_name(enum scatter_probe p);
/* SCATTER_N_PROBES when there is none of that name. */
enum scatter_probe scatter_probe_find(const char *name);

struct scatter {
    enum scatter_probe probe;
    int n;                                              /* species */
    double fraction[SCATTER_MAX_SPECIES];               /* sum 1 */
    const struct element *element[SCATTER_MAX_SPECIES]; /* NULL allowed with SCATTER_NUMBER; static */
};

/* Fractions are normalised. GB_EINPUT: unknown elements, no neutron length, fractions below 0 or all 0, too many
 * species, <b> near 0 (null scatterers). element may be NULL with SCATTER_NUMBER. */
int scatter_init(struct scatter *s, enum scatter_probe probe, int n, const char *const *element, const double *fraction,
                 struct gb_error *err);
/* From "Cu64.5Zr35.5" or "Cu0.645 Zr0.355"; no number: 1. An element twice is an error. */
int scatter_parse(struct scatter *s, enum scatter_probe probe, const char *composition, struct gb_error *err);

/* Whether the weights are known up to q_max in 1/length, a length being to_angstrom: GB_EINPUT beyond the form factors,
 * and where to_angstrom is needed but not a finite number above 0. Number weights are known everywhere. */
int scatter_check_q(const struct scatter *s, double q_max, double to_angstrom, struct gb_error *err);

/* f of species a at Q; electrons, fm or 1. */
double scatter_f(const struct scatter *s, int a, double Q);
/* w_ab, for a != b that of ab and ba together. */
double scatter_weight(const struct scatter *s, int a, int b, double Q);
double scatter_mean_f(const struct scatter *s, double Q);         /* <f> */
double scatter_mean_f_squared(const struct scatter *s, double Q); /* <f^2> */
double scatter_compton(const struct scatter *s, double Q);        /* mean Compton per atom, electrons; x-rays, else 0 */
/* The same as a photon counter behind no energy discrimination sees it, with the Breit-Dirac recoil factor (E'/E)^2,
 * which is Klein and Nishina's cross-section over Thomson's to 1e-3 up to 2 theta = 35 deg at 100 keV. E/E' = 1 + 2
 * (lambda_C/lambda) sin^2(theta), sin(theta) = Q lambda/(4 pi), lambda_C = h/(m c) = 0.0242631 angstrom. NaN where
 * sin(theta) > 1 or the wavelength (angstrom) is not above 0. Synthetic images and the reduction both use it. */
double scatter_compton_seen(const struct scatter *s, double Q, double wavelength);
double scatter_mass(const struct scatter *s); /* mean, u */

#endif
