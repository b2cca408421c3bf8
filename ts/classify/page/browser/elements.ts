/** An element with attributes and children; a listener has the name of its event. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Record<string, string | number | boolean | EventListener | undefined> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (typeof value === 'function') made.addEventListener(key, value);
    else made.setAttribute(key, value === true ? '' : String(value));
  }
  made.append(...children);
  return made;
}

/** A control below its name. */
export function labelled(name: string, control: HTMLElement): HTMLElement {
  control.id = `choose-${name.toLowerCase().replaceAll(' ', '-')}`;
  return element('div', {}, element('label', { for: control.id }, name), control);
}

export function select(
  options: readonly (readonly [value: string, label: string])[],
  change: (value: string) => void,
): HTMLSelectElement {
  const made = element('select', {}, ...options.map(([value, label]) => element('option', { value }, label)));
  made.addEventListener('change', () => change(made.value));
  return made;
}

const svgSpace = 'http://www.w3.org/2000/svg';

/** A histogram of digits to the base of 36, as the table shows it. */
export function histogramPicture(digits: string, colour: string): SVGSVGElement {
  const svg = document.createElementNS(svgSpace, 'svg');
  const width = 4 * digits.length;
  for (const [name, value] of Object.entries({ viewBox: `0 0 ${width} 24`, width, height: 24, 'aria-hidden': 'true' }))
    svg.setAttribute(name, String(value));
  const path = document.createElementNS(svgSpace, 'path');
  const heights = [...digits].map((digit) => Math.round((Number.parseInt(digit, 36) / 35) * 22));
  path.setAttribute('d', heights.map((height, i) => `M${4 * i} 23.5v-${height + 0.5}h3v${height + 0.5}z`).join(''));
  path.setAttribute('fill', colour);
  svg.append(path);
  return svg;
}
