import type { ReproduceConfig } from './config.js';

/** Progress of a reproduction. */
export interface ReproduceProgress {
  /** Work done and total work, both as estimated beforehand, in seconds on two idle cores. */
  done: number;
  total: number;
  /** Part of `done` that an earlier run finished. */
  resumed: number;
  /** Title of the section that is running. */
  title: string;
}

/** The fields of a section that progress needs. */
interface Costly {
  title: string;
  cost(config: ReproduceConfig): number;
}

/** Adds up the work done: within a section by its steps, but never beyond the section's estimate. */
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
