// The network: what is drawn at random, training that must learn and must not depend on the number of threads, early
// stopping. Kernels, and training step by step against the reference in double, are in test_kernels.cpp.
#include <cstring>
#include <stdexcept>

#include "check.h"
#include "core/network/initial.h"
#include "core/network/predict.h"
#include "core/network/train.h"
#include "uniforms.h"

using namespace xsift;

static void randomParts() {
  const Topology topology{{30, 10, 2}};
  std::vector<float> w(topology.parameters(), 5), other(topology.parameters());
  glorotUniform(topology, 1, w.data());
  glorotUniform(topology, 2, other.data());
  const double limit = std::sqrt(6.0 / 40);
  double largest = 0, square = 0;
  for (size_t i = 0; i < 300; ++i) {
    largest = std::fmax(largest, std::fabs(static_cast<double>(w[i])));
    square += static_cast<double>(w[i]) * static_cast<double>(w[i]) / 300;
  }
  CHECK(largest < limit && largest > 0.95 * limit);
  CHECK_CLOSE(square, limit * limit / 3, 0.15);  // 3 sd of the mean square of 300 uniforms
  CHECK(w[topology.bias(0)] == 0 && w[topology.bias(1) + 1] == 0 && w != other);

  // Each of the 6 orders of 3 rows equally often: chi-square with 5 degrees of freedom below its 0.1 % point.
  int seen[27] = {};
  const int draws = 6000;
  std::vector<uint32_t> order(3);
  for (int e = 0; e < draws; ++e) {
    shuffledOrder(9, static_cast<uint64_t>(e), order);
    ++seen[order[0] * 9 + order[1] * 3 + order[2]];
  }
  double chi2 = 0;
  int kinds = 0;
  for (int count : seen) {
    if (count == 0) continue;
    ++kinds;
    chi2 += (count - draws / 6.0) * (count - draws / 6.0) / (draws / 6.0);
  }
  CHECK(kinds == 6 && chi2 < 20.5);
}

// Rows on a ring are class 1, rows inside it class 0: no line through the plane separates them, hidden nodes must.
struct Ring {
  std::vector<float> inputs;
  std::vector<uint8_t> labels;
  std::vector<uint32_t> train, validation;
  explicit Ring(uint32_t n) {
    const std::vector<double> u = uniformsOf(21, 2 * n, 1);
    for (uint32_t i = 0; i < n; ++i) {
      const double radius = (i % 2 ? 1.5 : 0.4) + 0.3 * u[i], angle = 3.14159265 * u[n + i];
      const double x = radius * std::cos(angle), y = radius * std::sin(angle);
      inputs.insert(inputs.end(), {static_cast<float>(x), static_cast<float>(y), 7.0F});
      labels.push_back(static_cast<uint8_t>(i % 2));
      (i % 5 == 0 ? validation : train).push_back(i);
    }
  }
};

struct Trained {
  std::vector<float> weights;
  std::vector<double> mean, deviation, history;
  int epochsRun, bestEpoch;
};

static std::vector<Trained> trainRing(const Ring& ring, int models, int threads, TrainingSettings settings,
                                      Control& control) {
  const Topology topology{{3, 8, 2}};
  std::vector<Trained> out(static_cast<size_t>(models));
  std::vector<TrainingJob> jobs;
  for (Trained& t : out) {
    t.weights.resize(topology.parameters());
    t.mean.resize(3);
    t.deviation.resize(3);
    t.history.assign(static_cast<size_t>(settings.epochs()) * kEpochRecord, NAN);
    settings.seed = 100 + jobs.size();
    jobs.push_back({topology, settings, ring.train.data(), ring.train.size(), ring.validation.data(),
                    ring.validation.size(), t.weights.data(), t.mean.data(), t.deviation.data(), t.history.data()});
  }
  trainAll({{3, ring.inputs.data(), nullptr}, ring.labels.data()}, jobs, threads, control);
  for (size_t i = 0; i < out.size(); ++i) {
    out[i].epochsRun = jobs[i].epochsRun;
    out[i].bestEpoch = jobs[i].bestEpoch;
  }
  return out;
}

static void learning() {
  const Ring ring(1000);
  TrainingSettings settings;
  settings.patience = 5;
  settings.l1 = 1e-4;
  settings.stages = {{60, 0.01}};
  Control one, two;
  const std::vector<Trained> a = trainRing(ring, 3, 1, settings, one), b = trainRing(ring, 3, 2, settings, two);
  for (size_t i = 0; i < a.size(); ++i) {
    const double* best = a[i].history.data() + static_cast<size_t>(a[i].bestEpoch - 1) * kEpochRecord;
    CHECK(best[3] > 0.97);  // guessing gives 0.5, a straight line about 0.6
    CHECK(a[i].weights == b[i].weights && a[i].mean == b[i].mean && a[i].epochsRun == b[i].epochsRun);
    CHECK(std::memcmp(a[i].history.data(), b[i].history.data(), a[i].history.size() * sizeof(double)) == 0);
    CHECK(a[i].deviation[2] == 1 && a[i].mean[2] == 7);  // the constant input
  }
  CHECK(one.done.load() == two.done.load() && a[0].weights != a[1].weights);
}

// What the kept weights give for the validation rows, from predict() in two ways.
static double validationLoss(const Ring& ring, const Trained& trained) {
  const Topology topology{{3, 8, 2}};
  std::vector<float> p(2 * ring.labels.size()), q(p.size());
  PackedNetwork network(topology, Activation::Relu, false, trained.mean.data(), trained.deviation.data());
  network.load(trained.weights.data());
  const InputRows inputs{3, ring.inputs.data(), nullptr};
  CHECK(predict(network, inputs, nullptr, ring.labels.size(), p.data(), 1, nullptr));
  CHECK(predict(network, inputs, nullptr, ring.labels.size(), q.data(), 2, nullptr));
  CHECK(p == q);
  double loss = 0;
  for (uint32_t v : ring.validation) loss -= std::log(static_cast<double>(p[2 * v + ring.labels[v]]));
  return loss / static_cast<double>(ring.validation.size());
}

static void stopping() {
  const Ring ring(200);
  TrainingSettings settings;
  settings.patience = 3;
  settings.stages = {{400, 0.05}};
  Control control;
  const Trained t = trainRing(ring, 1, 1, settings, control)[0];
  CHECK(t.epochsRun < 400 && t.bestEpoch == t.epochsRun - 3);
  double lowest = INFINITY;
  for (int e = 0; e < t.epochsRun; ++e) {
    lowest = std::fmin(lowest, t.history[static_cast<size_t>(e) * kEpochRecord + 2]);
  }
  CHECK(lowest == t.history[static_cast<size_t>(t.bestEpoch - 1) * kEpochRecord + 2]);
  CHECK_CLOSE(validationLoss(ring, t), lowest, 1e-4);  // the weights are those of the best epoch, not of the last
  CHECK(std::isnan(t.history[static_cast<size_t>(t.epochsRun) * kEpochRecord]));

  Control cancelled;
  cancelled.cancelled = true;
  CHECK(trainRing(ring, 2, 2, settings, cancelled)[1].epochsRun == 0);

  bool thrown = false;
  settings.stages = {{400, 1e38}};
  try {
    trainRing(ring, 1, 1, settings, control);
  } catch (const std::runtime_error& error) {
    thrown = std::strstr(error.what(), "lower learningRate") != nullptr;
  }
  CHECK(thrown);
}

// Stages of one rate are one stage; another rate shows in its first epoch; patience ends a stage, and the next one
// runs.
static void stages() {
  const Ring ring(200);
  const auto run = [&](std::vector<Stage> list, int patience) {
    TrainingSettings settings;
    settings.stages = std::move(list);
    settings.patience = patience;
    Control control;
    return trainRing(ring, 1, 1, settings, control)[0];
  };
  const auto losses = [](const Trained& t, int from, int to) {
    std::vector<double> out;
    for (int e = from; e < to; ++e) out.push_back(t.history[static_cast<size_t>(e) * kEpochRecord]);
    return out;
  };
  const Trained one = run({{7, 0.01}}, 0), same = run({{3, 0.01}, {4, 0.01}}, 0),
                slower = run({{3, 0.01}, {4, 1e-3}}, 0);
  CHECK(one.weights == same.weights && losses(one, 0, 7) == losses(same, 0, 7));
  // The loss of an epoch is the mean over it: in the fourth the first steps already differ.
  CHECK(losses(one, 0, 3) == losses(slower, 0, 3) && losses(one, 3, 4) != losses(slower, 3, 4));
  const Trained early = run({{400, 0.05}}, 3), more = run({{400, 0.05}, {50, 1e-30}}, 3);
  CHECK(early.epochsRun < 400 && more.epochsRun == early.epochsRun + 3 && more.bestEpoch == early.bestEpoch);
  CHECK(more.weights == early.weights);
}

// A step too small to change a weight shows what training started from.
static void warmStart() {
  const Ring ring(200);
  TrainingSettings settings;
  settings.stages = {{1, 1e-30}};
  settings.isWarm = true;
  const Topology topology{{3, 8, 2}};
  std::vector<float> weights(topology.parameters());
  for (size_t i = 0; i < weights.size(); ++i) weights[i] = 0.01F * static_cast<float>(i) - 0.2F;
  const std::vector<float> given = weights;
  std::vector<double> mean = {1, 2, 3}, deviation = {4, 5, 6}, history(kEpochRecord);
  std::vector<TrainingJob> jobs = {{topology, settings, ring.train.data(), ring.train.size(), ring.validation.data(),
                                    ring.validation.size(), weights.data(), mean.data(), deviation.data(),
                                    history.data()}};
  const TrainingData data{{3, ring.inputs.data(), nullptr}, ring.labels.data()};
  Control control;
  trainAll(data, jobs, 1, control);
  CHECK(weights == given && mean == std::vector<double>({1, 2, 3}) && deviation == std::vector<double>({4, 5, 6}));
  jobs[0].settings.isWarm = false;
  jobs[0].epochsRun = jobs[0].bestEpoch = 0;
  trainAll(data, jobs, 1, control);
  CHECK(weights != given && mean[2] == 7);
}

int main() {
  stages();
  warmStart();
  randomParts();
  learning();
  stopping();
  return xsift_test::report();
}
