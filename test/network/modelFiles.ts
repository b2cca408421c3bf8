import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

/** A model file taken apart by nothing of the package: the header's texts, what it says of the classifier, its tensors. */
export interface ModelParts {
  metadata: Record<string, string>;
  // biome-ignore lint/suspicious/noExplicitAny: edits go anywhere
  classifier: any;
  // biome-ignore lint/suspicious/noExplicitAny: edits go anywhere
  header: any;
  data: Buffer;
}

export function readParts(file: string): ModelParts {
  const bytes = readFileSync(file);
  const begin = 8 + Number(bytes.readBigUInt64LE());
  const { __metadata__: metadata, ...header } = JSON.parse(bytes.toString('utf8', 8, begin));
  return { metadata, classifier: JSON.parse(metadata.classifier), header, data: Buffer.from(bytes.subarray(begin)) };
}

/** The numbers of a tensor, in place. */
export function tensorIn({ header, data }: ModelParts, name: string): Float32Array | Float64Array {
  const { dtype, data_offsets: offsets } = header[name];
  const bytes = new Uint8Array(data.subarray(offsets[0], offsets[1]));
  return dtype === 'F32' ? new Float32Array(bytes.buffer) : new Float64Array(bytes.buffer);
}

export function setNumber(parts: ModelParts, name: string, index: number, value: number): void {
  const numbers = tensorIn(parts, name);
  numbers[index] = value;
  parts.data.set(new Uint8Array(numbers.buffer), parts.header[name].data_offsets[0]);
}

/** Writes the parts again with a checksum that fits, as a hostile or careless writer would. */
export function writeParts(file: string, { metadata, classifier, header, data }: ModelParts): void {
  const digits = '0'.repeat(64);
  const texts = { ...metadata, checksum: `sha256:${digits}`, classifier: JSON.stringify(classifier) };
  const json = Buffer.from(JSON.stringify({ __metadata__: texts, ...header }));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  const bytes = Buffer.concat([length, json, data]);
  const digest = createHash('sha256').update(bytes).digest('hex');
  bytes.write(digest, bytes.indexOf(digits));
  writeFileSync(file, bytes);
}
