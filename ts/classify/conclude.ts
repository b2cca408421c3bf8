import type { Prior } from '../metrics/index.js';
import { concluded } from './judge.js';
import type { SourceVerdict } from './verdict.js';

/** What makes verdicts of probabilities. */
export interface ConcludeOptions {
  prior?: Prior;
  threshold?: number;
  strict?: boolean;
}

/** The fields of a result that a conclusion rests upon and changes. */
export type Concludable = Pick<SourceVerdict, 'probabilities' | 'flags' | 'verdict' | 'method' | 'error'>;

/** A result with its verdict; with `strict` a flag is an error, and there is no verdict. */
export function withVerdict<Result extends Concludable>(
  result: Result,
  classes: readonly string[],
  { prior, threshold, strict }: ConcludeOptions,
): Result {
  const { probabilities, verdict, flags } = concluded(result, classes, { prior, threshold });
  if (!strict || flags.length === 0 || result.error !== undefined) return { ...result, probabilities, verdict, flags };
  const error = `flagged ${flags.join(', ')}; without --strict (option strict) it has a verdict`;
  return { ...result, probabilities: classes.map(() => NaN), verdict: undefined, method: undefined, flags, error };
}
