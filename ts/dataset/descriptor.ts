import { ParameterError } from '../base/index.js';
import type { Spectra } from './types.js';

/**
 * The numbers that describe the response of each spectrum, `spectra` x names, row after row, whether the spectra hold
 * one row for each or one for all; undefined if they hold none.
 */
export function descriptorRows({
  count,
  responseDescriptor,
  responseDescriptorNames,
}: Pick<Spectra, 'count' | 'responseDescriptor' | 'responseDescriptorNames'>): Float64Array<ArrayBuffer> | undefined {
  if (!responseDescriptor || !responseDescriptorNames) return undefined;
  const width = responseDescriptorNames.length;
  const isShared = responseDescriptor.length === width;
  const rows = new Float64Array(count * width);
  if (isShared) for (let row = 0; row < count; row++) rows.set(responseDescriptor, row * width);
  else rows.set(responseDescriptor);
  return rows;
}

/**
 * Checks that a response descriptor and its names fit each other and the number of spectra.
 *
 * @param name what the spectra are called in messages
 * @throws ParameterError naming the field, and the row of a number that is not finite.
 */
export function checkDescriptor(
  { count, responseDescriptor, responseDescriptorNames: names }: Spectra,
  name: string,
): void {
  const fail = (field: string, what: string): never => {
    throw new ParameterError(`${name}.${field}`, `${name}.${field} ${what}`);
  };
  if ((responseDescriptor === undefined) !== (names === undefined))
    fail('responseDescriptorNames', 'and responseDescriptor go together: give both or neither');
  if (!responseDescriptor || !names) return;
  const width = names.length;
  if (width === 0 || new Set(names).size !== width)
    fail('responseDescriptorNames', `are ${names.join(', ') || 'none'}; one or more different names are needed`);
  if (responseDescriptor.length !== width && responseDescriptor.length !== count * width)
    fail(
      'responseDescriptor',
      `has ${responseDescriptor.length} values; ${width} are needed, or ${width} for each of ${count} spectra`,
    );
  for (let i = 0; i < responseDescriptor.length; i++)
    if (!Number.isFinite(responseDescriptor[i]))
      fail(
        'responseDescriptor',
        `row ${Math.floor(i / width)}: ${names[i % width]} is ${responseDescriptor[i]}; it must be a finite number`,
      );
}
