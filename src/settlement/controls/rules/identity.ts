import type { Control } from '../finding.ts';

/** 身份核对（冒名）: the patient of the bill is the person it is decided for. */
export const identity: Control<'identity'> = {
  name: 'identity',
  observe({ bill: { patient }, person }) {
    const differing: string[] = [];
    // Compared as composed characters: a hospital system may store the same name decomposed.
    if (patient.name.normalize('NFC') !== person.name.normalize('NFC')) differing.push('name');
    if (patient.memberNumber !== person.memberNumber) differing.push('memberNumber');
    if (differing.length === 0) return [];
    return [
      {
        facts: { differing: differing.join(' ') },
        text: {
          zh: `账单患者与参合人不符：${differing.map((each) => NAMES[each]).join('、')}`,
          en: `the bill's patient is not the insured person: ${differing.join(', ')} differ`,
        },
      },
    ];
  },
};

const NAMES: Readonly<Record<string, string>> = { name: '姓名', memberNumber: '合作医疗证号' };
