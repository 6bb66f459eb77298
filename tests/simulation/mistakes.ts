/**
 * Ten mistakes that programs like this one are known for, each as a wrapper around a port or a part of
 * the world: the product's own code is as it is.
 */

import type { CentrePort, Sam, SettlementId, SettleRequest } from '../../src/model/index.ts';
import type { Database } from '../../src/settlement/journal/connection.ts';
import type { Planting } from '../../src/simulation/index.ts';
import { type Equipment, newSettlementId } from '../../src/terminal/index.ts';

export interface Mistake {
  readonly name: string;
  readonly planting: Planting;
}

/** INS bytes of the commands that a two-slot commit sends. */
const INS = { appendRecord: 0xe2, updateBinary: 0xd6, manageSecurity: 0x22 } as const;

export const MISTAKES: readonly Mistake[] = [
  {
    name: 'reply not persisted',
    planting: {
      // The centre answers what it would answer, and keeps nothing.
      centre(house) {
        house.around = (centre) =>
          changed(centre, { settle: (_, request) => centre.quote(request) });
        house.restart();
      },
    },
  },
  {
    name: 'reversal result ignored',
    // Whoever asks for the state afterwards is told the same.
    planting: withCentre((centre, equipment) => {
      const ignored = new Set<SettlementId>();
      return {
        reverse: (id) =>
          centre.reverse(id).catch(() => {
            ignored.add(id);
            return { outcome: 'reversed' as const };
          }),
        status: async (id) =>
          ignored.has(id)
            ? { outcome: 'reversed', reversedAt: equipment.clock.now() }
            : centre.status(id),
      };
    }),
  },
  {
    name: 'card written before intent',
    // What the journal was given reaches the disk with the next unit: centre and card are ahead of it.
    planting: { desk: (desk) => desk.disk.deferCommits() },
  },
  {
    name: 'id made after the call',
    planting: withCentre((centre, equipment) => ({
      settle: (_, request) => settleUnderNewId(centre, request, equipment),
    })),
  },
  {
    name: 'retry with a new id',
    planting: withCentre((centre, equipment) => ({
      settle: (id, request) =>
        centre.settle(id, request).catch(() => settleUnderNewId(centre, request, equipment)),
    })),
  },
  {
    name: 'usage counted twice',
    planting: { centre: (house) => countTwice(house.disk.rows) },
  },
  {
    name: 'state before log',
    planting: { equipment: (equipment) => ({ ...equipment, sam: stateBeforeLog(equipment.sam) }) },
  },
  {
    name: 'checkpoint not signed',
    planting: { signer: (signer) => changed(signer, { sign: async () => new Uint8Array(64) }) },
  },
  {
    name: 'outbox out of order',
    planting: {
      equipment: (equipment) => ({
        ...equipment,
        journal: changed(equipment.journal, {
          unanswered: () => [...equipment.journal.unanswered()].reverse(),
        }),
      }),
    },
  },
  {
    name: 'unknown treated as failed',
    planting: withCentre((centre) => ({
      settle: (id, request) =>
        centre
          .settle(id, request)
          .catch(() => ({ outcome: 'declined', reasons: ['unknown-county'] }) as const),
    })),
  },
];

/** `target` with some of its methods replaced. */
function changed<T extends object>(target: T, methods: Partial<T>): T {
  return new Proxy(target, {
    get(_, name) {
      const own = Reflect.get(methods, name) as unknown;
      if (own !== undefined) return own;
      const member = Reflect.get(target, name, target) as unknown;
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}

/** Changes how a terminal speaks to every centre. */
function withCentre(
  methods: (centre: CentrePort, equipment: Equipment) => Partial<CentrePort>,
): Planting {
  return {
    equipment: (equipment) => ({
      ...equipment,
      counties: new Map(
        [...equipment.counties].map(([county, home]) => {
          const centre = changed(home.centre, methods(home.centre, equipment));
          return [county, { ...home, offlineLimits: home.offlineLimits, centre }];
        }),
      ),
    }),
  };
}

function settleUnderNewId(centre: CentrePort, request: SettleRequest, equipment: Equipment) {
  const id = newSettlementId(equipment.clock, equipment.random);
  return centre.settle(id, { ...request, statement: { ...request.statement, id } });
}

/** Every posting of a settlement is posted once more. */
function countTwice(rows: Database): void {
  rows.exec(`CREATE TEMP TRIGGER twice AFTER INSERT ON main.posting WHEN NEW.cause = 'settlement'
BEGIN
  INSERT INTO posting VALUES (NEW.home_county, NEW.settlement_id, 'review', NEW.account,
    NEW.member_number, NEW.insurance_year, NEW.debit, NEW.credit, NEW.posted_at);
END`);
}

/**
 * The log record is kept back until the state is on the card: in its place goes the command that
 * chooses the key, and where that one is due the record is appended.
 */
function stateBeforeLog(sam: Sam): Sam {
  return changed(sam, {
    async openChannel(request) {
      const channel = await sam.openChannel(request);
      let record: Uint8Array | undefined;
      const chooseKey = Uint8Array.of(0, INS.manageSecurity, 0x41, 0xb6, 3, 0x84, 1, 0x82);
      return {
        hostChallengeCommand: channel.hostChallengeCommand,
        finish: (answer) => channel.finish(answer),
        unwrap: (response) => channel.unwrap(response),
        close: () => channel.close(),
        async wrap(command) {
          const ins = command[1];
          if (ins === INS.appendRecord) {
            record = command;
            return channel.wrap(chooseKey);
          }
          if (ins === INS.manageSecurity && record) {
            const late = record;
            record = undefined;
            return channel.wrap(late);
          }
          return channel.wrap(command);
        },
      };
    },
  });
}
