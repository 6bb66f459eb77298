/** Cards that come, go, are swapped or say nothing, and readers that answer nonsense. */

import { expect, test } from 'vitest';
import { type HidProfile, vendorHidReaders } from '../../../../src/reader/hid/index.ts';
import {
  type VirtualReaderCard,
  VirtualVendorReader,
  virtualHidBus,
} from '../../../../src/virtual/hid/index.ts';
import { readerCard } from '../../../virtual/hid/cards.ts';
import { codeOf } from '../../codeOf.ts';
import { eventsUntil, POLL_MS, read, shortEvent } from '../desk.ts';
import { otherProfile, shipped } from './profiles.ts';

function desk(profile: HidProfile, card?: VirtualReaderCard) {
  const device = new VirtualVendorReader({ profile, cards: card ? { 0: card } : {} });
  const bus = virtualHidBus();
  bus.plug(device);
  return { bus, device, readers: vendorHidReaders({ bus, profiles: [profile], pollMs: POLL_MS }) };
}

test('a card that was swapped between two looks is another card', async () => {
  const { device, readers } = desk(await shipped('feature-32-xor'), readerCard());
  const reader = await readers.waitForCard({ timeoutMs: 1_000 });
  const connection = await reader.connect();
  const seen: string[] = [];
  for await (const event of readers.events()) {
    seen.push(shortEvent(event));
    if (seen.length === 4) break;
    if (event.type === 'card-in') {
      device.remove(0);
      device.insert(0, readerCard());
    }
  }
  expect(seen).toEqual([
    'reader-attached HD100',
    'card-in HD100',
    'card-out HD100',
    'card-in HD100',
  ]);
  const next = await reader.connect();
  expect(await next.transmit(read(1))).toHaveLength(3);
  expect(await codeOf(connection.transmit(read(1)))).toBe('reader.card-removed');
  await connection.close();
  expect(await next.transmit(read(1))).toHaveLength(3);
  await next.close();
});

test('a connection to the card before does not reach the card of now, powered as it is', async () => {
  const { device, readers } = desk(await shipped('feature-32-xor'), readerCard());
  const reader = await readers.waitForCard({ timeoutMs: 1_000 });
  const old = await reader.connect();
  const stranger = readerCard();
  device.insert(0, stranger);
  expect(await codeOf(old.transmit(read(1)))).toBe('reader.card-removed');
  const next = await reader.connect({ exclusive: true });
  expect(await codeOf(old.transmit(read(2)))).toBe('reader.card-removed');
  expect(await next.transmit(read(3))).toHaveLength(5);
  expect(stranger.transport.commands).toEqual([read(3)]);
  await old.close();
  expect(await next.transmit(read(3))).toHaveLength(5);
  await next.close();
});

test('the card keeps its power until the last connection to it is closed', async () => {
  const { readers } = desk(await shipped('feature-32-xor'), readerCard());
  const reader = await readers.waitForCard({ timeoutMs: 1_000 });
  const [one, two] = [await reader.connect(), await reader.connect()];
  await one.close();
  expect(await two.transmit(read(1))).toHaveLength(3);
  await two.close();
});

test('a command to a card that was swapped meanwhile does not reach the new card', async () => {
  const { device, readers } = desk(await shipped('feature-32-xor'), readerCard());
  const connection = await (await readers.waitForCard({ timeoutMs: 1_000 })).connect();
  const stranger = readerCard();
  device.insert(0, stranger);
  expect(await codeOf(connection.transmit(read(1)))).toBe('reader.card-removed');
  expect(stranger.transport.commands).toEqual([]);
  await connection.close();
});

test('a mute card is told from none, and its replacement is found', async () => {
  const { device, readers } = desk(await otherProfile(), { ...readerCard(), isMute: true });
  expect(await codeOf(readers.waitForCard({ timeoutMs: 30 }))).toBe('reader.card-mute');
  const [reader] = await readers.list();
  expect(await codeOf(reader!.connect())).toBe('reader.card-mute');
  const events = eventsUntil(readers.events(), 'card-in');
  setTimeout(() => device.remove(0), 20);
  setTimeout(() => device.insert(0, readerCard()), 60);
  expect(await events).toEqual(['reader-attached Other', 'card-in Other']);
});

test('of two readers, the one with the mute card is what the clerk hears of', async () => {
  const profile = await otherProfile();
  const bus = virtualHidBus();
  bus.plug(new VirtualVendorReader({ profile }));
  const mute = { ...readerCard(), isMute: true };
  bus.plug(new VirtualVendorReader({ profile, cards: { 0: mute } }));
  const readers = vendorHidReaders({ bus, profiles: [profile], pollMs: POLL_MS });
  expect(await codeOf(readers.waitForCard({ timeoutMs: 30 }))).toBe('reader.card-mute');
});

test('a mute card is powered up once, not at every look', async () => {
  const statuses = new Map([...(await shipped('feature-32-xor')).statuses, ['03', 'card-mute']]);
  const profile = { ...(await shipped('feature-32-xor')), statuses } as HidProfile;
  const { device, readers } = desk(profile, { ...readerCard(), isMute: true });
  let powerUps = 0;
  const setFeature = device.setFeature.bind(device);
  device.setFeature = (reportId, data) => {
    if (data[5] === 0x75) powerUps++;
    return setFeature(reportId, data);
  };
  expect(await codeOf(readers.waitForCard({ timeoutMs: 60 }))).toBe('reader.card-mute');
  expect(powerUps).toBe(1);
});

test('an answer to reset that cannot be one is not handed on', async () => {
  for (const atr of [Uint8Array.of(0x12, 0x34), new Uint8Array(34).fill(0x3b), new Uint8Array(0)]) {
    const { readers } = desk(await shipped('feature-32-xor'), { ...readerCard(), atr });
    const [reader] = await readers.list();
    await expect(reader!.connect()).rejects.toMatchObject({
      code: 'reader.hid-frame',
      detail: { rule: 'answer-to-reset' },
    });
  }
});

test('a wrong checksum ends the connection', async () => {
  const { device, readers } = desk(await otherProfile(), readerCard());
  const connection = await (await readers.waitForCard({ timeoutMs: 1_000 })).connect();
  device.plan({ kind: 'checksum' });
  await expect(connection.transmit(read(20))).rejects.toMatchObject({
    code: 'reader.hid-frame',
    detail: { framing: 'other-framing', rule: 'checksum' },
  });
  await connection.close();
});

test('a control transfer that fails ends the connection, and the next one works', async () => {
  const { device, readers } = desk(await shipped('feature-32-xor'), readerCard());
  const reader = await readers.waitForCard({ timeoutMs: 1_000 });
  const connection = await reader.connect();
  device.plan({ kind: 'input-output-error' });
  expect(await codeOf(connection.transmit(read(20)))).toBe('reader.transmit-failed');
  await connection.close();
  const next = await reader.connect();
  expect(await next.transmit(read(20))).toHaveLength(22);
  await next.close();
});

test('a card that gives no status word has not answered', async () => {
  const transport = { transmit: async () => Uint8Array.of(0x90), close: async () => undefined };
  const { readers } = desk(await otherProfile(), { ...readerCard(), transport });
  const connection = await (await readers.waitForCard({ timeoutMs: 1_000 })).connect();
  expect(await codeOf(connection.transmit(read(20)))).toBe('reader.transmit-failed');
  await connection.close();
});

test('the first profile that names the device drives it; a device of no profile is no reader', async () => {
  const [other, feature] = [await otherProfile(), await shipped('feature-32-xor')];
  const bus = virtualHidBus();
  bus.plug(new VirtualVendorReader({ profile: other, cards: { 0: readerCard() } }));
  const listed = async (profiles: readonly HidProfile[]) =>
    (await vendorHidReaders({ bus, profiles }).list()).map(({ slots }) => slots.length);
  expect(await listed([feature])).toEqual([]);
  expect(await listed([feature, other])).toEqual([2]);
  const sameDevice = { ...feature, devices: [{ vendorId: 0x1209, productId: 0x0c02 }] };
  expect(await listed([sameDevice, other])).toEqual([5]);
  const otherPage = { ...sameDevice.devices[0]!, usagePage: 0x0001 };
  expect(await listed([{ ...feature, devices: [otherPage] }])).toEqual([]);
});
