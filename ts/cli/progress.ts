/** The stream that progress is written to: stderr, or a replacement in tests. */
export interface ProgressStream {
  isTTY?: boolean;
  columns?: number;
  write(output: string): unknown;
}

export interface ProgressOptions {
  /** What is being done. */
  label: string;
  /** Number of items in all; undefined if it is not known: rate and number alone are then shown. */
  total?: number;
  /** Name of the items, plural: 'spectra', 'epochs'. */
  unit: string;
  /** The work may end before `total`, as a training that stops early: the remaining time is then an upper limit. */
  atMost?: boolean;
  /** Progress is a fraction of `total` without a count of items: it is shown in percent alone. */
  share?: boolean;
  /** Nothing is shown (--json, --quiet). */
  quiet?: boolean;
  stream?: ProgressStream;
  /** The clock, ms. */
  now?: () => number;
}

export interface ProgressBar {
  /**
   * Reports that `done` of `total` are finished; can be passed as `onProgress`. With `share`, `before` is what was
   * finished before this run, which the estimate of the remaining time leaves out, and `what` names the current work.
   */
  update: (done: number, before?: number, what?: string) => void;
  /** Erases the bar; where plain lines were written, writes a last one. Must always be called, also after an error. */
  stop: () => void;
}

/** Work that is done within this time, ms, shows no progress. */
const patience = 2000;
/** Time between two updates of the bar on a terminal, and between two lines elsewhere, ms. */
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
 * Shows the progress of one long piece of work on stderr: on a terminal as a bar with rate and remaining time, redrawn
 * in place and erased at the end; elsewhere as a plain line every ten seconds. Work that is done within two seconds
 * shows nothing.
 */
export function progressBar(options: ProgressOptions): ProgressBar {
  const {
    label,
    total = Number.NaN,
    quiet,
    stream = process.stderr as ProgressStream,
    now = () => performance.now(),
  } = options;
  const start = now();
  let last = stream.isTTY ? -Infinity : start;
  let shown = false;
  const update = (done: number, before = 0, what = ''): void => {
    const time = now();
    const elapsed = time - start;
    if (quiet || time - last < (stream.isTTY ? pause.terminal : pause.plain)) return;
    // After a third of a second the total time can be estimated: if it is long, the bar need not wait two seconds.
    const expected = done > before ? (elapsed * (total - before)) / (done - before) : 0;
    if (elapsed < patience && !(elapsed > patience / 6 && expected > patience)) return;
    last = time;
    shown = true;
    const words = options.share
      ? `${percentOf(done / total)}  ${remaining(elapsed, done - before, total - before)} left  ${what}`
      : describe(done, before, elapsed, options);
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

/** The text beside the bar. Numbers are padded, so that the text does not move while they grow. */
function describe(done: number, before: number, elapsed: number, { total, unit, atMost }: ProgressOptions): string {
  const rate = `${short((1000 * (done - before)) / elapsed)}/s`;
  if (total === undefined) return `${done.toLocaleString('en')} ${unit}  ${rate}`;
  const whole = total.toLocaleString('en');
  const count = `${done.toLocaleString('en').padStart(whole.length)}/${whole}`;
  const left = remaining(elapsed, done - before, total - before);
  return `${percentOf(done / total)}  ${count} ${unit}  ${rate}  ${atMost ? 'at most ' : ''}${left} left`;
}

/** A bar as long as the line has room for; none on a narrow terminal. */
function drawBar(fraction: number, words: string, label: string, columns = 80): string {
  const room = Math.min(30, columns - label.length - words.length - 7);
  const filled = Math.round(Math.min(1, fraction) * room);
  const bar = room >= 5 && !Number.isNaN(fraction) ? `[${'#'.repeat(filled)}${'.'.repeat(room - filled)}]  ` : '';
  return `${label}  ${bar}${words}`.slice(0, columns - 1);
}
