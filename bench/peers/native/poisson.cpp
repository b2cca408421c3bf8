// std::poisson_distribution about the means of a spectrum, or one mean, with mt19937_64: a distribution object for each draw,
// as every channel has a mean of its own.
#include <random>

#include "serve.h"

int main(int count, char** values) {
  const Peer peer(count, values);
  std::vector<double> means = peer.read<double>("means.f64");
  if (!peer.args.empty()) std::fill(means.begin(), means.end(), std::atof(peer.args[0].c_str()));
  constexpr int kSpectra = 64;
  std::vector<int> out(means.size() * kSpectra);
  std::mt19937_64 generator(1);
  peer.serve(
      [&] {
        for (size_t i = 0; i < out.size(); ++i) {
          std::poisson_distribution<int> draw(means[i % means.size()]);
          out[i] = draw(generator);
        }
      },
      out.size(), "");
}
