#include "core/response/regroup.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace xsift {

namespace {

// [energies][groups]: the matrix times the area, with the channels of each group added up.
std::vector<double> groupedRows(const Response& response, const std::vector<int32_t>& groupOf, size_t groups) {
  const Strips strips = response.strips();
  const double scale = response.roundedScale();
  std::vector<double> rows(response.energies() * groups);
  for (size_t s = 0; s < strips.count; ++s) {
    const size_t first = s * kStripChannels, last = std::min(first + kStripChannels, response.channels());
    for (size_t r = strips.start[s]; r < strips.start[s + 1]; ++r) {
      const size_t e = strips.energy[r];
      const double factor = response.specResp[e] * scale;
      for (size_t c = first; c < last; ++c) {
        if (groupOf[c] < 0) continue;
        const size_t at = r * kStripChannels + c - first;
        const double element = strips.exact ? strips.exact[at] : static_cast<double>(strips.rounded[at]);
        rows[e * groups + static_cast<size_t>(groupOf[c])] += factor * element;
      }
    }
  }
  return rows;
}

}  // namespace

Response regrouped(const Response& response, const std::vector<double>& edges, const std::vector<int32_t>& groupOf,
                   int32_t groups) {
  if (edges.size() < 2 || groups < 1) throw std::invalid_argument("there are no photon energies or no groups");
  if (groupOf.size() != response.channels()) throw std::invalid_argument("groupOf must have a number per channel");
  for (const int32_t group : groupOf) {
    if (group >= groups) throw std::invalid_argument("there is no group " + std::to_string(group));
  }
  for (size_t e = 1; e < response.energies(); ++e) {
    if (response.energLo[e] <= response.energLo[e - 1]) {
      throw std::invalid_argument("energy row " + std::to_string(e + 1) + " of the response is below the row before");
    }
  }
  const size_t bins = edges.size() - 1, width = static_cast<size_t>(groups);
  const std::vector<double> rows = groupedRows(response, groupOf, width);
  std::vector<double> low(edges.begin(), edges.end() - 1), high(edges.begin() + 1, edges.end()), matrix(bins * width);
  // Both grids rise; a response's bins touch but for rounding.
  size_t first = 0;
  for (size_t m = 0; m < bins; ++m) {
    while (first < response.energies() && response.energHi[first] <= low[m]) ++first;
    for (size_t e = first; e < response.energies() && response.energLo[e] < high[m]; ++e) {
      const double overlap = std::min(high[m], response.energHi[e]) - std::max(low[m], response.energLo[e]);
      if (!(overlap > 0)) continue;
      const double share = overlap / (high[m] - low[m]);
      for (size_t g = 0; g < width; ++g) matrix[m * width + g] += share * rows[e * width + g];
    }
  }
  return Response(std::move(low), std::move(high), std::vector<double>(bins, 1), std::vector<int32_t>(bins, 1),
                  std::vector<int32_t>(bins, 0), std::vector<int32_t>(bins, groups), matrix, groups);
}

}  // namespace xsift
