/* Numbers for people: value(error), and units as they are printed. */
#ifndef GB_REPORT_NOTATION_H
#define GB_REPORT_NOTATION_H

/* 0.2345, 0.0123 -> "0.234(12)": the error in units of the last digits, two of them, or with its point, "12.3(1.4)",
 * where the error is one or more. Below 1e-3 and from 1e6 with a power of ten: "4.21(13)e-5". No error (NaN): four
 * digits and nothing in parentheses; an error of zero, but for rounding: "(0)". No value (NaN): a dash. What rounds to
 * zero has no sign: "0.0(1.1)". The caller's. */
char *notation_estimate(double value, double err);

/* The same for a number that is of order one or less by its nature (a ratio, a share, a correlation): a dash also where
 * its error is one or more, for then it says nothing. */
char *notation_ratio(double value, double err);

/* "ang" -> "Å", "eV/atom" -> itself, "epsilon/sigma^3" -> "ε/σ³", "tau" -> "τ"; "-" or NULL -> "". Anything else as it
 * is. The caller's. */
char *notation_unit(const char *unit);

#endif
