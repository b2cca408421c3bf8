// A response on coarser channels and on another photon-energy grid, for many spectra of that grid.
//
//   R'(m, g) = sum over e of  |m and e| / |m|  specResp[e]  sum over channels c of group g of matrix(e, c)
//
//   m  bin of the photon grid, g  group of neighbouring channels, e  energy row of the response
//
// A flux is taken as flat within each bin of its own grid, so that a response's bin gets the shares of it that overlap;
// what lies beyond the response's energies is not seen. The area is part of the matrix (specResp is 1), the channels
// are the groups.
#pragma once
#include <cstdint>
#include <vector>

#include "core/response/response.h"

namespace xsift {

// edges: rising, keV, one more than there are bins; groupOf: one a channel, the group or -1 for none, below `groups`.
// Throws std::invalid_argument for a grid that is none, a group that does not exist, or a
// response whose energies do not rise.
Response regrouped(const Response& response, const std::vector<double>& edges, const std::vector<int32_t>& groupOf,
                   int32_t groups);

}  // namespace xsift
