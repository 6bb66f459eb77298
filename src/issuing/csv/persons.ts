/** From the rows of a list to persons. Each row is right or refused by name; none is repaired. */

import { OneCardError } from '../../errors/index.ts';
import type {
  CountyCode,
  IdentityNumber,
  MemberCategory,
  MemberNumber,
} from '../../model/index.ts';
import { parseYuan, ZERO } from '../../money.ts';
import { type PlainDate, plainDate } from '../../time.ts';
import { type Person, personFiles } from '../person.ts';
import { type CsvEncoding, type CsvRow, parseCsv } from './parseCsv.ts';
import type { CsvProblem, CsvRule } from './problem.ts';

/** Columns by name; the Chinese one is what counties' own exports call it. */
const COLUMNS = {
  name: { zh: '姓名', isRequired: true },
  sex: { zh: '性别', isRequired: true },
  identity_number: { zh: '身份证号', isRequired: true },
  address: { zh: '住址', isRequired: true },
  member_number: { zh: '医疗证号', isRequired: true },
  participation: { zh: '参合记录', isRequired: true },
  family_account: { zh: '家庭账户', isRequired: true },
  family_members: { zh: '家庭成员', isRequired: false },
  allowance: { zh: '家庭额度', isRequired: false },
  chronic: { zh: '慢性病', isRequired: false },
} as const;
type Column = keyof typeof COLUMNS;

/** A person of the list and the line that says so. */
export interface ListedPerson {
  readonly line: number;
  readonly person: Person;
}

/** Every row that was read, and everything that is wrong: a list with any problem is not issued from. */
export interface PersonList {
  readonly persons: readonly ListedPerson[];
  readonly problems: readonly CsvProblem[];
}

/** @param county whose members alone may be in the list */
export function parsePersons(
  bytes: Uint8Array,
  { encoding, county }: { readonly encoding: CsvEncoding; readonly county: CountyCode },
): PersonList {
  const parsed = parseCsv(bytes, encoding);
  if (parsed.outcome === 'refused') return { persons: [], problems: [parsed.problem] };
  const [head, ...rows] = parsed.rows;
  if (!head || rows.length === 0) {
    return { persons: [], problems: [{ line: 1, column: '', rule: 'no-rows' }] };
  }
  const columns = columnsOf(head);
  if ('problems' in columns) return { persons: [], problems: columns.problems };
  const persons: ListedPerson[] = [];
  const problems: CsvProblem[] = [];
  const seen = { person: new Set<string>(), member: new Set<string>() };
  for (const row of rows) {
    const { line } = row;
    try {
      const person = personOf(row, columns.names, county);
      persons.push({ line, person });
      const { identityNumber } = person.holder;
      if (seen.person.has(identityNumber)) throw new Wrong('identity_number', 'person-twice');
      if (seen.member.has(person.insurance.memberNumber)) {
        throw new Wrong('member_number', 'member-twice');
      }
      seen.person.add(identityNumber);
      seen.member.add(person.insurance.memberNumber);
    } catch (error) {
      if (!(error instanceof Wrong)) throw error;
      problems.push({ line, column: error.column, rule: error.rule });
    }
  }
  return { persons, problems };
}

/** One field is wrong: never leaves this file. */
class Wrong extends Error {
  readonly column: Column | '';
  readonly rule: CsvRule;

  constructor(column: Column | '', rule: CsvRule) {
    super(rule);
    this.column = column;
    this.rule = rule;
  }
}

function columnsOf({
  line,
  fields,
}: CsvRow): { readonly names: readonly Column[] } | { readonly problems: readonly CsvProblem[] } {
  const known = new Map<string, Column>(
    (Object.keys(COLUMNS) as Column[]).flatMap((name) => [
      [name, name] as const,
      [COLUMNS[name].zh, name] as const,
    ]),
  );
  const names: Column[] = [];
  const problems: CsvProblem[] = [];
  for (const [index, field] of fields.entries()) {
    const name = known.get(field);
    const column = String(index + 1);
    if (!name) problems.push({ line, column, rule: 'unknown-column' });
    else if (names.includes(name)) problems.push({ line, column, rule: 'repeated-column' });
    else names.push(name);
  }
  for (const [name, { isRequired }] of Object.entries(COLUMNS)) {
    if (isRequired && !names.includes(name as Column)) {
      problems.push({ line, column: name, rule: 'missing-column' });
    }
  }
  return problems.length > 0 ? { problems } : { names };
}

function personOf({ fields }: CsvRow, names: readonly Column[], county: CountyCode): Person {
  if (fields.length !== names.length) throw new Wrong('', 'field-count');
  const of = (column: Column) => {
    const at = names.indexOf(column);
    return at < 0 ? '' : fields[at]!;
  };
  const identityNumber = of('identity_number') as IdentityNumber;
  const memberNumber = of('member_number') as MemberNumber;
  if (!memberNumber.startsWith(`${county}-`)) throw new Wrong('member_number', 'other-county');
  const members = listOf(of('family_members')).map(
    (item) => membersOf(item) ?? wrong('family_members', 'family-members'),
  );
  const person: Person = {
    holder: {
      name: of('name'),
      sex: SEXES[of('sex')] ?? wrong('sex', 'sex'),
      bornOn: bornOn(identityNumber) ?? wrong('identity_number', 'identity-number'),
      identityNumber,
      address: of('address'),
    },
    insurance: {
      county,
      memberNumber,
      participation: listOf(of('participation')).map(
        (item) => participationOf(item) ?? wrong('participation', 'participation'),
      ),
    },
    family: {
      accountId: of('family_account'),
      members: members.length > 0 ? members : [{ memberNumber, relation: 0 }],
      allowance: allowanceOf(of('allowance')),
    },
    chronic: listOf(of('chronic')).map((item) => chronicOf(item) ?? wrong('chronic', 'chronic')),
  };
  if (person.insurance.participation.length === 0)
    throw new Wrong('participation', 'participation');
  assertFitsCard(person);
  return person;
}

function wrong(column: Column, rule: CsvRule): never {
  throw new Wrong(column, rule);
}

const SEXES: Readonly<Record<string, 0 | 1 | 2 | 9>> = { 男: 1, 女: 2, 0: 0, 1: 1, 2: 2, 9: 9 };

function bornOn(identityNumber: string): PlainDate | undefined {
  const day = /^\d{6}(\d{4})(\d{2})(\d{2})\d{3}[\dX]$/.exec(identityNumber);
  return day ? dateOf(`${day[1]}-${day[2]}-${day[3]}`) : undefined;
}

function dateOf(text: string | undefined): PlainDate | undefined {
  try {
    return plainDate(text ?? '');
  } catch {
    return undefined;
  }
}

function listOf(text: string): readonly string[] {
  return text === '' ? [] : text.split(';');
}

const CATEGORIES: Readonly<Record<string, MemberCategory>> = {
  ordinary: 'ordinary',
  普通: 'ordinary',
  destitute: 'destitute',
  五保: 'destitute',
  'minimum-living-allowance': 'minimum-living-allowance',
  低保: 'minimum-living-allowance',
  'special-care': 'special-care',
  优抚: 'special-care',
  'registered-poor': 'registered-poor',
  建档立卡: 'registered-poor',
};

function participationOf(item: string) {
  const [year, category, paid, ...more] = item.split(':');
  const paidOn = dateOf(paid);
  const known = CATEGORIES[category ?? ''];
  if (more.length > 0 || !paidOn || !known || !/^\d{4}$/.test(year ?? '')) return undefined;
  return { year: Number(year), category: known, paidOn };
}

function membersOf(item: string) {
  const [memberNumber, relation, ...more] = item.split(':');
  if (more.length > 0 || !/^\d$/.test(relation ?? '')) return undefined;
  return { memberNumber: memberNumber as MemberNumber, relation: Number(relation) };
}

function chronicOf(item: string) {
  const [diseaseCode, certificateNumber, from, until, ...more] = item.split(':');
  const validFrom = dateOf(from);
  const validUntil = dateOf(until);
  if (more.length > 0 || !diseaseCode || !certificateNumber || !validFrom || !validUntil) {
    return undefined;
  }
  return { diseaseCode, certificateNumber, validFrom, validUntil };
}

function allowanceOf(text: string) {
  if (text === '') return ZERO;
  try {
    const allowance = parseYuan(text);
    if (allowance >= 0n) return allowance;
  } catch (error) {
    if (!(error instanceof OneCardError || error instanceof RangeError)) throw error;
  }
  return wrong('allowance', 'not-an-amount');
}

/** Which column fills the field of a card's file (docs/formats/card.md), and the rule it broke. */
const FIELDS: Readonly<Record<string, readonly [Column, CsvRule]>> = {
  'EF.HOLDER 2': ['name', 'character-count'],
  'EF.HOLDER 5': ['identity_number', 'identity-number'],
  'EF.HOLDER 6': ['address', 'character-count'],
  'EF.INS 3': ['member_number', 'member-number'],
  'EF.INS 4': ['participation', 'participation'],
  'EF.FAMILY 2': ['family_account', 'character-count'],
  'EF.FAMILY 3': ['family_members', 'family-members'],
  'EF.FAMILY 4': ['allowance', 'not-an-amount'],
  'EF.CHRONIC 2': ['chronic', 'chronic'],
};

/** The card's own codecs judge the fields: there is one place that says what a name may be. */
function assertFitsCard(person: Person): void {
  try {
    personFiles(person);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const { cause } = error;
    if (!(cause instanceof OneCardError)) throw new Wrong('', 'too-long');
    const { file, field, rule } = cause.detail;
    const [column, broken] = FIELDS[`${file} ${String(field).split('.')[0]}`] ?? ['', 'too-long'];
    throw new Wrong(column as Column | '', rule === 'control-character' ? rule : broken);
  }
}
