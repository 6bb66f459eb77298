import { expect, test } from 'vitest';
import { openCentre } from '../../src/centre/index.ts';
import { CENTRE_FORMAT } from '../../src/centre/schema.ts';
import { suiteOf } from '../../src/crypto/index.ts';
import type { CountyCode, MemberNumber, SamId, TerminalId } from '../../src/model/index.ts';
import { connect } from '../../src/settlement/journal/connection.ts';
import { openStore } from '../../src/settlement/journal/database.ts';
import { signed, tickingClock } from '../settlement/journal/support.ts';
import { temporaryFile } from '../settlement/journal/temporary.ts';
import {
  CATALOGUE,
  COUNTY,
  headOf,
  MEMBER_REGISTRATION,
  OTHER_PLAN,
  openAt,
  PARTICIPATION,
  PLAN,
  registeredCentre,
  requestOf,
  SERIAL,
  settle,
  TERMINAL_REGISTRATION,
  usageOf,
} from './support.ts';

const otherKey = suiteOf(1).generateKeyPair().publicKey;
const refusedAs = (code: string) => expect.objectContaining({ code });

test('registering again brings up to date and takes no year away', async () => {
  const centre = await registeredCentre();
  await centre.register(MEMBER_REGISTRATION);
  await centre.registerTerminal(TERMINAL_REGISTRATION);
  await settle(centre, 1);
  await centre.register({
    ...MEMBER_REGISTRATION,
    participation: [{ ...PARTICIPATION[1]!, year: 2027 }],
  });
  expect((await usageOf(centre)).usage.admissions).toBe(1);
  expect((await usageOf(centre, 2027)).usage).toMatchObject({ year: 2027, admissions: 0 });
});

test.each([
  ['a card with another key', { cards: [{ serial: SERIAL, settlementKey: otherKey }] }],
  ['a card of another member', { memberNumber: '999001-7' as MemberNumber }],
])('registered otherwise: %s', async (_, change) => {
  const centre = await registeredCentre();
  await expect(centre.register({ ...MEMBER_REGISTRATION, ...change })).rejects.toEqual(
    refusedAs('centre.registered-otherwise'),
  );
  // Nothing of it stays.
  expect((await usageOf(centre)).cardSequence).toBe(0);
});

test.each([
  ['another key', { publicKey: otherKey }],
  ['another module', { samId: 'FFFFFFFFFFFFFFFF' as SamId }],
])('registered otherwise: a terminal with %s', async (_, change) => {
  const centre = await registeredCentre();
  await expect(centre.registerTerminal({ ...TERMINAL_REGISTRATION, ...change })).rejects.toEqual(
    refusedAs('centre.registered-otherwise'),
  );
});

test('a key that is none is refused by name, a number that is none is a bug', async () => {
  const centre = await registeredCentre();
  const cards = [{ serial: SERIAL, settlementKey: new Uint8Array(10) }];
  await expect(centre.register({ ...MEMBER_REGISTRATION, cards })).rejects.toMatchObject({
    code: expect.stringMatching(/^crypto\./),
  });
  await expect(
    centre.register({ ...MEMBER_REGISTRATION, memberNumber: 'x' as MemberNumber }),
  ).rejects.toThrow(TypeError);
});

test('a terminal that nobody registered gets no answer, and nothing is kept', async () => {
  const centre = openAt(temporaryFile('centre.sqlite'));
  await centre.register(MEMBER_REGISTRATION);
  const request = await requestOf(centre, 1);
  const { id } = request.statement;
  await expect(centre.settle(id, request)).rejects.toEqual(refusedAs('centre.unknown-terminal'));
  await centre.registerTerminal({ ...TERMINAL_REGISTRATION, samId: '0000000000000001' as SamId });
  await expect(centre.quote(request)).rejects.toEqual(refusedAs('centre.unknown-terminal'));
  expect(await centre.status(id)).toEqual({ outcome: 'not-found' });
  const other = { ...request.statement, terminalId: 'T-999-02' as TerminalId };
  await centre.registerTerminal({ ...TERMINAL_REGISTRATION, terminalId: other.terminalId });
  expect(await centre.settle(id, { ...request, statement: other })).toMatchObject({
    outcome: 'settled',
  });
});

test('a catalogue that the centre has not is named', async () => {
  const centre = await registeredCentre();
  const request = await requestOf(centre, 1);
  const { adjudication } = request;
  const catalogue = { ...adjudication.catalogue, version: '2030' };
  const content = { ...request, adjudication: { ...adjudication, catalogue } };
  await expect(centre.settle(request.statement.id, content)).rejects.toMatchObject({
    code: 'centre.unknown-catalogue',
    detail: { id: '999101', version: '2030' },
  });
});

test('a centre serves one county', async () => {
  const file = temporaryFile('centre.sqlite');
  const clock = tickingClock();
  const samStanding = () => 'good' as const;
  const documents = { plans: [PLAN], catalogues: [CATALOGUE], samStanding };
  const options = { file, clock, county: COUNTY, ...documents };
  openCentre(options).close();
  expect(() => openCentre({ ...options, plans: [PLAN, OTHER_PLAN] })).toThrowError(
    refusedAs('centre.plan-of-another-county'),
  );
  const elsewhere = { ...options, county: '999002' as CountyCode, plans: [OTHER_PLAN] };
  expect(() => openCentre(elsewhere)).toThrowError(refusedAs('centre.other-county'));
  expect(() => openCentre({ ...options, county: 'Yinjiang' as CountyCode, plans: [] })).toThrow(
    TypeError,
  );
  openCentre(options).close();
});

test('a closed centre is out of reach', async () => {
  const centre = await registeredCentre();
  const request = await requestOf(centre, 1);
  centre.close();
  centre.close();
  const unreachable = refusedAs('centre.unreachable');
  await expect(centre.settle(request.statement.id, request)).rejects.toEqual(unreachable);
  await expect(centre.status(request.statement.id)).rejects.toEqual(unreachable);
});

test('every key of every table contains the county', () => {
  const database = openStore(temporaryFile('centre.sqlite'), CENTRE_FORMAT);
  const names = (sql: string) =>
    database
      .prepare(sql)
      .all()
      .map(({ name }) => name as string);
  const tables = names("SELECT name FROM sqlite_schema WHERE type = 'table'");
  expect(tables.length).toBeGreaterThan(5);
  for (const table of tables) {
    const primary = names(`SELECT name FROM pragma_table_info('${table}') WHERE pk > 0`);
    expect(primary, `primary key of ${table}`).toContain('home_county');
    for (const index of names(
      `SELECT name FROM pragma_index_list('${table}') WHERE "unique" = 1`,
    )) {
      expect(names(`SELECT name FROM pragma_index_info('${index}')`), index).toContain(
        'home_county',
      );
    }
    const foreign = database
      .prepare(`SELECT id, "from", "to" FROM pragma_foreign_key_list('${table}')`)
      .all();
    for (const id of new Set(foreign.map((row) => row.id))) {
      const columns = foreign.filter((row) => row.id === id);
      expect(columns, `foreign key of ${table}`).toContainEqual(
        expect.objectContaining({ from: 'home_county', to: 'home_county' }),
      );
    }
    if (table !== 'county') {
      const references = foreign.length > 0 || ['settlement', 'reversal'].includes(table);
      expect(references, `${table} references its owner`).toBe(true);
    }
  }
  database.close();
});

test.each(['settlement', 'posting', 'reversal', 'confirmation', 'journal_head'])(
  'history only grows: %s',
  async (table) => {
    const file = temporaryFile('centre.sqlite');
    const centre = await registeredCentre(file);
    const { id, request } = await settle(centre, 1);
    await centre.confirm(signed(request.statement), headOf(2));
    await centre.reverse(id);
    const database = connect(file);
    expect(() => database.exec(`DELETE FROM ${table}`)).toThrow(`${table} only grows`);
    expect(() => database.exec(`UPDATE ${table} SET home_county = '999002'`)).toThrow('only grows');
    database.close();
  },
);
