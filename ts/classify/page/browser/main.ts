// The script of the page of a catalogue: a table to sort and filter, a hundred rows at a time, and the picture of the chosen row, drawn by the
// code that draws pictures in Node.

import { type Choice, chosenRows, flagCounts } from './choice.js';
import { PageData, type PageRow } from './data.js';
import { element, labelled, select } from './elements.js';
import { Look } from './look.js';
import { PAGE, RowTable } from './table.js';

class CataloguePage {
  private readonly choice: Choice = {
    ...{ search: '', verdict: '', flag: '', minCounts: 0, sortBy: -1, isDescending: false },
  };
  private readonly shown: Set<string>;
  private readonly found = element('p', { class: 'found', 'aria-live': 'polite' });
  private readonly pager = element('nav', { class: 'pager', 'aria-label': 'Pages of the table' });
  private readonly table: RowTable;
  private readonly look: Look;
  private rows: PageRow[] = [];
  private page = 0;
  private chosen?: PageRow;

  constructor(private readonly data: PageData) {
    this.shown = new Set(data.head.shown.filter((name) => this.hasValues(name)));
    const go = (by: number) => this.go(by);
    this.table = new RowTable(data, { choose: (row) => this.choose(row), go, sort: (column) => this.sort(column) });
    this.look = new Look(data, go);
    const list = element('div', { class: 'list' }, this.found, this.table.node, this.pager);
    document
      .getElementById('main')!
      .replaceChildren(this.tools(), element('div', { class: 'split' }, list, this.look.node));
    this.filter();
  }

  private hasValues(name: string): boolean {
    const place = this.data.column(name);
    return place >= 0 && this.data.rows.some(({ cells }) => cells[place] !== null);
  }

  private tools(): HTMLElement {
    const { data, choice } = this;
    const change = (changed: Partial<Choice>) => {
      Object.assign(choice, changed);
      this.filter();
    };
    const search = element('input', { type: 'search', placeholder: 'name, object, any cell' });
    search.addEventListener('input', () => change({ search: search.value }));
    const counts = element('input', { type: 'number', min: 0, step: 1 });
    counts.addEventListener('input', () => change({ minCounts: Number(counts.value) || 0 }));
    const verdicts = [
      ['', 'all'],
      ...data.head.classes.map((name) => [name, name]),
      ['none', 'no verdict'],
      ['error', 'with an error'],
    ] as [string, string][];
    const flags = [
      ['', 'all'],
      ['none', 'without flags'],
      ['any', 'with a flag'],
      ...flagCounts(data).map(([flag, count]) => [flag, `${flag} (${count.toLocaleString('en')})`]),
    ] as [string, string][];
    const form = element(
      'form',
      { class: 'tools', role: 'search', 'aria-label': 'Choose rows' },
      labelled('Search', search),
      labelled(
        'Verdict',
        select(verdicts, (verdict) => change({ verdict })),
      ),
      labelled(
        'Flags',
        select(flags, (flag) => change({ flag })),
      ),
      labelled('Counts from', counts),
      this.columnBoxes(),
    );
    form.addEventListener('submit', (event) => event.preventDefault());
    return form;
  }

  private columnBoxes(): HTMLElement {
    const boxes = this.data.head.columns
      .filter(({ name }) => name !== 'FILE' && name !== 'ROW' && this.hasValues(name))
      .map(({ name, description }) => {
        const box = element('input', { type: 'checkbox', checked: this.shown.has(name) });
        box.addEventListener('change', () => {
          if (box.checked) this.shown.add(name);
          else this.shown.delete(name);
          this.render();
        });
        return element('label', { title: description }, box, ` ${name}`);
      });
    return element('details', { class: 'columns' }, element('summary', {}, 'Columns'), element('div', {}, ...boxes));
  }

  private filter(): void {
    this.rows = chosenRows(this.data, this.choice);
    this.page = 0;
    const [some, all] = [this.rows.length, this.data.rows.length].map((count) => count.toLocaleString('en'));
    this.found.textContent = some === all ? `${all} rows` : `${some} of ${all} rows`;
    this.render();
  }

  private sort(column: number): void {
    const { choice } = this;
    const isSame = choice.sortBy === column;
    // Of numbers, the large ones are what one looks for.
    const isNumber = column >= 0 && this.data.head.columns[column].isNumber;
    choice.isDescending = isSame ? !choice.isDescending : isNumber;
    choice.sortBy = column;
    this.filter();
    document.querySelector<HTMLElement>(`[data-sort="${column}"]`)?.focus();
  }

  private render(): void {
    const first = this.page * PAGE;
    const rows = this.rows.slice(first, first + PAGE);
    this.table.render(rows, this.shown, this.choice, this.chosen);
    const pages = Math.max(1, Math.ceil(this.rows.length / PAGE));
    const turn = (label: string, page: number) =>
      element(
        'button',
        { type: 'button', disabled: page < 0 || page >= pages || page === this.page, click: () => this.turn(page) },
        label,
      );
    this.pager.replaceChildren(
      ...[turn('First', 0), turn('Back', this.page - 1)],
      element(
        'span',
        {},
        `Rows ${rows.length === 0 ? 0 : first + 1} to ${first + rows.length}, page ${this.page + 1} of ${pages}`,
      ),
      ...[turn('Forward', this.page + 1), turn('Last', pages - 1)],
    );
  }

  private turn(page: number): void {
    this.page = page;
    this.render();
    this.table.node.scrollTop = 0;
    this.table.node.focus();
  }

  private choose(row: PageRow, isFocused = false): void {
    this.chosen = row;
    document.body.classList.add('has-choice');
    this.table.mark(row, isFocused);
    void this.look.show(row);
  }

  /** The next row or the one before, also on another page of the table. */
  private go(by: number): void {
    const at = this.chosen ? this.rows.indexOf(this.chosen) : -1;
    const next = this.rows[Math.min(Math.max(at + by, 0), this.rows.length - 1)];
    if (!next) return;
    const page = Math.floor(this.rows.indexOf(next) / PAGE);
    if (page !== this.page) {
      this.page = page;
      this.render();
    }
    this.choose(next, this.table.node.contains(document.activeElement) || document.activeElement === document.body);
  }
}

void PageData.read().then((data) => new CataloguePage(data));
