/** Where progress goes: stderr, or a stand-in. */
export interface ProgressStream {
  isTTY?: boolean;
  columns?: number;
  write(output: string): unknown;
}

export interface ProgressOptions {
  /** What is being done. */
  label: string;
  /** Of how many. */
  total: number;
  /** Of what, plural: 'spectra', 'epochs'. */
  unit: string;
  /** The work may end before `total`, as a training that stops early: what is left is then a limit. */
  atMost?: boolean;
  /** The total is 1, the whole; parts are shown in percent alone. */
  share?: boolean;
  /** No progress at all (--json, --quiet). */
  quiet?: boolean;
  stream?: ProgressStream;
  /** Clock in ms. */
  now?: () => number;
}

export interface ProgressBar {
  /**
   * `done` of `total` are finished; fits `onProgress`. With `share`: `before` of it was finished at the start, so that the remaining time
   * goes by the rest; `what` says what is being done.
   */
  update: (done: number, before?: number, what?: string) => void;
  /** Wipes the bar; elsewhere, if a line was written, writes a last one. To be called in any case, also after an error. */
  stop: () => void;
}

/** Work that takes less than this (ms) shows nothing. */
const patience = 2000;
/** Pause between two pictures of the bar on a terminal, and between two lines elsewhere, ms. */
const pause = { terminal: 100, plain: 10_000 };

const clock = (ms: number): string => {
  const s = Math.max(0, Math.round(ms / 1000));
  const [hours, minutes, seconds] = [Math.floor(s / 3600), Math.floor(s / 60) % 60, s % 60];
  const two = (n: number) => String(n).padStart(2, '0');
  return hours ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
};

const short = (n: number): string =>
  n >= 100 ? Math.round(n).toLocaleString('en') : Number(n.toPrecision(2)).toLocaleString('en');

/**
 * Progress of one long piece of work on stderr: on a terminal a bar with rate and remaining time, redrawn in place and
 * wiped at the end; elsewhere a plain line every ten seconds. Work that is done within two seconds shows nothing.
 */
export function progressBar(options: ProgressOptions): ProgressBar {
  const { label, total, quiet, stream = process.stderr as ProgressStream, now = () => performance.now() } = options;
  const start = now();
  let last = stream.isTTY ? -Infinity : start;
  let shown = false;
  const update = (done: number, before = 0, what = ''): void => {
    const time = now();
    const elapsed = time - start;
    if (quiet || time - last < (stream.isTTY ? pause.terminal : pause.plain)) return;
    // After a first third of a second the whole can be guessed; a bar need not wait until two have passed.
    const expected = done > before ? (elapsed * total) / (done - before) : 0;
    if (elapsed < patience && !(elapsed > patience / 6 && expected > patience)) return;
    last = time;
    shown = true;
    const words = options.share
      ? `${percentOf(done / total)}  ${remaining(elapsed, done - before, total - before)} left  ${what}`
      : describe(done, elapsed, options);
    stream.write(
      stream.isTTY ? `\r\x1b[K${drawBar(done / total, words, label, stream.columns)}` : `${label}: ${words}\n`,
    );
  };
  const stop = (): void => {
    if (shown) stream.write(stream.isTTY ? '\r\x1b[K' : `${label}: ended after ${clock(now() - start)}\n`);
    shown = false;
  };
  return { update, stop };
}

const percentOf = (fraction: number): string => `${String(Math.floor(100 * Math.min(1, fraction))).padStart(3)} %`;

const remaining = (elapsed: number, done: number, total: number): string =>
  done > 0 ? clock((elapsed * (total - done)) / done) : '?';

/** Numbers are padded, so that the line stands still while they grow. */
function describe(done: number, elapsed: number, { total, unit, atMost }: ProgressOptions): string {
  const whole = total.toLocaleString('en');
  const count = `${done.toLocaleString('en').padStart(whole.length)}/${whole}`;
  const left = remaining(elapsed, done, total);
  return `${percentOf(done / total)}  ${count} ${unit}  ${short((1000 * done) / elapsed)}/s  ${atMost ? 'at most ' : ''}${left} left`;
}

/** As long a bar as the line has room for; none on a narrow terminal. */
function drawBar(fraction: number, words: string, label: string, columns = 80): string {
  const room = Math.min(30, columns - label.length - words.length - 7);
  const filled = Math.round(Math.min(1, fraction) * room);
  const bar = room >= 5 ? `[${'#'.repeat(filled)}${'.'.repeat(room - filled)}]  ` : '';
  return `${label}  ${bar}${words}`.slice(0, columns - 1);
}
