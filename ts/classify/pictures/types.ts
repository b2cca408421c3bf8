// What pictures are drawn of: plain data, in files of runs and on pages.

/** A spectrum as pictures show it, in bins of at least 4 % of their energy, ascending: small enough to be kept for each source of a catalogue. */
export interface Sketch {
  /** keV */
  low: number[];
  high: number[];
  /** Counts in the source region, in good channels of the band. */
  counts: number[];
  /** Counts of the background region, and what scales them to the source region; none without a background. */
  background?: number[];
  backgroundScale?: number;
  /** By class: expected counts of the source, of the bank's likeliest template through the source's own response. */
  likeliest?: Record<string, number[]>;
}

/** What a picture shows: a verdict with its spectrum. */
export interface Drawn {
  file: string;
  row?: number;
  object?: string;
  /** Names of the classes, and the probability of each; NaN where there is none. */
  classes: readonly string[];
  probabilities: readonly number[];
  verdict?: string;
  method?: string;
  flags: readonly string[];
  /** Why there is no verdict. */
  error?: string;
  /** s; NaN where it is not known. */
  exposure: number;
  /** In the band: in the source region, and of those expected from the background. */
  counts: number;
  backgroundCounts: number;
  sketch: Sketch;
}
