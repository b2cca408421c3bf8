import type { Drawn } from '../../pictures/types.js';
import type { PageCell, PageHead, RowBlock, SpectrumBlock } from '../payload.js';

/** A row of the table. */
export interface PageRow {
  /** Place in the table, from 0. */
  index: number;
  cells: PageCell[];
  histogram: string;
  block: number;
  /** Place in its block. */
  place: number;
}

/** What the page holds: its rows, and spectra that are unpacked when they are asked for. */
export class PageData {
  readonly head: PageHead;
  readonly rows: PageRow[] = [];
  /** Of some blocks, the most recently used last. */
  private readonly spectra = new Map<number, Promise<SpectrumBlock>>();
  private readonly places: Map<string, number>;
  private words: string[] = [];

  private constructor() {
    this.head = JSON.parse(document.getElementById('head')!.textContent!) as PageHead;
    this.places = new Map(this.head.columns.map(({ name }, place) => [name, place]));
  }

  static async read(): Promise<PageData> {
    const data = new PageData();
    const blocks = [...document.querySelectorAll<HTMLScriptElement>('script[data-rows]')];
    for (const [block, element] of blocks.entries()) {
      const { cells, histograms } = await unpacked<RowBlock>(element);
      for (const [place, ofRow] of cells.entries())
        data.rows.push({ index: data.rows.length, cells: ofRow, histogram: histograms[place], block, place });
      // The page keeps it once.
      element.remove();
    }
    return data;
  }

  column(name: string): number {
    return this.places.get(name) ?? -1;
  }

  cell(row: PageRow, name: string): PageCell {
    return row.cells[this.column(name)] ?? null;
  }

  text(row: PageRow, name: string): string {
    return String(this.cell(row, name) ?? '');
  }

  /** All that a row says, for a search. */
  wordsOf(row: PageRow): string {
    this.words[row.index] ??= row.cells
      .filter((cell) => cell !== null)
      .join('\n')
      .toLowerCase();
    return this.words[row.index];
  }

  /** What a picture shows of a row; undefined where there is no spectrum. */
  async drawn(row: PageRow): Promise<Drawn | undefined> {
    const { energies, spectra } = await this.spectraOf(row.block);
    const spectrum = spectra[row.place];
    if (!spectrum) return undefined;
    const number = (name: string) => Number(this.cell(row, name) ?? Number.NaN);
    const said = (name: string) => this.text(row, name) || undefined;
    const { classes } = this.head;
    const place = this.cell(row, 'ROW');
    return {
      ...{ file: this.text(row, 'FILE'), row: place === null ? undefined : Number(place), object: said('OBJECT') },
      ...{ classes, probabilities: classes.map((name) => number(`P_${name.toUpperCase()}`)) },
      ...{ verdict: said('VERDICT'), method: said('METHOD'), error: said('ERROR') },
      flags: this.flags(row),
      ...{ exposure: number('EXPOSURE'), counts: number('COUNTS'), backgroundCounts: number('BACKGROUND') },
      sketch: { ...energies[spectrum.energies], ...spectrum },
    };
  }

  flags(row: PageRow): string[] {
    return this.text(row, 'FLAGS').split(' ').filter(Boolean);
  }

  private spectraOf(block: number): Promise<SpectrumBlock> {
    const elements = document.querySelectorAll<HTMLScriptElement>('script[data-spectra]');
    const found = this.spectra.get(block) ?? unpacked<SpectrumBlock>(elements[block]);
    this.spectra.delete(block);
    this.spectra.set(block, found);
    if (this.spectra.size > 20) this.spectra.delete(this.spectra.keys().next().value!);
    return found;
  }
}

async function unpacked<T>(element: HTMLScriptElement): Promise<T> {
  const bytes = Uint8Array.from(atob(element.textContent!), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return (await new Response(stream).json()) as T;
}
