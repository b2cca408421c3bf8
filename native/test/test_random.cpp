// Philox against Random123's known answers; uniforms: range, moments, independence of neighbours, streams and seeds.
#include <vector>

#include "check.h"
#include "core/random/philox.h"

using namespace xsift;

static bool gives(PhiloxBlock counter, uint64_t key, PhiloxBlock expected) {
  const PhiloxBlock got = philox(counter, key);
  for (int i = 0; i < 4; ++i) {
    if (got.word[i] != expected.word[i]) return false;
  }
  return true;
}

// Random123 tests/kat_vectors, the philox4x32 10 lines (counter, key -> output).
static void knownAnswers() {
  CHECK(gives({{0, 0, 0, 0}}, 0, {{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}}));
  CHECK(gives({{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}}, 0xffffffffffffffffULL,
              {{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}}));
  // The digits of pi; key words a4093822, 299f31d0.
  CHECK(gives({{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}}, 0x299f31d0a4093822ULL,
              {{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}}));
}

static double correlation(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (size_t i = 0; i < a.size(); ++i) sum += (a[i] - 0.5) * (b[i] - 0.5);
  return 12 * sum / static_cast<double>(a.size());
}

static std::vector<double> rows(uint64_t seed, uint32_t stream, uint64_t first, uint64_t count, uint32_t draws) {
  std::vector<double> out(count * draws);
  fillUniforms(seed, stream, first, count, draws, out.data());
  return out;
}

int main() {
  knownAnswers();
  CHECK(uniformOf(0, 0) == 1.1102230246251565e-16);                        // 2^-53
  CHECK(uniformOf(0xffffffff, 0xffffffff) == 1 - 1.1102230246251565e-16);  // and never 1
  CHECK(uniformOf(0, 0x80000000) > 0.5 && uniformOf(0xffffffff, 0x7fffffff) < 0.5);

  const uint64_t n = 20000;
  const std::vector<double> u = rows(7, 3, 0, n, 5);
  double mean = 0, square = 0;
  for (double x : u) {
    mean += x;
    square += (x - 0.5) * (x - 0.5);
  }
  const double size = static_cast<double>(u.size());
  CHECK(std::fabs(mean / size - 0.5) < 5 / std::sqrt(12 * size));
  CHECK(std::fabs(square / size - 1.0 / 12) < 5 * std::sqrt(1 / 180.0 / size));

  // A row is the same wherever the split falls, also past 2^32.
  const uint64_t far = 4294967290ULL;
  const std::vector<double> whole = rows(9, 1, far, 12, 3), tail = rows(9, 1, far + 7, 5, 3);
  CHECK(std::vector<double>(whole.begin() + 21, whole.end()) == tail);

  // Neighbouring seeds, streams, items: no correlation beyond 5 standard errors, and no equal row.
  const double limit = 5 / std::sqrt(size);
  CHECK(std::fabs(correlation(u, rows(8, 3, 0, n, 5))) < limit);
  CHECK(std::fabs(correlation(u, rows(7, 4, 0, n, 5))) < limit);
  CHECK(std::fabs(correlation(u, rows(7, 3, 1, n, 5))) < limit);
  CHECK(std::fabs(correlation(u, rows(7 + (1ULL << 32), 3, 0, n, 5))) < limit);

  UniformSequence sequence(7, 3, 5, 0);
  const PhiloxBlock first = philoxAt(7, 3, 5, 0, 0), second = philoxAt(7, 3, 5, 0, 1);
  CHECK(sequence.next() == uniformOf(first.word[0], first.word[1]));
  CHECK(sequence.next() == uniformOf(first.word[2], first.word[3]));
  CHECK(sequence.next() == uniformOf(second.word[0], second.word[1]));
  return xsift_test::report();
}
