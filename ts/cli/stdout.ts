import { once } from 'node:events';

/**
 * Writes pieces to stdout, no faster than they are taken. A reader that leaves (`| head`) ends the work.
 *
 * @returns what the pieces end with; undefined if the reader has left
 */
export async function intoStdout<End>(pieces: AsyncGenerator<string, End, undefined>): Promise<End | undefined> {
  const { stdout } = process;
  const left = new AbortController();
  const leave = () => left.abort();
  stdout.once('error', leave);
  try {
    for (;;) {
      const { done, value } = await pieces.next();
      if (done) return value;
      if (stdout.write(value)) continue;
      await once(stdout, 'drain', { signal: left.signal }).catch(() => undefined);
      if (left.signal.aborted) return undefined;
    }
  } finally {
    stdout.off('error', leave);
    await pieces.return?.(undefined as End);
  }
}
