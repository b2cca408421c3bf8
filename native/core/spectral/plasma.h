// Emission of an optically thin plasma in collisional equilibrium, from a table of emissivities.
//
//   flux = norm / (1 + z) * sum over elements A_Z (lines + continuum)(T, E (1 + z))
// norm is XSPEC's: 1e-14 / (4 pi (D_A (1 + z))^2) times the emission measure; the table holds photons/cm2/s/bin at
// norm 1.
//
// Between the table's temperatures the logarithm of each bin is interpolated by a cubic in log T, once, in rows 0.0125
// dex apart (0.00625 below log T 6.3); an evaluation then mixes two rows linearly. Above the table's last energy the
// continuum goes on as E^-1.35 exp(-E / kT), bremsstrahlung whose Gaunt factor falls as E^-0.35, as those of Itoh et
// al. (2000, ApJS 128, 125) do at 100-150 keV and 20-34 keV. The twelve elements that an
// abundance parameter multiplies ("metals") make one spectrum of a row, hydrogen, helium and the trace elements
// another.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace xsift {

// Photons in bins `from` (even inside a bin) to photons in the bins `to` * scale; none are lost or made.
void rebin(const double* fromEdges, size_t fromBins, const double* values, const double* toEdges, size_t toBins,
           double scale, double* out);

// The same for a plasma of kT keV, whose continuum goes on above fromEdges[fromBins].
void rebinPlasma(const double* fromEdges, size_t fromBins, const double* values, double kT, const double* toEdges,
                 size_t toBins, double scale, double* out);

// The elements that XSPEC's apec multiplies by its abundance: C N O Ne Mg Al Si S Ar Ca Fe Ni. Helium and the trace
// elements keep the abundance of the table (XSPEC's APEC_TRACE_ABUND is 1 by default).
bool isMetal(int z);

// Throws std::invalid_argument unless the table is what Plasma's constructor needs.
void checkPlasmaTable(const std::vector<double>& logT, const std::vector<double>& edges,
                      const std::vector<int>& elements);
// lines + continuum of an element at a temperature and bin (from 0); std::invalid_argument where it is negative or not
// finite.
double emissivity(float lines, float continuum, int z, size_t temperature, size_t bin);

// Lagrange's cubic through four neighbours of rising nodes around x, and where x lies between the two next to it:
// nodes[lower] + part (nodes[lower + 1] - nodes[lower]) = x.
struct Cubic {
  size_t first, lower;
  double weights[4], part;
};
Cubic cubicAt(const std::vector<double>& nodes, double x);

double logTOf(double kT);  // log10 K of keV
double kTOf(double logT);

class Plasma {
 public:
  // lines, continuum: elements x temperatures x bins, photons/cm2/s/bin at norm 1 and abundance 1; logT: log10 K.
  // Throws std::invalid_argument unless there are 4 or more rising temperatures from 10^2 to 10^11 K, rising energies
  // above 0 keV, elements from 1 to 30, and emissivities that are finite and not negative.
  Plasma(std::vector<double> logT, std::vector<double> edges, const std::vector<int>& elements, const float* lines,
         const float* continuum, const std::array<double, 30>& abundances);

  size_t bins() const { return edges_.size() - 1; }
  size_t rows() const { return logT_.size(); }
  const std::vector<double>& edges() const { return edges_; }
  double logT(size_t row) const { return logT_[row]; }
  double lowestKT() const;  // keV
  double highestKT() const;

  // The two rows around a temperature and the weight of the upper one; clamped to the table.
  struct Place {
    size_t row;
    double weight;
  };
  Place find(double kT) const;

  // Rows of 2 x bins: hydrogen with helium and trace elements, then metals.
  const float* row(size_t index) const { return values_.data() + index * 2 * bins(); }
  // The bins, one at least, from first to before last that hold what the table has of the energies from low to high,
  // keV.
  struct Bins {
    size_t first, last;
    size_t size() const { return last - first; }
  };
  Bins binsOf(double low, double high) const;

  // All rows on another energy grid, photons conserved; bins below the table are 0.
  std::vector<float> onGrid(const std::vector<double>& edges) const;
  size_t bytes() const { return values_.size() * sizeof(float); }

 private:
  std::vector<double> sumElements(size_t temperatures, const std::vector<int>& elements, const float* lines,
                                  const float* continuum, const std::array<double, 30>& abundances) const;
  void interpolate(const std::vector<double>& logT, const std::vector<double>& table);

  std::vector<double> logT_, edges_;  // logT_ of the fine rows
  std::vector<float> values_;
};

// out = (1 - weight) (H + Z metals)(lower row) + weight (the same)(upper row), times norm; metals of a row stand
// `stride` after its H.
void mixRows(const float* lower, const float* upper, size_t bins, size_t stride, double weight, double metals,
             double norm, double* out);

}  // namespace xsift
