// applyResponse against a dense matrix product summed in long double; awkward rows; what the constructor refuses.
#include <stdexcept>
#include <string>
#include <vector>

#include "check.h"
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
  p = good, p.matrix[2] = -0.1;
  CHECK(refused(p, "energy row 2: a matrix element is -0.1"));
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

int main() {
  againstDense();
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
