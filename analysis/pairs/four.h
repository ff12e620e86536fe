/* Four integers that belong together, as the kernels store them; see simd.h. */
#ifndef GB_ATOMS_FOUR_H
#define GB_ATOMS_FOUR_H

#include <stdint.h>

struct vi_4 {
    int32_t v[4];
};

#endif
