import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Resvg } from '@resvg/resvg-js';
import { expect, test } from 'vitest';
import { figurePicture } from '../../ts/chart/picture.js';
import type { FigurePanel } from '../../ts/chart/types.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

test('a curve that begins far outside its frame is drawn to its end, in the PNG too', () => {
  const panel: FigurePanel = {
    kind: 'chart',
    title: '',
    x: { label: 'Energy (keV)', type: 'log', domain: [0.3, 10] },
    y: { label: 'Counts', type: 'linear', domain: [0, 2] },
    series: [{ name: '', kind: 'steps', x: [1e-5, 1], xHigh: [1, 1e4], y: [1, 1] }],
  };
  const { png } = figurePicture({ panels: [panel] }, { width: 800, frameHeight: 200 });
  const [wide, high] = [16, 20].map((at) => new DataView(png.buffer).getUint32(at));
  const data = `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
  const image = `<svg xmlns="http://www.w3.org/2000/svg" width="${wide}" height="${high}"><image width="${wide}" height="${high}" href="${data}"/></svg>`;
  const { pixels, width, height } = new Resvg(image).render();
  const columns = Array.from({ length: width }, (_, x) => x).filter((x) =>
    Array.from({ length: height }, (_, y) => 4 * (y * width + x)).some(
      (at) => pixels[at] > 190 && pixels[at + 1] < 120 && pixels[at + 2] < 60,
    ),
  );
  expect(columns.length).toBeGreaterThan(1380);
  expect(columns.at(-1)! - columns[0]).toBe(columns.length - 1);
});

// The drawing libraries take longer to load than most commands run.
test.each(['index', 'report', 'catalog', 'ogip', 'metrics', 'fit', 'doctor', 'paper'])(
  'importing dist/lib/%s.js loads no drawing library; a picture does',
  (entry) => {
    const hook =
      "import { writeSync } from 'node:fs';" +
      'export async function resolve(name, context, next) {' +
      "  const found = await next(name, context); writeSync(2, found.url + '\\n'); return found; }";
    const register = `import { register } from 'node:module'; register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(hook)}`)});`;
    const load = `const { plotModel } = await import('./dist/lib/${entry}.js');`;
    const draw = "await plotModel([{ name: 'a', flux: [1, 2] }], { energLo: [1, 2], energHi: [2, 3] });";
    const libraries = (code: string) => {
      const args = [
        '--import',
        `data:text/javascript,${encodeURIComponent(register)}`,
        '--input-type=module',
        '-e',
        code,
      ];
      const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
      expect(status, stderr.slice(-500)).toBe(0);
      expect(stderr).toContain(`/dist/lib/${entry}.js`);
      const found = stderr.match(/node_modules\/(@observablehq\/plot|linkedom|@resvg\/resvg-js|d3-[a-z]+)(?=\/)/g);
      return [...new Set(found)].map((path) => path.replace('node_modules/', ''));
    };
    expect(libraries(load)).toEqual([]);
    if (entry === 'report')
      expect(libraries(load + draw)).toEqual(
        expect.arrayContaining(['@observablehq/plot', 'linkedom', '@resvg/resvg-js', 'd3-scale']),
      );
  },
);
