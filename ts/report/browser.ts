// The script of report.html: draws the panels of the page again, with values at the pointer, zoom and a legend that switches
// series off, and filters the table of items. The same drawing code made the static pictures that it replaces.

import { drawSharedLegend, planPanel } from '../chart/figure.js';
import type { PanelSize, Spot } from '../chart/frame.js';
import type { SvgDocument } from '../chart/svg.js';
import type { FigurePanel } from '../chart/types.js';

/** What the script needs to know of a scale of Observable Plot. */
interface PlotScale {
  range: [number, number];
  bandwidth?: number;
  apply(value: number): number;
  invert?(pixel: number): number;
}
/** A drawn panel; all but network diagrams have scales, and the spot at the pointer as `value`. */
type PlotElement = SVGSVGElement & { scale?(name: 'x' | 'y'): PlotScale | undefined; value?: Spot | null };

const svgDocument = document as unknown as SvgDocument;

/** Makes the entries of a legend switches of their series. */
function makeSwitches(legend: SVGSVGElement, hidden: Set<string>, renderAgain: () => void): void {
  for (const entry of legend.querySelectorAll<SVGGElement>('[data-series]')) {
    const name = entry.dataset.series!;
    entry.setAttribute('role', 'button');
    entry.setAttribute('tabindex', '0');
    entry.setAttribute('aria-pressed', String(!hidden.has(name)));
    const toggle = (event: Event) => {
      event.preventDefault();
      if (!hidden.delete(name)) hidden.add(name);
      renderAgain();
    };
    entry.addEventListener('click', toggle);
    entry.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' || event.key === ' ') toggle(event);
    });
  }
}

/** Puts the new entry of the series that had the focus into focus. */
function keepFocus(holder: HTMLElement, render: () => void): void {
  const { activeElement } = document;
  const name = holder.contains(activeElement) ? (activeElement as SVGElement).dataset.series : undefined;
  render();
  if (name !== undefined) holder.querySelector<SVGGElement>(`[data-series="${CSS.escape(name)}"]`)?.focus();
}

/** One panel on the page and what its reader changed. */
class LivePanel {
  private domain: readonly [number, number] | undefined;
  private readonly reset: HTMLButtonElement;
  private readonly tip: HTMLDivElement;

  constructor(
    private readonly holder: HTMLElement,
    private readonly panel: FigurePanel,
    private readonly sizeNow: () => { size: PanelSize; top: number },
    private readonly hidden: Set<string>,
    private readonly isWithoutLegend: boolean,
  ) {
    this.reset = document.createElement('button');
    this.reset.type = 'button';
    this.reset.className = 'reset';
    this.reset.textContent = 'Whole range';
    this.reset.addEventListener('click', () => this.zoom(undefined));
    this.tip = document.createElement('div');
    this.tip.className = 'tip';
    holder.classList.add('live');
  }

  render(): void {
    const { size, top } = this.sizeNow();
    const { hidden, domain: x, isWithoutLegend } = this;
    const plan = planPanel(this.panel, size, { hidden, x, hasPointer: true, isWithoutLegend });
    const svg = plan.draw(svgDocument, Math.max(top, plan.top)) as unknown as PlotElement;
    svg.setAttribute('role', 'group');
    svg.setAttribute('aria-label', this.holder.dataset.label ?? '');
    makeSwitches(svg, hidden, () => this.render());
    if (this.panel.kind === 'chart' || this.panel.kind === 'histogram2d') this.makeZoom(svg);
    svg.addEventListener('input', () => this.showTip(svg));
    this.tip.hidden = true;
    keepFocus(this.holder, () => this.holder.replaceChildren(svg, this.tip, ...(this.domain ? [this.reset] : [])));
  }

  /** The text of the spot at the pointer, above it or below, and never outside the screen. */
  private showTip(svg: PlotElement): void {
    const [x, y] = [svg.scale?.('x'), svg.scale?.('y')];
    this.tip.hidden = !svg.value;
    if (!svg.value || !x || !y) return;
    this.tip.textContent = svg.value.lines;
    const zoom = svg.getBoundingClientRect().width / Number(svg.getAttribute('width'));
    const left = (x.apply(svg.value.x) + (x.bandwidth ?? 0) / 2) * zoom;
    const top = (y.apply(svg.value.y) + (y.bandwidth ?? 0) / 2) * zoom;
    const { offsetWidth, offsetHeight } = this.tip;
    const edge = this.holder.getBoundingClientRect().left;
    const rightmost = document.documentElement.clientWidth - offsetWidth - 8 - edge;
    this.tip.style.left = `${Math.max(8 - edge, Math.min(left - offsetWidth / 2, rightmost))}px`;
    this.tip.style.top = `${top > offsetHeight + 14 ? top - offsetHeight - 12 : top + 14}px`;
  }

  private zoom(domain: readonly [number, number] | undefined): void {
    this.domain = domain;
    this.render();
  }

  /** Dragging over the frame shows the part of x that was dragged over; a double click shows all again. */
  private makeZoom(svg: PlotElement): void {
    const scale = svg.scale?.('x');
    if (!scale?.invert) return;
    const [left, right] = scale.range;
    const height = Number(svg.getAttribute('height'));
    const pixelOf = (event: PointerEvent) => {
      const box = svg.getBoundingClientRect();
      const pixel = ((event.clientX - box.left) / box.width) * Number(svg.getAttribute('width'));
      return Math.min(Math.max(pixel, left), right);
    };
    const shade = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
    for (const [name, value] of Object.entries({ y: 0, height, fill: '#0072B2', 'fill-opacity': 0.12 }))
      shade.setAttribute(name, String(value));
    shade.setAttribute('pointer-events', 'none');
    let start: number | undefined;
    svg.addEventListener('pointerdown', (event) => {
      if (event.button === 0 && !(event.target as Element).closest('[data-series]')) start = pixelOf(event);
    });
    svg.addEventListener('pointermove', (event) => {
      if (start === undefined) return;
      const now = pixelOf(event);
      if (Math.abs(now - start) < 6) return;
      svg.setPointerCapture(event.pointerId);
      shade.setAttribute('x', String(Math.min(start, now)));
      shade.setAttribute('width', String(Math.abs(now - start)));
      svg.append(shade);
    });
    svg.addEventListener('pointerup', (event) => {
      const from = start;
      start = undefined;
      shade.remove();
      const to = pixelOf(event);
      if (from === undefined || Math.abs(to - from) < 6) return;
      const ends = [scale.invert!(Math.min(from, to)), scale.invert!(Math.max(from, to))] as const;
      this.zoom(ends);
    });
    svg.addEventListener('pointercancel', () => {
      start = undefined;
      shade.remove();
    });
    svg.addEventListener('dblclick', () => this.domain && this.zoom(undefined));
  }
}

/** Makes the panels of a figure live, and draws them again whenever the room for them changes. */
function enliven(figure: HTMLElement): void {
  const source = figure.querySelector('script[type="application/json"]');
  const holders = [...figure.querySelectorAll<HTMLElement>('.panel')];
  // JSON has no NaN: a number that is not there is null in it.
  const panels: FigurePanel[] = JSON.parse(source?.textContent ?? '[]', (_, value) =>
    value === null ? Number.NaN : value,
  );
  const [width, frameHeight] = [Number(figure.dataset.width), Number(figure.dataset.frame)];
  const legend = figure.querySelector<HTMLElement>('.shared-legend');
  const isWithoutLegend = legend !== null;
  const sizeNow = () => {
    const room = Math.min(Math.max(holders[0].clientWidth, 280), 900);
    const size = { width: room, frameHeight: Math.round(frameHeight * Math.min(1.15, Math.max(0.75, room / width))) };
    // Frames beside each other stand at one height; in one column each panel takes the room it needs.
    const isColumn = holders.length > 1 && holders[0].offsetLeft === holders[1].offsetLeft;
    return { size, top: isColumn ? 0 : Math.max(...panels.map((panel) => planPanel(panel, size).top)) };
  };
  // With one legend for all panels, a series is switched in all of them.
  const shared = new Set<string>();
  const live = panels.map(
    (panel, i) => new LivePanel(holders[i], panel, sizeNow, legend ? shared : new Set(), isWithoutLegend),
  );
  const renderAll = () => {
    for (const panel of live) panel.render();
    if (!legend) return;
    const { node } = drawSharedLegend(panels, Math.max(legend.clientWidth, 280), svgDocument, { hidden: shared });
    const svg = node as unknown as SVGSVGElement;
    makeSwitches(svg, shared, renderAll);
    keepFocus(legend, () => legend.replaceChildren(svg));
  };
  let drawn = 0;
  new ResizeObserver(() => {
    if (holders[0].clientWidth === drawn) return;
    drawn = holders[0].clientWidth;
    renderAll();
  }).observe(holders[0]);
}

/** Figures come to life when they come near: a page of forty starts at once. */
function enlivenAll(): void {
  const watcher = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (!isIntersecting) continue;
        watcher.unobserve(target);
        enliven(target as HTMLElement);
      }
    },
    { rootMargin: '600px 0px' },
  );
  for (const figure of document.querySelectorAll('figure[data-width]')) watcher.observe(figure);
}

/** The boxes above the table of items: rows with other verdicts are hidden. */
function filterItems(): void {
  const filter = document.querySelector<HTMLElement>('#page-filter');
  if (!filter) return;
  filter.hidden = false;
  filter.addEventListener('change', () => {
    const chosen = [...filter.querySelectorAll<HTMLInputElement>('input:checked')].map(({ value }) => value);
    for (const row of document.querySelectorAll<HTMLElement>('#page-item-table tbody tr'))
      row.hidden = !chosen.includes(row.dataset.verdict ?? '');
  });
}

filterItems();
enlivenAll();
