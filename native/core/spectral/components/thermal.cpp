// Thermal continua: bbody, bremss (continuum.h).
#include "core/spectral/components.h"
#include "core/spectral/continuum.h"

namespace xsift {

namespace {

void bbody(const Tables& tables, const double* p, double* spectrum, Work&) {
  blackBody(tables.grid, p[0], p[1], spectrum);
}

void bremss(const Tables& tables, const double* p, double* spectrum, Work&) {
  bremsstrahlung(tables.grid, p[0], p[1], spectrum);
}

}  // namespace

const Component kThermal[] = {
    {"bbody", Kind::Additive, 2, bbody},
    {"bremss", Kind::Additive, 2, bremss},
    {nullptr, Kind::Additive, 0, nullptr},
};

}  // namespace xsift
