/** Taps of the demo's card at its terminal, with one part of the world changed. */

import type { World } from '../../examples/cli/world/open.ts';
import type { TransportLayer } from '../../src/card/index.ts';
import { OneCardError } from '../../src/errors/index.ts';
import type { Bill, CentrePort, CountyCode } from '../../src/model/index.ts';
import { type Equipment, openTerminal, type SettleResult } from '../../src/terminal/index.ts';
import { virtualReader } from '../../src/virtual/index.ts';

export const HOME = '999001' as CountyCode;

/** What a settlement that goes well leaves in the journal. */
export const SETTLED_KINDS = [
  'intent',
  'answered',
  'card-pending',
  'card-committed',
  'settled',
] as const;

export const INS_UPDATE_BINARY = 0xd6;
export const INS_PERFORM_SECURITY_OPERATION = 0x2a;

/** Puts the card of the first home county in, settles `bill`, and takes the card out whatever happens. */
export async function tap(
  world: World,
  bill: Bill,
  changes: Partial<Equipment> = {},
  layer: TransportLayer = (inner) => inner,
): Promise<SettleResult> {
  const reader = virtualReader(await world.card('yinjiang'));
  try {
    const transport = await reader.connect({ exclusive: true });
    const terminal = openTerminal({ ...world.equipment, ...changes });
    return await terminal.settle(layer(transport), bill);
  } finally {
    reader.remove();
  }
}

/** The card is pulled out just before the first command of this instruction. */
export function pulledBefore(ins: number): TransportLayer {
  return (inner) => {
    let isOut = false;
    return {
      async transmit(command) {
        isOut ||= command[1] === ins;
        if (isOut) throw new OneCardError('reader.card-removed');
        return inner.transmit(command);
      },
      close: () => inner.close(),
    };
  };
}

/** The centre of the home county with some calls changed. */
export function withCentre(
  world: World,
  change: (centre: CentrePort) => Partial<CentrePort>,
): Pick<Equipment, 'counties'> {
  const home = world.equipment.counties.get(HOME)!;
  const { centre } = home;
  const changed: CentrePort = {
    person: (request) => centre.person(request),
    quote: (request) => centre.quote(request),
    settle: (id, request) => centre.settle(id, request),
    status: (id) => centre.status(id),
    upload: (id, request) => centre.upload(id, request),
    published: () => centre.published(),
    reverse: (id, from) => centre.reverse(id, from),
    postWithoutCard: (id) => centre.postWithoutCard(id),
    confirm: (signed, head) => centre.confirm(signed, head),
    acknowledgedHead: (terminalId) => centre.acknowledgedHead(terminalId),
    knownHead: (terminalId) => centre.knownHead(terminalId),
    ...change(centre),
  };
  return { counties: new Map([[HOME, { ...home, centre: changed }]]) };
}
