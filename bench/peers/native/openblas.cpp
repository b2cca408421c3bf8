// OpenBLAS: the response as a dense single-precision matrix, many spectra in one sgemm.
#include <cblas.h>

#include "serve.h"

extern "C" char* openblas_get_corename(void);

int main(int count, char** values) {
  const Peer peer(count, values);
  const int energies = static_cast<int>(peer.meta("energies")), channels = static_cast<int>(peer.meta("channels"));
  const std::vector<double> matrix64 = peer.read<double>("matrix.f64"), flux64 = peer.read<double>("flux.f64");
  const std::vector<float> matrix(matrix64.begin(), matrix64.end());
  std::vector<float> flux(flux64.size());
  // Around 1, where the products neither vanish nor overflow in single precision.
  for (size_t i = 0; i < flux.size(); ++i) flux[i] = static_cast<float>(flux64[i] * 1e6);
  const int spectra = static_cast<int>(flux.size()) / energies;
  std::vector<float> expected(static_cast<size_t>(spectra) * channels);
  openblas_set_num_threads(peer.threads);
  peer.serve(
      [&] {
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, spectra, channels, energies, 1, flux.data(), energies,
                    matrix.data(), channels, 0, expected.data(), channels);
      },
      spectra, std::string(openblas_get_config()).substr(9, 6) + " " + openblas_get_corename());
}
