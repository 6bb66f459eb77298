/**
 * S29: the diseases that the rules at hand speak of. The product holds no ICD-10 of its own: codes and
 * names are those of the home counties' plans and of the catalogue.
 */

import type { PlainDate } from '../../../time.ts';
import { done, type NcmsAnswer, type NcmsCall, type NcmsDesk, refused } from './desk.ts';
import { optionalDate } from './fields.ts';
import { DISEASES_MAX } from './limits.ts';

interface Disease {
  /** Empty where no document names it. */
  name: string;
  /** 病种目录 of the plans that it stands in, by name. */
  readonly lists: Set<string>;
  /** The newest first day of what speaks of it. */
  date: PlainDate;
}

/** S29 疾病字典: what a document of `startDate` or later speaks of; everything without one. */
export function diseases(desk: NcmsDesk, { body }: NcmsCall): NcmsAnswer {
  const since = optionalDate(body, 'startDate');
  const found = [...spokenOf(desk)]
    .filter(([, { date }]) => since === undefined || date >= since)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  if (found.length > DISEASES_MAX) return refused(`疾病超过 ${DISEASES_MAX} 条`);
  return done(
    found.map(([code, { name, lists, date }]) => [
      'item',
      [
        ['code', code],
        ['name', name],
        ['typeName', [...lists].join('、')],
        ['date', date],
      ],
    ]),
  );
}

function spokenOf({ parts: { equipment } }: NcmsDesk): ReadonlyMap<string, Disease> {
  const found = new Map<string, Disease>();
  function add(written: string, date: PlainDate): Disease {
    // `J18.`, a beginning, is what lies below J18.
    const code = written.replace(/\.$/, '');
    const disease = found.get(code) ?? { name: '', lists: new Set(), date };
    if (date > disease.date) disease.date = date;
    found.set(code, disease);
    return disease;
  }
  for (const { plan } of equipment.counties.values()) {
    const { date } = plan.versions.at(-1)!.from;
    for (const { name, codes } of plan.diseases) {
      for (const code of codes) {
        const disease = add(code, date);
        disease.lists.add(name.zh);
        // A list of one disease is called by it.
        if (codes.length === 1 && disease.name === '') disease.name = name.zh;
      }
    }
  }
  const { catalogue } = equipment;
  for (const { restriction, usual, from = catalogue.from } of catalogue.periods()) {
    for (const code of restriction?.diagnoses ?? []) add(code, from);
    for (const code of usual?.indications ?? []) add(code, from);
  }
  return found;
}
