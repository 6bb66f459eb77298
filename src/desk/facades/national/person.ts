/** 1101 人员信息获取: whose card is in the reader. */

import { OneCardError } from '../../../errors/index.ts';
import type { VerifiedRecord } from '../../../model/index.ts';
import { yuanText } from '../../../money.ts';
import { ageOn, chinaDate, plainDate, yearOf } from '../../../time.ts';
import { shownTo } from '../../api/mask.ts';
import { ExactDecimal, type ExactOutput } from '../shared/exactJson.ts';
import { refusalText } from '../shared/refusal.ts';
import { CERTIFICATES, INSUTYPE } from './codes.ts';
import type { Message } from './envelope.ts';
import type { Fields } from './fields.ts';
import { NATIONAL_CARD_WAIT_MS } from './limits.ts';
import type { Office, Transaction } from './office.ts';
import type { Person } from './records.ts';

export const readPerson: Transaction = {
  scope: 'read',
  isReading: true,
  async run(message, office) {
    const asked = message.input.record();
    const type = asked.text('mdtrt_cert_type', 3);
    if (type !== CERTIFICATES.identityCard && type !== CERTIFICATES.card) {
      throw asked.wrong('mdtrt_cert_type', '02 身份证、03 社会保障卡（电子凭证不支持）');
    }
    if (type === CERTIFICATES.card) asked.text('card_sn', 32);
    const record = await provenCard(message, office);
    assertCertificate(asked, type, record);
    assertHome(message, record.insurance.county);
    keepPerson(record, office);
    return personOutput(message, record);
  },
};

/** The card in the reader, proven. @throws OneCardError `national.card-refused`, `reader.…` */
async function provenCard(message: Message, { desk }: Office): Promise<VerifiedRecord> {
  const { caller, signal } = message.call;
  const request = { caller: caller.grant!, name: 'read', waitMs: NATIONAL_CARD_WAIT_MS, signal };
  const { verification } = await desk.cards.withCard(request, (card) => desk.terminal.read(card));
  if (verification.outcome === 'verified') return verification.record;
  const why = refusalText({ outcome: 'card-refused', failed: verification.failed });
  throw new OneCardError('national.card-refused', { why });
}

/** What the message says of the person is what the card says. @throws OneCardError `national.other-person` */
function assertCertificate(asked: Fields, type: string, { card, holder }: VerifiedRecord): void {
  const { serial } = card;
  const expected: readonly [name: string, ...values: string[]][] = [
    type === CERTIFICATES.card
      ? ['mdtrt_cert_no', serial, holder.identityNumber]
      : ['mdtrt_cert_no', holder.identityNumber],
    ['card_sn', serial],
    ['certno', holder.identityNumber],
    ['psn_name', holder.name],
  ];
  for (const [name, ...values] of expected) {
    const given = asked.optional(name, 64);
    if (given !== undefined && !values.includes(given)) {
      throw new OneCardError('national.other-person', { field: `${asked.path}.${name}` });
    }
  }
}

/** @throws OneCardError `national.other-institution` where the message names another home */
export function assertHome({ home }: Pick<Message, 'home'>, county: string): void {
  if (home === undefined || home === county) return;
  throw new OneCardError('national.other-institution', { field: 'insuplc_admdvs' });
}

function keepPerson(record: VerifiedRecord, { records }: Office): void {
  const { holder, insurance, family } = record;
  records.put('person', insurance.memberNumber, {
    name: holder.name,
    sex: String(holder.sex),
    bornOn: holder.bornOn,
    home: insurance.county,
    allowance: String(family.allowance),
    participation: insurance.participation.map(({ year, category }) => ({ year, category })),
  });
}

/**
 * The person of a message: known from an earlier 1101, or of the card that is in the reader now.
 * @throws OneCardError `national.other-person`, and as `readPerson`
 */
export async function personOf(
  message: Message,
  asked: Fields,
  office: Office,
): Promise<[string, Person]> {
  const number = asked.text('psn_no', 30);
  const known = office.records.get('person', number);
  // A person is known as long as the visit that begins now.
  if (known) office.records.put('person', number, known);
  const person = known ?? (await personInReader(message, number, office));
  if (message.home === undefined) {
    throw new OneCardError('national.field-wrong', { field: 'insuplc_admdvs', expected: '必填' });
  }
  assertHome(message, person.home);
  return [number, person];
}

async function personInReader(message: Message, number: string, office: Office): Promise<Person> {
  const record = await provenCard(message, office);
  if (record.insurance.memberNumber !== number) {
    throw new OneCardError('national.other-person', { field: 'psn_no' });
  }
  keepPerson(record, office);
  return office.records.get('person', number)!;
}

function personOutput(
  { call, receivedAt }: Message,
  { holder, insurance, family }: VerifiedRecord,
): ExactOutput {
  const today = chinaDate(receivedAt);
  const year = yearOf(today);
  const paid = insurance.participation.find((each) => each.year === year);
  const identity = shownTo(call.caller, holder.identityNumber);
  return {
    baseinfo: {
      psn_no: insurance.memberNumber,
      psn_cert_type: '01',
      certno: identity,
      psn_name: holder.name,
      gend: String(holder.sex),
      naty: null,
      brdy: holder.bornOn,
      age: new ExactDecimal(String(ageOn(holder.bornOn, today))),
    },
    insuinfo: [
      {
        balc: new ExactDecimal(yuanText(family.allowance)),
        insutype: INSUTYPE,
        psn_type: personType(holder.bornOn, today),
        psn_insu_stas: paid ? '1' : '0',
        psn_insu_date: paid ? `${year}-01-01` : null,
        paus_insu_date: null,
        cvlserv_flag: '0',
        insuplc_admdvs: insurance.county,
        emp_name: null,
      },
    ],
    idetinfo:
      paid && paid.category !== 'ordinary'
        ? [
            {
              psn_idet_type: paid.category,
              psn_type_lv: null,
              memo: null,
              begntime: `${year}-01-01 00:00:00`,
              endtime: `${year}-12-31 23:59:59`,
            },
          ]
        : [],
  };
}

/** psn_type 1501 成年居民, 1403 学生儿童, 1402 学龄前儿童, by completed years. */
export function personType(bornOn: string, today: ReturnType<typeof chinaDate>): string {
  const age = ageOn(plainDate(bornOn), today);
  if (age < 6) return '1402';
  return age < 18 ? '1403' : '1501';
}
