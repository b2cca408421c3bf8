// Where the integrals of a template bank over both normalisations are evaluated for one spectrum (bank/bank.h): nodes
// and weights that all templates share.
//
//   integral d(ln A) p(ln beta) d(ln beta)  f(A, beta) e^(-A - beta B)  =  sum over nodes of  e^weight f(e^logA, level)
//
// up to a factor that is the same for all templates. f varies with A as A^N where there is no background, so that there
// one node says all.
#pragma once
#include <cstddef>
#include <vector>

namespace xsift {

struct BankNode {
  double logA, level, weight;  // weight: ln of the node's share, with all that does not depend on the template
};

// The most nodes of a source that is clearly seen over a background whose level is known.
constexpr size_t kFewNodes = 5;

// For N counts, of which the background is expected to make B at level 1; the deviation of ln of its level is `error`.
// The central node comes first.
std::vector<BankNode> bankNodes(double N, double B, double error);

}  // namespace xsift
