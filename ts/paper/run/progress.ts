import type { ReproduceConfig } from './config.js';

/** How far a reproduction is. */
export interface ReproduceProgress {
  /** Of `total`, both in seconds of two quiet cores as they were guessed beforehand. */
  done: number;
  total: number;
  /** Part of `done` that an earlier run had finished. */
  resumed: number;
  /** What is being done. */
  title: string;
}

/** What a section tells of its cost. */
interface Costly {
  title: string;
  cost(config: ReproduceConfig): number;
}

/** Adds up what is done: by step within a section, and never beyond its share. */
export class Progress {
  private before = 0;
  private within = 0;
  private resumed = 0;
  private readonly total: number;
  private current?: Costly;

  constructor(
    chosen: readonly Costly[],
    private readonly config: ReproduceConfig,
    private readonly listener?: (progress: ReproduceProgress) => void,
  ) {
    this.total = chosen.reduce((sum, section) => sum + section.cost(config), 0);
  }

  begin(section: Costly): void {
    this.current = section;
    this.within = 0;
    this.tell();
  }

  step(cost: number, isResumed: boolean): void {
    const left = (this.current?.cost(this.config) ?? 0) - this.within;
    const gain = Math.min(cost, left);
    this.within += gain;
    if (isResumed) this.resumed += gain;
    this.tell();
  }

  end(section: Costly): void {
    this.before += section.cost(this.config);
    this.within = 0;
    this.tell();
  }

  private tell(): void {
    const { before, within, total, resumed, current } = this;
    this.listener?.({ done: before + within, total, resumed, title: current?.title ?? '' });
  }
}
