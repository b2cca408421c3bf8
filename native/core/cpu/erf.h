// erf and erfc in double, in the style of elementary.h: the rational approximations of FreeBSD's msun s_erf.c
// (SunPro 1993) on |x| < 0.84375, < 1.25, < 1/0.35, < 28, with our own exp: erf within 1 ulp, erfc
// within 4 (its tail is a product of two exponentials).
#pragma once
#include "core/cpu/elementary.h"

namespace xsift {

namespace erf_detail {

template <int N>
inline double polynomial(const double (&c)[N], double x) {
  double sum = c[N - 1];
  for (int i = N - 2; i >= 0; --i) sum = c[i] + x * sum;
  return sum;
}

// clang-format off
constexpr double kErx = 8.45062911510467529297e-01;
constexpr double kPp[] = {1.28379167095512558561e-01, -3.25042107247001499370e-01, -2.84817495755985104766e-02,
                          -5.77027029648944159157e-03, -2.37630166566501626084e-05};
constexpr double kQq[] = {1.0, 3.97917223959155352819e-01, 6.50222499887672944485e-02, 5.08130628187576562776e-03,
                          1.32494738004321644526e-04, -3.96022827877536812320e-06};
constexpr double kPa[] = {-2.36211856075265944077e-03, 4.14856118683748331666e-01, -3.72207876035701323847e-01,
                          3.18346619901161753674e-01, -1.10894694282396677476e-01, 3.54783043256182359371e-02,
                          -2.16637559486879084300e-03};
constexpr double kQa[] = {1.0, 1.06420880400844228286e-01, 5.40397917702171048937e-01, 7.18286544141962662868e-02,
                          1.26171219808761642112e-01, 1.36370839120290507362e-02, 1.19844998467991074170e-02};
constexpr double kRa[] = {-9.86494403484714822705e-03, -6.93858572707181764372e-01, -1.05586262253232909814e+01,
                          -6.23753324503260060396e+01, -1.62396669462573470355e+02, -1.84605092906711035994e+02,
                          -8.12874355063065934246e+01, -9.81432934416914548592e+00};
constexpr double kSa[] = {1.0, 1.96512716674392571292e+01, 1.37657754143519042600e+02, 4.34565877475229228821e+02,
                          6.45387271733267880336e+02, 4.29008140027567833386e+02, 1.08635005541779435134e+02,
                          6.57024977031928170135e+00, -6.04244152148580987438e-02};
constexpr double kRb[] = {-9.86494292470009928597e-03, -7.99283237680523006574e-01, -1.77579549177547519889e+01,
                          -1.60636384855821916062e+02, -6.37566443368389627722e+02, -1.02509513161107724954e+03,
                          -4.83519191608651397019e+02};
constexpr double kSb[] = {1.0, 3.03380607434824582924e+01, 3.25792512996573918826e+02, 1.53672958608443695994e+03,
                          3.19985821950859553908e+03, 2.55305040643316442583e+03, 4.74528541206955367215e+02,
                          -2.24409524465858183362e+01};
// clang-format on

// erfc(a) for a >= 1.25, as exp(-a^2) R(1/a^2) / a; a^2 is split so that its rounding does not enter the exponent.
inline double erfcTail(double a) {
  const double s = 1 / (a * a);
  const double r = a < 1 / 0.35 ? polynomial(kRa, s) / polynomial(kSa, s) : polynomial(kRb, s) / polynomial(kSb, s);
  const double z = serial::fromBits(serial::bitsOf(a) & UINT64_C(0xffffffff00000000));
  return expOf(-z * z - 0.5625) * expOf((z - a) * (z + a) + r) / a;
}

}  // namespace erf_detail

inline double erfcOf(double x) {
  using namespace erf_detail;
  if (x != x) return x;
  const double a = x < 0 ? -x : x;
  if (a < 0.84375) {
    const double z = x * x, y = polynomial(kPp, z) / polynomial(kQq, z);
    return x < 0.25 ? 1 - (x + x * y) : 0.5 - (x - 0.5 + x * y);
  }
  double tail;
  if (a < 1.25) {
    const double s = a - 1;
    tail = 1 - kErx - polynomial(kPa, s) / polynomial(kQa, s);
  } else {
    tail = a < 28 ? erfcTail(a) : 0;
  }
  return x < 0 ? 2 - tail : tail;
}

inline double erfOf(double x) {
  using namespace erf_detail;
  if (x != x) return x;
  const double a = x < 0 ? -x : x;
  if (a < 0.84375) {
    const double z = x * x;
    return x + x * (polynomial(kPp, z) / polynomial(kQq, z));
  }
  double value;
  if (a < 1.25) {
    const double s = a - 1;
    value = kErx + polynomial(kPa, s) / polynomial(kQa, s);
  } else {
    value = a < 6 ? 1 - erfcTail(a) : 1;
  }
  return x < 0 ? -value : value;
}

}  // namespace xsift
