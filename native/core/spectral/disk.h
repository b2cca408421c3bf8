// I(e) = integral from e to infinity of y^(5/3) / (exp(y) - 1) dy, of which the spectrum of a disk of black bodies is
// made (components/thermal.cpp), for e = exp(logE); 0 above 600.
#pragma once

namespace xsift {

double diskIntegral(double logE);

}  // namespace xsift
