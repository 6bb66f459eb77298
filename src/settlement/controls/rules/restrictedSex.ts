import { type Control, eachItem, wholeLine } from '../finding.ts';

const NAMES = { 1: { zh: '男性', en: 'men' }, 2: { zh: '女性', en: 'women' } } as const;

/** 限定性别; where the person's sex is not known, nothing can be found. */
export const restrictedSex: Control<'restricted-sex'> = {
  name: 'restricted-sex',
  observe(examination) {
    const { sex } = examination.person;
    if (sex !== 1 && sex !== 2) return [];
    return eachItem(examination, (line, _item, { restriction }) => {
      const only = restriction?.sex;
      if (only === undefined || only === sex) return undefined;
      return wholeLine(
        line,
        { sex: String(sex), restrictedTo: String(only) },
        `限${NAMES[only].zh}，患者为${NAMES[sex].zh}`,
        `restricted to ${NAMES[only].en}`,
      );
    });
  },
};
