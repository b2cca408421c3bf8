// constant   a factor
#include <algorithm>

#include "core/spectral/components.h"

namespace xsift {

namespace {

void constant(const Tables& tables, const double* p, double* spectrum, Work&) {
  std::fill(spectrum, spectrum + tables.grid.bins(), p[0]);
}

}  // namespace

const Component kFactors[] = {
    {"constant", Kind::Multiplicative, 1, constant},
    {nullptr, Kind::Additive, 0, nullptr},
};

}  // namespace xsift
