/** Security modules of the wrong role, stolen ones, blocked ones; and whoever broke one open. */

import { fromHex, toHex } from '../../../../src/bytes.ts';
import {
  encodeLogRecord,
  encodeState,
  FILES,
  frameLogRecord,
  parseSlot,
  parseState,
} from '../../../../src/card/index.ts';
import {
  encodePutKey,
  encodeStatement,
  issueCertificate,
  issueStatusList,
} from '../../../../src/crypto/index.ts';
import { type Sam, type SamId, type SamRole, SecretPin } from '../../../../src/model/index.ts';
import { parseYuan } from '../../../../src/money.ts';
import { assertSam } from '../../../../src/terminal/assertSam.ts';
import { addDays, instant, plainDate, startOfDay } from '../../../../src/time.ts';
import { statement as statementOf } from '../../../virtual/sam/modules.ts';
import { commitCore, NOW, SERIAL, TODAY } from '../../issued.ts';
import {
  type Attack,
  type Ground,
  hostOf,
  ownChannelKeys,
  refusedBy,
  statusOf,
  stolenKeys,
  visit,
} from '../ground.ts';

const DAY_MS = 86_400_000;
const CARD_SIGNATURE = new Uint8Array(64).fill(0x5a);
const HOLDER_UPDATE = '00D682000153';
const STATE_UPDATE = '00D684000153';
const PIN = new SecretPin('258025');
const WRONG_PIN = new SecretPin('111111');
const OTHER_SAM = '99900A00000000FF' as SamId;

/** A settlement of which the funds pay 625.00, as the module itself would name it. */
async function sign(sam: Sam, last: number, changes: Parameters<typeof statementOf>[1] = {}) {
  const statement = statementOf(last, { samId: await sam.id(), ...changes });
  return sam.sign(encodeStatement(statement), last, CARD_SIGNATURE);
}

/** The module of `role` is asked to carry one command through an open channel. */
async function carried(ground: Ground, role: 'READ' | 'SETTLE', command: string) {
  const { reader } = await ground.card();
  const target = await hostOf(ground, { reader });
  const { keyVersion } = stolenKeys(ground, role);
  const channel = await ground.sams[role].openChannel({ serial: SERIAL, keyVersion, size: 'S8' });
  const answer = await target.transmit(channel.hostChallengeCommand);
  await target.transmit(await channel.finish(answer));
  return refusedBy(() => channel.wrap(fromHex(command)));
}

/** The keys of a module in the hands of somebody whose software refuses nothing. */
const broken = (tried: string, role: SamRole, command: string | ((ground: Ground) => string)) => ({
  kind: 'module of the wrong role' as const,
  tried,
  refusedBy: 'status 6982',
  async run(ground: Ground) {
    const host = await hostOf(ground, await ground.card('atomic'), role);
    return statusOf(host, typeof command === 'string' ? command : command(ground));
  },
});

const ownKeySet = (ground: Ground): string => {
  const [read] = ownChannelKeys(ground);
  const block = encodePutKey(stolenKeys(ground, 'SETTLE').dek, read!);
  return `80D8008146${toHex(block)}0A`;
};

/** A visit with a module that its county certified, and then blocked, replaced or let expire. */
async function certified(
  ground: Ground,
  changes: {
    readonly status?: 'blocked' | 'suspended';
    readonly now?: number;
    readonly isAnother?: boolean;
    readonly isListed?: boolean;
  },
) {
  const { suite, issuer, settleId: subject } = ground;
  const { status, now = NOW, isAnother = false, isListed = true } = changes;
  const sam = isAnother ? await ground.module('SETTLE') : ground.sams.SETTLE;
  const certificate = issueCertificate(suite, issuer.county, {
    issuer: '999101',
    subject,
    role: 'sam',
    validFrom: startOfDay(plainDate('2026-01-01')),
    validUntil: startOfDay(plainDate('2030-12-31')),
    publicKey: await ground.sams.SETTLE.publicKey(),
    suite: suite.id,
    statusPlace: { listNumber: 3, index: 5 },
  });
  const list = {
    county: commitCore().home,
    listNumber: 3,
    version: 1,
    issuedAt: NOW,
    cardCount: 8,
    exceptions: new Map(status ? [[5, status] as const] : []),
  };
  const lists = isListed ? [issueStatusList(suite, issuer.county, list, 'sams')] : [];
  const chain = [issuer.certify('999101', 'county', issuer.county)];
  return refusedBy(() =>
    assertSam({
      sam,
      samProof: { certificate, chain },
      trust: { ...ground.trust, samStatusLists: lists },
      clock: { now: () => instant(now) },
    }),
  );
}

export const MODULES: readonly Attack[] = [
  {
    kind: 'module of the wrong role',
    tried: 'a READ module opens the channel of a settlement',
    refusedBy: 'sam.key-version-unknown',
    run: async (ground) => visit(ground, await ground.card(), { sam: ground.sams.READ }),
  },
  {
    kind: 'module of the wrong role',
    tried: 'a READ module carries a write of the state',
    refusedBy: 'sam.role-not-allowed',
    run: (ground) => carried(ground, 'READ', STATE_UPDATE),
  },
  {
    kind: 'module of the wrong role',
    tried: 'a READ module proves a state',
    refusedBy: 'sam.role-not-allowed',
    async run(ground) {
      const { image } = await ground.card();
      const slot = parseSlot(image.files.get(FILES['EF.STATE-A'].fid)!, 'EF.STATE-A');
      const { READ } = ground.sams;
      const body = encodeState({ ...parseState(slot.body), samId: await READ.id() });
      return refusedBy(() => READ.macState(ground.suite.id, SERIAL, body));
    },
  },
  {
    kind: 'module of the wrong role',
    tried: 'a READ module signs a settlement',
    refusedBy: 'sam.role-not-allowed',
    run: ({ sams }) => refusedBy(() => sign(sams.READ, 1)),
  },
  {
    kind: 'module of the wrong role',
    tried: 'a SETTLE module carries a write of the holder’s name',
    refusedBy: 'sam.role-not-allowed',
    run: (ground) => carried(ground, 'SETTLE', HOLDER_UPDATE),
  },
  {
    kind: 'module of the wrong role',
    tried: 'a SETTLE module hands out keys for a card (PUT KEY)',
    refusedBy: 'sam.role-not-allowed',
    run: (ground) => {
      const { keyVersion } = stolenKeys(ground, 'SETTLE');
      const newKeyVersion = stolenKeys(ground, 'SETTLE', 1).keyVersion;
      const request = { serial: SERIAL, keyVersion, newKeyVersion };
      return refusedBy(() => ground.sams.SETTLE.keyBlock(request));
    },
  },
  broken('the keys of a READ module, out of it: state slot', 'READ', STATE_UPDATE),
  broken('the keys of a READ module, out of it: log', 'READ', `00E2003080${'53'.repeat(128)}`),
  broken('the keys of a READ module, out of it: settlement key', 'READ', '002241B603840182'),
  broken('the keys of a READ module, out of it: one-command settlement', 'READ', '80EA00000153'),
  broken('the keys of a SETTLE module, out of it: holder’s name', 'SETTLE', HOLDER_UPDATE),
  broken('the keys of a SETTLE module, out of it: security object', 'SETTLE', '00D69D000153'),
  broken('the keys of a SETTLE module, out of it: PIN unblocked', 'SETTLE', '002C0381'),
  broken('the keys of a SETTLE module, out of it: key set of one’s own', 'SETTLE', ownKeySet),
  {
    kind: 'stolen module',
    tried: 'a third settlement on a day whose sum is used up',
    refusedBy: 'sam.limit-reached',
    async run(ground) {
      const sam = await ground.module('SETTLE', { dailySumMax: parseYuan('1250.00') });
      await sign(sam, 1);
      await sign(sam, 2);
      return refusedBy(() => sign(sam, 3));
    },
  },
  {
    kind: 'stolen module',
    tried: 'a use beyond its last, by use counter',
    refusedBy: 'sam.uses-exhausted',
    async run(ground) {
      const sam = await ground.module('SETTLE', { usesMax: 1 });
      await sign(sam, 1);
      return refusedBy(() => sign(sam, 2));
    },
  },
  {
    kind: 'stolen module',
    tried: 'the clock set back after it saw its last day go by',
    refusedBy: 'sam.expired',
    async run(ground) {
      const sam = await ground.module('SETTLE', { expiresOn: TODAY });
      const late = instant(NOW + 2 * DAY_MS);
      await refusedBy(() => sign(sam, 1, { settledAt: late }));
      return refusedBy(() => sign(sam, 2));
    },
  },
  {
    kind: 'stolen module',
    tried: 'used without its PIN',
    refusedBy: 'sam.pin-needed',
    run: async (ground) =>
      visit(ground, await ground.card(), { sam: await ground.module('SETTLE', { pin: PIN }) }),
  },
  {
    kind: 'stolen module',
    tried: 'a settlement in the name of another module',
    refusedBy: 'sam.statement-refused: sam-id',
    run: ({ sams }) => refusedBy(() => sign(sams.SETTLE, 1, { samId: OTHER_SAM })),
  },
  {
    kind: 'stolen module',
    tried: 'a log record in the name of another module',
    refusedBy: 'sam.statement-refused: sam-id',
    run(ground) {
      const record = encodeLogRecord({
        sequence: 1,
        attempt: 1,
        kind: 'pending',
        writtenAt: NOW,
        provider: commitCore().provider,
        total: parseYuan('1.00'),
        fundsPay: parseYuan('1.00'),
        samId: OTHER_SAM,
        settlementId: commitCore().id,
        coreHash: new Uint8Array(16),
        previousHash: new Uint8Array(16),
      });
      return carried(ground, 'SETTLE', `00E2003080${toHex(frameLogRecord(record))}`);
    },
  },
  {
    kind: 'stolen module',
    tried: 'amounts that do not add up, to hide what the funds pay from its limit',
    refusedBy: 'sam.statement-refused: amounts',
    run: ({ sams }) =>
      refusedBy(() => sign(sams.SETTLE, 1, { byPayer: { cash: parseYuan('1.00') } })),
  },
  {
    kind: 'stolen module',
    tried: 'bytes of one’s own choosing to sign',
    refusedBy: 'crypto.cbor-malformed: truncated',
    run: ({ sams }) =>
      refusedBy(() => sams.SETTLE.sign(CARD_SIGNATURE.slice(0, 1), 1, CARD_SIGNATURE)),
  },
  {
    kind: 'blocked or expired module',
    tried: 'a module on its county’s list of blocked ones',
    refusedBy: 'sam.blocked: blocked',
    run: (ground) => certified(ground, { status: 'blocked' }),
  },
  {
    kind: 'blocked or expired module',
    tried: 'a module that is suspended',
    refusedBy: 'sam.blocked: suspended',
    run: (ground) => certified(ground, { status: 'suspended' }),
  },
  {
    kind: 'blocked or expired module',
    tried: 'the list of blocked modules kept away from the terminal',
    refusedBy: 'sam.not-certified: list-missing',
    run: (ground) => certified(ground, { isListed: false }),
  },
  {
    kind: 'blocked or expired module',
    tried: 'an old list of modules kept for more than 72 hours',
    refusedBy: 'sam.not-certified: list-too-old',
    run: (ground) => certified(ground, { now: NOW + 73 * 3_600_000 }),
  },
  {
    kind: 'blocked or expired module',
    tried: 'a module whose certificate is over',
    refusedBy: 'sam.expired: expired',
    run: (ground) => certified(ground, { now: startOfDay(plainDate('2030-12-31')) }),
  },
  {
    kind: 'blocked or expired module',
    tried: 'another module with the certificate of this one',
    refusedBy: 'sam.not-certified: another-key',
    run: (ground) => certified(ground, { isAnother: true }),
  },
  {
    kind: 'guessing',
    tried: 'the PIN of a module, three times wrong, then right',
    refusedBy: 'sam.pin-blocked',
    async run(ground) {
      const sam = await ground.module('SETTLE', { pin: PIN, expiresOn: addDays(TODAY, 9) });
      for (let tries = 0; tries < 3; tries++) await sam.verifyPin(WRONG_PIN);
      await sam.verifyPin(PIN);
      return refusedBy(() => sign(sam, 1));
    },
  },
];
