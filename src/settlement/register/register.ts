/** 名册: which institutions a county designates and which doctors may prescribe there. */

import type {
  AssessedGrade,
  Bilingual,
  Brand,
  CountyCode,
  DocumentReference,
  ProviderCode,
  ProviderLevel,
} from '../../model/index.ts';
import { type PlainDate, plainDate } from '../../time.ts';
import type { Clause } from '../catalogue/catalogue.ts';
import { nestedHash } from '../document/canonical.ts';
import { compileClause } from '../document/clause.ts';
import { checkShape, refuseProblems } from '../document/issues.ts';
import type { DocumentProblem } from '../document/problem.ts';
import { type DocumentSource, readSource } from '../document/source.ts';
import type { Path } from '../document/tree.ts';
import { REGISTER_DOCUMENT, type RegisterDocument } from './schema.ts';

/** Days on which something is suspended, both ends included. */
export interface Suspension {
  readonly from: PlainDate;
  readonly until?: PlainDate;
  readonly reason: Bilingual;
}

export interface RegisteredInstitution {
  readonly code: ProviderCode;
  readonly name: string;
  readonly level: ProviderLevel;
  /** 医院等级; absent where the institution has none. */
  readonly grade?: AssessedGrade;
  readonly designatedYears: ReadonlySet<number>;
  readonly suspensions: readonly Suspension[];
}

export interface RegisteredDoctor {
  readonly code: string;
  readonly institutions: ReadonlySet<string>;
  readonly rights: ReadonlySet<string>;
  readonly suspensions: readonly Suspension[];
}

export interface RegisterFields {
  readonly reference: DocumentReference;
  readonly county: { readonly code: CountyCode; readonly name: Bilingual };
  readonly clause: Clause;
  readonly institutions: ReadonlyMap<string, RegisteredInstitution>;
  readonly doctors: ReadonlyMap<string, RegisteredDoctor>;
}

/** A register that passed its door. */
export type Register = Brand<RegisterFields, 'Register'>;

/** The suspension in force on `date`, if there is one. */
export function suspendedOn(
  { suspensions }: { readonly suspensions: readonly Suspension[] },
  date: PlainDate,
): Suspension | undefined {
  return suspensions.find(({ from, until }) => from <= date && (!until || date <= until));
}

/**
 * A register from YAML or JSON (docs/controls.md).
 * @param file name that errors carry
 * @throws DocumentError `register.invalid` with every problem found
 */
export function parseRegister(text: string, file: string): Register {
  const source = readSource('register', text, file);
  const document = checkShape(REGISTER_DOCUMENT, source);
  refuseProblems(source, checkRules(document, source));
  const { id, version, county } = document;
  const fields: RegisterFields = {
    reference: { id, version, hash: nestedHash(source.value) },
    county: { code: county.code as CountyCode, name: county.name },
    clause: compileClause(document.source.document, document.source.text, document.source.assumed),
    institutions: new Map(
      document.institutions.map(({ code, name, level, grade, designatedYears, suspensions }) => [
        code,
        {
          code: code as ProviderCode,
          name,
          level,
          ...(grade && { grade }),
          designatedYears: new Set(designatedYears),
          suspensions: suspensionsOf(suspensions),
        },
      ]),
    ),
    doctors: new Map(
      document.doctors.map(({ code, institutions, rights, suspensions }) => [
        code,
        {
          code,
          institutions: new Set(institutions),
          rights: new Set(rights),
          suspensions: suspensionsOf(suspensions),
        },
      ]),
    ),
  };
  return fields as Register;
}

type SuspensionDocuments = RegisterDocument['doctors'][number]['suspensions'];

function suspensionsOf(documents: SuspensionDocuments): readonly Suspension[] {
  return (documents ?? []).map(({ from, until, reason }) => ({
    from: plainDate(from),
    ...(until === 'open' ? {} : { until: plainDate(until) }),
    reason,
  }));
}

function checkRules(
  { institutions, doctors }: RegisterDocument,
  source: DocumentSource,
): readonly DocumentProblem[] {
  const problems: DocumentProblem[] = [];
  const check = (
    kind: 'institutions' | 'doctors',
    entries: readonly { readonly code: string; readonly suspensions?: SuspensionDocuments }[],
  ) => {
    const seen = new Set<string>();
    entries.forEach(({ code, suspensions = [] }, index) => {
      const at: Path = [kind, index];
      if (seen.has(code)) {
        problems.push(source.problem('register.code-twice', [...at, 'code'], { code }));
      }
      seen.add(code);
      suspensions.forEach(({ from, until }, place) => {
        if (until === 'open' || from <= until) return;
        const path = [...at, 'suspensions', place, 'until'];
        problems.push(source.problem('register.until-before-from', path, { code }));
      });
    });
  };
  check('institutions', institutions);
  check('doctors', doctors);
  const known = new Set(institutions.map(({ code }) => code));
  doctors.forEach(({ institutions: places }, index) => {
    places.forEach((code, place) => {
      if (known.has(code)) return;
      const path = ['doctors', index, 'institutions', place];
      problems.push(source.problem('register.institution-unknown', path, { code }));
    });
  });
  return problems;
}
