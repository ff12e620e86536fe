/* Names of columns that are sectors, see sectors_name.h. */
#include "strain/sectors_name.h"

#include "base/number.h"

#include <string.h>

struct sectors_column sectors_column_name(const char *name) {
    struct sectors_column c = {0};
    const char *s = name;
    if (strncmp(s, "sigma_", 6) == 0) c.is_sigma = true, s += 6;
    if (strncmp(s, "phi_", 4) != 0 && strncmp(s, "chi_", 4) != 0) return (struct sectors_column){0};
    c.azimuth = s[0] == 'p';
    c.is_sector = gb_parse_double(s + 4, &c.angle);
    return c.is_sector ? c : (struct sectors_column){0};
}

bool sectors_recognise(const struct gb_table *t) {
    for (size_t i = 1; i < t->n_col; i++)
        if (sectors_column_name(t->name[i]).is_sector) return true;
    return false;
}
