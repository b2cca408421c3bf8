// A power law as other components use it: E^-index is e^((1 - index) c), c the middle of a bin in ln E, times a factor
// for the bin's width; the integral over the bin in closed form.
#pragma once
#include "core/spectral/components.h"

namespace xsift {

constexpr double kErgPerKeV = 1.602176634e-9;  // exact since the SI of 2019

// The integral of E^(a - 1) from low to high.
double powerIntegral(double a, double low, double high);
// The exponent; p[0] is the index.
Term powerTerm(const Tables& tables, const double* p, Range range, double* memory);
// The factors, times norm.
void powerFactors(const Tables& tables, double index, double norm, double* spectrum);

}  // namespace xsift
