#include "core/network/packed.h"

namespace xsift {

namespace {

// The stored planes of a row, or those of a fresh draw, and unless `extras` is null its extra inputs. What had to be
// written for the planes stays until the same place in the block is taken again; `keepsLists`: lists are not written
// out.
Planes planesOf(const InputRows& data, size_t row, const Noise* noise, bool keepsLists, size_t place, Workspace& work,
                float* extras = nullptr) {
  if (extras) std::copy_n(data.counts->extras(row), data.counts->extras(), extras);
  if (keepsLists || (!noise && !data.counts->hasList(row))) return data.counts->planes(row, nullptr);
  const size_t bytes = data.counts->roomOfRow();
  if (!work.room) {
    work.room.reset(new uint8_t[kRowsAtOnce * bytes]);  // left as it is: 0.5 MB to clear for every network
  }
  uint8_t* room = work.room.get() + place * bytes;
  if (!noise) return data.counts->planes(row, room);
  Planes drawn;
  if (data.expected->planes(*noise, row, room, work.drawing, drawn, extras)) return drawn;
  return data.counts->planes(row, room);
}

void standardised(const PackedNetwork& network, const InputRows& data, size_t row, const Noise* noise, size_t place,
                  Workspace& work) {
  const NetworkKernels& kernels = networkKernels();
  float* out = work.inputs.data() + place * network.stride;
  const float* x = out;
  if (data.counts) {
    const size_t width = data.counts->width();
    const Planes p = planesOf(data, row, noise, false, place, work, width < data.width ? out + width : nullptr);
    kernels.unpack(p.plane, p.scale, static_cast<size_t>(p.n), width, out);
  } else if (!noise || !data.expected->inputs(*noise, row, work.drawing, out)) {
    x = data.floatsAt(row);
  }
  kernels.standardise(x, network.mean.data(), network.inverse.data(), data.width, out);
}

constexpr size_t kRowsAhead = 4;

// Asks memory for a row that will be unpacked, or drawn from its means, soon.
void askFor(const InputRows& data, size_t row, const Noise* noise) {
#if defined(__GNUC__)
  const float* floats = noise ? data.expected->means(row) : data.counts ? nullptr : data.floatsAt(row);
  const auto* from = floats ? reinterpret_cast<const uint8_t*>(floats) : data.counts->firstPlane(row);
  const size_t bytes = !floats ? data.counts->width() : (noise ? data.expected->perRow() : data.width) * sizeof(float);
  for (size_t at = 0; at < bytes; at += 64) __builtin_prefetch(from + at);
  if (!floats && !data.hasOnlyCounts()) __builtin_prefetch(data.counts->extras(row));
#else
  (void)data;
  (void)row;
  (void)noise;
#endif
}

void addPlanes(const Planes& p, size_t place, Workspace& work) {
  for (int i = 0; i < p.n; ++i) {
    if (p.lists >> i & 1) {
      work.lists.push_back({p.plane[i], p.scale[i], place});
      continue;
    }
    work.plane[work.planes] = work.ahead[work.planes] = p.plane[i];
    work.scale[work.planes] = p.scale[i];
    work.planeRow[work.planes++] = static_cast<uint32_t>(place);
  }
}

// z[r][h] = b[h] - offset[h] + the sum over the row's planes of scale * raw.
void firstLayerOnBytes(const PackedNetwork& network, size_t n, Workspace& work) {
  const size_t planes = work.planes;
  if (work.raw.size() < planes * kByteResults) work.raw = Floats(planes * kByteResults);
  networkKernels().byteProducts(work.plane.data(), work.ahead.data(), planes, network.inputs(0),
                                network.parameters.data(), network.stride, network.nodes(0), work.raw.data());
  static_assert(kByteNodes == kMatrixPad, "a row of the first layer's results is one padded row");
  float start[kByteNodes] = {};
  for (size_t h = 0; h < network.nodes(0); ++h) {
    start[h] = network.parameters[network.biasAt(0) + h] - network.offset[h];
  }
  float* z = work.layers[0].data();
  size_t p = 0;
  for (size_t r = 0; r < n; ++r, z += kByteNodes) {
    float sum[kByteNodes];
    std::copy_n(start, kByteNodes, sum);
    for (; p < planes && work.planeRow[p] == r; ++p) {
      const float* raw = work.raw.data() + p * kByteResults;
      for (size_t h = 0; h < kByteNodes; ++h) sum[h] += work.scale[p] * raw[h];
    }
    for (size_t h = 0; h < kByteNodes; ++h) z[h] = h < network.nodes(0) ? sum[h] : 0;
  }
  for (const Workspace::List& list : work.lists) {
    alignas(64) float raw[kByteNodes];
    networkKernels().listProducts(list.at, network.turned.data(), raw);
    float* to = work.layers[0].data() + list.row * kByteNodes;
    for (size_t h = 0; h < kByteNodes; ++h) to[h] += list.scale * raw[h];
  }
}

void dense(const PackedNetwork& network, int l, size_t n, const float* in, size_t inStride, float* out) {
  const size_t step = network.nodeStride(l);
  const float* bias = network.parameters.data() + network.biasAt(l);
  for (size_t r = 0; r < n; ++r) std::copy_n(bias, step, out + r * step);
  matrixKernels().multiplyAdd(n, network.inputs(l), step, in, inStride, 1,
                              network.parameters.data() + network.kernelAt(l), step, out, step);
}

}  // namespace

void loadRows(const PackedNetwork& network, const InputRows& data, const uint32_t* rows, size_t first, size_t n,
              const Noise* noise, Workspace& work) {
  work.planes = 0;
  work.lists.clear();
  const bool keepsLists = !noise && network.turned.size() > 0;
  for (size_t r = 0; r < n; ++r) {
    const size_t row = rows ? rows[r] : first + r;
    if ((noise || !network.onBytes) && rows && r + kRowsAhead < n) askFor(data, rows[r + kRowsAhead], noise);
    if (network.onBytes) addPlanes(planesOf(data, row, noise, keepsLists, r, work), r, work);
    else standardised(network, data, row, noise, r, work);
  }
  for (size_t r = 0; network.onBytes && !rows && r < n; ++r) {
    work.ahead[r] = data.counts->firstPlane(std::min(first + r + kRowsAhead, data.counts->rows() - 1));
  }
}

void foreseeRows(const InputRows& data, const uint32_t* rows, size_t n, size_t known, Workspace& work) {
  if (!data.counts) return;
  for (size_t r = 0; r < std::min(n, known); ++r) work.ahead[r] = data.counts->firstPlane(rows[r]);
  for (size_t r = n; r < std::min(2 * n, known); ++r) data.counts->foresee(rows[r]);
}

void forwardRows(const PackedNetwork& network, size_t n, Workspace& work) {
  for (int l = 0; l < network.topology.layers(); ++l) {
    float* out = work.layers[static_cast<size_t>(l)].data();
    if (l > 0) dense(network, l, n, work.layers[static_cast<size_t>(l) - 1].data(), network.nodeStride(l - 1), out);
    else if (network.onBytes) firstLayerOnBytes(network, n, work);
    else dense(network, 0, n, work.inputs.data(), network.stride, out);
    if (l + 1 < network.topology.layers()) {
      networkKernels().activate(network.activation, out, n * network.nodeStride(l));
    }
  }
}

}  // namespace xsift
