import { existsSync, readFileSync } from 'node:fs';
import * as v from 'valibot';
import { FileError } from '../../index.js';
import { atomicWrite } from '../../report/index.js';

const log = v.object({ seconds: v.number(), peakMemory: v.number() });
/** Wall time (s) and peak memory (bytes) of the runs of a config so far. */
type Log = v.InferOutput<typeof log>;

/** Measures wall time, summed over all runs of a config, and peak memory; both are kept in a file beside the steps. */
export class Clock {
  private readonly start = performance.now();
  private readonly earlier: Log;
  private written = this.start;

  constructor(private readonly file?: string) {
    this.earlier = file && existsSync(file) ? readLog(file) : { seconds: 0, peakMemory: 0 };
  }

  read(): Log {
    // maxRSS is in kB on every system.
    return {
      seconds: this.earlier.seconds + (performance.now() - this.start) / 1000,
      peakMemory: Math.max(this.earlier.peakMemory, process.resourceUsage().maxRSS * 1024),
    };
  }

  /** Writes the file at most every few seconds, because a write waits for the disk; `atOnce` is for the end. */
  write(atOnce = false): void {
    const now = performance.now();
    if (!this.file || (!atOnce && now - this.written < 5000)) return;
    this.written = now;
    atomicWrite(this.file, `${JSON.stringify(this.read())}\n`);
  }
}

function readLog(file: string): Log {
  try {
    return v.parse(log, JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new FileError(file, 'cannot be read back; remove this file: it only adds up the time of earlier runs', {
      cause,
    });
  }
}
