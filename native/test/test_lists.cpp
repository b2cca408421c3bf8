// Planes that are kept as lists against the same spectra kept whole: what is read back, training and prediction.
#include <cmath>
#include <cstring>
#include <numeric>

#include "check.h"
#include "core/network/predict.h"
#include "core/network/train.h"
#include "core/random/philox.h"

using namespace xsift;

// Spectra from nearly empty to 40 % full, a few bright ones, some with a background.
struct Twice {
  CountRows lists, whole;
  std::vector<uint8_t> labels;
  Twice(size_t n, size_t width) : lists(width, n / 3), whole(width, n, 0) {
    std::vector<double> u(2 * width);
    std::vector<uint32_t> own(width), background(width);
    for (size_t r = 0; r < n; ++r) {
      fillUniforms(9, 255, r * u.size(), 1, static_cast<uint32_t>(u.size()), u.data());
      const double fill = static_cast<double>(r % 41) / 100;
      for (size_t c = 0; c < width; ++c) {
        own[c] = u[c] < fill ? static_cast<uint32_t>(1 + u[c] / fill * (r % 10 == 9 ? 70000 : 3)) : 0;
        background[c] = u[width + c] < fill / 4 ? 1 : 0;
      }
      own[r % width] += 1 + static_cast<uint32_t>(r % 2 * 2);  // never without counts, and something to learn
      const uint32_t* other = r % 3 == 0 ? background.data() : nullptr;
      lists.append(own.data(), other, 0.01);
      whole.append(own.data(), other, 0.01);
      labels.push_back(static_cast<uint8_t>(r % 2));
    }
  }
};

static void readBack(size_t n, size_t width) {
  const Twice rows(n, width);
  std::vector<uint8_t> room(rows.lists.roomOfRow(), 255);
  size_t asLists = 0, same = 0;
  for (size_t r = 0; r < n; ++r) {
    const Planes whole = rows.whole.planes(r, nullptr);
    asLists += static_cast<size_t>(__builtin_popcount(rows.lists.planes(r, nullptr).lists));
    for (const bool own : {false, true}) {
      const Planes p = own ? rows.lists.countPlanes(r, room.data()) : rows.lists.planes(r, room.data());
      bool isSame = whole.lists == 0 && p.lists == 0 && (own ? p.n <= whole.n : p.n == whole.n);
      for (int i = 0; isSame && i < p.n; ++i) {
        isSame = std::memcmp(p.plane[i], whole.plane[i], width) == 0 && (own || p.scale[i] == whole.scale[i]);
      }
      same += isSame;
    }
  }
  CHECK(same == 2 * n);
  std::printf("%zu x %zu: %zu lists, %.0f bytes a row, whole %.0f\n", n, width, asLists,
              static_cast<double>(rows.lists.bytes()) / static_cast<double>(n),
              static_cast<double>(rows.whole.bytes()) / static_cast<double>(n));
  CHECK(width > 65536 || width < 16 ? asLists == 0 : asLists > n / 8);
}

static std::vector<float> trained(const CountRows& rows, const std::vector<uint8_t>& labels, const Topology& topology) {
  TrainingJob job{};
  job.topology = topology;
  job.settings.stages = {{2, 1e-3}};
  job.settings.batchSize = 32;
  job.settings.l1 = 1e-4;
  std::vector<uint32_t> order(rows.rows());
  std::iota(order.begin(), order.end(), 0U);
  std::vector<float> weights(topology.parameters());
  std::vector<double> moments(2 * rows.width()), history(2 * kEpochRecord);
  job.train = order.data();
  job.trainRows = order.size();
  job.weights = weights.data();
  job.mean = moments.data();
  job.deviation = moments.data() + rows.width();
  job.history = history.data();
  std::vector<TrainingJob> jobs = {job};
  Control control;
  trainAll({{rows.width(), nullptr, &rows}, labels.data()}, jobs, 1, control);
  return weights;
}

static std::vector<float> predicted(const CountRows& rows, const Topology& topology, const std::vector<float>& weights,
                                    int threads) {
  const std::vector<double> mean(rows.width(), 0.001), deviation(rows.width(), 0.01);
  PackedNetwork network(topology, Activation::Relu, true, mean.data(), deviation.data());
  network.load(weights.data());
  network.prepareForLists();
  std::vector<float> out(2 * rows.rows());
  CHECK(predict(network, {rows.width(), nullptr, &rows}, nullptr, rows.rows(), out.data(), threads, nullptr));
  return out;
}

static void networks(int hidden) {
  const Twice rows(1500, 527);
  const Topology topology{{527, hidden, 2}};
  const std::vector<float> weights = trained(rows.lists, rows.labels, topology);
  CHECK(weights == trained(rows.whole, rows.labels, topology));
  const std::vector<float> lists = predicted(rows.lists, topology, weights, 1),
                           whole = predicted(rows.whole, topology, weights, 1);
  CHECK(lists == predicted(rows.lists, topology, weights, 2));
  float worst = 0, span = 0;
  for (size_t i = 0; i < lists.size(); ++i) {
    worst = std::fmax(worst, std::fabs(lists[i] - whole[i]));
    span = std::fmax(span, std::fabs(lists[i] - lists[i % 2]));
  }
  std::printf("%d nodes: predictions within %.2g, over a range of %.2g\n", hidden, static_cast<double>(worst),
              static_cast<double>(span));
  CHECK(worst < 2e-6F && span > 0.1F);
}

int main() {
  readBack(30000, 100);  // more than one block of lists
  readBack(2000, 527);
  readBack(300, 7);
  readBack(50, 70000);
  networks(10);
  networks(16);
  networks(20);  // too wide for bytes: rows are written out
  // A spectrum without counts has no probability, also as an empty list.
  CountRows none(527, 1);
  const std::vector<uint16_t> zeros(527);
  none.append<uint16_t>(zeros.data(), nullptr, 0);
  const Topology topology{{527, 10, 2}};
  const std::vector<float> p = predicted(none, topology, std::vector<float>(topology.parameters(), 0.1F), 1);
  CHECK(std::isnan(p[0]) && std::isnan(p[1]));
  return xsift_test::report();
}
