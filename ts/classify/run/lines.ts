import { createReadStream } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { FileError, systemReason } from '../../base/index.js';
import { verdictOfLine } from '../encode.js';
import type { SketchedVerdict } from '../verdict.js';

/** The lines of a file up to a length in bytes, without their ends. Memory does not grow with the file. */
export async function* linesOf(file: string, bytes: number): AsyncGenerator<string, void, undefined> {
  if (bytes === 0) return;
  const decoder = new StringDecoder();
  let rest = '';
  try {
    for await (const piece of createReadStream(file, { end: bytes - 1, highWaterMark: 2 ** 18 })) {
      const lines = (rest + decoder.write(piece)).split('\n');
      rest = lines.pop()!;
      yield* lines;
    }
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).syscall === undefined) throw cause;
    throw new FileError(file, `cannot be read: ${systemReason(cause)}`, { cause });
  }
  if (rest !== '') yield rest;
}

/** The results in a file of JSON lines. */
export async function* verdictsIn(file: string, bytes: number): AsyncGenerator<SketchedVerdict, void, undefined> {
  for await (const line of linesOf(file, bytes)) yield verdictOfLine(line);
}
