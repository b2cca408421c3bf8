// A dense network as an ONNX file (Gemm, Relu, ..., Softmax), written field by field in protobuf's wire format
// (onnx/onnx.proto3, IR version 8, operators 13): enough to give onnxruntime the same network.

function varint(value) {
  const out = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...out, rest];
    out.push((rest % 128) + 128);
  }
}
const int = (field, value) => Buffer.from([...varint(8 * field), ...varint(value)]);
const bytes = (field, ...contents) => {
  const content = Buffer.concat(contents.map((item) => (typeof item === 'string' ? Buffer.from(item) : item)));
  return Buffer.concat([Buffer.from([...varint(8 * field + 2), ...varint(content.length)]), content]);
};

const FLOAT = 1;
const tensor = (name, dims, { buffer, byteOffset, byteLength }) =>
  bytes(
    5,
    ...dims.map((n) => int(1, n)),
    int(2, FLOAT),
    bytes(8, name),
    bytes(9, Buffer.from(buffer, byteOffset, byteLength)),
  );
const node = (type, inputs, output, ...attributes) =>
  bytes(1, ...inputs.map((name) => bytes(1, name)), bytes(2, output), bytes(4, type), ...attributes);
const axis = (value) => bytes(5, bytes(1, 'axis'), int(3, value), int(20, 2));
const value = (field, name, width) =>
  bytes(
    field,
    bytes(1, name),
    bytes(2, bytes(1, int(1, FLOAT), bytes(2, bytes(1, bytes(2, 'rows')), bytes(1, int(1, width))))),
  );

/** layers: [{ inputs, nodes, kernel: Float32Array [inputs][nodes], bias }]; input `x`, output `p`. */
export function onnxOf(layers) {
  const last = layers.length - 1;
  const fields = layers.flatMap(({ inputs, nodes, kernel, bias }, l) => [
    node('Gemm', [l ? `a${l}` : 'x', `w${l}`, `b${l}`], `z${l}`),
    l < last ? node('Relu', [`z${l}`], `a${l + 1}`) : node('Softmax', [`z${l}`], 'p', axis(1)),
    tensor(`w${l}`, [inputs, nodes], kernel),
    tensor(`b${l}`, [nodes], bias),
  ]);
  const graph = bytes(
    7,
    ...fields,
    bytes(2, 'network'),
    value(11, 'x', layers[0].inputs),
    value(12, 'p', layers[last].nodes),
  );
  return Buffer.concat([int(1, 8), bytes(8, int(2, 13)), graph]);
}
