import { checkList, differingEdge, MismatchError, ParameterError } from '../base/index.js';
import { uniforms } from '../native/index.js';
import { checkResponse } from './apply.js';
import type { Response } from './response.js';

/** Two ends of an instrument's history: each spectrum gets w x the first + (1 - w) x the second, w uniform in (0, 1). */
export interface ResponseBlend {
  readonly blend: readonly [Response, Response];
}

/**
 * What spectra are simulated with: one response; several, of which each spectrum takes one, all equally often; or a blend of
 * two epochs. Several must have the same channels; their photon-energy grids may differ.
 */
export type Responses = Response | readonly Response[] | ResponseBlend;

export interface ResponsePlan {
  readonly list: readonly Response[];
  readonly isBlend: boolean;
}

/**
 * @throws ParameterError for an empty list, more than 256, or a blend of another number than two; MismatchError when channels differ,
 *   naming the response by its place.
 */
export function planResponses(responses: Responses): ResponsePlan {
  const isBlend = typeof responses === 'object' && responses !== null && 'blend' in responses;
  const list = isBlend ? responses.blend : Array.isArray(responses) ? responses : [responses as Response];
  if (isBlend) checkList('response.blend', list, 'two responses');
  if (list.length === 0)
    throw new ParameterError('response', 'there is no response to simulate with; give one or more');
  if (isBlend && list.length !== 2)
    throw new ParameterError('response', `a blend takes two responses, not ${list.length}`);
  if (list.length > 256)
    throw new ParameterError('response', `there are ${list.length} responses; at most 256 are allowed`);
  list.forEach((other, i) => {
    checkResponse(other, list.length > 1 ? `response[${i}]` : 'response');
    checkChannels(list[0], other, i);
  });
  return { list, isBlend };
}

function checkChannels(first: Response, other: Response, i: number): void {
  const remedy = 'use responses of one detector';
  const names = (response: Response) => `${response.rmfFile} (response ${i + 1})`;
  if (first.channels !== other.channels || first.firstChannel !== other.firstChannel)
    throw new MismatchError(
      `${names(other)} has ${other.channels} channels from ${other.firstChannel}, the first response has ` +
        `${first.channels} from ${first.firstChannel}`,
      {
        what: 'channels',
        expected: `${first.channels} from ${first.firstChannel}`,
        found: `${other.channels} from ${other.firstChannel}`,
        remedy,
      },
    );
  const edge = differingEdge(first, other);
  if (!edge) return;
  const { field, index } = edge;
  throw new MismatchError(
    `${names(other)} has ${field} ${other[field][index]} keV for channel ${index + first.firstChannel}, the first response ` +
      `${first[field][index]}`,
    { what: 'channel energies', expected: first[field][index], found: other[field][index], remedy },
  );
}

/** For consecutive sources: which response each has, or for a blend the share of the first. */
export interface DrawnResponses {
  index?: Uint32Array;
  weight?: Float64Array;
}

/** Source first + i gets its own by (seed, stream, first + i) only. */
export function drawResponses(
  { list, isBlend }: ResponsePlan,
  count: number,
  { seed, stream, first }: { seed: number; stream: number; first: number },
): DrawnResponses {
  if (list.length === 1) return {};
  const u = uniforms(seed, stream, first, count, 1);
  return isBlend ? { weight: u } : { index: Uint32Array.from(u, (x) => Math.floor(x * list.length)) };
}
