// Where spectra kept as lists of channels (native/core/network/counts.h) pay: bytes a spectrum and M spectra/s of
// prediction and of training (527-10-2, batch 32, one thread), for spectra of more and more channels with counts, once
// kept as lists and once whole. JSON: [{ fill, lists: { bytes, predict, train }, whole: { ... } }, ...]. The fastest of
// several repetitions each.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <vector>

#include "core/network/predict.h"
#include "core/network/train.h"
#include "core/random/philox.h"

using namespace xsift;

namespace {

constexpr size_t kWidth = 527;
const Topology kTopology{{kWidth, 10, 2}};

double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

template <typename Work>
double fastest(int repetitions, Work work) {
  double least = 1e300;
  for (int k = 0; k < repetitions; ++k) {
    const double start = now();
    work();
    least = std::min(least, now() - start);
  }
  return least;
}

CountRows spectra(size_t n, double fill, size_t sparse) {
  CountRows rows(kWidth, n, sparse);
  std::vector<double> u(kWidth);
  std::vector<uint8_t> counts(kWidth);
  for (size_t r = 0; r < n; ++r) {
    fillUniforms(1, 255, r * kWidth, kWidth, 1, u.data());
    for (size_t c = 0; c < kWidth; ++c) counts[c] = u[c] < fill ? static_cast<uint8_t>(1 + 2 * u[c] / fill) : 0;
    counts[r % kWidth] = 1;  // none without counts
    rows.append<uint8_t>(counts.data(), nullptr, 0);
  }
  return rows;
}

double predictions(const CountRows& rows, std::vector<float>& weights) {
  const std::vector<double> mean(kWidth, 0.002), deviation(kWidth, 0.001);
  PackedNetwork network(kTopology, Activation::Relu, true, mean.data(), deviation.data());
  network.load(weights.data());
  network.prepareForLists();
  std::vector<float> out(2 * rows.rows());
  const InputRows inputs{kWidth, nullptr, &rows};
  return fastest(8, [&] { predict(network, inputs, nullptr, rows.rows(), out.data(), 1, nullptr); });
}

double epochs(const CountRows& rows, std::vector<float>& weights) {
  std::vector<uint32_t> order(rows.rows());
  std::iota(order.begin(), order.end(), 0U);
  std::vector<uint8_t> labels(rows.rows());
  for (size_t r = 0; r < labels.size(); ++r) labels[r] = r % 2;
  std::vector<double> numbers(2 * kWidth + kEpochRecord);
  TrainingJob job{};
  job.topology = kTopology;
  job.settings.stages = {{1, 1e-3}};
  job.settings.l1 = 1e-3;
  job.settings.standardise = false;
  job.train = order.data();
  job.trainRows = order.size();
  job.weights = weights.data();
  job.mean = numbers.data();
  job.deviation = numbers.data() + kWidth;
  job.history = numbers.data() + 2 * kWidth;
  return fastest(4, [&] {
    std::vector<TrainingJob> jobs = {job};
    Control control;
    trainAll({{kWidth, nullptr, &rows}, labels.data()}, jobs, 1, control);
  });
}

void print(const char* name, const CountRows& rows) {
  std::vector<float> weights(kTopology.parameters(), 0.01F);
  const auto n = static_cast<double>(rows.rows());
  std::printf("\"%s\": {\"bytes\": %.1f, \"predict\": %.3f, \"train\": %.3f}", name,
              static_cast<double>(rows.bytes()) / n, n / predictions(rows, weights) / 1e6,
              n / epochs(rows, weights) / 1e6);
}

}  // namespace

int main(int count, char** values) {
  const auto n = static_cast<size_t>(count > 1 ? std::atoi(values[1]) : 100000);
  const char* separator = "[";
  for (double fill : {0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.12, 0.16, 0.25}) {
    std::printf("%s{\"fill\": %g, ", separator, fill);
    print("lists", spectra(n, fill, 2));
    std::printf(", ");
    print("whole", spectra(n, fill, 0));
    std::printf("}");
    separator = ",\n";
  }
  std::printf("]\n");
}
