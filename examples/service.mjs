// An HTTP service: a spectrum and its files in, the verdict out as JSON. Nothing is read from or written to disk.
//   node service.mjs
//   curl -F spectrum=@s.pha -F rmf=@s.rmf -F arf=@s.arf -F background=@s_bkg.pha http://localhost:8080/classify
import { createServer } from 'node:http';
import { agn, Classifier, classifyFiles, stars, templateBank } from 'xsift';

const { PORT = 8080, MAX_BYTES = 64e6, MAX_REQUESTS = 8 } = process.env;
const using = { network: Classifier.load(), bank: templateBank([stars(), agn()]) };

class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** The files of a form by their fields. A field that is text could name a path of this machine: `none` alone is taken. */
async function filesOf(request) {
  if (Number(request.headers['content-length']) > MAX_BYTES) throw new Refusal(413, `more than ${MAX_BYTES} bytes`);
  const [chunks, type] = [[], request.headers['content-type'] ?? ''];
  if (!type.startsWith('multipart/form-data')) throw new Refusal(415, 'send a form (multipart/form-data)');
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > MAX_BYTES) throw new Refusal(413, `more than ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  const form = await new Response(new Blob(chunks), { headers: { 'content-type': type } }).formData().catch(() => {
    throw new Refusal(400, 'the form is cut short');
  });
  const read = async (part) =>
    part === 'none' ? part : { file: part.name, bytes: new Uint8Array(await part.arrayBuffer()) };
  const parts = [...form].filter(([, part]) => part === 'none' || part instanceof Blob);
  return Object.fromEntries(await Promise.all(parts.map(async ([field, part]) => [field, await read(part)])));
}

async function answerTo(request) {
  if (request.method !== 'POST' || request.url !== '/classify') throw new Refusal(404, 'POST /classify');
  const { spectrum, rmf, arf, background } = await filesOf(request);
  if (!spectrum || spectrum === 'none') throw new Refusal(400, 'the form has no file named spectrum');
  const verdicts = [];
  for await (const verdict of classifyFiles([spectrum], using, { rmf, arf, background })) verdicts.push(verdict);
  if (verdicts.every(({ error }) => error)) throw new Refusal(422, verdicts[0].error);
  return verdicts; // several of a type II file
}

let held = 0;
const server = createServer({ requestTimeout: 30_000 }, async (request, response) => {
  const answer = (status, body, headers = {}) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(`${JSON.stringify(body)}\n`);
  if (held >= MAX_REQUESTS) return answer(503, { error: 'busy, try again' }, { 'retry-after': '1' });
  held++; // at most MAX_REQUESTS * MAX_BYTES are in memory
  try {
    answer(200, await answerTo(request));
  } catch (error) {
    if (!(error instanceof Refusal || request.errored)) console.error(error); // not for clients that go away
    answer(error.status ?? 500, { error: error.status ? error.message : 'internal error' });
  } finally {
    held--;
  }
});
server.listen(PORT, () => console.log(`listening on port ${server.address().port}`));
process.once('SIGTERM', () => server.close());
