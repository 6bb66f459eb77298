import { equalBytes } from '../bytes.ts';
import { sha256 } from '../crypto/index.ts';
import { OneCardError } from '../errors/index.ts';
import type { CardSerial } from '../model/index.ts';
import type { IssueRow } from './batch.ts';
import type { CsvEncoding } from './csv/parseCsv.ts';
import { parsePersons } from './csv/persons.ts';
import { CsvError, type CsvProblem } from './csv/problem.ts';
import type { Issuer } from './issuer.ts';
import type { Person } from './person.ts';

/**
 * The holder of a card as a list has them today.
 * @throws CsvError `issuing.list-refused`, OneCardError `issuing.card-unknown`, `issuing.other-person`
 */
export function readHolder(
  issuer: Issuer,
  serial: CardSerial,
  bytes: Uint8Array,
  { file, encoding }: { readonly file: string; readonly encoding: CsvEncoding },
): Person {
  const card = issuer.register.card(serial);
  if (!card) throw new OneCardError('issuing.card-unknown', { serial });
  const list = parsePersons(bytes, { encoding, county: issuer.profile.county });
  if (list.problems.length > 0) throw new CsvError(file, list.problems);
  const holder = list.persons.find(({ person }) =>
    equalBytes(issuer.tagOf(person.holder.identityNumber), card.personTag),
  );
  if (!holder) throw new OneCardError('issuing.other-person', { serial });
  return holder.person;
}

/** A list without a mistake, ready for `issueBatch`. */
export interface IssueList {
  readonly rows: readonly IssueRow[];
  /** SHA-256 of the file: the same file is the same batch. */
  readonly sourceHash: Uint8Array;
}

/**
 * Reads a list of persons whole before a single card is made.
 * @param source.file its name, for messages
 * @throws CsvError `issuing.list-refused` with every problem by line, column and rule
 */
export function readIssueList(
  issuer: Issuer,
  bytes: Uint8Array,
  source: { readonly file: string; readonly encoding: CsvEncoding },
): IssueList {
  const sourceHash = sha256(bytes);
  const { encoding, file } = source;
  const list = parsePersons(bytes, { encoding, county: issuer.profile.county });
  const isNew = !issuer.register.batchOf(sourceHash);
  const twice = list.persons.filter(({ person }) => {
    return isNew && issuer.register.hasCard(issuer.tagOf(person.holder.identityNumber));
  });
  const problems: readonly CsvProblem[] = [
    ...list.problems,
    ...twice.map(({ line }) => ({
      line,
      column: 'identity_number',
      rule: 'has-a-card' as const,
    })),
  ].sort((a, b) => a.line - b.line);
  if (problems.length > 0) throw new CsvError(file, problems);
  return { rows: list.persons.map(({ person }) => ({ person })), sourceHash };
}
