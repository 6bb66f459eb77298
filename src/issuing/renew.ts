/** 换钥、换文件: a card that is out comes back to the county's desk for new keys and new files. */

import { equalBytes } from '../bytes.ts';
import {
  type CardTransport,
  IssuerSession,
  PROFILE_VERSION,
  type StaticFiles,
  signStaticFiles,
} from '../card/index.ts';
import { OneCardError } from '../errors/index.ts';
import type { CardSerial, Sam } from '../model/index.ts';
import { chinaDate } from '../time.ts';
import { personOf, sealedPerson } from './batch.ts';
import { type Issuer, wholeSecond } from './issuer.ts';
import type { Person } from './person.ts';
import { placeOf } from './register/numbers.ts';
import type { CardRow } from './register/register.ts';
import { keyVersionsOf } from './report.ts';

export interface RenewTerms {
  /** Generation of the channel keys that the card has afterwards; the one it has unless told. */
  readonly keyGeneration?: 1 | 2;
  /** The holder as they are today, such as with another year of participation; as before unless told. */
  readonly person?: Person;
}

/**
 * Gives a card the channel keys of a generation and its files signed anew; state, log and the keys of the
 * card itself stay. The register knows the holder's new words before the card does. Broken off anywhere,
 * EF.CARD in the middle of its write included, the same call does it again from the start.
 * @param ports.sam module of role ISSUE
 * @param ports.transport the card in a reader; the session closes it
 * @returns the generation that the card has now
 * @throws OneCardError `issuing.card-unknown`, `issuing.card-not-good`, `issuing.other-person`,
 * `issuing.another-card`, and as `IssuerSession`
 */
export async function renewCard(
  issuer: Issuer,
  serial: CardSerial,
  terms: RenewTerms,
  { sam, transport }: { readonly sam: Sam; readonly transport: CardTransport },
): Promise<1 | 2> {
  const row = goodCard(issuer, serial);
  const person = terms.person ?? personOf(issuer, row);
  if (!equalBytes(issuer.tagOf(person.holder.identityNumber), row.personTag)) {
    throw new OneCardError('issuing.other-person', { serial });
  }
  const { suite } = issuer.profile;
  const session = await IssuerSession.open(transport, { sam, known: { serial, suite } });
  try {
    const found = session.card.serial;
    if (found !== serial) throw new OneCardError('issuing.another-card', { found });
    const { keyGeneration = session.generation } = terms;
    const files = await signedFiles(issuer, row, person, keyGeneration);
    if (terms.person) {
      issuer.register.setPerson(row.number, sealedPerson(issuer, serial, person));
    }
    // Also where the generation stays: a rotation that was broken off left roles of both.
    await session.rotateKeys(keyGeneration);
    await session.writeFiles(files);
    return keyGeneration;
  } finally {
    await session.close();
  }
}

function goodCard({ register }: Issuer, serial: CardSerial): CardRow {
  const row = register.card(serial);
  if (!row) throw new OneCardError('issuing.card-unknown', { serial });
  if (row.status === 'good') return row;
  throw new OneCardError('issuing.card-not-good', { serial, status: row.status });
}

function signedFiles(
  issuer: Issuer,
  row: CardRow,
  person: Person,
  keyGeneration: 1 | 2,
): Promise<StaticFiles> {
  const { county, suite, countyCertificate } = issuer.profile;
  const { serial, authenticationKey, settlementKey } = row;
  const issuedAt = wholeSecond(issuer.ports.clock.now());
  const expiresOn = issuer.register.expiryOf(row.batch);
  const keyVersions = keyVersionsOf(suite, keyGeneration);
  return signStaticFiles(
    {
      card: {
        serial,
        issuer: county,
        suite,
        keyVersions,
        expiresOn,
        profileVersion: PROFILE_VERSION,
      },
      ...person,
      authenticationKey,
      settlementKey,
      issuerKey: issuer.countyKey,
      certificate: countyCertificate,
      validFrom: chinaDate(issuedAt),
      validUntil: expiresOn,
      keyGeneration,
      statusList: placeOf(row.number),
      issuedAt,
    },
    { random: issuer.ports.random },
  );
}
