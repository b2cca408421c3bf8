#include "core/bank/bank.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <string>

#include "core/bank/nodes.h"
#include "core/cpu/elementary.h"

namespace xsift {

namespace {

constexpr float kHopeless = 12, kNothing = -3e38F;
constexpr size_t kBlock = 32;    // spectra that share a strip while it is in cache
constexpr double kFloor = 1e-8;  // expected over observed counts below which a group says no more
constexpr size_t kBucket = 32;   // templates, alike in a parameter, whose shares are added up together

struct Moments {
  double mean, variance;
  uint32_t index;
};

// Alike templates side by side, so that of a strip that is far from a spectrum none needs another look: by their mean
// energy in blocks of some strips, and by their width within a block.
void sortAlike(std::vector<Moments>& list) {
  constexpr size_t kBlockOf = 5 * kBankStrip;
  std::sort(list.begin(), list.end(),
            [](const Moments& a, const Moments& b) { return a.mean != b.mean ? a.mean < b.mean : a.index < b.index; });
  for (size_t first = 0; first < list.size(); first += kBlockOf) {
    const auto begin = list.begin() + static_cast<std::ptrdiff_t>(first);
    const auto end = list.begin() + static_cast<std::ptrdiff_t>(std::min(first + kBlockOf, list.size()));
    std::sort(begin, end, [](const Moments& a, const Moments& b) {
      return a.variance != b.variance ? a.variance < b.variance : a.index < b.index;
    });
  }
}

double sumOf(const float* values, size_t n) { return std::accumulate(values, values + n, 0.0); }

}  // namespace

Bank::Bank(const float* shapes, size_t groups, const std::vector<size_t>& classEnd)
    : groups_(groups), classEnd_(classEnd) {
  size_t begin = 0;
  for (const size_t end : classEnd_) {
    const size_t first = strips_.empty() ? 0 : strips_.back().end;
    strips_.push_back({first, first + (end - begin + kBankStrip - 1) / kBankStrip, end - begin});
    std::vector<Moments> moments;
    for (size_t t = begin; t < end; ++t) {
      const float* shape = shapes + t * groups_;
      double sum = 0, first = 0, second = 0;
      for (size_t g = 0; g < groups_; ++g) {
        if (!(shape[g] >= 0 && shape[g] <= std::numeric_limits<float>::max())) {
          throw std::domain_error("template " + std::to_string(t) + ", group " + std::to_string(g) + " is " +
                                  std::to_string(shape[g]) + "; shapes must be finite and not negative");
        }
        sum += shape[g];
        first += static_cast<double>(g) * shape[g];
        second += static_cast<double>(g) * static_cast<double>(g) * shape[g];
      }
      if (!(sum > 0)) throw std::domain_error("template " + std::to_string(t) + " expects no counts in any group");
      moments.push_back({first / sum, second / sum - first * first / (sum * sum), static_cast<uint32_t>(t)});
    }
    sortAlike(moments);
    const ClassStrips& own = strips_.back();
    for (size_t place = 0; place < (own.end - own.begin) * kBankStrip; ++place) {
      order_.push_back(moments[std::min(place, moments.size() - 1)].index);
    }
    begin = end;
  }
  place_.resize(begin);
  for (size_t place = order_.size(); place-- > 0;) place_[order_[place]] = static_cast<uint32_t>(place);
  shapes_.resize(order_.size() * groups_);
  for (size_t place = 0; place < order_.size(); ++place) {
    const float* shape = shapes + order_[place] * groups_;
    const double sum = sumOf(shape, groups_);
    float* strip = shapes_.data() + place / kBankStrip * kBankStrip * groups_ + place % kBankStrip;
    for (size_t g = 0; g < groups_; ++g) strip[g * kBankStrip] = static_cast<float>(shape[g] / sum);
  }
}

void Bank::setParameters(const double* values, size_t parameters) {
  parameterCount_ = parameters;
  parameters_.assign(values, values + templates() * parameters);
}

void Bank::orderParameters() const {
  const size_t parameters = parameterCount_;
  const double* const values = parameters_.data();
  size_t begin = 0;
  for (size_t c = 0; c < classes(); ++c) {
    const size_t end = classEnd_[c];
    std::vector<uint32_t> rank((end - begin) * parameters);
    ClassParameters own;
    for (size_t p = 0; p < parameters; ++p) {
      std::vector<uint32_t> order(end - begin);
      std::iota(order.begin(), order.end(), static_cast<uint32_t>(begin));
      std::stable_sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
        const double x = values[a * parameters + p], y = values[b * parameters + p];
        return std::isnan(y) ? !std::isnan(x) : x < y;  // those without a value at the end
      });
      if (!std::isnan(values[order[0] * parameters + p])) own.parameter.push_back(p);
      for (size_t i = 0; i < order.size(); ++i) rank[(order[i] - begin) * parameters + p] = static_cast<uint32_t>(i);
      sorted_.insert(sorted_.end(), order.begin(), order.end());
    }
    const size_t width = own.parameter.size(), buckets = (end - begin + kBucket - 1) / kBucket;
    const size_t firstPlace = strips_[c].begin * kBankStrip, places = strips_[c].end * kBankStrip - firstPlace;
    own.value.resize(places * width);
    own.bucket.reserve(places * width);
    for (size_t place = 0; place < places; ++place) {
      const size_t t = order_[firstPlace + place], strip = place / kBankStrip;
      for (size_t i = 0; i < width; ++i) {
        const double value = values[t * parameters + own.parameter[i]];
        const bool isKnown = !std::isnan(value);
        own.value[(strip * width + i) * kBankStrip + place % kBankStrip] = isKnown ? static_cast<float>(value) : 0;
        const size_t bucket = isKnown ? rank[(t - begin) * parameters + own.parameter[i]] / kBucket : buckets;
        own.bucket.push_back(static_cast<uint32_t>(i * (buckets + 1) + bucket));
      }
    }
    known_.push_back(std::move(own));
    begin = end;
  }
}

size_t Bank::bytes() const {
  const size_t ordered = 4 * (templates() + 2 * order_.size()) * parameterCount_;  // as if every class had all of them
  return 4 * (shapes_.size() + order_.size()) + 8 * parameters_.size() + ordered;
}

// One spectrum, prepared: its groups with counts (those of 1, 2, 3 and 4 counts first), its totals, its nodes.
struct Bank::Row {
  std::vector<uint32_t> group;
  std::vector<float> count, background;  // by entry
  size_t end[5];
  double counts, backgroundTotal, constant;  // N; B; sum of k ln k
  bool hasManyNodes;
  std::vector<BankNode> nodes;
  AlignedVector<float> a, b;

  void prepare(const uint32_t* counted, const float* expected, double levelError, size_t groups) {
    group.clear(), count.clear(), background.clear();
    counts = constant = 0;
    for (uint32_t k = 1; k <= 5; ++k) {
      for (size_t g = 0; g < groups; ++g) {
        if (counted[g] == 0 || std::min(counted[g], 5U) != k) continue;
        group.push_back(static_cast<uint32_t>(g));
        count.push_back(static_cast<float>(counted[g]));
        background.push_back(expected ? expected[g] : 0);
        counts += counted[g];
        constant += counted[g] * logOf(counted[g]);
      }
      end[k - 1] = group.size();
    }
    backgroundTotal = expected ? sumOf(expected, groups) : 0;
    nodes = bankNodes(counts, backgroundTotal, levelError);
    hasManyNodes = nodes.size() > kFewNodes;
    a.resize(group.size());
    b.resize(group.size());
  }

  BankEntries at(const BankNode& node) {
    const double A = expOf(node.logA);
    for (size_t i = 0; i < group.size(); ++i) {
      a[i] = static_cast<float>(A / count[i]);
      b[i] = static_cast<float>(node.level * background[i] / count[i] + kFloor);
    }
    return {group.data(), a.data(), b.data(), count.data(), {end[0], end[1], end[2], end[3], end[4]}};
  }
};

struct Bank::Scratch {
  std::vector<Row> rows{kBlock};
  AlignedVector<float> values, node{AlignedVector<float>(kBankStrip)};  // values: [kBlock][templates in strips]
  AlignedVector<float> shares;                                          // of a class's templates, by place
  std::vector<double> buckets, sums;
};

bool Bank::classify(const BankSpectra& spectra, const BankResults& results, int threads, Control* control) const {
  if (results.parameters) std::call_once(isOrdered_, [this] { orderParameters(); });
  std::vector<Scratch> scratch(static_cast<size_t>(threads < 1 ? 1 : threads));
  return parallelBlocks(static_cast<int64_t>(spectra.rows), kBlock, threads, control,
                        [&](int64_t begin, int64_t end, int thread) {
                          classifyBlock(spectra, static_cast<size_t>(begin), static_cast<size_t>(end), results,
                                        scratch[static_cast<size_t>(thread)]);
                        });
}

void Bank::classifyBlock(const BankSpectra& spectra, size_t begin, size_t end, const BankResults& results,
                         Scratch& scratch) const {
  const size_t width = order_.size();
  scratch.values.resize(kBlock * width);
  std::vector<BankEntries> entries;
  for (size_t row = begin; row < end; ++row) {
    Row& spectrum = scratch.rows[row - begin];
    spectrum.prepare(spectra.counts + row * groups_, spectra.background ? spectra.background + row * groups_ : nullptr,
                     spectra.levelError ? spectra.levelError[row] : 0, groups_);
    entries.push_back(spectrum.at(spectrum.nodes[0]));
  }
  // The central node of all spectra, strip by strip, so that a strip stays in cache.
  for (size_t first = 0; first < width; first += kBankStrip) {
    for (size_t i = 0; i < entries.size(); ++i) {
      bankKernels().logLikelihoods(shapes_.data() + first * groups_, entries[i],
                                   scratch.values.data() + i * width + first);
    }
  }
  for (size_t row = begin; row < end; ++row) {
    Row& spectrum = scratch.rows[row - begin];
    float* values = scratch.values.data() + (row - begin) * width;
    for (size_t c = 0; c < classes(); ++c) {
      const size_t at = row * classes() + c;
      // Relative to the central node, and to the logarithms of the counts.
      const double* prior = spectra.prior ? spectra.prior + at * 2 : nullptr;
      const double shared = marginalise(strips_[c], prior, spectrum, values, scratch) + spectrum.constant;
      const double evidence = evidenceOf(strips_[c], values, results.best[at]);
      results.evidence[at] = evidence + shared - std::log(static_cast<double>(strips_[c].templates));
      fitBest(spectrum, results.best[at], results.likelihood[at], results.normalisation[at]);
      if (results.parameters) {
        parameterPosterior(c, values, evidence, results.parameters + at * parameterCount_ * 3, scratch);
      }
    }
  }
}

// From a class's values at the central node to those of the whole integral, in place, but for what all of its templates
// share, which is returned. prior: mean and deviation of ln A, or null.
double Bank::marginalise(const ClassStrips& own, const double* prior, Row& spectrum, float* values,
                         Scratch& scratch) const {
  const BankKernels& kernels = bankKernels();
  const auto weightOf = [&](const BankNode& node) {
    if (!prior) return node.weight;
    const double z = (node.logA - prior[0]) / prior[1];
    return node.weight - z * z / 2 - std::log(prior[1]);
  };
  const double central = weightOf(spectrum.nodes[0]);
  if (spectrum.nodes.size() == 1) return central;
  const size_t begin = own.begin * kBankStrip, end = own.end * kBankStrip;
  std::vector<float> mosts;  // of each strip
  for (size_t first = begin; first < end; first += kBankStrip) mosts.push_back(kernels.largest(values + first));
  const float most = *std::max_element(mosts.begin(), mosts.end());
  // Of a source that is hardly seen, templates that are far off at the central node are not so at a fainter one.
  const float hopeless = spectrum.hasManyNodes ? 1e30F : kHopeless;
  std::vector<size_t> left;
  for (size_t first = begin; first < end; first += kBankStrip) {
    if (mosts[(first - begin) / kBankStrip] > most - hopeless) left.push_back(first);
  }
  for (size_t j = 1; j < spectrum.nodes.size(); ++j) {
    const BankNode& node = spectrum.nodes[j];
    const BankEntries entries = spectrum.at(node);
    const auto offset = static_cast<float>(weightOf(node) - central);
    for (const size_t first : left) {
      kernels.logLikelihoods(shapes_.data() + first * groups_, entries, scratch.node.data());
      kernels.logAdd(values + first, scratch.node.data(), offset);
    }
  }
  return central;
}

// ln of the sum of the exponentials over a class's templates, and the template of the largest value.
double Bank::evidenceOf(const ClassStrips& own, float* values, uint32_t& best) const {
  const size_t end = own.end * kBankStrip;
  std::fill(values + own.begin * kBankStrip + own.templates, values + end, kNothing);
  float most = kNothing;
  double total = 0;
  best = order_[own.begin * kBankStrip];
  for (size_t first = own.begin * kBankStrip; first < end; first += kBankStrip) {
    float largest;
    double sum;
    bankKernels().logSumExp(values + first, &largest, &sum);
    if (largest > most) {
      total *= expOf(static_cast<double>(most) - largest);
      most = largest;
      best = order_[static_cast<size_t>(std::max_element(values + first, values + first + kBankStrip) - values)];
    }
    total += sum * expOf(static_cast<double>(largest) - most);
  }
  return most + logOf(total);
}

// The normalisation of a template that makes a spectrum likeliest, and ln of that likelihood without the factorials:
// sum of k ln(A u + b) - A - B. Its derivative + 1, h(A) = sum of k u / (A u + b), falls and is convex, so that
// Newton's steps from the left come ever closer to h = 1; a step from the right that leaves the bracket is halved
// instead.
void Bank::fitBest(const Row& spectrum, uint32_t best, double& likelihood, double& normalisation) const {
  const float* shape = shapeOf(place_[best]);
  const size_t entries = spectrum.group.size();
  const auto excess = [&](double A, double& slope) {  // h(A) - 1, and -h'(A)
    double h = 0;
    slope = 0;
    for (size_t e = 0; e < entries; ++e) {
      const double u = shape[spectrum.group[e] * kBankStrip], mean = A * u + spectrum.background[e];
      const double share = u > 0 ? u / mean : 0, term = spectrum.count[e] * share;
      h += term;
      slope += term * share;
    }
    return h - 1;
  };
  double low = 0, high = spectrum.counts, slope;  // h(counts) <= 1
  double A = std::max(spectrum.counts - spectrum.backgroundTotal, 0.1 * spectrum.counts);
  if (excess(0, slope) <= 0) A = high = 0;  // not so where a group with counts expects no background: infinite
  for (int i = 0; i < 60 && high - low > 1e-12 * high; ++i) {
    const double above = excess(A, slope), next = A + above / slope;
    (above > 0 ? low : high) = A;
    if (std::abs(next - A) <= 1e-12 * A) break;
    A = next > low && next < high ? next : (low + high) / 2;
  }
  normalisation = A;
  likelihood = -normalisation - spectrum.backgroundTotal;
  for (size_t e = 0; e < entries; ++e) {
    const double k = spectrum.count[e];
    const double mean = normalisation * shape[spectrum.group[e] * kBankStrip] + spectrum.background[e];
    likelihood += k * logOf(mean + kFloor * k);
  }
}

// Posterior mean and the 16 and 84 % points of each parameter, over the templates of a class that have it. Few
// templates have a share that matters: theirs are added up by rank in buckets, and only the buckets in which a point
// lies are gone through template by template.
void Bank::parameterPosterior(size_t index, const float* values, double evidence, double* out, Scratch& scratch) const {
  const ClassStrips& own = strips_[index];
  const size_t begin = index == 0 ? 0 : classEnd_[index - 1], count = own.templates;
  const size_t buckets = (count + kBucket - 1) / kBucket;
  const ClassParameters& known = known_[index];
  const size_t width = known.parameter.size();
  const size_t firstPlace = own.begin * kBankStrip, places = (own.end - own.begin) * kBankStrip;
  scratch.shares.resize(places);
  scratch.buckets.assign(width * (buckets + 1), 0);  // one more: of templates without the parameter
  scratch.sums.assign(width, 0);                     // of shares times values
  double* const inBuckets = scratch.buckets.data();
  for (size_t first = 0; first < places; first += kBankStrip) {
    float* const shares = scratch.shares.data() + first;
    bankKernels().shares(values + firstPlace + first, evidence, shares);
    if (bankKernels().largest(shares) == 0) continue;
    for (size_t p = 0; p < width; ++p) {
      scratch.sums[p] += bankKernels().dot(shares, known.value.data() + (first * width + p * kBankStrip));
    }
    for (size_t i = 0; i < kBankStrip; ++i) {
      if (shares[i] == 0) continue;
      const double share = shares[i];
      const uint32_t* bucket = known.bucket.data() + (first + i) * width;
      for (size_t p = 0; p < width; ++p) inBuckets[bucket[p]] += share;
    }
  }
  std::fill(out, out + 3 * parameterCount_, std::numeric_limits<double>::quiet_NaN());
  for (size_t i = 0; i < width; ++i) {
    const size_t p = known.parameter[i];
    const double* bucket = scratch.buckets.data() + i * (buckets + 1);
    const double total = std::accumulate(bucket, bucket + buckets, 0.0);
    if (!(total > 0)) continue;
    out[3 * p] = scratch.sums[i] / total;
    const uint32_t* order = sorted_.data() + begin * parameterCount_ + p * count;
    const auto pointAt = [&](double share) {  // the first value at which this share of the posterior is reached
      double below = 0;
      size_t b = 0;
      while (b + 1 < buckets && below + bucket[b] < share * total) below += bucket[b++];
      size_t last = order[b * kBucket];
      for (size_t j = b * kBucket; j < std::min(count, (b + 1) * kBucket); ++j) {
        const double more = scratch.shares[place_[order[j]] - firstPlace];
        if (more == 0 || std::isnan(parameters_[order[j] * parameterCount_ + p])) continue;
        last = order[j];
        below += more;
        if (below >= share * total) break;
      }
      return parameters_[last * parameterCount_ + p];
    };
    out[3 * p + 1] = pointAt(0.1587);
    out[3 * p + 2] = pointAt(0.8413);
  }
}

}  // namespace xsift
