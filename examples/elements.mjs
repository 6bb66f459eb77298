// Parts of the clerk's page inside a page of the hospital's own system.
// node examples/elements.mjs serve    serves the page until Ctrl-C; without it, tells what it would show
import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openDesk } from 'onecard/desk';
import { virtualReader } from 'onecard/virtual';
import { makeDesk } from './desk.mjs';

const bill = readFileSync(new URL('./bills/yinjiang-inpatient.json', import.meta.url), 'utf8');
const script = readFileSync(fileURLToPath(import.meta.resolve('onecard/elements')));
const page = (url, token) => `<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><title>HIS 收费</title><link rel="icon" href="data:,">
<main><h1>HIS 收费</h1>
<button id="try">读卡试算</button> <button id="settle" disabled>结算</button>
<h2>补偿</h2>
<onecard-person></onecard-person><onecard-decision></onecard-decision><onecard-receipt></onecard-receipt>
</main>
<script type="module">
import { connectDesk, defineElements, elementContext } from '/elements.js';
defineElements();
const [person, decision, receipt] = ['person', 'decision', 'receipt']
  .map((name) => document.querySelector('onecard-' + name));
const desk = await connectDesk({ url: '${url}', token: '${token}' });
const context = await elementContext(desk, { operator: '01' });
for (const element of [person, decision, receipt]) element.context = context;
const bill = ${bill};
document.querySelector('#try').onclick = async () => {
  Object.assign(person, { card: await desk.readCard(), isBrief: true });
  decision.decided = await desk.trial(bill);
  document.querySelector('#settle').disabled = false;
};
document.querySelector('#settle').onclick = async () => {
  const visit = await desk.settle(bill, { key: desk.newKey() });
  receipt.settlement = visit.settlement;
};
</script></html>`;

// The hospital system's server. Its page is paired once; a person would type the six digits.
const server = createServer((request, response) => {
  const isScript = request.url === '/elements.js';
  const type = isScript ? 'text/javascript' : 'text/html; charset=utf-8';
  response.writeHead(200, { 'Content-Type': type }).end(isScript ? script : page(desk.url, token));
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const origin = `http://127.0.0.1:${server.address().port}`;

const { card, equipment } = await makeDesk();
let code;
const desk = await openDesk({
  equipment,
  readers: [virtualReader(card)],
  file: join(mkdtempSync(join(tmpdir(), 'onecard-desk-')), 'desk.sqlite'),
  version: 'example',
  port: 0,
  onPairing: (prompt) => {
    code = prompt.code;
  },
});
const post = async (path, body, headers) => {
  const all = { 'Content-Type': 'application/json', ...headers };
  const sent = { method: 'POST', headers: all, body: JSON.stringify(body) };
  const answer = await fetch(desk.url + path, sent);
  return answer.status === 204 ? undefined : answer.json();
};
await post('/v1/origins', { origin }, { Authorization: `Bearer ${desk.consoleToken}` });
const scopes = ['read', 'settle', 'print'];
const pairing = await post('/v1/pairings', { name: 'HIS', scopes }, { Origin: origin });
const { token } = await post(`/v1/pairings/${pairing.id}/token`, { code }, { Origin: origin });

if (process.argv[2] === 'serve') {
  console.log(origin);
} else {
  const shown = await (await fetch(origin)).text();
  console.log([...new Set(shown.match(/<onecard-[a-z-]+/g))].join(' '), script.length > 0);
  server.close();
  await desk.close();
}
