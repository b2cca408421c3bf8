// Writes ts/exchange/onnxSchema.ts, the functions that write ONNX's messages, from onnx.proto beside it: what pbf's compiler makes, with
// the messages as types. `npm run onnx:schema`; a test compares the two.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { compile, compileRaw } from 'pbf/compile';
import schema from 'protocol-buffers-schema';

const types = { string: 'string', bytes: 'Uint8Array', int32: 'number', int64: 'number' };

/** Interfaces of a message and those within it. */
function interfacesOf({ name, fields, messages }, outer = '') {
  const typeOf = (/** @type {string} */ type) =>
    types[type] ?? (messages.some((inner) => inner.name === type) ? `${outer}${name}${type}` : type);
  const lines = fields.map(({ name: field, type, repeated }) =>
    repeated ? `  ${field}?: readonly ${typeOf(type)}[];` : `  ${field}?: ${typeOf(type)};`,
  );
  return [
    ...messages.flatMap((inner) => interfacesOf(inner, `${outer}${name}`)),
    `export interface ${outer}${name} {\n${lines.join('\n')}\n}`,
  ];
}

const schemaFile = () => schema.parse(readFileSync(new URL('onnx.proto', import.meta.url)));

/** Functions that read the messages, for tests. */
export const onnxReader = () => compile(schemaFile());

export function schemaCode() {
  const proto = schemaFile();
  const code = compileRaw(proto, { noRead: true, dev: true }).replaceAll(
    /function write(\w+)\(obj, pbf\)/g,
    (_, name) => `function write${name}(obj: ${name}, pbf: PbfWriter): void`,
  );
  const head = "// Made by tools/onnx/schema.mjs from tools/onnx/onnx.proto.\nimport type { PbfWriter } from 'pbf';";
  const interfaces = proto.messages.flatMap((message) => interfacesOf(message));
  return `${head}\n\n${interfaces.join('\n\n')}\n${code}`;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href)
  writeFileSync(fileURLToPath(new URL('../../ts/exchange/onnxSchema.ts', import.meta.url)), schemaCode());
