// The kernels of matrix and network, in every variant that this machine can run, against plain sums in double; and
// training in single precision against the reference in double, step by step, for every variant in a process of its
// own.
#include <cstdlib>
#include <cstring>
#include <string>

#include "check.h"
#include "core/network/predict.h"
#include "reference_training.h"
#include "uniforms.h"

using namespace xsift;

static void fill(Floats& x, uint64_t seed) {
  const std::vector<double> u = uniformsOf(seed, x.size(), 1);
  for (size_t i = 0; i < x.size(); ++i) x[i] = static_cast<float>(u[i]);
}

// Every shape that the blocks treat differently, A straight and turned.
static void product(const MatrixKernels& kernels) {
  double worst = 0;
  for (size_t M : {1, 2, 5, 6, 7, 11, 12, 13, 25, 40}) {
    for (size_t N : {16, 32, 48, 64, 80, 112, 144}) {
      for (size_t K : {1, 3, 63, 65, 300}) {
        const size_t wide = N + 16;
        Floats a(M * K), turned(M * K), b(K * wide), c(M * N), start(M * N), d(M * N);
        fill(a, M);
        fill(b, K);
        fill(start, N);
        for (size_t i = 0; i < M * N; ++i) c[i] = d[i] = start[i];
        for (size_t m = 0; m < M; ++m) {
          for (size_t k = 0; k < K; ++k) turned[k * M + m] = a[m * K + k];
        }
        kernels.multiplyAdd(M, K, N, a.data(), K, 1, b.data(), wide, c.data(), N);
        kernels.multiplyAdd(M, K, N, turned.data(), 1, M, b.data(), wide, d.data(), N);
        CHECK(std::memcmp(c.data(), d.data(), M * N * sizeof(float)) == 0);
        for (size_t m = 0; m < M; ++m) {
          for (size_t n = 0; n < N; ++n) {
            double sum = static_cast<double>(start[m * N + n]);
            for (size_t k = 0; k < K; ++k) {
              sum += static_cast<double>(a[m * K + k]) * static_cast<double>(b[k * wide + n]);
            }
            worst = std::fmax(worst, std::fabs(sum - static_cast<double>(c[m * N + n])));
          }
        }
      }
    }
  }
  std::printf("  product: largest error %.2g\n", worst);
  CHECK(worst < 2e-5);
}

static void bytes(const NetworkKernels& kernels) {
  double worst = 0;
  for (size_t width : {1, 15, 16, 17, 100, 527}) {
    const size_t stride = padded(width), n = 7;
    std::vector<uint8_t> memory(n * width + kBytesBeyond);
    for (size_t i = 0; i < memory.size(); ++i) memory[i] = static_cast<uint8_t>(i * 37 + i / 7);
    const uint8_t* planes[n];
    for (size_t p = 0; p < n; ++p) planes[p] = memory.data() + p * width;
    for (size_t nodes = 1; nodes <= kByteNodes; ++nodes) {
      Floats w(nodes * stride), out(n * kByteResults), deltas(n * kByteNodes), gradient(nodes * stride);
      const std::vector<double> u = uniformsOf(nodes, nodes * width, 1);
      for (size_t h = 0; h < nodes; ++h) {
        for (size_t c = 0; c < width; ++c) w[h * stride + c] = static_cast<float>(u[h * width + c]);
      }
      fill(deltas, width);
      kernels.byteProducts(planes, planes, n, width, w.data(), stride, nodes, out.data());
      kernels.byteGradients(planes, 3, width, deltas.data(), nodes, gradient.data(), stride, false, nullptr);
      kernels.byteGradients(planes + 3, n - 3, width, deltas.data() + 3 * kByteNodes, nodes, gradient.data(), stride,
                            true, nullptr);
      for (size_t h = 0; h < nodes; ++h) {
        for (size_t p = 0; p < n; ++p) {
          double sum = 0;
          for (size_t c = 0; c < width; ++c) sum += planes[p][c] * static_cast<double>(w[h * stride + c]);
          worst = std::fmax(worst,
                            std::fabs(sum - static_cast<double>(out[p * kByteResults + h])) / std::sqrt(width) / 255);
        }
        for (size_t c = 0; c < width; ++c) {
          double sum = 0;
          for (size_t p = 0; p < n; ++p) sum += planes[p][c] * static_cast<double>(deltas[p * kByteNodes + h]);
          worst = std::fmax(worst, std::fabs(sum - static_cast<double>(gradient[h * stride + c])) / 255);
        }
      }
    }
  }
  std::printf("  bytes: largest relative error %.2g\n", worst);
  CHECK(worst < 2e-6);
}

// Soft targets and weights against the reference; targets of 1 and 0 against labels, bit for bit.
static void softTargets(const NetworkKernels& kernels) {
  for (size_t classes : {2, 3, 17, 256}) {
    const size_t rows = 37, stride = padded(classes);
    Floats logits(rows * stride), delta(rows * stride), plain(rows * stride);
    std::vector<float> soft(rows * classes), certain(rows * classes), weights(rows), truth(rows), p(rows * classes);
    BatchTargets batch;
    const std::vector<double> u = uniformsOf(classes, rows * classes, 8);
    std::vector<double> exact(rows * classes), z(rows * classes);
    for (size_t r = 0; r < rows; ++r) {
      batch.labels.push_back(static_cast<uint8_t>(r * 7 % classes));
      batch.weights.push_back(static_cast<double>(r % 4) / 2);
      weights[r] = static_cast<float>(r % 4) / 2;
      certain[r * classes + batch.labels[r]] = 1;
      for (size_t k = 0; k < classes; ++k) {
        logits[r * stride + k] = static_cast<float>(u[r * classes + k]) - (r == 6 && k == 1 ? 60.0F : 0.0F);
        z[r * classes + k] = static_cast<double>(logits[r * stride + k]);
        // 3/4 for the label, the rest for the next class: of row 6 this is beyond the clip for two classes.
        const size_t next = (batch.labels[r] + 1U) % classes;
        soft[r * classes + k] = k == batch.labels[r] ? 0.75F : k == next ? 0.25F : 0.0F;
        batch.targets.push_back(static_cast<double>(soft[r * classes + k]));
      }
    }
    LossSum sum;
    addLoss(z.data(), batch, static_cast<int>(classes), sum, exact.data());
    SoftmaxTargets targets{batch.labels.data(), soft.data(), weights.data(), 1.0F / 37, truth.data(), delta.data()};
    const size_t right = kernels.softmax(logits.data(), rows, classes, stride, &targets, p.data());
    CHECK(right == static_cast<size_t>(sum.right));
    double worst = 0;
    for (size_t r = 0; r < rows; ++r) {
      for (size_t k = 0; k < classes; ++k) {
        worst = std::fmax(worst, std::fabs(static_cast<double>(delta[r * stride + k]) - exact[r * classes + k]));
      }
    }
    CHECK(worst < 1e-7);
    targets.soft = certain.data();
    kernels.softmax(logits.data(), rows, classes, stride, &targets, nullptr);
    targets.soft = nullptr;
    targets.delta = plain.data();
    kernels.softmax(logits.data(), rows, classes, stride, &targets, nullptr);
    for (size_t i = 0; i < rows * stride; ++i) worst = std::fmax(worst, delta[i] == plain[i] ? 0 : 1);
    CHECK(worst < 1);
  }
}

static void elementwise(const NetworkKernels& kernels) {
  Floats z(4096), a(4096);
  for (size_t i = 0; i < z.size(); ++i) z[i] = a[i] = static_cast<float>(static_cast<double>(i) / 128 - 16) + 1e-3F;
  kernels.activate(Activation::Tanh, a.data(), a.size());
  double worst = 0;
  for (size_t i = 0; i < z.size(); ++i) {
    const double exact = std::tanh(static_cast<double>(z[i]));
    worst = std::fmax(worst, std::fabs(static_cast<double>(a[i]) / exact - 1));
  }
  CHECK(worst < 5e-7);
  float special[16] = {NAN, INFINITY, -INFINITY, -1, 2};
  kernels.activate(Activation::Relu, special, 16);
  CHECK(std::isnan(special[0]) && special[1] == INFINITY && special[2] == 0 && special[3] == 0 && special[4] == 2);

  for (size_t classes : {2, 3, 17, 256}) {
    const size_t rows = 37, stride = padded(classes);
    Floats logits(rows * stride), delta(rows * stride), p(rows * classes);
    std::vector<float> truth(rows);
    std::vector<uint8_t> labels(rows);
    const std::vector<double> u = uniformsOf(classes, rows * classes, 8);
    for (size_t r = 0; r < rows; ++r) {
      labels[r] = static_cast<uint8_t>(r * 7 % classes);
      for (size_t k = 0; k < classes; ++k) logits[r * stride + k] = static_cast<float>(u[r * classes + k]);
    }
    logits[5 * stride] = NAN;
    logits[6 * stride + labels[6]] = 90;  // certain: beyond Keras' clip, no gradient
    logits[7 * stride + labels[7]] = -200;
    const SoftmaxTargets targets{labels.data(), nullptr, nullptr, 0.5F, truth.data(), delta.data()};
    const size_t right = kernels.softmax(logits.data(), rows, classes, stride, &targets, p.data());
    size_t expectedRight = 0;
    worst = 0;
    for (size_t r = 0; r < rows; ++r) {
      if (r == 5) continue;
      double q[256];
      const std::vector<double> exact(logits.data() + r * stride, logits.data() + r * stride + classes);
      softmax(exact.data(), static_cast<int>(classes), q);
      expectedRight += static_cast<size_t>(std::max_element(q, q + classes) - q) == labels[r];
      for (size_t k = 0; k < classes; ++k) {
        worst = std::fmax(worst, std::fabs(static_cast<double>(p[r * classes + k]) - q[k]));
        const double d = q[labels[r]] < 1e-7 || q[labels[r]] > 1 - 1e-7 ? 0 : 0.5 * (q[k] - (k == labels[r]));
        worst = std::fmax(worst, std::fabs(static_cast<double>(delta[r * stride + k]) - d));
      }
    }
    CHECK(worst < 1e-6 && right == expectedRight);
    CHECK(std::isnan(truth[5]) && std::isnan(p[5 * classes]) && truth[6] == 1 && truth[7] == 0);
  }
}

// First steps of Adam by hand: m / sqrt(v) is the gradient's sign, so that a weight moves by the rate, and one of 0
// without a gradient stays there under any penalty.
static void firstSteps(const NetworkKernels& kernels) {
  const AdamStep step{0.25F, 1, 1, 1e-7F, 0.5F, 0.25F};
  Floats gradient(16), w(16), m(16), v(16);
  const float start[5] = {0, 1, -2, 4, -8}, slope[5] = {0, 0, 0, -3, 20}, after[5] = {0, 0.75F, -1.75F, 4.25F, -8.25F};
  for (size_t i = 0; i < 5; ++i) w[i] = start[i], gradient[i] = slope[i];
  Magnitudes before;
  kernels.adam(step, 16, gradient.data(), w.data(), m.data(), v.data(), &before);
  for (size_t i = 0; i < 5; ++i) {
    CHECK(xsift_test::close(static_cast<double>(w[i]), static_cast<double>(after[i]), 1e-6));
  }
  CHECK(w[0] == 0 && m[0] == 0 && before.absolute == 15 && before.square == 85);
  // g = slope + l1 sign(w) + 2 l2 w
  const float expected[5] = {0, 1, -1.5F, -0.5F, 15.5F};
  for (size_t i = 0; i < 5; ++i) CHECK(m[i] == expected[i]);
}

static InputRule ruleOf(size_t width) {
  InputRule rule;
  rule.channels = width;
  return rule;
}

// Spectra of two shapes; some with more than 255 counts in a channel, and with a background.
struct Spectra {
  CountRows counts;
  ExpectedRows expected;
  std::vector<float> floats;
  std::vector<uint8_t> labels;
  std::vector<uint32_t> rows;
  std::vector<float> targets, weights;  // soft targets of 0.8 for the label, weights of 0, 1/2, 1 and 3/2
  Spectra(size_t n, size_t width, int classes) : counts(width, n / 2), expected(ruleOf(width), n / 3, true) {
    const std::vector<double> u = uniformsOf(77, n * width, 1);
    std::vector<uint16_t> own(width), background(width);
    std::vector<float> x(width);
    for (size_t r = 0; r < n; ++r) {
      const int label = static_cast<int>(r % static_cast<size_t>(classes));
      const double bright = r % 9 == 0 ? 400 : 6;
      for (size_t c = 0; c < width; ++c) {
        const double shape = 1 + std::cos(0.05 * (1 + 0.2 * label) * static_cast<double>(c));
        own[c] = static_cast<uint16_t>(bright * shape * (1 + u[r * width + c]));
        background[c] = static_cast<uint16_t>(1.5 + u[(r * width + c * 7) % u.size()]);
      }
      const bool hasBackground = r % 5 == 0;
      counts.append(own.data(), hasBackground ? background.data() : nullptr, 0.1);
      std::vector<uint8_t> room(counts.roomOfRow());
      const Planes p = counts.planes(r, room.data());
      networkKernels().unpack(p.plane, p.scale, static_cast<size_t>(p.n), width, x.data());
      std::vector<float> means(width), backgroundMeans(width, 0.5F);
      for (size_t c = 0; c < width; ++c) {
        means[c] = r == 3 ? 0 : 0.3F + static_cast<float>(own[c]);  // of row 3: no net counts
      }
      expected.append({means.data(), backgroundMeans.data(), 0.1, 0, nullptr});
      floats.insert(floats.end(), x.begin(), x.end());
      labels.push_back(static_cast<uint8_t>(label));
      rows.push_back(static_cast<uint32_t>(r));
      for (int k = 0; k < classes; ++k) {
        targets.push_back(k == label ? 0.8F : 0.2F / static_cast<float>(classes - 1));
      }
      weights.push_back(static_cast<float>(r % 4) / 2);
    }
  }
};

struct Fixed {
  std::vector<float> weights;
  std::vector<double> mean, deviation, history;
};

static InputRows inputsOf(const Spectra& s, bool asFloats, bool isFresh) {
  return {s.counts.width(), asFloats ? s.floats.data() : nullptr, asFloats ? nullptr : &s.counts,
          isFresh ? &s.expected : nullptr};
}

static TrainingData dataOf(const Spectra& s, bool asFloats, bool isFresh, bool isSoft) {
  return {inputsOf(s, asFloats, isFresh), s.labels.data(), isSoft ? s.targets.data() : nullptr,
          isSoft ? s.weights.data() : nullptr};
}

static Fixed fixedRun(const Spectra& s, bool asFloats, const Topology& topology, const TrainingSettings& settings,
                      int threads, bool isFresh = false, bool isSoft = false) {
  const auto width = static_cast<size_t>(topology.sizes[0]);
  Fixed f{std::vector<float>(topology.parameters()), std::vector<double>(width), std::vector<double>(width),
          std::vector<double>(static_cast<size_t>(settings.epochs()) * kEpochRecord)};
  std::vector<TrainingJob> jobs = {{topology, settings, s.rows.data(), s.rows.size(), s.rows.data(), 50,
                                    f.weights.data(), f.mean.data(), f.deviation.data(), f.history.data()}};
  Control control;
  trainAll(dataOf(s, asFloats, isFresh, isSoft), jobs, threads, control);
  return f;
}

static ReferenceTraining reference(const Spectra& s, const Topology& topology, const TrainingSettings& settings,
                                   bool isFresh, bool isSoft = false) {
  return ReferenceTraining(dataOf(s, false, isFresh, isSoft), topology, settings, s.rows,
                           {s.rows.begin(), s.rows.begin() + 50});
}

// 100 steps and more from the same weights on the same batches.
// With `isSoft`: on soft targets with weights, and the second half at a third of the rate.
static void againstReference(const Topology& topology, Activation kind, int batch, double l1, double l2, double bound,
                             bool isSoft = false) {
  const Spectra s(700, static_cast<size_t>(topology.sizes[0]), topology.classes());
  TrainingSettings settings;
  settings.batchSize = batch;
  const int epochs = (100 * batch + 699) / 700;
  settings.stages = {{epochs, 1e-3}};
  if (isSoft) settings.stages = {{epochs / 2, 1e-3}, {epochs - epochs / 2, 3e-4}};
  settings.l1 = l1;
  settings.l2 = l2;
  settings.activation = kind;
  settings.seed = 5;
  const ReferenceTraining exact = reference(s, topology, settings, false, isSoft);
  for (bool asFloats : {false, true}) {
    const Fixed one = fixedRun(s, asFloats, topology, settings, 1, false, isSoft),
                two = fixedRun(s, asFloats, topology, settings, 2, false, isSoft);
    CHECK(std::memcmp(one.weights.data(), two.weights.data(), one.weights.size() * sizeof(float)) == 0);
    double worst = 0, loss = 0, moments = 0;
    size_t kinks = 0;
    for (size_t i = 0; i < exact.weights.size(); ++i) {
      const double difference = std::fabs(exact.weights[i] - static_cast<double>(one.weights[i]));
      // At 0 the subgradient of |w| jumps: a weight that passes there a step earlier or later is apart for a while.
      const bool isAtKink =
          difference > bound && l1 > 0 && std::fabs(exact.weights[i]) < settings.stages[0].learningRate;
      kinks += isAtKink;
      if (!isAtKink) worst = std::fmax(worst, difference);
      else CHECK(difference < settings.stages[0].learningRate);
    }
    CHECK(kinks <= exact.weights.size() / 1000);
    for (size_t i = 0; i < exact.history.size(); ++i) {
      loss = std::fmax(loss, std::fabs(exact.history[i] - one.history[i]));
    }
    for (size_t i = 0; i < exact.mean.size(); ++i) {
      moments = std::fmax(moments, std::fabs(one.mean[i] - exact.mean[i]) / exact.deviation[i]);
      moments = std::fmax(moments, std::fabs(one.deviation[i] / exact.deviation[i] - 1));
    }
    std::printf(
        "  %d-%d, batch %d, activation %d, %s: weights within %.2g, losses within %.2g, moments within %.2g of "
        "double\n",
        topology.sizes[0], topology.sizes[1], batch, static_cast<int>(kind), asFloats ? "floats" : "counts", worst,
        loss, moments);
    CHECK(worst < bound && loss < 1e-6 && moments < 1e-7);
  }
}

// Every epoch on fresh draws, which both sides make.
static void freshNoise() {
  for (int batch : {32, 300}) {
    for (int nodes : {10, 20}) {
      const Topology topology{{61, nodes, 2}};
      const Spectra s(700, 61, 2);
      TrainingSettings settings;
      settings.batchSize = batch;
      settings.stages = {{5, 1e-3}};
      settings.seed = 9;
      const ReferenceTraining exact = reference(s, topology, settings, true);
      const Fixed one = fixedRun(s, false, topology, settings, 1, true),
                  two = fixedRun(s, false, topology, settings, 2, true);
      const Fixed stored = fixedRun(s, false, topology, settings, 1);
      double worst = 0, change = 0;
      for (size_t i = 0; i < exact.weights.size(); ++i) {
        worst = std::fmax(worst, std::fabs(exact.weights[i] - static_cast<double>(one.weights[i])));
        change = std::fmax(change, static_cast<double>(std::fabs(stored.weights[i] - one.weights[i])));
      }
      std::printf("  fresh draws, batch %d, %d nodes: weights within %.2g of double\n", batch, nodes, worst);
      CHECK(worst < 2e-6 && change > 1e-3);
      CHECK(std::memcmp(one.weights.data(), two.weights.data(), one.weights.size() * sizeof(float)) == 0);
    }
  }
}

static void training() {
  std::printf("training on %s\n", isaName(chosenIsa()));
  againstReference(Topology{{527, 10, 2}}, Activation::Relu, 32, 1e-3, 0, 2e-6);
  againstReference(Topology{{61, 16, 5, 3}}, Activation::Tanh, 32, 1e-3, 1e-3, 2e-6);
  againstReference(Topology{{40, 3}}, Activation::Linear, 7, 1e-3, 1e-3, 2e-6);  // no hidden kernel, so no penalty
  againstReference(Topology{{100, 40, 20, 6}}, Activation::Relu, 300, 0, 1e-4, 2e-6);
  againstReference(Topology{{100, 13, 2}}, Activation::Linear, 300, 1e-4, 0, 2e-6);
  againstReference(Topology{{527, 10, 2}}, Activation::Relu, 32, 0, 1e-3, 4e-6, true);
  againstReference(Topology{{100, 40, 20, 6}}, Activation::Tanh, 300, 0, 1e-4, 2e-6, true);
  freshNoise();
}

int main(int argc, char** argv) {
  if (argc == 1) {
    for (Isa isa : kIsas) {
      if (!isSupported(isa)) continue;
      std::printf("kernels of %s\n", isaName(isa));
      product(*matrixKernels(isa));
      bytes(*networkKernels(isa));
      elementwise(*networkKernels(isa));
      softTargets(*networkKernels(isa));
      firstSteps(*networkKernels(isa));
    }
  }
  training();
#if !defined(_WIN32) && !defined(XSIFT_EMULATED)
  for (Isa isa : kIsas) {
    if (argc > 1 || !isSupported(isa) || isa == chosenIsa()) continue;
    std::fflush(stdout);
    CHECK(std::system((std::string("XSIFT_FORCE_ISA=") + isaName(isa) + " " + argv[0] + " training").c_str()) == 0);
  }
#endif
  return xsift_test::report();
}
