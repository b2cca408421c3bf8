// The reference in double (test/reference.h): its gradient against central differences, its loss by hand, and its
// training against the independent computation that test/network/reference.py has written down, to 12 digits.
#include <fstream>
#include <sstream>
#include <string>

#include "check.h"
#include "reference_training.h"
#include "uniforms.h"

using namespace xsift;

// Mean loss + penalty of a batch, and with `gradient` its gradient.
static double lossOf(const Topology& topology, Activation kind, const std::vector<double>& w,
                     const std::vector<double>& x, const BatchTargets& batch, double l1,
                     std::vector<double>* gradient) {
  const int rows = static_cast<int>(batch.labels.size());
  Activations activations(topology, rows);
  Deltas deltas(topology, rows);
  activations.values[0] = x;
  forward(topology, kind, w.data(), rows, activations);
  LossSum sum;
  addLoss(activations.values.back().data(), batch, topology.classes(), sum, deltas.logits());
  if (gradient) backward(topology, kind, w.data(), rows, activations, deltas, gradient->data());
  return sum.loss / rows + penaltyOf(topology, w.data(), l1, 0.5 * l1, gradient ? gradient->data() : nullptr);
}

// With soft targets and weights, of which one is 0, or with labels alone.
static void gradientAgainstDifferences(const Topology& topology, Activation kind, bool isSoft) {
  const int rows = 7;
  const double l1 = 0.01, h = 1e-5;
  std::vector<double> w = uniformsOf(3, topology.parameters(), 0.8);
  const std::vector<double> x = uniformsOf(4, static_cast<size_t>(rows * topology.sizes[0]), 2);
  BatchTargets batch;
  const int classes = topology.classes();
  for (int r = 0; r < rows; ++r) {
    batch.labels.push_back(static_cast<uint8_t>(r % classes));
    if (isSoft) batch.weights.push_back(0.5 * r);
    for (int k = 0; isSoft && k < classes; ++k) batch.targets.push_back(k == r % classes ? 0.75 : 0.25 / (classes - 1));
  }
  std::vector<double> gradient(w.size());
  lossOf(topology, kind, w, x, batch, l1, &gradient);
  double worst = 0;
  for (size_t i = 0; i < w.size(); ++i) {
    const double kept = w[i];
    CHECK(std::fabs(kept) > 10 * h);  // |w| has no derivative at 0
    w[i] = kept + h;
    const double above = lossOf(topology, kind, w, x, batch, l1, nullptr);
    w[i] = kept - h;
    const double below = lossOf(topology, kind, w, x, batch, l1, nullptr);
    w[i] = kept;
    const double numeric = (above - below) / (2 * h);
    worst = std::fmax(worst, std::fabs(numeric - gradient[i]) / std::fmax(1e-3, std::fabs(numeric)));
  }
  std::printf("gradient of %zu parameters: largest relative difference %.2g\n", w.size(), worst);
  CHECK(worst < 1e-6);
}

static void lossByHand() {
  // Logits (0, log 3): p = (1/4, 3/4).
  const std::vector<double> logits = {0, std::log(3.0), 0, std::log(3.0), 0, 40};
  std::vector<double> delta(6);
  LossSum sum;
  addLoss(logits.data(), {{0, 1, 0}, {}, {}}, 2, sum, delta.data());
  CHECK_CLOSE(sum.loss, std::log(4.0) + std::log(4.0 / 3) - std::log(1e-7), 1e-14);
  CHECK(sum.right == 1);
  CHECK_CLOSE(delta[0], -0.75 / 3, 1e-14);
  CHECK_CLOSE(delta[3], -0.25 / 3, 1e-14);
  CHECK(delta[4] == 0 && delta[5] == 0);  // beyond the clip, as in Keras
  // Targets (1/2, 1/2) twice over, of weights 2 and 0, and (1/4, 3/4) of weight 1.
  const std::vector<double> soft = {0.5, 0.5, 0.5, 0.5, 0.25, 0.75};
  const std::vector<double> same = {0, std::log(3.0), 0, std::log(3.0), 0, std::log(3.0)};
  LossSum weighted;
  addLoss(same.data(), {{0, 1, 1}, soft, {2, 0, 1}}, 2, weighted, delta.data());
  CHECK_CLOSE(weighted.loss, std::log(4.0) + std::log(4.0 / 3) + std::log(4.0) / 4 + 0.75 * std::log(4.0 / 3), 1e-14);
  CHECK(weighted.right == 2);
  CHECK_CLOSE(delta[0], -2 * 0.25 / 3, 1e-14);
  CHECK_CLOSE(delta[1], 2 * 0.25 / 3, 1e-14);
  for (size_t i = 2; i < 6; ++i) CHECK(std::fabs(delta[i]) < 1e-15);
  const Topology topology{{2, 2, 2}};
  std::vector<double> w(topology.parameters(), 0), g(topology.parameters(), 0);
  w[0] = -2;
  w[1] = 3;
  CHECK_CLOSE(penaltyOf(topology, w.data(), 0.1, 0, g.data()), 0.5, 1e-15);
  CHECK(g[0] == -0.1 && g[1] == 0.1 && g[2] == 0);  // sign(w), 0 at 0
  CHECK_CLOSE(penaltyOf(topology, w.data(), 0, 0.1), 1.3, 1e-15);
}

// One object of test/network/reference.json, which holds numbers, lists of numbers, words, true and false.
struct Curve {
  std::string text;
  // What follows a key, up to `end`.
  std::string after(const std::string& key, char end) const {
    const size_t at = text.find('"' + key + "\":");
    CHECK(at != std::string::npos);
    const size_t from = at + key.size() + 3;
    return text.substr(from, text.find(end, from) - from);
  }
  double number(const std::string& key) const { return std::stod(after(key, ',')); }
  bool has(const std::string& key, const char* word) const { return after(key, ',').find(word) != std::string::npos; }
  std::vector<double> list(const std::string& key) const {
    std::string numbers = after(key, ']');
    std::replace_if(
        numbers.begin(), numbers.end(), [](char c) { return c == '[' || c == ','; }, ' ');
    std::istringstream in(numbers);
    std::vector<double> out;
    for (double x; in >> x;) out.push_back(x);
    return out;
  }
  TrainingSettings settings() const {
    TrainingSettings s;
    s.batchSize = static_cast<int>(number("batchSize"));
    s.l1 = number("l1");
    s.l2 = number("l2");
    s.activation = has("activation", "tanh")     ? Activation::Tanh
                   : has("activation", "linear") ? Activation::Linear
                                                 : Activation::Relu;
    s.stages = {{static_cast<int>(number("epochs")), number("learningRate")}};
    s.standardise = has("standardise", "true");
    s.seed = static_cast<uint64_t>(number("seed"));
    return s;
  }
};

static double worst(const std::vector<double>& a, const std::vector<double>& b) {
  CHECK(a.size() == b.size());
  double largest = 0;
  for (size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    largest = std::fmax(largest, std::fabs(a[i] - b[i]) / std::fmax(1, std::fabs(b[i])));
  }
  return largest;
}

static void againstCurve(const Curve& curve) {
  Topology topology;
  for (double size : curve.list("sizes")) topology.sizes.push_back(static_cast<int>(size));
  const int width = topology.sizes[0], classes = topology.classes();
  const int trainRows = static_cast<int>(curve.number("trainRows")),
            rows = trainRows + static_cast<int>(curve.number("validationRows"));
  std::vector<float> inputs;
  std::vector<uint8_t> labels;
  std::vector<uint32_t> train, validation;
  for (int r = 0; r < rows; ++r) {
    for (int i = 0; i < width; ++i) inputs.push_back(static_cast<float>((r * 7 + i * 13 + r * i) % 17 - 8) / 16);
    const float* x = &inputs[static_cast<size_t>(r) * static_cast<size_t>(width)];
    const double s = static_cast<double>(x[0] + x[1] - x[2]);
    labels.push_back(
        static_cast<uint8_t>(std::clamp(static_cast<int>(std::floor((s + 1.5) * classes / 3)), 0, classes - 1)));
    (r < trainRows ? train : validation).push_back(static_cast<uint32_t>(r));
  }
  const TrainingSettings settings = curve.settings();
  const TrainingData data{{static_cast<size_t>(width), inputs.data(), nullptr}, labels.data()};
  const ReferenceTraining found(data, topology, settings, train, validation);
  const double history = worst(found.history, curve.list("history")),
               weights = worst(found.weights, curve.list("weights"));
  std::printf("%d inputs, %d epochs: history within %.2g, weights within %.2g\n", width, settings.epochs(), history,
              weights);
  CHECK(history < 1e-12 && weights < 1e-11);
  CHECK(found.bestEpoch == static_cast<int>(curve.number("bestEpoch")));
}

static void curves() {
  std::ifstream file(XSIFT_ROOT "/test/network/reference.json");
  CHECK(file.is_open());
  std::string object;
  int count = 0;
  for (; std::getline(file, object, '}') && object.find('{') != std::string::npos; ++count) againstCurve({object});
  CHECK(count == 5);
}

int main() {
  for (const bool isSoft : {false, true}) {
    gradientAgainstDifferences(Topology{{6, 5, 2}}, Activation::Relu, isSoft);
    gradientAgainstDifferences(Topology{{6, 5, 4, 3}}, Activation::Relu, isSoft);
    gradientAgainstDifferences(Topology{{6, 5, 4, 3}}, Activation::Tanh, isSoft);
    gradientAgainstDifferences(Topology{{6, 5, 4, 3}}, Activation::Linear, isSoft);
  }
  lossByHand();
  curves();
  return xsift_test::report();
}
