import { setImmediate as turn } from 'node:timers/promises';

/** Long work in JavaScript gives way to other work this often, ms. */
const TURN = 20;

/** Waits now and then, so that other work goes on, and throws when aborted. */
export function pauser(signal: AbortSignal | undefined): () => Promise<void> | undefined {
  let last = performance.now();
  return () => {
    if (performance.now() - last < TURN) return undefined;
    return turn().then(() => {
      signal?.throwIfAborted();
      last = performance.now();
    });
  };
}
