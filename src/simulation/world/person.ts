/** Invented people and their cards. Area codes begin with 999, which no county has; names are 测试…. */

import { identityCheckCharacter, ONECARD_AID, personalise } from '../../card/index.ts';
import { diversify, type SecretKey } from '../../crypto/index.ts';
import {
  type CardHolder,
  type CardSerial,
  type CountyCode,
  type IdentityNumber,
  MEMBER_CATEGORIES,
  type MemberNumber,
  type Participation,
  type Sam,
  SecretPin,
} from '../../model/index.ts';
import { parseYuan, ZERO } from '../../money.ts';
import { addDays, chinaDate, type Instant, plainDate, yearOf } from '../../time.ts';
import { firstChannelKeys, VirtualCard } from '../../virtual/index.ts';
import type { SeededRandom } from '../random.ts';
import { type Authority, type CountyOffice, keyPair, SUITE } from './authority.ts';

const CARD_DAYS = 3_650;
/** Insurance years that everybody has paid for. */
const YEARS = [2026, 2027, 2028, 2029] as const;
const NAMES = ['测试甲', '测试乙', '测试丙', '测试丁', '测试戊', '测试己'] as const;

export interface Person {
  readonly county: CountyCode;
  readonly serial: CardSerial;
  readonly memberNumber: MemberNumber;
  readonly holder: CardHolder;
  readonly participation: readonly Participation[];
  readonly card: VirtualCard;
  /** COSE_Key bytes. */
  readonly settlementKey: Uint8Array;
  /** Under which the card's states are proven: for who looks from outside. */
  readonly stateKey: SecretKey;
  /** The card's place in its county's list. */
  readonly listIndex: number;
  /** What the holder types; half of the cards have none. */
  readonly pin?: SecretPin;
}

/** The person number `index` of a county, in households of `householdSize`, with a card. */
export async function person(
  index: number,
  householdSize: number,
  {
    authority,
    office,
    issuingSam,
    issuedAt,
    random,
  }: {
    readonly authority: Authority;
    readonly office: CountyOffice;
    readonly issuingSam: Sam;
    readonly issuedAt: Instant;
    readonly random: SeededRandom;
  },
): Promise<Person> {
  const { code: county } = office;
  const household = String(1 + Math.floor(index / householdSize)).padStart(3, '0');
  const within = 1 + (index % householdSize);
  const memberNumber = `${county}-01-02-03-${household}-${within}` as MemberNumber;
  const serial = `${county}00000000${String(index + 1).padStart(2, '0')}` as CardSerial;
  const participation = participated(random);
  const holder = holderOf(county, index, random);
  const authentication = keyPair(random);
  const settlement = keyPair(random);
  const issuedOn = chinaDate(issuedAt);
  const expiresOn = addDays(issuedOn, CARD_DAYS);
  const image = await personalise(
    {
      card: {
        serial,
        issuer: county,
        suite: SUITE,
        keyVersions: [0x30, 0x31, 0x32],
        expiresOn,
        profileVersion: 1,
      },
      holder,
      insurance: { county, memberNumber, participation },
      family: {
        accountId: `${county}-F${household}`,
        members: [{ memberNumber, relation: 0 }],
        allowance: parseYuan('200.00'),
      },
      chronic: [],
      authenticationKey: authentication.publicKey,
      settlementKey: settlement.publicKey,
      issuerKey: office.key.privateKey,
      certificate: office.certificate,
      validFrom: issuedOn,
      validUntil: expiresOn,
      keyGeneration: 1,
      statusList: { listNumber: 1, index },
      usage: { year: yearOf(issuedOn), deductibleMet: ZERO, benefitDrawn: ZERO, admissions: 0 },
      issuedAt,
      // Both kinds of cards are out there.
      commit: random.oneIn(2) ? 'atomic' : 'two-slot',
    },
    { sam: issuingSam, random },
  );
  const pin = random.oneIn(2) ? new SecretPin(String(random.between(100_000, 899_999))) : undefined;
  const card = await VirtualCard.issue(image, {
    authentication: authentication.privateKey,
    settlement: settlement.privateKey,
    channel: firstChannelKeys(authority.masterKeys, SUITE, serial),
    ...(pin && { pin }),
  });
  const { publicKey: settlementKey } = settlement;
  return {
    county,
    serial,
    memberNumber,
    holder,
    participation,
    card,
    settlementKey,
    stateKey: diversify(SUITE, authority.masterKeys.state.get(SUITE)!, {
      serial,
      aid: ONECARD_AID,
      role: 'STATE',
    }),
    listIndex: index,
    ...(pin && { pin }),
  };
}

function participated(random: SeededRandom): readonly Participation[] {
  const category = random.oneIn(4) ? random.pick(MEMBER_CATEGORIES) : MEMBER_CATEGORIES[0];
  return YEARS.map((year) => ({ year, category, paidOn: plainDate(`${year - 1}-12-20`) }));
}

function holderOf(county: CountyCode, index: number, random: SeededRandom): CardHolder {
  const two = (value: number) => String(value).padStart(2, '0');
  const [year, month, day] = [
    1930 + random.below(80),
    two(1 + random.below(12)),
    two(1 + random.below(28)),
  ];
  const sex = random.oneIn(2) ? 1 : 2;
  const digits = `${county}${year}${month}${day}${two(index)}${sex === 1 ? 1 : 2}`;
  return {
    name: NAMES[index % NAMES.length]!,
    sex,
    bornOn: plainDate(`${year}-${month}-${day}`),
    identityNumber: `${digits}${identityCheckCharacter(digits)}` as IdentityNumber,
    address: '示范乡第二村第三组',
  };
}
