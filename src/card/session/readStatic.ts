/** The files that change only at the county's desk, each parsed by its own strict codec. */

import type { CardRecord, StaticFileNumber } from '../../model/index.ts';
import { parseChain } from '../codec/chain.ts';
import { parseChronic } from '../codec/chronic.ts';
import { parseFamily } from '../codec/family.ts';
import { parseHolder } from '../codec/holder.ts';
import { parseInsurance } from '../codec/insurance.ts';
import type { StaticContent } from '../codec/staticFile.ts';
import { type FileName, fileNumberOf, type SignedFileName } from '../files.ts';
import { unframe } from '../frame.ts';
import type { CardTransport } from '../transport.ts';
import type { ReadIdentity } from './openChannel.ts';
import { readFile } from './readFile.ts';

/** The part of a record that stands in static files. */
export type StaticPart = Pick<
  CardRecord,
  | 'card'
  | 'holder'
  | 'insurance'
  | 'family'
  | 'chronic'
  | 'withheld'
  | 'chain'
  | 'securityObject'
  | 'files'
>;

type SignedBytes =
  CardRecord['files'] extends ReadonlyMap<StaticFileNumber, infer Entry> ? Entry : never;

/**
 * @param identity EF.CARD, which was read before there was a channel
 * @throws OneCardError `card.malformed-frame`, `card.malformed-file`, as `readFile`
 */
export async function readStatic(
  transport: CardTransport,
  identity: ReadIdentity,
  { bytesMax, mayReadChronic }: { readonly bytesMax: number; readonly mayReadChronic: boolean },
): Promise<StaticPart> {
  const { card, bytes: identityBytes } = identity;
  const files = new Map<StaticFileNumber, SignedBytes>([
    [fileNumberOf('EF.CARD'), { serial: card.serial, bytes: identityBytes }],
  ]);
  const contentOf = async (name: FileName) =>
    unframe(await readFile(transport, name, bytesMax), name);

  async function signed<T>(
    name: SignedFileName,
    parse: (bytes: Uint8Array) => StaticContent<T>,
  ): Promise<T> {
    const bytes = await contentOf(name);
    const { serial, value } = parse(bytes);
    files.set(fileNumberOf(name), { serial, bytes });
    return value;
  }

  return {
    card,
    holder: await signed('EF.HOLDER', parseHolder),
    insurance: await signed('EF.INS', parseInsurance),
    family: await signed('EF.FAMILY', parseFamily),
    ...(mayReadChronic
      ? { chronic: await signed('EF.CHRONIC', parseChronic) }
      : { chronic: [], withheld: [fileNumberOf('EF.CHRONIC')] }),
    chain: parseChain(await contentOf('EF.CHAIN')),
    securityObject: await contentOf('EF.SOD'),
    files,
  };
}
