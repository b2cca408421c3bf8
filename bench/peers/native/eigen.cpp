// Eigen: the response as a sparse matrix (channels x energies), double times one flux, single times many.
#include <Eigen/Sparse>

#include "serve.h"

template <typename T>
Eigen::SparseMatrix<T, Eigen::RowMajor> matrixOf(const Peer& peer) {
  const size_t energies = peer.meta("energies"), channels = peer.meta("channels");
  const std::vector<double> dense = peer.read<double>("matrix.f64");
  std::vector<Eigen::Triplet<T>> elements;
  for (size_t e = 0; e < energies; ++e) {
    for (size_t c = 0; c < channels; ++c) {
      const double value = dense[e * channels + c];
      if (value != 0) elements.emplace_back(static_cast<int>(c), static_cast<int>(e), static_cast<T>(value));
    }
  }
  Eigen::SparseMatrix<T, Eigen::RowMajor> matrix(static_cast<int>(channels), static_cast<int>(energies));
  matrix.setFromTriplets(elements.begin(), elements.end());
  return matrix;
}

int main(int count, char** values) {
  const Peer peer(count, values);
  Eigen::setNbThreads(peer.threads);
  const std::vector<double> flux = peer.read<double>("flux.f64");
  const long energies = static_cast<long>(peer.meta("energies")), spectra = static_cast<long>(flux.size()) / energies;
  const std::string version = std::to_string(EIGEN_WORLD_VERSION) + "." + std::to_string(EIGEN_MAJOR_VERSION) + "." +
                              std::to_string(EIGEN_MINOR_VERSION);
  if (peer.args.at(0) == "one") {
    const auto matrix = matrixOf<double>(peer);
    Eigen::VectorXd expected(matrix.rows());
    peer.serve(
        [&] {
          for (long i = 0; i < 64; ++i) {
            expected.noalias() = matrix * Eigen::Map<const Eigen::VectorXd>(flux.data() + i * energies, energies);
          }
        },
        64, version);
  } else {
    const auto matrix = matrixOf<float>(peer);
    // Spectra side by side in memory, so that Eigen's loop over the columns of the product can be vectorised.
    using Rows = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const Rows columns = Eigen::Map<const Eigen::MatrixXd>(flux.data(), energies, spectra).cast<float>() * 1e6f;
    Rows expected(matrix.rows(), spectra);
    peer.serve([&] { expected.noalias() = matrix * columns; }, spectra, version);
  }
}
