/** A full visit at a desk, step by step: open, read, prove, settle, write and sign. */

import { CardSession, pcscSam, prepareCommit, verifyRecord } from '../../dist/card.js';
import { encodeStatement, verifySettlement } from '../../dist/crypto.js';
import { virtualReader } from '../../dist/virtual.js';
import { coreOf, NOW, random, usageAfter, YEAR } from './county.mjs';
import { counted, cpuMicroseconds } from './line.mjs';

export const STEPS = ['open', 'read', 'prove', 'settle', 'write', 'sign'];

/** What the visit is about, without a byte of protocol: files, challenge, record, state, signatures. */
function contentsOnly(sam, content) {
  const openChannel = async (request) => {
    const channel = await sam.openChannel(request);
    return {
      hostChallengeCommand: channel.hostChallengeCommand,
      finish: (answer) => channel.finish(answer),
      wrap(command) {
        const hasData = command.length > 5;
        content.bytes += hasData ? command[4] : 0;
        return channel.wrap(command);
      },
      async unwrap(response) {
        const plain = await channel.unwrap(response);
        content.bytes += plain.length - 2;
        return plain;
      },
      close: () => channel.close(),
    };
  };
  const others = ['id', 'publicKey', 'status', 'macState', 'checkState', 'sign'];
  return {
    ...Object.fromEntries(others.map((name) => [name, (...of) => sam[name](...of)])),
    openChannel,
  };
}

/**
 * `rounds` visits of one card after `warmUp` that are not counted.
 * @returns APDUs and bytes of one visit, and the host's processor time of each step, the smallest met
 */
export async function measureVisits(county, { size, commit, rounds, warmUp }) {
  const reader = virtualReader(await county.card(commit));
  const slot = virtualReader(county.samChip, 'SAM slot');
  let samLine;
  const sam = pcscSam(async () => {
    samLine = counted(await slot.connect({ exclusive: true }));
    return samLine;
  });
  await sam.status();
  let result;
  const steps = Object.fromEntries(STEPS.map((step) => [step, Number.POSITIVE_INFINITY]));
  for (let last = 1; last <= warmUp + rounds; last++) {
    const before = { ...samLine.count };
    const visit = await oneVisit(county, { reader, sam, samLine, size, last });
    if (last <= warmUp) continue;
    for (const step of STEPS) steps[step] = Math.min(steps[step], visit.us[step]);
    const samApdus = samLine.count.apdus - before.apdus;
    const samEtu = samLine.count.etu - before.etu;
    const { us: _, ...counts } = visit;
    assertSame(result, counts);
    result = { ...counts, samApdus, samEtu };
  }
  await sam.close();
  return { ...result, steps };
}

/** Every visit is alike: what differs was measured wrongly. */
function assertSame(first, { card }) {
  if (first && first.card.apdus !== card.apdus) throw new Error('visits differ');
}

async function oneVisit({ suite, trust }, { reader, sam, samLine, size, last }) {
  const card = counted(await reader.connect({ exclusive: true }));
  const content = { bytes: 0 };
  const us = {};
  const chips = () => card.count.chipUs + samLine.count.chipUs;
  const step = async (name, work) => {
    const before = chips();
    const { value, us: all } = await cpuMicroseconds(work);
    us[name] = all - (chips() - before);
    return value;
  };
  const options = { sam: contentsOnly(sam, content), random, size };
  const session = await step('open', () => CardSession.open(card, options));
  const record = await step('read', () => session.read());
  const verification = await step('prove', async () =>
    verifyRecord(record, trust, { now: NOW, insuranceYear: YEAR }),
  );
  if (verification.outcome !== 'verified') throw new Error(JSON.stringify(verification.failed));
  const prepared = await step('settle', async () =>
    prepareCommit(verification.record, coreOf(last), usageAfter(last)),
  );
  const { atc, signature } = await step('write', () => session.commit(prepared));
  const signed = await step('sign', async () => {
    const terminal = await sam.sign(encodeStatement(prepared.statement), atc, signature);
    return { statement: prepared.statement, signatures: { atc, card: signature, terminal } };
  });
  await session.close();
  const cardKey = verification.record.proven.settlementKey;
  const keys = { cardKey, terminalKey: await sam.publicKey() };
  const proof = verifySettlement({ ...signed, ...keys }, suite);
  if (proof.outcome !== 'valid') throw new Error(proof.failed.join());
  return { us, card: { ...card.count }, contentBytes: content.bytes };
}
