import { drawFigure } from '../../../chart/figure.js';
import type { SvgDocument } from '../../../chart/svg.js';
import { nameOf, titleOf, verdictPanels } from '../../pictures/panels.js';
import type { PageData, PageRow } from './data.js';
import { element } from './elements.js';

/** The picture and all that is known of one row, beside the table. */
export class Look {
  readonly node = element('section', { class: 'look', 'aria-label': 'The chosen spectrum' });
  private readonly picture = element('div', { class: 'picture' });
  private readonly body = element('div', {}, element('p', { class: 'soft' }, 'Choose a source in the table.'));
  private row?: PageRow;
  private width = 0;

  /** @param go shows the row so many places further in the table */
  constructor(
    private readonly data: PageData,
    go: (by: number) => void,
  ) {
    const button = (label: string, by: number) => element('button', { type: 'button', click: () => go(by) }, label);
    this.node.append(
      element('div', { class: 'steps' }, button('Previous', -1), button('Next', 1)),
      this.picture,
      this.body,
    );
    new ResizeObserver(() => {
      if (this.row && Math.abs(this.picture.clientWidth - this.width) > 8) void this.draw(this.row);
    }).observe(this.picture);
  }

  async show(row: PageRow): Promise<void> {
    this.row = row;
    this.body.replaceChildren(this.factsOf(row));
    await this.draw(row);
  }

  private async draw(row: PageRow): Promise<void> {
    const drawn = await this.data.drawn(row);
    // Another row may have been chosen meanwhile.
    if (this.row !== row) return;
    this.width = this.picture.clientWidth;
    if (!drawn || drawn.sketch.low.length === 0) {
      const why = this.data.text(row, 'ERROR') || 'it was not read';
      this.picture.replaceChildren(element('p', { class: 'soft' }, `There is no spectrum to show: ${why}`));
      return;
    }
    const width = Math.min(Math.max(this.width, 320), 900);
    const grid = { columns: 1, width, frameHeight: Math.round(Math.min(300, 0.5 * width)) };
    const svg = drawFigure({ panels: verdictPanels(drawn) }, document as unknown as SvgDocument, grid);
    const picture = svg as unknown as SVGSVGElement;
    picture.setAttribute('role', 'img');
    picture.setAttribute('aria-label', titleOf(drawn));
    this.picture.replaceChildren(picture);
  }

  private factsOf(row: PageRow): HTMLElement {
    const { data } = this;
    const object = data.text(row, 'OBJECT') || undefined;
    const place = data.cell(row, 'ROW');
    const name = nameOf({ file: data.text(row, 'FILE'), row: place === null ? undefined : Number(place), object });
    const facts = data.head.columns.flatMap(({ name: column, unit, description }, i) => {
      const cell = row.cells[i];
      if (cell === null) return [];
      const words = unit ? `${cell} ${unit}` : String(cell);
      return [element('dt', { title: description }, column), element('dd', {}, words)];
    });
    return element('div', {}, element('h2', { id: 'chosen' }, name), element('dl', { class: 'facts' }, ...facts));
  }
}
