// Pictures of the page: panels above each other on one energy axis, as in the project's other plots (ts/report), as PNG.
import { crc32, deflateSync } from 'node:zlib';
import * as Plot from '@observablehq/plot';
import { decadeTicks, drawPlot, evenTicks, palette, plainTicks, renderPixels } from '../../dist/report/plot.js';

export { decadeTicks, Plot, palette, plainTicks };

const width = 900;
// drawPlot keeps 60 px below the frame for the axis; panels share the lowest one.
const belowFrame = 60;
const energies = [0.1, 0.2, 0.3, 0.5, 0.7, 1, 2, 3, 5, 7, 10, 20, 30, 50, 100];

/** An axis by its limits; `ticks` are values with their text, or made here. */
export function axis(label, type, domain, ticks) {
  const made = type === 'log' ? decadeTicks(domain) : evenTicks(domain, 5);
  return { label, type, domain, ticks: ticks ?? made };
}
export const energyAxis = (low, high) => axis('Energy (keV)', 'log', [low, high], plainTicks(energies, [low, high]));

/** The picture of `panels`, each { height, y, marks, legend }, from top to bottom; the first has the title. */
export function picture({ title, x, panels }) {
  let top = 0;
  const parts = panels.map((panel, k) => {
    const last = k === panels.length - 1;
    const headroom = k === 0 ? 0 : -32;
    const height = panel.height + headroom + 40 + belowFrame;
    const { svg } = drawPlot({
      title: k === 0 ? title : '',
      legend: panel.legend ?? [],
      legendStart: panel.legendStart,
      width,
      height,
      headroom,
      x: last ? x : { ...x, label: '', ticks: new Map([...x.ticks.keys()].map((value) => [value, ''])) },
      y: panel.y,
      marks: panel.marks,
    });
    const placed = svg
      .slice(svg.indexOf('<svg'))
      .replace('<svg', `<svg y="${top}"`)
      .replaceAll(/clip-(?=\d)/g, `clip-${k}-`);
    top += height - belowFrame;
    return placed;
  });
  const height = top + belowFrame;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${parts.join('')}</svg>`;
  return pngOf(svg);
}

/** An SVG as PNG, pixel for pixel. */
export const pngOf = (svg) => indexedPng(renderPixels(svg, 1));

/** Values far outside a panel brought near to its frame: a picture cannot hold any number. */
function near({ type, domain: [low, high] }, value) {
  if (Number.isNaN(value)) return value;
  if (type === 'log') return Math.min(Math.max(value, low / 2), 2 * high);
  return Math.min(Math.max(value, low - (high - low)), high + (high - low));
}

/** A histogram as a line: bin edges and one value a bin. NaN leaves a gap. */
export function steps(lo, hi, values, y, options) {
  const points = Array.from(values).flatMap((value, i) => [
    { x: lo[i], y: near(y, value) },
    { x: hi[i], y: near(y, value) },
  ]);
  return Plot.line(points, { x: 'x', y: 'y', strokeWidth: 1.4, clip: true, ...options });
}

/** A line through points. */
export function curve(x, values, y, options) {
  const points = Array.from(x, (value, i) => ({ x: value, y: near(y, values[i]) }));
  return Plot.line(points, { x: 'x', y: 'y', strokeWidth: 1.4, clip: true, ...options });
}

/** A band between two values of y, such as a tolerance. */
export const band = (x1, x2, y1, y2) => Plot.rect([0], { x1, x2, y1, y2, fill: '#eee', clip: true });

export const legendOf = (...texts) => texts.map((text, i) => ({ text, colour: palette[i % palette.length] }));

/** PNG with a palette of at most 256 colours, a third of the size: these pictures have few besides their blends with white. */
function indexedPng({ width, height, pixels }) {
  for (let step = 8; step <= 64; step *= 2) {
    const places = new Map();
    const indices = Buffer.alloc(height * (width + 1)); // each row begins with its filter, 0 for none
    for (let i = 0; i < width * height && places.size <= 256; i++) {
      const colour = [0, 1, 2].map((k) => Math.min(255, Math.round(pixels[4 * i + k] / step) * step));
      const key = (colour[0] << 16) | (colour[1] << 8) | colour[2];
      if (!places.has(key)) places.set(key, places.size);
      indices[Math.floor(i / width) * (width + 1) + 1 + (i % width)] = places.get(key);
    }
    if (places.size > 256) continue;
    const header = Buffer.alloc(13);
    header.writeUInt32BE(width, 0);
    header.writeUInt32BE(height, 4);
    header.set([8, 3, 0, 0, 0], 8); // 8 bits, palette
    const colours = Buffer.from([...places.keys()].flatMap((key) => [key >> 16, (key >> 8) & 255, key & 255]));
    const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
    const data = deflateSync(indices, { level: 9 });
    return Buffer.concat([
      signature,
      chunk('IHDR', header),
      chunk('PLTE', colours),
      chunk('IDAT', data),
      chunk('IEND', Buffer.alloc(0)),
    ]);
  }
  throw new Error('a picture has too many colours');
}

function chunk(type, data) {
  const bytes = Buffer.alloc(data.length + 12);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(type, 4, 'latin1');
  data.copy(bytes, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, data.length + 8)), data.length + 8);
  return bytes;
}
