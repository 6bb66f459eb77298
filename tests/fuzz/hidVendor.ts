/** Vendor framings: fragments, messages, the exchange, the virtual device, and the profiles themselves. */

import { readFile } from 'node:fs/promises';
import { OneCardError } from '../../src/errors/index.ts';
import {
  encodeFragments,
  encodeMessage,
  FragmentAssembly,
  type HidProfile,
  type MessageField,
  parseHidProfile,
  parseMessage,
} from '../../src/reader/hid/index.ts';
import { VendorExchange } from '../../src/reader/hid/vendor/exchange.ts';
import { VirtualVendorReader } from '../../src/virtual/hid/index.ts';
import { OTHER_DOCUMENT } from '../reader/hid/vendor/profiles.ts';
import {
  assertThat,
  below,
  disturbed,
  hostilePort,
  type Random,
  randomBytes,
  settled,
} from './hidBytes.ts';

export const name = 'HID vendor frames';

const SHIPPED = ['feature-32-xor', 'interrupt-64-ack'];

interface Framings {
  readonly texts: readonly string[];
  readonly profiles: readonly HidProfile[];
}

let reading: Promise<Framings> | undefined;

async function readFramings(): Promise<Framings> {
  const folder = new URL('../../src/reader/hid/profiles/', import.meta.url);
  const read = (id: string) => readFile(new URL(`${id}.json`, folder), 'utf8');
  const texts = [...(await Promise.all(SHIPPED.map(read))), JSON.stringify(OTHER_DOCUMENT)];
  return { texts, profiles: await Promise.all(texts.map((text) => parseHidProfile(text, 'fuzz'))) };
}

export async function run(random: Random, inputs: number): Promise<void> {
  reading ??= readFramings();
  const { texts, profiles } = await reading;
  for (let input = 0; input < inputs; input++) {
    const profile = profiles[input % profiles.length]!;
    const reports = reply(random, profile);
    await assemble(profile, reports);
    await exchange(random, profile, reports);
    if (input % 10 === 0) device(random, profile);
    if (input % 20 === 0) await document(random, texts[input % texts.length]!);
  }
}

/** Bytes of a field that has a fixed size. */
function part(random: Random, fields: readonly MessageField[], kind: string): Uint8Array {
  const field = fields.find((candidate) => candidate.field === kind);
  return randomBytes(random, field && 'bytes' in field ? field.bytes : 0);
}

/** The reports of an answer of its own making, true or not quite. */
function reply(random: Random, profile: HidProfile): readonly Uint8Array[] {
  const fields = profile.reply;
  const parts = {
    command: part(random, fields, 'command'),
    slot: part(random, fields, 'slot'),
    status:
      random() < 0.7 ? part(random, fields, 'status').fill(0) : part(random, fields, 'status'),
    body: randomBytes(random, below(random, 4) === 0 ? below(random, 700) : below(random, 90)),
  };
  const whole = encodeFragments(profile, encodeMessage(fields, parts), profile.receive.bytes);
  return random() < 0.3 ? whole : disturbed(random, whole);
}

async function assemble(profile: HidProfile, reports: readonly Uint8Array[]): Promise<void> {
  const assembly = new FragmentAssembly(profile);
  const limits = { framing: profile.id, fillBytesMax: profile.receive.bytes };
  for (const report of reports) {
    const message = await settled(() => assembly.push(report, profile.receive.bytes));
    if (message instanceof OneCardError) return;
    if (!message) continue;
    assertThat(message.length < profile.messageBytesMax + profile.receive.bytes, 'too much data');
    await settled(() => parseMessage(profile.reply, message, limits));
    return;
  }
}

async function exchange(
  random: Random,
  profile: HidProfile,
  reports: readonly Uint8Array[],
): Promise<void> {
  const { reportId, via } = profile.receive;
  // A report that says "not yet" costs a pause, which a run of a million inputs has no time for.
  const hasPending = reports.some((report) => report[0] === profile.pending);
  if (hasPending && below(random, 50) > 0) return;
  const numbered = reports.map((report) =>
    via === 'input' && reportId !== 0 ? Uint8Array.of(reportId, ...report) : report,
  );
  const port = new VendorExchange(hostilePort(numbered), profile);
  const answer = await settled(() =>
    port.request(profile.slots[0]!, 'apdu', randomBytes(random, 9)),
  );
  if (!(answer instanceof OneCardError)) {
    assertThat(answer.body.length <= profile.messageBytesMax, 'too much data');
  }
}

/** The virtual device: whatever it hears, every report it says has the profile's size. */
function device(random: Random, profile: HidProfile): void {
  const reader = new VirtualVendorReader({ profile });
  reader.attach({
    input: (_reportId, data) =>
      assertThat(data.length === profile.receive.bytes, 'a report of another size'),
    unplug() {},
  });
  const { via, reportId, bytes } = profile.send;
  for (let message = 0; message < 4; message++) {
    const parts = {
      command: part(random, profile.request, 'command'),
      slot: part(random, profile.request, 'slot'),
      body: randomBytes(random, below(random, 200)),
    };
    const whole = encodeFragments(profile, encodeMessage(profile.request, parts), bytes);
    for (const report of disturbed(random, whole)) {
      if (via === 'feature') void reader.setFeature(reportId, report);
      else reader.output(reportId, report);
    }
  }
  reader.detach();
}

/** A profile with one value changed: it is sound, or refused by name. */
async function document(random: Random, text: string): Promise<void> {
  const values = [
    0,
    -1,
    1e9,
    '',
    '00',
    'FF',
    'body',
    'zz',
    [],
    {},
    null,
    true,
    1.5,
    'x'.repeat(99),
  ];
  const root = JSON.parse(text) as object;
  let place: Record<string, unknown> = root as Record<string, unknown>;
  // Ends: every step goes one level down, and the document has a handful.
  for (;;) {
    const keys = Object.keys(place);
    const key = keys[below(random, keys.length)];
    if (key === undefined) break;
    const value = place[key];
    if (typeof value === 'object' && value !== null && random() < 0.8) {
      place = value as Record<string, unknown>;
      continue;
    }
    if (random() < 0.2) delete place[key];
    else place[key] = values[below(random, values.length)];
    break;
  }
  const profile = await settled(() => parseHidProfile(JSON.stringify(root), 'fuzz'));
  if (profile instanceof OneCardError) {
    assertThat(profile.code === 'reader.hid-profile-invalid', profile.code);
    return;
  }
  // What was accepted must be usable.
  await exchange(random, profile, reply(random, profile));
}
