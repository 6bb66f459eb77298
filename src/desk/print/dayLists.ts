/** 一日清单, printed every day: whose lists a day has, and each with the classes of its items. */

import type { Language } from '../../errors/index.ts';
import type { DailyListOptions } from '../../terminal/deskParts.ts';
import type { Equipment, Stay, StayDesk } from '../../terminal/index.ts';
import type { PlainDate } from '../../time.ts';
import type { Slip } from './blocks.ts';
import { dailyListSlip } from './slips/dailyList.ts';

export interface DayListParts {
  readonly stays: StayDesk;
  readonly equipment: Pick<Equipment, 'catalogue'>;
  /** 投诉电话, at the foot of every list. */
  readonly complaintPhone?: string | undefined;
}

/** Those who lie in on `date`, ward by ward, bed by bed: the order in which lists are handed out. */
export function lyingIn(stays: StayDesk, date: PlainDate): readonly Stay[] {
  const place = ({ admission: { ward = '', bed = '' } }: Stay) => `${ward}\n${bed.padStart(8)}`;
  return stays
    .open()
    .filter(({ admission, discharge }) => {
      const { admittedOn } = admission.visit;
      return admittedOn <= date && (!discharge || date <= discharge.dischargedOn);
    })
    .sort((one, other) => (place(one) < place(other) ? -1 : 1));
}

/** What a list says beside the journal: classes by the catalogue, and whom to complain to. */
export function listTexts(
  { equipment: { catalogue }, complaintPhone }: DayListParts,
  { admission }: Stay,
  date: PlainDate,
): DailyListOptions {
  const person = { region: admission.home, personType: 'ordinary' } as const;
  const where = { ...person, level: admission.provider.level, date };
  return {
    ...(complaintPhone === undefined ? {} : { complaintPhone }),
    classOf: (itemCode) => catalogue.termsFor({ itemCode }, where)?.benefitClass,
  };
}

/** The list of `date` of each of `stays`, a slip a patient. */
export function dayListSlips(
  parts: DayListParts,
  stays: readonly Stay[],
  date: PlainDate,
  language: Language,
): readonly Slip[] {
  return stays.map((stay) => {
    const list = parts.stays.list(stay.id, date)!;
    return dailyListSlip(list, language, listTexts(parts, stay, date));
  });
}
