/** Where progress goes: stderr, or a stand-in. */
export interface ProgressStream {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

export interface ProgressOptions {
  /** Of what the work consists, plural: 'spectra', 'epochs'. */
  unit: string;
  stream?: ProgressStream;
  /** Clock in ms. */
  now?: () => number;
  /** No progress at all (--json, --quiet). */
  quiet?: boolean;
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
export class Progress {
  private readonly stream: ProgressStream;
  private readonly now: () => number;
  private readonly start: number;
  private last = -Infinity;
  private shown = false;

  constructor(
    private readonly label: string,
    private readonly total: number,
    private readonly options: ProgressOptions,
  ) {
    this.stream = options.stream ?? process.stderr;
    this.now = options.now ?? (() => performance.now());
    this.start = this.now();
    if (!this.stream.isTTY) this.last = this.start;
  }

  /** Fits `onProgress`: `done` of `total` are finished. */
  readonly update = (done: number): void => {
    const now = this.now();
    const elapsed = now - this.start;
    if (this.options.quiet || now - this.last < (this.stream.isTTY ? pause.terminal : pause.plain)) return;
    // After a first third of a second the whole can be guessed; a bar need not wait until two have passed.
    const expected = done > 0 ? (elapsed * this.total) / done : 0;
    if (elapsed < patience && !(elapsed > patience / 6 && expected > patience)) return;
    this.last = now;
    this.shown = true;
    const text = this.describe(done, elapsed);
    this.stream.write(this.stream.isTTY ? `\r\x1b[K${text}` : `${text}\n`);
  };

  /** Wipes the bar; elsewhere, if a line was written, writes a last one. */
  finish(): void {
    if (!this.shown) return;
    const elapsed = clock(this.now() - this.start);
    this.stream.write(this.stream.isTTY ? '\r\x1b[K' : `${this.label}: ended after ${elapsed}\n`);
    this.shown = false;
  }

  private describe(done: number, elapsed: number): string {
    const part = Math.min(1, done / this.total);
    const rate = (1000 * done) / elapsed;
    const left = done > 0 ? clock((elapsed * (this.total - done)) / done) : '?';
    const count = `${done.toLocaleString('en')}/${this.total.toLocaleString('en')}`;
    const words = `${Math.floor(100 * part)} %  ${count} ${this.options.unit}  ${short(rate)}/s  ${left} left`;
    if (!this.stream.isTTY) return `${this.label}: ${words}`;
    const columns = this.stream.columns || 80;
    const room = Math.min(30, columns - this.label.length - words.length - 7);
    const filled = Math.round(part * room);
    const bar = room >= 5 ? `[${'#'.repeat(filled)}${'.'.repeat(room - filled)}]  ` : '';
    return `${this.label}  ${bar}${words}`.slice(0, columns - 1);
  }
}
