/* The elements as scatterers.
 *
 *     f0(Q) = sum_i a_i exp(-b_i s^2) + c,  s = sin(theta)/lambda = Q/(4 pi) <= 6 1/angstrom
 *
 * Sources of the table in element.c: f0 of neutral atoms, Z = 1..98: D. Waasmaier and A. Kirfel, Acta Cryst. A51, 416
 * (1995), by way of DABAX (f0_WaasKirf.dat). Bound coherent neutron lengths of the natural elements: H. Rauch and W.
 * Waschkowski, Neutron Data Booklet, 2nd ed. (2003). Masses: IUPAC. Incoherent (Compton) scattering functions: the
 * library xraylib, which only element.c includes.
 */
#ifndef GB_PDF_ELEMENT_H
#define GB_PDF_ELEMENT_H

#define ELEMENT_Q_MAX 75.39 /* 1/angstrom: s = 6 */

struct element {
    int Z;
    const char *symbol;
    double mass;  /* u */
    double b_coh; /* fm; NaN where not known */
    double a[5], b[5], c;
};

/* NULL when there is none of that symbol (exact case, "Cu"). */
const struct element *element_find(const char *symbol);
/* Electrons; Q in 1/angstrom, 0 <= Q <= ELEMENT_Q_MAX. */
double element_f0(const struct element *e, double Q);
/* Compton scattering of one atom, in electrons (0 at Q = 0, towards Z); without the recoil factor. */
double element_compton(const struct element *e, double Q);

#endif
