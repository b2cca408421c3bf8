import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openAsBlob } from 'node:fs';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testFolder } from '../cli/xsift.js';
import { writeSpectra } from './spectra.js';

const { folder, at } = testFolder();
writeSpectra(folder);
const program = fileURLToPath(new URL('../../examples/service.mjs', import.meta.url));
let service: ChildProcess;
let port = 0;

beforeAll(async () => {
  const env = { ...process.env, PORT: '0', MAX_BYTES: '3000000', MAX_REQUESTS: '2' };
  service = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(service.stdout!, 'data');
  port = Number(/listening on port (\d+)/.exec(String(line))![1]);
});
afterAll(() => {
  service.kill('SIGKILL');
});

async function form(fields: Record<string, string>): Promise<FormData> {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields))
    if (value.startsWith('@')) data.append(name, await openAsBlob(at(value.slice(1))), value.slice(1));
    else data.append(name, value);
  return data;
}

async function classify(fields: Record<string, string>): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`http://localhost:${port}/classify`, { method: 'POST', body: await form(fields) });
  return { status: response.status, body: await response.json() };
}
const response = { rmf: '@s.rmf', arf: '@s.arf', background: 'none' };

test('a spectrum with its response gets the verdict', async () => {
  for (const verdict of ['star', 'agn']) {
    const { status, body } = await classify({ spectrum: `@${verdict}.pha`, ...response });
    expect({ status, body }).toMatchObject({ status: 200, body: [{ file: `${verdict}.pha`, verdict }] });
    const [{ probabilities }] = body as { probabilities: number[] }[];
    expect(probabilities[verdict === 'agn' ? 1 : 0]).toBeGreaterThan(0.9);
  }
});

test('what is no spectrum, or lacks a file, is refused with the reason; no path of the server is read', async () => {
  const refused: [Record<string, string>, number, string][] = [
    [{ spectrum: '@s.arf', ...response }, 422, 'holds no spectrum'],
    [{ spectrum: '@star.pha', background: 'none' }, 422, 'RESPFILE is s.rmf'],
    [{ ...response, spectrum: at('star.pha') }, 400, 'no file named spectrum'],
    [{ spectrum: '@star.pha', rmf: at('s.rmf'), arf: at('s.arf') }, 422, 'RESPFILE is s.rmf'],
  ];
  for (const [fields, status, reason] of refused)
    expect(await classify(fields)).toMatchObject({ status, body: { error: expect.stringContaining(reason) } });
  const text = await fetch(`http://localhost:${port}/classify`, { method: 'POST', body: 'star' });
  expect(text.status).toBe(415);
  expect((await fetch(`http://localhost:${port}/`)).status).toBe(404);
});

/** A request of which the headers are sent and the body is not. */
function open(headers: Record<string, string | number> = {}): {
  client: ClientRequest;
  answer: Promise<IncomingMessage>;
} {
  const type = { 'content-type': 'multipart/form-data; boundary=x' };
  const client = request({ port, path: '/classify', method: 'POST', headers: { ...type, ...headers } });
  const answer = once(client, 'response').then(([message]: IncomingMessage[]) => message.resume());
  client.flushHeaders();
  return { client, answer };
}

test('too many bytes are refused: by what is announced, and as they come', async () => {
  const announced = open({ 'content-length': 3_000_001 });
  expect((await announced.answer).statusCode).toBe(413);
  announced.client.destroy();
  const unannounced = open();
  for (let i = 0; i < 31; i++) unannounced.client.write(Buffer.alloc(100_000));
  expect((await unannounced.answer).statusCode).toBe(413);
  unannounced.client.destroy();
});

test('one request more than it holds is told to come again, and is answered when there is room', async () => {
  const held = [open({ expect: '100-continue' }), open({ expect: '100-continue' })];
  for (const { client } of held) await once(client, 'continue'); // the service has it
  expect(await classify({ spectrum: '@star.pha', ...response })).toMatchObject({ status: 503 });
  const busy = await fetch(`http://localhost:${port}/classify`, { method: 'POST' });
  expect(busy.headers.get('retry-after')).toBe('1');
  expect(await busy.json()).toEqual({ error: 'busy, try again' });
  held[0].client.end();
  expect((await held[0].answer).statusCode).toBe(400);
  held[1].client.destroy(); // a client that goes away
  held[1].answer.catch(() => {});
  await expect
    .poll(async () => (await classify({ spectrum: '@star.pha', ...response })).status, { timeout: 20_000 })
    .toBe(200);
  expect(service.exitCode).toBe(null);
});

test('SIGTERM ends it', async () => {
  service.kill('SIGTERM');
  const [code] = await once(service, 'exit');
  expect(code).toBe(0);
});
