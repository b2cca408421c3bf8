// Inputs from counts (network/inputs.h): groups, scales and extra inputs by hand; rows of bytes and fresh draws against
// the inputs in single precision; training on them against itself on any number of threads.
#include <cstring>

#include "check.h"
#include "core/network/predict.h"
#include "core/network/train.h"
#include "uniforms.h"

using namespace xsift;

namespace {

// 7 channels, net counts 4 6 1 | -2 0 7 | 3 with a background scaled by 0.1.
const std::vector<uint16_t> kCounts = {9, 7, 4, 1, 0, 8, 3};
const std::vector<uint16_t> kBackground = {50, 10, 30, 30, 0, 10, 0};
const std::vector<float> kDescriptor = {-0.5F, 2.25F};

InputRule handRule() {
  InputRule rule;
  rule.channels = 7;
  rule.group = 3;
  rule.scale = InputScale::UnitFloor;
  rule.descriptors = 2;
  rule.extra = {ExtraInput::LogTotalCounts, ExtraInput::Response, ExtraInput::LogNetCounts,
                ExtraInput::BackgroundShare};
  return rule;
}

SpectrumCounts<uint16_t> hand() { return {kCounts.data(), kBackground.data(), 0.1, 2000, kDescriptor.data()}; }

std::vector<double> filled(const InputRule& rule, const SpectrumCounts<uint16_t>& spectrum) {
  std::vector<float> out(rule.width());
  rule.fill(spectrum, out.data());
  return {out.begin(), out.end()};
}

std::vector<double> unpacked(const CountRows& rows, size_t row) {
  std::vector<uint8_t> room(rows.roomOfRow());
  const Planes p = rows.planes(row, room.data());
  std::vector<float> out(rows.width());
  networkKernels().unpack(p.plane, p.scale, static_cast<size_t>(p.n), rows.width(), out.data());
  std::vector<double> all(out.begin(), out.end());
  for (size_t i = 0; i < rows.extras(); ++i) all.push_back(static_cast<double>(rows.extras(row)[i]));
  return all;
}

void expect(const std::vector<double>& seen, const std::vector<double>& wanted) {
  CHECK(seen.size() == wanted.size());
  for (size_t i = 0; i < std::min(seen.size(), wanted.size()); ++i) {
    CHECK(std::fabs(seen[i] - wanted[i]) < 2e-7 * std::fmax(1, std::fabs(wanted[i])));
  }
}

void byHand() {
  InputRule rule = handRule();
  CHECK(rule.groups() == 3 && rule.width() == 8 && rule.extras() == 5);
  // 11, 5 and 3 of 19 net counts; 32 counts, of which 13 are background.
  const std::vector<double> extras = {std::log10(33.0), -0.5, 2.25, std::log10(19.0), std::sqrt(13.0 / 33)};
  const auto with = [&](std::vector<double> groups) {
    groups.insert(groups.end(), extras.begin(), extras.end());
    return groups;
  };
  const auto both = [&](const std::vector<double>& wanted) {
    expect(filled(rule, hand()), wanted);
    if (!rule.isLinear()) return;
    CountRows rows(rule, 1);
    CHECK(rows.append(hand(), rule) && rows.inputs() == 8 && rows.width() == 3);
    expect(unpacked(rows, 0), wanted);
  };
  both(with({11.0 / 19, 5.0 / 19, 3.0 / 19}));
  rule.scale = InputScale::UnitChannels;
  both(with({33.0 / 19, 15.0 / 19, 9.0 / 19}));
  rule.scale = InputScale::Rate;
  both(with({5.5, 2.5, 1.5}));
  rule.isNet = false;  // the extra inputs know of the background nevertheless
  rule.scale = InputScale::Unit;
  both(with({20.0 / 32, 9.0 / 32, 3.0 / 32}));
  rule.isNet = true;
  rule.scale = InputScale::None;
  rule.transform = InputTransform::Log1p;
  both(with({std::log(12.0), std::log(6.0), std::log(4.0)}));

  // 20 background counts more: net counts of -1 are divided by 1/2, their logarithm is that of 1/2.
  rule = handRule();
  const std::vector<uint16_t> more = {250, 10, 30, 30, 0, 10, 0};
  SpectrumCounts<uint16_t> faint{kCounts.data(), more.data(), 0.1, 1, kDescriptor.data()};
  expect(filled(rule, faint), {-18, 10, 6, std::log10(33.0), -0.5, 2.25, std::log10(0.5), 1});
  rule.scale = InputScale::Unit;
  std::vector<float> none(rule.width());
  CHECK(!rule.fill(faint, none.data()) && std::isnan(none[0]));
  // Without a background.
  rule = handRule();
  faint.background = nullptr;
  expect(filled(rule, faint), {20.0 / 32, 9.0 / 32, 3.0 / 32, std::log10(33.0), -0.5, 2.25, std::log10(32.0), 0});
}

// Bytes hold what fits into none: groups of over 255 and over 65535 counts.
void bytesAgainstFloats() {
  const size_t n = 60, channels = 131;
  const std::vector<double> u = uniformsOf(5, 2 * n * channels, 1);
  for (size_t group : {1, 4, 131, 200}) {
    InputRule rule;
    rule.channels = channels;
    rule.group = group;
    rule.scale = InputScale::UnitFloor;
    rule.extra = {ExtraInput::LogNetCounts, ExtraInput::BackgroundShare};
    CountRows rows(rule, n / 2);
    double worst = 0;
    for (size_t r = 0; r < n; ++r) {
      const double bright = std::pow(10, static_cast<double>(r % 5)) / 2;
      std::vector<uint16_t> counts(channels), background(channels);
      for (size_t c = 0; c < channels; ++c) {
        counts[c] = static_cast<uint16_t>(std::fmin(65535, bright * (1 + u[r * channels + c])));
        background[c] = static_cast<uint16_t>(2 + 2 * u[(n + r) * channels + c]);
      }
      const SpectrumCounts<uint16_t> spectrum{counts.data(), r % 3 ? background.data() : nullptr, 0.1, 1, nullptr};
      CHECK(rows.append(spectrum, rule));
      const std::vector<double> floats = filled(rule, spectrum), packed = unpacked(rows, r);
      for (size_t i = 0; i < floats.size(); ++i) worst = std::fmax(worst, std::fabs(floats[i] - packed[i]));
    }
    std::printf("groups of %zu: bytes within %.2g of floats, %zu bytes a row\n", group, worst, rows.bytes() / n);
    CHECK(worst < 1e-5);  // of inputs of up to 1e4 where the background is bright
  }
  const std::vector<uint32_t> huge(2, 3000000000U);
  InputRule rule;
  rule.channels = rule.group = 2;
  CountRows rows(rule, 1);
  CHECK(!rows.append(SpectrumCounts<uint32_t>{huge.data(), nullptr, 0, 1, nullptr}, rule) && rows.rows() == 0);
}

// Draws as planes, as inputs, and what stands in for a draw without inputs.
void draws() {
  InputRule rule = handRule();
  const std::vector<float> means = {300, 2, 3, 4, 5, 6, 7}, background(7, 20.0F), zero(7, 0.0F);
  ExpectedRows expected(rule, 2, true);
  expected.append({means.data(), background.data(), 0.1, 1, kDescriptor.data()});
  expected.append({zero.data(), nullptr, 0.1, 1, kDescriptor.data()});
  ExpectedRows::Scratch scratch;
  double sum = 0;
  const int n = 4000;
  for (int epoch = 0; epoch < n; ++epoch) {
    const Noise noise{3, static_cast<uint64_t>(epoch)};
    std::vector<float> inputs(rule.width()), extras(rule.extras()), groups(rule.groups());
    CHECK(expected.inputs(noise, 0, scratch, inputs.data()));
    std::vector<uint8_t> room(Planes::kMost * 3 + kBytesBeyond);
    Planes p;
    CHECK(expected.planes(noise, 0, room.data(), scratch, p, extras.data()));
    networkKernels().unpack(p.plane, p.scale, static_cast<size_t>(p.n), 3, groups.data());
    for (size_t i = 0; i < 3; ++i) CHECK(std::fabs(groups[i] - inputs[i]) < 1e-6F);
    CHECK(std::equal(extras.begin(), extras.end(), inputs.begin() + 3));
    sum += std::pow(10, static_cast<double>(inputs[3])) - 1;
  }
  CHECK(std::fabs(sum / n - 327) < 5 * std::sqrt(327.0 / n));  // total counts of a draw
  std::vector<float> inputs(rule.width());
  CHECK(expected.inputs({3, 1}, 1, scratch, inputs.data()) && inputs[0] == 0);
  CHECK(std::fabs(inputs[6] - std::log10(0.5F)) < 1e-6F && inputs[4] == -0.5F);
  InputRule divided = rule;
  divided.scale = InputScale::Unit;
  ExpectedRows none(divided, 1, false);
  none.append({zero.data(), nullptr, 0, 1, kDescriptor.data()});
  CHECK(!none.inputs({3, 1}, 0, scratch, inputs.data()));
}

struct Set {
  InputRule rule;
  CountRows bytes;
  FloatRows floats;
  ExpectedRows expected;
  std::vector<uint8_t> labels;
  std::vector<uint32_t> rows;
  std::vector<float> targets, weights;
  Set(const InputRule& given, size_t n)
      : rule(given), bytes(given, n), floats(given.width(), n), expected(given, n, true) {
    const std::vector<double> u = uniformsOf(6, n * rule.channels, 1);
    for (size_t r = 0; r < n; ++r) {
      std::vector<uint16_t> counts, background(rule.channels, static_cast<uint16_t>(r % 3));
      std::vector<float> means, backgroundMeans(rule.channels, 1.0F);
      for (size_t c = 0; c < rule.channels; ++c) {
        const double mean = 4 * (1 + std::cos(0.1 * static_cast<double>(c) * (r % 2 ? 1.0 : 1.3)));
        counts.push_back(static_cast<uint16_t>(mean * (1 + u[r * rule.channels + c])));
        means.push_back(static_cast<float>(mean));
      }
      const float descriptor = static_cast<float>(r % 7);
      const SpectrumCounts<uint16_t> spectrum{counts.data(), background.data(), 0.1, 1, &descriptor};
      bytes.append(spectrum, rule);
      rule.fill(spectrum, floats.add());
      expected.append({means.data(), backgroundMeans.data(), 0.1, 1, &descriptor});
      labels.push_back(static_cast<uint8_t>(r % 2));
      rows.push_back(static_cast<uint32_t>(r));
      const float p = 0.05F + 0.9F * static_cast<float>(r % 2);
      targets.insert(targets.end(), {1 - p, p});
      weights.push_back(static_cast<float>(r % 3));
    }
  }
  std::vector<float> trained(bool asBytes, bool isFresh, int nodes, int threads) const {
    InputRows inputs;
    inputs.width = rule.width();
    if (asBytes) inputs.counts = &bytes;
    else inputs.rows = &floats;
    if (isFresh) inputs.expected = &expected;
    TrainingJob job{};
    job.topology = Topology{{static_cast<int>(inputs.width), nodes, 2}};
    job.settings.stages = {{3, 1e-2}, {2, 1e-3}};
    job.settings.batchSize = 300;
    std::vector<float> out(job.topology.parameters());
    std::vector<double> moments(2 * inputs.width), history(5 * kEpochRecord);
    job.train = rows.data();
    job.trainRows = rows.size();
    job.weights = out.data();
    job.mean = moments.data();
    job.deviation = moments.data() + inputs.width;
    job.history = history.data();
    std::vector<TrainingJob> jobs = {job};
    Control control;
    trainAll({inputs, labels.data(), targets.data(), weights.data()}, jobs, threads, control);
    CHECK(history[4 * kEpochRecord + 1] > 0.9);
    return out;
  }
};

void training() {
  InputRule rule;
  rule.channels = 70;
  rule.group = 4;
  rule.scale = InputScale::UnitFloor;
  rule.descriptors = 1;
  for (bool hasExtras : {true, false}) {
    if (hasExtras) rule.extra = {ExtraInput::LogNetCounts, ExtraInput::Response};
    else rule.extra = {};
    const Set set(rule, 700);
    for (int nodes : {10, 20}) {
      for (bool isFresh : {false, true}) {
        const std::vector<float> one = set.trained(true, isFresh, nodes, 1), two = set.trained(true, isFresh, nodes, 2),
                                 floats = set.trained(false, isFresh, nodes, 1);
        CHECK(one == two);
        double worst = 0, change = 0;
        const std::vector<float> other = set.trained(true, !isFresh, nodes, 1);
        for (size_t i = 0; i < one.size(); ++i) {
          worst = std::fmax(worst, static_cast<double>(std::fabs(one[i] - floats[i])));
          change = std::fmax(change, static_cast<double>(std::fabs(one[i] - other[i])));
        }
        std::printf("%s, %d nodes, %s: weights of bytes within %.2g of those of floats\n",
                    hasExtras ? "extra inputs" : "groups alone", nodes, isFresh ? "fresh" : "stored", worst);
        CHECK(worst < 2e-4 && change > 1e-3);
      }
    }
  }
}

}  // namespace

int main() {
  byHand();
  bytesAgainstFloats();
  draws();
  training();
  return xsift_test::report();
}
