import { classColour } from '../../pictures/panels.js';
import type { PageColumn } from '../payload.js';
import type { Choice } from './choice.js';
import type { PageData, PageRow } from './data.js';
import { element, histogramPicture } from './elements.js';

/** Rows that the table shows at a time. */
export const PAGE = 100;

/** What the table does when it is used. */
export interface TableEvents {
  choose(row: PageRow): void;
  /** Moves the choice by so many rows. */
  go(by: number): void;
  sort(column: number): void;
}

/** The table of some rows. */
export class RowTable {
  readonly node = element('div', { class: 'scroll', role: 'region', 'aria-label': 'Results', tabindex: 0 });
  private buttons = new Map<number, HTMLButtonElement>();

  constructor(
    private readonly data: PageData,
    private readonly events: TableEvents,
  ) {}

  render(rows: readonly PageRow[], shown: ReadonlySet<string>, choice: Choice, chosen?: PageRow): void {
    const { columns } = this.data.head;
    const places = [...columns.keys()].filter((place) => shown.has(columns[place].name));
    this.buttons = new Map();
    const body = rows.map((row) => this.rowOf(row, places, row === chosen));
    this.node.replaceChildren(element('table', {}, this.headOf(places, choice), element('tbody', {}, ...body)));
  }

  /** Marks the chosen row. */
  mark(chosen: PageRow, isFocused: boolean): void {
    for (const [index, button] of this.buttons) {
      button.toggleAttribute('aria-current', index === chosen.index);
      if (index === chosen.index) button.setAttribute('aria-current', 'true');
      button.closest('tr')!.classList.toggle('chosen', index === chosen.index);
    }
    const button = this.buttons.get(chosen.index);
    if (isFocused) button?.focus();
    button?.scrollIntoView({ block: 'nearest' });
  }

  private headOf(places: readonly number[], choice: Choice): HTMLTableSectionElement {
    const { columns } = this.data.head;
    const heads = [
      this.headCell({ name: 'No.', description: 'Place in the table', isNumber: true }, -1, choice),
      this.headCell({ ...columns[this.data.column('FILE')], name: 'Source' }, this.data.column('FILE'), choice),
      element(
        'th',
        { scope: 'col', title: 'Net counts by energy, in equal steps of ln E, each as high as its own highest' },
        'Spectrum',
      ),
      ...places.map((place) => this.headCell(columns[place], place, choice)),
    ];
    return element('thead', {}, element('tr', {}, ...heads));
  }

  private headCell({ name, unit, description, isNumber }: PageColumn, column: number, choice: Choice): HTMLElement {
    const isSorted = choice.sortBy === column;
    const order = isSorted ? (choice.isDescending ? 'descending' : 'ascending') : 'none';
    const sign = isSorted ? (choice.isDescending ? ' ▼' : ' ▲') : '';
    const button = element(
      'button',
      { type: 'button', title: description, 'data-sort': column, click: () => this.events.sort(column) },
      `${name}${unit && unit !== 'count' ? ` (${unit})` : ''}${sign}`,
    );
    return element('th', { scope: 'col', 'aria-sort': order, class: isNumber ? 'number' : undefined }, button);
  }

  private rowOf(row: PageRow, places: readonly number[], isChosen: boolean): HTMLTableRowElement {
    const { data, events } = this;
    const file = data.text(row, 'FILE');
    const number = data.text(row, 'ROW');
    const base = file.slice(file.lastIndexOf('/') + 1);
    const keydown = (event: Event) => {
      const by = { ArrowDown: 1, ArrowUp: -1 }[(event as KeyboardEvent).key];
      if (by === undefined) return;
      event.preventDefault();
      events.go(by);
    };
    const button = element(
      'button',
      {
        type: 'button',
        title: file,
        'aria-current': isChosen ? 'true' : undefined,
        click: () => events.choose(row),
        keydown,
      },
      number ? `${base}{${number}}` : base,
    );
    this.buttons.set(row.index, button);
    const colour = classColour(data.head.classes.indexOf(data.text(row, 'VERDICT')));
    const { columns } = data.head;
    return element(
      'tr',
      { class: isChosen ? 'chosen' : undefined },
      element('td', { class: 'number' }, String(row.index + 1)),
      element('th', { scope: 'row' }, button),
      element('td', { class: 'spark' }, ...(row.histogram ? [histogramPicture(row.histogram, colour)] : [])),
      ...places.map((place) => {
        const { isNumber } = columns[place];
        return element('td', { class: isNumber ? 'number' : undefined }, cellWords(row.cells[place], columns[place]));
      }),
    );
  }
}

function cellWords(cell: string | number | null, { name }: PageColumn): string {
  if (cell === null) return '';
  if (typeof cell === 'string' || Number.isInteger(cell)) return String(cell);
  return name.startsWith('P_') ? cell.toFixed(3) : String(Number(cell.toPrecision(6)));
}
