// The desk service and its client: a program pairs, reads the card, settles a bill step by step, prints.
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectDesk, DeskProblem } from 'onecard/client';
import { openDesk } from 'onecard/desk';
import { virtualReader } from 'onecard/virtual';
import { makeDesk } from './desk.mjs';

const { card, equipment } = await makeDesk();
const service = await openDesk({
  equipment,
  readers: [virtualReader(card)],
  file: join(mkdtempSync(join(tmpdir(), 'onecard-desk-')), 'desk.sqlite'),
  version: 'example',
  port: 0,
});

// The console that started the service makes a token for a program that is no browser.
const owner = await connectDesk({ url: service.url, token: service.consoleToken });
const request = { name: 'HIS', scopes: ['read', 'settle', 'print'] };
const { token } = await owner.call('POST', '/v1/grants', request);

const desk = await connectDesk({ url: service.url, token, language: 'en' });
console.log('way', desk.way, desk.report.map(({ way, outcome }) => `${way}=${outcome}`).join(' '));
const { outcome, holder } = await desk.readCard();
console.log('card', outcome, holder.name, holder.identityNumber);

const path = new URL('./bills/yinjiang-inpatient.json', import.meta.url);
const bill = JSON.parse(readFileSync(path, 'utf8'));
const visit = await desk.settle(bill, {
  key: desk.newKey(),
  onStep: ({ now }) => console.log(`  ${now.state}: ${now.sentence.en}`),
  confirm: async ({ decided }) => decided.adjudication.total === '346900',
});
console.log('settled', visit.result.outcome, (await desk.receipt(visit.settlement)).sequence);

// A scope that the program was not given.
await desk.call('GET', '/v1/grants').catch((problem) => {
  console.log('refused', problem instanceof DeskProblem, problem.code, problem.body.detail.scope);
});
await service.close();
