// applyResponse against a dense matrix product summed in long double; every ISA against plain loops, bit for bit;
// single precision against double; awkward rows; what the constructor refuses.
#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

#include "check.h"
#include "core/cpu/isa.h"
#include "core/random/philox.h"
#include "core/response/response.h"

using namespace xsift;

struct Parts {
  std::vector<double> lo, hi, area;
  std::vector<int32_t> nGrp, fChan, nChan;
  std::vector<double> matrix;
  int32_t channels = 0;
  Response response() const { return Response(lo, hi, area, nGrp, fChan, nChan, matrix, channels); }
};

// Rows of 0, 1, 2 or 3 groups, some empty, some overlapping (OGIP does not forbid it: elements then add up).
static Parts randomParts(uint64_t seed, int energies, int32_t channels) {
  UniformSequence u(seed, 0, 0, 0);
  Parts p;
  p.channels = channels;
  for (int e = 0; e < energies; ++e) {
    p.lo.push_back(0.1 + 0.01 * e);
    p.hi.push_back(0.1 + 0.01 * (e + 1));
    p.area.push_back(700 * u.next());
    p.nGrp.push_back(static_cast<int32_t>(4 * u.next()));
    for (int g = 0; g < p.nGrp.back(); ++g) {
      const int32_t first = static_cast<int32_t>(channels * u.next());
      const int32_t count = static_cast<int32_t>((channels - first + 1) * u.next());
      p.fChan.push_back(first);
      p.nChan.push_back(count);
      for (int i = 0; i < count; ++i) p.matrix.push_back(u.next());
    }
  }
  return p;
}

static std::vector<double> dense(const Parts& p, const std::vector<double>& flux, double exposure) {
  std::vector<long double> sum(p.channels, 0);
  size_t group = 0, element = 0;
  for (size_t e = 0; e < p.lo.size(); ++e) {
    std::vector<long double> row(p.channels, 0);
    for (int g = 0; g < p.nGrp[e]; ++g, ++group) {
      for (int i = 0; i < p.nChan[group]; ++i) row[p.fChan[group] + i] += p.matrix[element++];
    }
    for (int c = 0; c < p.channels; ++c) sum[c] += row[c] * flux[e] * p.area[e] * exposure;
  }
  return std::vector<double>(sum.begin(), sum.end());
}

static bool refused(const Parts& p, const char* message) {
  try {
    p.response();
  } catch (const std::invalid_argument& error) {
    if (std::string(error.what()).find(message) != std::string::npos) return true;
    std::printf("message was: %s\n", error.what());
  }
  return false;
}

static void againstDense() {
  for (int channels : {1, 2, 7, 64, 301}) {
    const Parts p = randomParts(channels, 120, channels);
    const Response response = p.response();
    const int n = 9;
    std::vector<double> flux(n * 120), one(channels), photons(120), two(channels);
    fillUniforms(3, 1, 0, 1, n * 120, flux.data());
    for (double& f : flux) f *= 1e-5;
    for (int s = 0; s < n; ++s) {
      const std::vector<double> spectrum(flux.begin() + s * 120, flux.begin() + (s + 1) * 120);
      const std::vector<double> expected = dense(p, spectrum, 1e5);
      applyResponse(response, spectrum.data(), 1e5, one.data());
      applyArf(response, spectrum.data(), 1e5, photons.data());
      applyRmf(response, photons.data(), two.data());
      for (int c = 0; c < channels; ++c) CHECK_CLOSE(one[c], expected[c], 1e-12);
      CHECK(one == two);
    }
    std::vector<double> serial(n * channels), threaded(n * channels);
    CHECK(applyResponseBatch(response, flux.data(), n, 1e5, serial.data(), 1, nullptr));
    for (int threads : {2, 5}) {
      Control control;
      CHECK(applyResponseBatch(response, flux.data(), n, 1e5, threaded.data(), threads, &control));
      CHECK(threaded == serial && control.done.load() == n);
    }
    CHECK(std::vector<double>(serial.end() - channels, serial.end()) == one);
  }
}

// Every variant that this machine can run against plain loops: the same bits. Few-bit numbers in `coarse` make the sums
// of single precision fall half-way between floats; others leave them anywhere.
static void variants(bool coarse) {
  const size_t energies = 299, stride = 300;
  Parts p = randomParts(coarse ? 8 : 9, energies, 100);
  UniformSequence u(5, 0, 0, 0);
  for (double& x : p.matrix) {
    x = coarse ? std::ldexp(std::floor(1 + 15 * x), -static_cast<int>(8 * u.next())) : 1e-9 + x;
  }
  const Response response = p.response();
  const Strips strips = response.strips();
  CHECK((strips.exact == nullptr) == coarse);
  const size_t padded = response.paddedChannels(), n = 2 * kLaneSpectra;
  std::vector<double> photons(n * energies), expected(n * padded);
  std::vector<float> lanes(n * stride), sums(n * padded);
  for (double& x : photons) {
    x = coarse ? std::ldexp(std::floor(1 + 15 * u.next()), static_cast<int>(30 * u.next())) : u.next();
  }
  for (size_t s = 0; s < n; ++s) {
    for (size_t e = 0; e < energies; ++e) {
      lanes[((s / kLaneSpectra) * stride + e) * kLaneSpectra + s % kLaneSpectra] =
          static_cast<float>(photons[s * energies + e]);
    }
    for (size_t strip = 0; strip < strips.count; ++strip) {
      for (size_t c = 0; c < kStripChannels; ++c) {
        double exact = 0;
        float sum = 0, part = 0;
        for (uint32_t r = strips.start[strip]; r < strips.start[strip + 1]; ++r) {
          const double x = photons[s * energies + strips.energy[r]];
          const float element = strips.rounded[r * kStripChannels + c];
          exact += x * (coarse ? static_cast<double>(element) : strips.exact[r * kStripChannels + c]);
          if (r > strips.start[strip] && (r - strips.start[strip]) % 128 == 0) sum += part, part = 0;
          part = std::fmaf(static_cast<float>(x), element, part);
        }
        expected[s * padded + strip * kStripChannels + c] = exact;
        sums[s * padded + strip * kStripChannels + c] = sum + part;
      }
    }
  }
  for (Isa isa : kIsas) {
    const ResponseKernels* kernels = responseKernels(isa);
    if (!kernels) continue;
    std::vector<double> out(n * padded, -1);
    for (size_t s = 0; s < n; s += 7) {
      kernels->apply(strips, &photons[s * energies], std::min<size_t>(7, n - s), &out[s * padded], padded);
    }
    CHECK(out == expected);
    std::vector<float> outLanes(n * padded, -1);
    kernels->applyLanes(strips, lanes.data(), 2, outLanes.data(), padded);
    CHECK(outLanes == sums);
    std::vector<double> product(energies), wide(padded);
    const uint64_t largest = kernels->photons(photons.data(), p.area.data(), 3, energies, product.data());
    double most = 0, same = 0;
    for (size_t e = 0; e < energies; ++e) {
      same += product[e] == photons[e] * p.area[e] * 3;
      most = std::fmax(most, product[e]);
    }
    CHECK(same == energies && std::memcmp(&largest, &most, sizeof most) == 0);
    product[1] = 0x1p-70, product[2] = -3;
    std::vector<float> scaled(kLaneSpectra * stride, 7), lane(stride * kLaneSpectra);
    kernels->scale(product.data(), energies, 0.5, scaled.data() + stride);
    CHECK(scaled[stride - 1] == 7 && scaled[stride] == static_cast<float>(0.5 * product[0]) && scaled[stride + 1] == 0);
    CHECK(scaled[stride + 2] == -1.5F &&
          scaled[stride + energies - 1] == static_cast<float>(0.5 * product[energies - 1]));
    CHECK(scaled[stride + energies] == 7);
    for (size_t i = 0; i < scaled.size(); ++i) scaled[i] = static_cast<float>(i);
    kernels->toLanes(scaled.data(), stride, lane.data());
    size_t turned = 0;
    for (size_t i = 0; i < lane.size(); ++i) turned += lane[i] == scaled[i % kLaneSpectra * stride + i / kLaneSpectra];
    CHECK(turned == lane.size());
    kernels->widen(sums.data(), padded - 1, 0.25, wide.data());
    CHECK(wide[padded - 2] == 0.25 * static_cast<double>(sums[padded - 2]) && wide[padded - 1] == 0);
  }
}

// Single precision against double: over 900 energies, and where numbers are of any size.
static void singlePrecision() {
  const size_t energies = 900;
  const int channels = 200, n = 61;
  for (double size : {1.0, 1e-200, 1e200}) {
    Parts p = randomParts(4, energies, channels);
    for (double& x : p.matrix) x *= size;
    const Response response = p.response();
    std::vector<double> flux(n * energies), expected(n * channels);
    fillUniforms(3, 1, 0, 1, n * energies, flux.data());
    std::vector<float> single(flux.size()), out(expected.size()), again(expected.size()), one(channels);
    for (size_t i = 0; i < flux.size(); ++i) flux[i] = single[i] = static_cast<float>(1e-6 * flux[i] * flux[i]);
    const double exposure = 1e5 / size;
    CHECK(applyResponseBatch(response, flux.data(), n, exposure, expected.data(), 1, nullptr));
    CHECK(applyResponseBatch(response, single.data(), n, exposure, out.data(), 1, nullptr));
    CHECK(applyResponseBatch(response, single.data(), n, exposure, again.data(), 2, nullptr) && again == out);
    double worst = 0;
    for (int s = 0; s < n; ++s) {
      const double* row = &expected[s * channels];
      const double peak = *std::max_element(row, row + channels);
      for (int c = 0; c < channels; ++c) worst = std::fmax(worst, std::fabs(out[s * channels + c] - row[c]) / peak);
      // What is beside it does not matter.
      CHECK(applyResponseBatch(response, &single[s * energies], 1, exposure, one.data(), 1, nullptr));
      CHECK(std::equal(one.begin(), one.end(), out.begin() + s * channels));
    }
    CHECK(worst < 3e-6 && worst > 1e-9);
  }
}

static void refusals() {
  const Parts good{{0.1, 0.2}, {0.2, 0.3}, {1, 1}, {1, 1}, {0, 1}, {2, 2}, {0.5, 0.5, 0.4, 0.6}, 3};
  CHECK(good.response().energies() == 2 && good.response().bytes() > 0);
  Parts p = good;
  p.lo[1] = 0;
  CHECK(refused(p, "energy row 2"));
  p = good, p.hi[0] = NAN;
  CHECK(refused(p, "energy row 1"));
  p = good, p.hi[0] = 0.1;
  CHECK(refused(p, "energy row 1"));
  p = good, p.area[1] = -3;
  CHECK(refused(p, "energy row 2: the effective area is -3"));
  p = good, p.area[1] = NAN;
  CHECK(refused(p, "energy row 2: the effective area"));
  p = good, p.area.pop_back();
  CHECK(refused(p, "specResp has 1 rows"));
  p = good, p.fChan[1] = 2;
  CHECK(refused(p, "energy row 2, group 1: channels 2 to 3"));
  p = good, p.fChan[0] = -1;
  CHECK(refused(p, "energy row 1, group 1: channels -1 to 0"));
  p = good, p.nChan[0] = -2147483647;
  CHECK(refused(p, "energy row 1, group 1"));
  p = good, p.matrix[0] = INFINITY;
  CHECK(refused(p, "energy row 1: a matrix element is inf"));
  p = good, p.matrix.pop_back();
  CHECK(refused(p, "the matrix has 3 elements, its groups 4"));
  p = good, p.nGrp[1] = 0;
  CHECK(refused(p, "hold 2 groups, the rows 1"));
  p = good, p.nGrp[1] = 2;
  CHECK(refused(p, "energy row 2 needs more groups"));
  p = good, p.nGrp[0] = -1;
  CHECK(refused(p, "energy row 1: the number of groups is -1"));
  p = good, p.channels = 0;
  CHECK(refused(p, "no channels"));
  CHECK(refused(Parts{}, "no energy rows"));
}

// Two rows of two channels by hand; the second response has another area on the first one's matrix.
void sharedMatrix() {
  const Response first({1, 2}, {2, 3}, {10, 20}, {1, 1}, {0, 0}, {2, 2}, {0.5, 0.25, 0.125, 0.75}, 2);
  const Response second(first, {4, 8});
  const double flux[2] = {1, 2};
  double out[2];
  applyResponse(second, flux, 10, out);  // photons 40 and 160
  CHECK(out[0] == 40 && out[1] == 130);
  applyResponse(first, flux, 10, out);  // photons 100 and 400
  CHECK(out[0] == 100 && out[1] == 325);
  CHECK(first.strips().rounded == second.strips().rounded);
  CHECK(second.bytes() == 3 * 2 * 8 && first.bytes() > second.bytes());
  for (const std::vector<double>& area : {std::vector<double>{1}, {1, -1}, {1, INFINITY}}) {
    bool isRefused = false;
    try {
      Response(first, area);
    } catch (const std::invalid_argument&) {
      isRefused = true;
    }
    CHECK(isRefused);
  }
}

// Negative elements count as they are, packed from floats and from doubles, and groups that overlap add up. What they
// leave slightly below 0 is cleared where counts are drawn.
void negativeElements() {
  const std::vector<float> singles = {0.5F, -0x1p-12F, -0.25F, 0.75F};
  const std::vector<double> doubles(singles.begin(), singles.end());
  const double flux[2] = {1, 2};
  double out[2];
  const auto response = [](auto& matrix, int32_t second) {
    return Response({1, 2}, {2, 3}, {1, 1}, {1, 2}, {0, 0, second}, {2, 1, 1}, Elements(matrix.data(), matrix.size()),
                    2);
  };
  for (const Response& r : {response(singles, 1), response(doubles, 1)}) {
    CHECK(r.hasNegative() && r.strips().exact == nullptr && r.roundedScale() == 0.5);
    applyResponse(r, flux, 1, out);
    CHECK(out[0] == 0 && out[1] == 1.5 - 0x1p-12);
    const double first[2] = {1, 0};
    applyResponse(r, first, 1, out);
    CHECK(out[0] == 0.5 && out[1] == -0x1p-12);
    clearSlightlyNegative(r, out, 2);
    CHECK(out[0] == 0.5 && out[1] == 0);
    out[1] = -0.001;
    clearSlightlyNegative(r, out, 2);
    CHECK(out[1] == -0.001);
  }
  for (const Response& r : {response(singles, 0), response(doubles, 0)}) {
    const double second[2] = {0, 1};
    applyResponse(r, second, 1, out);
    CHECK(out[0] == 0.5 && out[1] == 0);
  }
  const Response positive({1}, {2}, {1}, {1}, {0}, {1}, {0.5}, 1);
  out[0] = -1e-9, out[1] = 1;
  clearSlightlyNegative(positive, out, 2);
  CHECK(!positive.hasNegative() && out[0] == -1e-9);
}

int main() {
  againstDense();
  negativeElements();
  sharedMatrix();
  variants(true);
  variants(false);
  singlePrecision();
  refusals();
  // Rows without any group, flux zero and NaN: nothing recorded, nothing, and NaN (which callers must see).
  const Response empty({0.1, 0.2}, {0.2, 0.3}, {1, 1}, {0, 1}, {0}, {1}, {0.5}, 1);
  const double flux[2] = {1e6, 0}, lost[2] = {0, NAN};
  double out[1] = {9};
  applyResponse(empty, flux, 1, out);
  CHECK(out[0] == 0);
  applyResponse(empty, lost, 1, out);
  CHECK(std::isnan(out[0]));
  return xsift_test::report();
}
