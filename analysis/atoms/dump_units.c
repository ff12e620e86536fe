/* The units that a LAMMPS dump names in `ITEM: UNITS` (dump_modify units yes; https://docs.lammps.org/units.html), by
 * what one length is in angstrom.
 */
#include "atoms/read.h"

#include <string.h>

const struct dump_unit *dump_unit_find(const char *style) {
    static const struct dump_unit all[] = {
        {"lj", "sigma", 1},      {"metal", "angstrom", 1},
        {"real", "angstrom", 1}, {"electron", "Bohr", 0.529177210903}, /* CODATA 2018 */
        {"nano", "nm", 10},      {"micro", "micrometre", 1e4},
        {"cgs", "cm", 1e8},      {"si", "m", 1e10},
    };
    for (size_t k = 0; k < sizeof all / sizeof *all; k++)
        if (strcmp(all[k].style, style) == 0) return &all[k];
    return NULL;
}
