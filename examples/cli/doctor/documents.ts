/** The plans and catalogues that ship with the package: sound, and in force today. */

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toHex } from '../../../src/bytes.ts';
import { OneCardError } from '../../../src/errors/index.ts';
import { parseCatalogue, parsePlan, versionOn } from '../../../src/settlement/index.ts';
import type { PlainDate } from '../../../src/time.ts';
import { type DoctorFinding, foundHere } from './causes.ts';

/** Enough to compare two desks by; the whole digest stands on every settlement. */
const HASH_DIGITS = 12;
/** Documents of one kind that are looked at: a county has one plan a year. */
const DOCUMENTS_MAX = 64;

const KINDS = [
  { folder: 'plans', examine: examinePlan },
  { folder: 'catalogues', examine: examineCatalogue },
] as const;

/** @param root folder of the package */
export async function examineDocuments(
  root: string,
  today: PlainDate,
): Promise<readonly DoctorFinding[]> {
  const findings: DoctorFinding[] = [];
  for (const { folder, examine } of KINDS) {
    const names: string[] = await readdir(join(root, folder));
    const documents = names.filter(isInspected).sort();
    for (const name of documents.slice(0, DOCUMENTS_MAX)) {
      const file = `${folder}/${name}`;
      const text = await readFile(join(root, folder, name), 'utf8');
      findings.push(soundOr(file, () => examine(text, file, today)));
    }
  }
  return findings;
}

/** Golden cases lie beside their plan; `plan test` runs them. */
function isInspected(name: string): boolean {
  return name.endsWith('.yaml') && !name.endsWith('.cases.yaml');
}

function soundOr(file: string, examine: () => DoctorFinding): DoctorFinding {
  try {
    return examine();
  } catch (error) {
    if (!(error instanceof OneCardError)) throw error;
    return foundHere('document', 'document-invalid', { facts: { file, ...error.detail } });
  }
}

function examinePlan(text: string, file: string, today: PlainDate): DoctorFinding {
  const plan = parsePlan(text, file);
  const { versions } = plan;
  const facts = {
    file,
    hash: shortHash(plan.hash),
    versions: versions.length,
    from: versions[0]?.from.date ?? '',
    until: versions.at(-1)?.until.date ?? 'open',
  };
  const isInForce = versionOn(plan, today) !== undefined;
  return foundHere('document', isInForce ? 'document-in-force' : 'document-expired', { facts });
}

function examineCatalogue(text: string, file: string, today: PlainDate): DoctorFinding {
  const { reference, from, until, itemCount } = parseCatalogue(text, file);
  const hash = shortHash(reference.hash);
  const facts = { file, hash, items: itemCount, from, until: until ?? 'open' };
  const isInForce = from <= today && (until === undefined || today <= until);
  return foundHere('document', isInForce ? 'document-in-force' : 'document-expired', { facts });
}

function shortHash(hash: Uint8Array): string {
  return toHex(hash).slice(0, HASH_DIGITS);
}
