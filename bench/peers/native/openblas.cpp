// OpenBLAS in single precision. `batch`: the response as a dense matrix, many spectra in one sgemm. `product M N`: M
// spectra of counts times N templates, the product of matrices alone that a likelihood needs.
#include <cblas.h>

#include "serve.h"

extern "C" char* openblas_get_corename(void);

int main(int count, char** values) {
  const Peer peer(count, values);
  const bool isProduct = !peer.args.empty() && peer.args[0] == "product";
  const int inner = static_cast<int>(peer.meta(isProduct ? "width" : "energies"));
  const int columns = isProduct ? std::atoi(peer.args[2].c_str()) : static_cast<int>(peer.meta("channels"));
  std::vector<float> left, right;
  if (isProduct) {
    const std::vector<uint16_t> counts = peer.read<uint16_t>("counts.u16");
    const size_t rows = std::min<size_t>(std::atoi(peer.args[1].c_str()), counts.size() / inner);
    left.assign(counts.begin(), counts.begin() + static_cast<ptrdiff_t>(rows) * inner);
    for (int i = 0; i < inner * columns; ++i) right.push_back(static_cast<float>(i % 7) - 3);
  } else {
    // Around 1, where the products neither vanish nor overflow in single precision.
    for (double flux : peer.read<double>("flux.f64")) left.push_back(static_cast<float>(flux * 1e6));
    const std::vector<double> matrix = peer.read<double>("matrix.f64");
    right.assign(matrix.begin(), matrix.end());
  }
  const int rows = static_cast<int>(left.size()) / inner;
  std::vector<float> out(static_cast<size_t>(rows) * columns);
  openblas_set_num_threads(peer.threads);
  peer.serve(
      [&] {
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, rows, columns, inner, 1, left.data(), inner, right.data(),
                    columns, 0, out.data(), columns);
      },
      rows, std::string(openblas_get_config()).substr(9, 6) + " " + openblas_get_corename());
}
