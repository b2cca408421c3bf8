#include "core/bank/nodes.h"

#include <algorithm>
#include <cmath>

namespace xsift {

namespace {

// Gauss-Hermite nodes for a normal distribution; with much background wrong shapes are likeliest far from the centre.
struct Hermite {
  double z, weight;
};
const std::vector<Hermite> kThree = {{0, 2.0 / 3}, {1.7320508075688772, 1.0 / 6}, {-1.7320508075688772, 1.0 / 6}};
const std::vector<Hermite> kFive = {{0, 0.53333333333333333},
                                    {1.3556261799742659, 0.22207592200561265},
                                    {-1.3556261799742659, 0.22207592200561265},
                                    {2.8569700138728056, 0.011257411327720689},
                                    {-2.8569700138728056, 0.011257411327720689}};
constexpr double kMuchBackground = 0.1;

// A source is hardly seen when the standard deviation of ln A, by the totals alone, is above this.
constexpr double kFaint = 0.35, kGridStep = 0.3;
// The level of the background is left open where that moves the counts by more than this share of their own
// deviation.
constexpr double kLevelMatters = 0.2;

// Nodes of both normalisations for one spectrum, the central one first.
class Nodes {
 public:
  // For N counts, B of them expected from the background at level 1, whose ln has the deviation `error`.
  static std::vector<BankNode> choose(double N, double B, double error) {
    Nodes nodes(N, B);
    if (N == 0) {
      nodes.add(0, 1, 0);  // without counts all templates are alike
      return nodes.list_;
    }
    const double deviation = std::min(error, 1.0), matters = B > 0 ? deviation * B / std::sqrt(N) : 0;
    nodes.addLevel(1, 0);
    if (matters < kLevelMatters) return nodes.list_;
    // A regular grid over +-3 deviations, finer where the counts know the level better than its own error does.
    const double step = std::max(0.25, std::min(1.0, 1 / matters));
    for (double z = step; z < 3.2; z += step) {
      for (const double sign : {1.0, -1.0}) nodes.addLevel(std::exp(sign * z * deviation), -z * z / 2);
    }
    return nodes.list_;
  }

 private:
  Nodes(double N, double B) : N_(N), B_(B) {}

  void add(double logA, double level, double weight) {
    list_.push_back({logA, level, weight - std::exp(logA) - level * B_});
  }

  // All weights are of the integral over ln A, divided by sqrt(2 pi).
  void addLevel(double level, double weight) {
    const double net = N_ - level * B_, sigma = net > 0 ? std::sqrt(N_) / net : 1;
    if (B_ == 0) {
      add(std::log(N_), level, weight - 0.5 * std::log(N_));
    } else if (sigma < kFaint) {
      const double centre = std::log(net);
      const bool hasMany = level * B_ > kMuchBackground * N_;
      for (const Hermite& node : hasMany ? kFive : kThree) {
        // exp(z^2 / 2): what Gauss-Hermite's weight function takes away.
        add(centre + node.z * sigma, level, weight + std::log(sigma * node.weight) + node.z * node.z / 2);
      }
    } else {
      addGrid(net, level, weight);
    }
  }

  void addGrid(double net, double level, double weight) {
    const double last = std::log(std::max(net, 0.0) + 5 * std::sqrt(N_) + 5);
    const int intervals = static_cast<int>(std::ceil(last / kGridStep));
    const double step = last / intervals, middle = std::log(std::max(net, std::sqrt(N_)));
    const int centre = std::clamp(static_cast<int>(std::lround(middle / step)), 0, intervals);
    const double share = weight + std::log(step / 2.5066282746310002);                                    // sqrt(2 pi)
    const auto weightOf = [&](int i) { return share - (i == 0 || i == intervals ? std::log(2.0) : 0); };  // trapezoids
    add(centre * step, level, weightOf(centre));
    for (int i = 0; i <= intervals; ++i) {
      if (i != centre) add(i * step, level, weightOf(i));
    }
  }

  double N_, B_;
  std::vector<BankNode> list_;
};

}  // namespace

std::vector<BankNode> bankNodes(double N, double B, double error) { return Nodes::choose(N, B, error); }

}  // namespace xsift
