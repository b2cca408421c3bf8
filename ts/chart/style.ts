/** Colours that people with any common colour blindness can tell apart (Okabe & Ito 2008), vermilion and blue first. */
export const palette = ['#D55E00', '#0072B2', '#009E73', '#CC79A7', '#E69F00', '#56B4E9'] as const;

/** Arimo has the widths of Arial and Helvetica: the SVG looks the same where only those are installed. */
export const fontFamily = 'Arimo, Arial, Helvetica, sans-serif';

/** Size of all text in a panel but its title, px. */
export const fontSize = 13;
export const lineHeight = 17;
export const titleSize = 14.5;

/** Colours of series by number; after the palette comes black. */
export const black = '#000000';
const colours = [...palette, black];
const dashes = ['', '11 3', '3 2.5', '11 3 2 3'];
export const colourOf = (index: number): string => colours[index % colours.length];

/** With seven colours and four dashes, 28 series differ in at least one of them, and neighbours in both. */
export const dashOf = (index: number): string => dashes[index % dashes.length];

/** Helvetica's widths of the characters from space to ~, in 1/1000 of the font size. */
const widths = (
  '278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278 584 ' +
  '584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 667 667 ' +
  '611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 ' +
  '722 500 500 500 334 260 334 584'
)
  .split(' ')
  .map(Number);

/**
 * Width of a text, px, estimated from the table of widths because no browser is there to measure it; bold letters are
 * about 7 % wider.
 */
export function textWidth(label: string, size: number = fontSize, bold = false): number {
  let sum = 0;
  for (const letter of label) sum += widths[(letter.codePointAt(0) ?? 0) - 32] ?? 620;
  return (sum / 1000) * size * (bold ? 1.07 : 1);
}

/** Units as they are printed: cm-2 and cm^-2 become cm⁻², erg/cm2/s becomes erg/cm²/s. */
export const typeset = (words: string): string =>
  words.replace(/\b(cm|keV|s)(?:\^?(-[123])|\^?([23]))(?![\w.])/g, (_, unit, negative, positive) => {
    const digits = negative ? `⁻${'⁰¹²³'[-negative]}` : '⁰¹²³'[positive];
    return unit + digits;
  });

/** Breaks a text at spaces into lines no wider than `width`; a word that is wider has a line of its own. */
export function wrapText(label: string, width: number, size: number = fontSize, bold = false): string[] {
  const lines: string[] = [];
  for (const word of typeset(label).split(/\s+/).filter(Boolean)) {
    const longer = lines.length ? `${lines[lines.length - 1]} ${word}` : word;
    if (lines.length && textWidth(longer, size, bold) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** The corners of a polygon or star in a circle of radius 1, for the outlines of markers. */
const polygon = (corners: number, turn: number, radii = [1]): [number, number][] =>
  Array.from({ length: corners }, (_, i) => {
    const angle = turn + (2 * Math.PI * i) / corners;
    const radius = radii[i % radii.length];
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });
const outlines = [
  polygon(32, 0, [0.92]),
  polygon(4, Math.PI / 4, [1.15]),
  polygon(3, -Math.PI / 2, [1.3]),
  polygon(4, 0, [1.3]),
  polygon(10, -Math.PI / 2, [1.4, 0.6]),
  polygon(3, Math.PI / 2, [1.3]),
];

/** The outline of the marker of a series: points around (0, 0) for a marker of the given radius. */
export const markerOutline = (index: number, radius: number): [number, number][] =>
  outlines[index % outlines.length].map(([x, y]) => [x * radius, y * radius]);

interface PathContext {
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  closePath(): void;
}

/** The marker as a symbol type for Observable Plot, which gives the area `size` in px^2. */
export const plotSymbol = (index: number) => ({
  draw(context: PathContext, size: number): void {
    markerOutline(index, Math.sqrt(size / Math.PI)).forEach(([x, y], i) => {
      if (i === 0) context.moveTo(x, y);
      else context.lineTo(x, y);
    });
    context.closePath();
  },
});
