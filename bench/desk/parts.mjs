// The service and its peers: each answers one trial of the same bill.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { adjudicate, parseBill } from '../../dist/index.js';
import { openCardCounters, openTerminal } from '../../dist/terminal.js';
import { virtualReader } from '../../dist/virtual.js';
import { makeDesk } from '../../examples/desk.mjs';

const SERVICE = fileURLToPath(new URL('service.mjs', import.meta.url));
const ECHO = fileURLToPath(new URL('echo.mjs', import.meta.url));
const BILL = new URL('../../examples/bills/yinjiang-inpatient.json', import.meta.url);
/** A caller may ask 50 times a second: as many grants as keep the bench below that. */
const GRANTS = 8;

/** A bill of `count` lines: those of the example, again and again under other line numbers. */
export async function billOf(count) {
  const bill = JSON.parse(await readFile(BILL, 'utf8'));
  const lines = Array.from({ length: count }, (_, at) => ({
    ...bill.lines[at % bill.lines.length],
    lineId: String(at + 1),
  }));
  const fen = lines.reduce((sum, { submitted }) => sum + BigInt(submitted.replace('.', '')), 0n);
  const digits = String(fen);
  return { ...bill, lines, total: `${digits.slice(0, -2)}.${digits.slice(-2)}` };
}

/** One connection each, kept. */
const agents = new Map();

function post(port, path, headers, body) {
  const agent = agents.get(port) ?? new Agent({ keepAlive: true, maxSockets: 1 });
  agents.set(port, agent);
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port,
        path,
        method: 'POST',
        agent,
        headers: {
          'Content-Type': 'application/json',
          'Content-Length': Buffer.byteLength(body),
          ...headers,
        },
      },
      (response) => {
        const parts = [];
        response.on('data', (part) => parts.push(part));
        response.on('end', () =>
          resolve({ status: response.statusCode, bytes: Buffer.concat(parts) }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** The service in a process of its own. @param nodeFlags such as `--cpu-prof` */
export async function openService(folder, body, nodeFlags) {
  const child = spawn(process.execPath, [...nodeFlags, SERVICE, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(child.stdout, 'data');
  const { port, token } = JSON.parse(line);
  const tokens = [];
  for (let made = 0; made < GRANTS; made++) {
    const asked = JSON.stringify({ name: 'bench', scopes: ['read'] });
    const { bytes } = await post(port, '/v1/grants', { Authorization: `Bearer ${token}` }, asked);
    tokens.push(JSON.parse(bytes).token);
  }
  let turn = 0;
  return {
    cpuMs: () => cpuMsOf(child.pid),
    async ask() {
      const Authorization = `Bearer ${tokens[turn++ % GRANTS]}`;
      const { status, bytes } = await post(port, '/v1/trials', { Authorization }, body);
      if (status !== 200) throw new Error(`${status} ${bytes}`);
      return bytes;
    },
    async close() {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

/** Milliseconds that a process has had of a processor, whoever else wanted one; Linux alone tells. */
function cpuMsOf(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    // utime and stime, in hundredths of a second (proc(5)).
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return Number.NaN;
  }
}

/** The bare server, which answers `answer`. */
export async function openEcho(folder, body, answer) {
  const file = join(folder, 'answer.json');
  await writeFile(file, answer);
  const child = spawn(process.execPath, [ECHO, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout, 'data');
  const port = Number(String(line));
  return {
    ask: () => post(port, '/', {}, body),
    async close() {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

/** The same trial in this process, the card's reading in it and no service around it. */
export async function openAlone(folder, document) {
  const { card, equipment: inMemory } = await makeDesk();
  const equipment = { ...inMemory, counters: openCardCounters(join(folder, 'alone.sqlite')) };
  const terminal = openTerminal(equipment);
  const reader = virtualReader(card);
  const text = JSON.stringify(document);
  const trial = async () => {
    const found = await reader.waitForCard({ timeoutMs: 1_000 });
    const connection = await found.connect({ exclusive: true });
    try {
      return await terminal.trial(connection, parseBill(text, 'bill.json'));
    } finally {
      await connection.close();
    }
  };
  const first = await trial();
  if (first.outcome !== 'adjudicated') throw new Error(JSON.stringify(first));
  return {
    trial,
    decide: await decisionOf(equipment, reader, terminal, text),
    close: () => reader.close(),
  };
}

/** Reads the bill and decides it, for a record that was proven once. */
async function decisionOf({ counties, catalogue }, reader, terminal, text) {
  const found = await reader.waitForCard({ timeoutMs: 1_000 });
  const connection = await found.connect({ exclusive: true });
  const { verification } = await terminal.read(connection);
  await connection.close();
  const [{ plan }] = counties.values();
  const { record } = verification;
  const usage = { year: 2026, deductibleMet: 0n, benefitDrawn: 0n, admissions: 0, counters: {} };
  return () => {
    const result = adjudicate({
      record,
      bill: parseBill(text, 'bill.json'),
      plan,
      catalogue,
      usage,
    });
    if (result.outcome !== 'adjudicated') throw new Error(JSON.stringify(result));
  };
}
