import { MismatchError, ParameterError } from '../base/index.js';
import { descriptorRows } from './descriptor.js';
import { checkGrid, uniqueProvenance } from './rows.js';
import type { Dataset, Provenance } from './types.js';
import { checkNarrow, checkRows, validateDataset } from './validate.js';

/**
 * Collects chosen rows and channels of datasets that arrive one after the other, such as a band and the brighter
 * sources of the shards of a simulation. Memory for `capacity` spectra is reserved at the start, so that no second copy
 * is made at the end; what is not needed of it is never touched.
 */
export class DatasetCollector {
  private rows = 0;
  private counts?: Uint16Array;
  private backgroundCounts?: Uint16Array;
  private readonly backgroundScale: Float64Array;
  private responseDescriptor?: Float64Array;
  private readonly exposure: Float64Array;
  private readonly labels: Uint8Array;
  private readonly source: Uint32Array;
  private readonly properties = new Map<string, Float64Array>();
  private readonly classes: string[] = [];
  private provenance: Provenance[] = [];
  private first?: Dataset;

  /**
   * @param channels consecutive indices into the channel arrays (`bandChannels`)
   * @param capacity the largest number of spectra that will be added
   */
  constructor(
    private readonly channels: Uint32Array,
    private readonly capacity: number,
  ) {
    this.backgroundScale = new Float64Array(capacity);
    this.exposure = new Float64Array(capacity);
    this.labels = new Uint8Array(capacity);
    this.source = new Uint32Array(capacity);
  }

  /**
   * Adds rows of a dataset, in the order given. Expected counts are not kept. If only some of the datasets have a
   * background, the spectra of the others get one of no counts and a scale of 0.
   *
   * @throws MismatchError for channels or response descriptors other than those of the first dataset; ParameterError for counts wider
   *   than 16 bits or bad channels.
   */
  add(shard: Dataset, rows: ArrayLike<number>): void {
    validateDataset(shard, 'part');
    checkNarrow(shard, 'part');
    checkRows('rows', rows, shard);
    if (this.first) checkGrid(this.first, shard, { first: 'the first', other: 'part' });
    else this.begin(shard);
    if (this.rows + rows.length > this.capacity)
      throw new MismatchError(`${this.rows + rows.length} spectra came; there is room for ${this.capacity}`, {
        what: 'spectra',
        expected: this.capacity,
        found: this.rows + rows.length,
      });
    const names = shard.classes.map((name) => this.classOf(name));
    const width = this.channels.length;
    const from = this.channels[0];
    if (shard.backgroundCounts) this.backgroundCounts ??= new Uint16Array(this.capacity * width);
    for (let i = 0; i < rows.length; i++) {
      const at = this.rows + i;
      const start = rows[i] * shard.channels + from;
      this.counts!.set(shard.counts.subarray(start, start + width), at * width);
      if (shard.backgroundCounts)
        this.backgroundCounts!.set(shard.backgroundCounts.subarray(start, start + width), at * width);
      if (shard.backgroundScale) this.backgroundScale[at] = shard.backgroundScale[rows[i]];
      this.exposure[at] = shard.exposure[rows[i]];
      this.labels[at] = names[shard.labels[rows[i]]];
      this.source[at] = shard.source[rows[i]];
    }
    const descriptors = descriptorRows(shard);
    const numbers = shard.responseDescriptorNames?.length ?? 0;
    for (let i = 0; descriptors && i < rows.length; i++)
      this.responseDescriptor!.set(
        descriptors.subarray(rows[i] * numbers, (rows[i] + 1) * numbers),
        (this.rows + i) * numbers,
      );
    for (const [name, values] of Object.entries(shard.properties)) {
      const column = this.properties.get(name) ?? new Float64Array(this.capacity).fill(Number.NaN);
      this.properties.set(name, column);
      for (let i = 0; i < rows.length; i++) column[this.rows + i] = values[rows[i]];
    }
    this.rows += rows.length;
    this.provenance = uniqueProvenance([...this.provenance, ...shard.provenance]);
  }

  /** All rows added so far, as one dataset of the chosen channels. */
  dataset(): Dataset {
    if (!this.first)
      throw new MismatchError('no dataset came to collect from', {
        what: 'spectra',
        expected: this.capacity,
        found: 0,
      });
    const { rows, channels } = this;
    const { firstChannel, eMin, eMax, responseDescriptorNames } = this.first;
    return {
      count: rows,
      channels: channels.length,
      firstChannel: firstChannel + channels[0],
      eMin: Float64Array.from(channels, (i) => eMin[i]),
      eMax: Float64Array.from(channels, (i) => eMax[i]),
      counts: this.counts!.subarray(0, rows * channels.length),
      ...(this.backgroundCounts && {
        backgroundCounts: this.backgroundCounts.subarray(0, rows * channels.length),
        backgroundScale: this.backgroundScale.slice(0, rows),
      }),
      exposure: this.exposure.slice(0, rows),
      ...(responseDescriptorNames && {
        responseDescriptor: this.responseDescriptor!.slice(0, rows * responseDescriptorNames.length),
        responseDescriptorNames,
      }),
      classes: [...this.classes],
      labels: this.labels.slice(0, rows),
      properties: Object.fromEntries([...this.properties].map(([name, values]) => [name, values.slice(0, rows)])),
      source: this.source.slice(0, rows),
      provenance: this.provenance,
    };
  }

  private begin(shard: Dataset): void {
    const { channels, capacity } = this;
    checkRows('channels', channels, { count: shard.channels });
    if (channels[channels.length - 1] - channels[0] + 1 !== channels.length)
      throw new ParameterError('channels', 'the channels to collect must follow each other');
    this.first = shard;
    this.counts = new Uint16Array(capacity * channels.length);
    if (shard.responseDescriptorNames)
      this.responseDescriptor = new Float64Array(capacity * shard.responseDescriptorNames.length);
  }

  private classOf(name: string): number {
    if (!this.classes.includes(name)) this.classes.push(name);
    return this.classes.indexOf(name);
  }
}
