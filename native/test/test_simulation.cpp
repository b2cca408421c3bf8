// The fused path with a power law of its own: closed form of the expected counts, the same counts for any threads and
// any split, Poisson moments, a background in both regions, flux scale and blend, errors that name spectrum and
// channel, cancelling.
#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include "check.h"
#include "core/cpu/elementary.h"
#include "core/random/philox.h"
#include "core/simulation/simulate.h"

using namespace xsift;

constexpr int kEnergies = 80, kChannels = 40;

// Row e: two channels, e/2 with 0.7 and the next with 0.3 (the last row keeps all in its own); 100 cm2; channels
// from 1.
static Response smallResponse() {
  std::vector<double> lo, hi, area(kEnergies, 100), matrix;
  std::vector<int32_t> nGrp(kEnergies, 1), fChan, nChan;
  for (int e = 0; e < kEnergies; ++e) {
    lo.push_back(0.5 + 0.1 * e);
    hi.push_back(0.5 + 0.1 * (e + 1));
    fChan.push_back(e / 2);
    const bool last = e / 2 == kChannels - 1;
    nChan.push_back(last ? 1 : 2);
    matrix.push_back(last ? 1 : 0.7);
    if (!last) matrix.push_back(0.3);
  }
  return Response(lo, hi, area, nGrp, fChan, nChan, matrix, kChannels, 1);
}

// N E^-2 integrated over a bin: N (1/lo - 1/hi). Parameters: N.
static FluxModel inverseSquare(const Response& r) {
  return [&r](const double* p, double* flux, int) {
    for (size_t e = 0; e < r.energies(); ++e) flux[e] = p[0] * (1 / r.energLo[e] - 1 / r.energHi[e]);
  };
}

static double closedForm(double norm, double exposure, int c) {
  const auto rows = [&](int channel) {  // photons on the two rows whose first channel this is
    const double lo = 0.5 + 0.2 * channel;
    return norm * (1 / lo - 1 / (lo + 0.2)) * 100 * exposure;
  };
  return (c == kChannels - 1 ? rows(c) : 0.7 * rows(c)) + (c > 0 ? 0.3 * rows(c - 1) : 0);
}

struct Setup {
  Response response = smallResponse();
  std::vector<double> norms;
  std::vector<uint32_t> rows;
  explicit Setup(int n) {
    for (int i = 0; i < n; ++i) {
      norms.push_back(1e-4 * (1 + i % 7));
      rows.push_back(i);
    }
  }
  SimulationTask task(int threads = 1) const {
    return {{&response, inverseSquare(response)},
            norms.data(),
            1,
            rows.data(),
            static_cast<int64_t>(rows.size()),
            1e4,
            11,
            0,
            0,
            threads,
            nullptr};
  }
};

// The means beside the counts.
static std::vector<float> meansOf(SimulationTask task) {
  std::vector<uint16_t> counts(static_cast<size_t>(task.count) * kChannels);
  std::vector<float> means(counts.size());
  task.expected = means.data();
  CHECK(simulateCounts(task, counts.data()));
  return means;
}

static void expectedCounts() {
  const Setup setup(3);
  const std::vector<float> out = meansOf(setup.task());
  for (int i = 0; i < 3; ++i) {
    for (int c = 0; c < kChannels; ++c) CHECK_CLOSE(out[i * kChannels + c], closedForm(setup.norms[i], 1e4, c), 1e-6);
  }
}

static void determinism() {
  const int n = 300;
  const Setup setup(n);
  std::vector<uint16_t> one(n * kChannels), other(n * kChannels);
  CHECK(simulateCounts(setup.task(1), one.data()));
  for (int threads : {2, 5}) {
    std::fill(other.begin(), other.end(), 9);
    CHECK(simulateCounts(setup.task(threads), other.data()));
    CHECK(other == one);
  }
  // Shards: spectra 0-99, 100-299, numbered by `first`; rows in any order.
  for (int64_t begin : {0, 100}) {
    const int64_t count = begin == 0 ? 100 : 200;
    std::vector<uint32_t> reversed(count);
    std::vector<double> norms(count);
    for (int64_t i = 0; i < count; ++i) {
      reversed[i] = static_cast<uint32_t>(count - 1 - i);
      norms[i] = setup.norms[begin + reversed[i]];
    }
    SimulationTask task = setup.task(2);
    task.parameters = norms.data(), task.row = reversed.data(), task.count = count, task.first = begin;
    std::vector<uint16_t> shard(count * kChannels);
    CHECK(simulateCounts(task, shard.data()));
    CHECK(std::equal(shard.begin(), shard.end(), one.begin() + begin * kChannels));
  }
  for (int what = 0; what < 3; ++what) {
    SimulationTask task = setup.task();
    (what == 0 ? task.seed : task.first) += what < 2 ? 1 : 0;
    if (what == 2) task.stream = 1;
    CHECK(simulateCounts(task, other.data()) && other != one);
  }
}

static void moments() {
  const int n = 20000;
  Setup setup(n);
  for (double& norm : setup.norms) norm = 1e-4;
  std::vector<uint16_t> counts(n * kChannels);
  CHECK(simulateCounts(setup.task(2), counts.data()));
  for (int c = 0; c < kChannels; ++c) {
    const double mean = closedForm(1e-4, 1e4, c);
    double sum = 0, square = 0, product = 0;
    for (int i = 0; i < n; ++i) {
      const double d = counts[i * kChannels + c] - mean;
      sum += d;
      square += d * d;
      if (c > 0) product += d * (counts[i * kChannels + c - 1] - closedForm(1e-4, 1e4, c - 1));
    }
    CHECK(std::fabs(sum / n) < 5 * std::sqrt(mean / n));
    CHECK(std::fabs(square / n - mean) < 5 * std::sqrt((mean + 2 * mean * mean) / n));
    // Channels are independent, although the response mixes their means.
    if (c > 0) CHECK(std::fabs(product / n) < 5 * std::sqrt(mean * closedForm(1e-4, 1e4, c - 1) / n));
  }
}

static bool fails(const SimulationTask& task, const char* message) {
  std::vector<uint16_t> counts(task.count * kChannels);
  try {
    simulateCounts(task, counts.data());
  } catch (const std::domain_error& error) {
    if (std::string(error.what()).find(message) != std::string::npos) return true;
    std::printf("message was: %s\n", error.what());
  }
  return false;
}

// Two shapes by turns, levels 100, 101, ...: the source region has source and background, the background region has its
// own draw of background / scale, in the stream 32.
struct Background {
  std::vector<double> shapes, level, scale;
  std::vector<uint32_t> shape;
  std::vector<uint16_t> counts;
  BackgroundTask task;
  explicit Background(int n) : counts(n * kChannels) {
    for (int c = 0; c < kChannels; ++c) shapes.push_back(1.0 / kChannels);
    for (int c = 0; c < kChannels; ++c) shapes.push_back(2.0 * c / kChannels / (kChannels - 1));
    for (int i = 0; i < n; ++i) {
      shape.push_back(i % 2);
      level.push_back(100 + i % 10);
      scale.push_back(0.25);
    }
    task = {shapes.data(), shape.data(), level.data(), scale.data(), 32, counts.data()};
  }
  double mean(int row, int c) const { return level[row] * shapes[shape[row] * kChannels + c]; }
};

static void background() {
  const int n = 20000;
  const Setup setup(n);
  Background background(n);
  SimulationTask task = setup.task(2);
  task.background = &background.task;
  std::vector<float> expected(n * kChannels), regionExpected(n * kChannels);
  task.expected = expected.data();
  background.task.expected = regionExpected.data();
  std::vector<uint16_t> counts(n * kChannels);
  CHECK(simulateCounts(task, counts.data()));
  // Sums of (n - mean)^2 / mean, with variance 2 + 1 / mean a term, and the product of the two regions' deviations.
  double source = 0, region = 0, product = 0, tiny = 0, tinyRegion = 0;
  int64_t size = 0;
  for (int i = 0; i < n; ++i) {
    for (int c = 0; c < kChannels; ++c) {
      const double mean = closedForm(setup.norms[i], 1e4, c) + background.mean(i, c);
      CHECK_CLOSE(expected[i * kChannels + c], mean, 1e-6);
      const double regionMean = 4 * background.mean(i, c);
      CHECK_CLOSE(regionExpected[i * kChannels + c], regionMean, 1e-6);
      const double d = counts[i * kChannels + c] - mean;
      source += d * d / mean, tiny += 1 / mean;
      if (regionMean == 0) {
        CHECK(background.counts[i * kChannels + c] == 0);
        continue;
      }
      const double e = background.counts[i * kChannels + c] - regionMean;
      region += e * e / regionMean, tinyRegion += 1 / regionMean;
      product += d * e / std::sqrt(mean * regionMean);
      ++size;
    }
  }
  const double all = static_cast<double>(n) * kChannels;
  CHECK(std::fabs(source - all) < 5 * std::sqrt(2 * all + tiny));
  CHECK(std::fabs(region - size) < 5 * std::sqrt(2.0 * size + tinyRegion));
  CHECK(std::fabs(product) < 5 * std::sqrt(static_cast<double>(size)));  // independent draws

  std::vector<uint16_t> other(n * kChannels);
  Background again(n);
  SimulationTask serial = setup.task(1);
  serial.background = &again.task;
  CHECK(simulateCounts(serial, other.data()) && other == counts && again.counts == background.counts);

  again.level[7] = 1e9;
  CHECK(fails(serial, "spectrum 7, channel "));
  CHECK(fails(serial, "do not fit into 16 bits"));
  again.level[7] = 1e6, again.scale[7] = 1e-6;
  CHECK(
      fails(serial,
            "background counts do not fit into 16 bits (65535); use a shorter exposure or a larger background scale"));
}

static void fluxScaleAndBlend() {
  const Setup setup(4);
  const std::vector<float> plain = meansOf(setup.task());
  SimulationTask scaled = setup.task();
  scaled.fluxScale = 8;  // a power of two: not even the rounding to a float differs
  const std::vector<float> brighter = meansOf(scaled);
  for (int i = 0; i < 4 * kChannels; ++i) CHECK(brighter[i] == 8 * plain[i]);

  // A second epoch with half the area: w + (1 - w) / 2 of the counts.
  Response half = setup.response;
  for (double& area : half.specResp) area /= 2;
  const std::vector<double> weight{1, 0, 0.5, 0.25};
  SimulationTask blend = setup.task();
  blend.second = {&half, inverseSquare(half)};
  blend.weight = weight.data();
  const std::vector<float> out = meansOf(blend);
  for (int i = 0; i < 4 * kChannels; ++i) {
    const double w = weight[i / kChannels];
    CHECK_CLOSE(out[i], (w + (1 - w) / 2) * plain[i], 1e-6);
  }
}

int main() {
  expectedCounts();
  determinism();
  moments();
  background();
  fluxScaleAndBlend();

  Setup setup(10);
  setup.norms[4] = 1;  // 0.7 * (2 - 1/0.7) * 1e6 = 4e5 counts in the first channel
  SimulationTask task = setup.task(2);
  task.first = 1000;
  CHECK(fails(task, "spectrum 1004, channel 1: "));
  CHECK(fails(task, "do not fit into 16 bits (65535); use a shorter exposure or a lower flux"));
  setup.norms[4] = 1e6;
  CHECK(fails(setup.task(), "spectrum 4, channel 1: 4"));
  setup.norms[4] = NAN;
  CHECK(fails(setup.task(), "spectrum 4: the model's flux times area and exposure is not finite"));
  setup.norms[4] = -1;
  CHECK(fails(setup.task(), "spectrum 4, channel 1: the expected counts are -"));
  setup.norms[4] = INFINITY;
  CHECK(fails(setup.task(), "spectrum 4: the model's flux times area and exposure is not finite"));

  for (int threads : {1, 2}) {
    Setup many(1000);
    Control control;
    SimulationTask stopped = many.task(threads);
    stopped.control = &control;
    const FluxModel inner = stopped.instrument.model;
    stopped.instrument.model = [&](const double* p, double* flux, int thread) {
      if (control.done.load() >= 20) control.cancelled = true;
      inner(p, flux, thread);
    };
    std::vector<uint16_t> counts(1000 * kChannels);
    CHECK(!simulateCounts(stopped, counts.data()));
    CHECK(control.done.load() <= 48 * (1 + threads));
  }
  return xsift_test::report();
}
