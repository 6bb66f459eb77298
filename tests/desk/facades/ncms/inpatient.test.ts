import { expect, test } from 'vitest';
import { OneCardError } from '../../../../src/errors/index.ts';
import { addDays, chinaDate } from '../../../../src/time.ts';
import { line, ncmsDesk, signedOn, textOf } from './support.ts';

async function admitted(changes: Readonly<Record<string, string>> = {}) {
  const at = await ncmsDesk();
  const program = await signedOn(at.desk, at.token);
  const today = chinaDate(at.equipment.clock.now());
  const fields = {
    inpatientNo: 'ZY-1',
    admissionDate: addDays(today, -2),
    diseaseCode: 'J15.900',
    ...changes,
  };
  const result = await program.call('S04', Object.entries(fields));
  if (!result.state) throw new Error(result.message);
  return { ...at, program, today, fields, inpId: textOf(result.data, 'inpId') };
}

/** 700 yuan of class A, handed in as two lines. */
const LINES = [
  line('1', { num: '30', price: '20.0000', totalCost: '600.0000' }),
  line('2', { num: '5.0000', price: '20', totalCost: '100' }),
];

test('S04, S10, S07, S13, S14, S16, S15, S08, S12, S05: a stay from its admission to nothing', async () => {
  const { program, inpId, fields, equipment, today, defects } = await admitted();
  const again = await program.call('S04', Object.entries(fields));
  expect(textOf(again.data, 'inpId')).toBe(inpId);
  const of = (more: readonly (readonly [string, string])[] = []) => [
    ['inpId', inpId] as const,
    ...more,
  ];

  const charged = await program.call('S10', [...of(), ['list', LINES]]);
  expect(charged).toMatchObject({ state: true, message: '' });
  expect(textOf(charged.data, 'enableRatio')).toBe('1.0000');
  expect(textOf(charged.data, 'enableMoney')).toBe('600.0000');
  expect((await program.call('S10', [...of(), ['list', LINES]])).state).toBe(true);
  expect((await program.call('S14', of())).message).toBe('在院，请先办理出院（S07）');

  const wrong = await program.call('S07', of([['hisTotal', '699.9999']]));
  expect(wrong).toMatchObject({
    state: false,
    message: 'HIS 总费用 699.9999 与已上传费用 700.0000 不一致',
  });
  const left = await program.call(
    'S07',
    of([
      ['hisTotal', '700.0000'],
      ['dischargeDate', today],
    ]),
  );
  expect(textOf(left.data, 'totalCost')).toBe('700.0000');
  expect((await program.call('S07', of())).message).toBe('已办理出院');
  expect((await program.call('S10', [...of(), ['list', [line('9')]]])).state).toBe(false);

  const trial = await program.call('S13', of());
  expect(textOf(trial.data, 'undulatingLine')).toBe('500.0000');
  const settled = await program.call('S14', of());
  expect(settled.message).toBe('');
  expect(textOf(settled.data, 'compensateCost')).toBe(textOf(trial.data, 'compensateCost'));
  const repeated = await program.call('S14', of());
  expect(repeated.data.inner).toBe(settled.data.inner);
  expect(textOf((await program.call('S16', of())).data, 'state')).toBe('已结算');
  const listed = await program.call('S17', [['startDate', today]]);
  expect(textOf(listed.data, 'inpId')).toBe(inpId);

  expect((await program.call('S08', of())).message).toBe('结算尚未冲红，请先冲红（S15）');
  expect((await program.call('S15', of())).state).toBe(true);
  expect((await program.call('S15', of())).message).toBe('已冲红');
  expect(textOf((await program.call('S16', of())).data, 'state')).toBe('已冲红');

  // The settlement alone was taken back: it is settled again, and taken back again.
  const second = await program.call('S14', of());
  expect(textOf(second.data, 'settlementId')).not.toBe(textOf(settled.data, 'settlementId'));
  expect((await program.call('S15', of())).state).toBe(true);

  expect((await program.call('S08', of())).state).toBe(true);
  expect((await program.call('S05', of())).message).toContain('费用未退清');
  expect((await program.call('S12', [...of(), ['list', [['string', '1']]]])).state).toBe(true);
  const rest = await program.call('S11', of());
  expect(rest.data.children.map((each) => textOf(each, 'detailId'))).toEqual(['2']);
  // A number that was taken back may be handed in again, with other contents.
  const anew = await program.call('S10', [...of(), ['list', [line('1')]]]);
  expect(anew.state).toBe(true);
  expect((await program.call('S12', of())).state).toBe(true);
  expect((await program.call('S11', of())).data.children).toEqual([]);
  expect((await program.call('S05', of())).state).toBe(true);
  expect((await program.call('S05', of())).state).toBe(true);

  const kinds = [...equipment.journal.entries()].map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === 'settled')).toHaveLength(2);
  expect(kinds.filter((kind) => kind === 'reversed')).toHaveLength(2);
  expect(defects).toEqual([]);
});

test('what a stay does not take is told line by line, or by its field', async () => {
  const { program, inpId, today } = await admitted({ turnMode: '1', turnCode: 'ZZ-1' });
  const mixed = await program.call('S10', [
    ['inpId', inpId],
    [
      'list',
      [
        line('1'),
        line('2', { detailCode: 'X0000000' }),
        line('3', { date: addDays(today, 1) }),
        line('4', { date: addDays(today, -5) }),
        line('5', { num: '1.00005' }),
        line('6..2'),
      ],
    ],
  ]);
  expect(mixed).toMatchObject({ state: true, message: '部分明细未上传，见各条' });
  const [list] = mixed.data.children;
  expect(list!.children.map((each) => textOf(each, 'success'))).toEqual([
    '1',
    '0',
    '0',
    '0',
    '0',
    '0',
  ]);
  expect(list!.children.map((each) => textOf(each, 'message'))).toEqual([
    '',
    expect.stringContaining('目录'),
    '费用日期（date）晚于今天',
    '费用日期（date）早于入院日期',
    'num 不是最多四位小数的数值',
    '明细序号不能含 ..',
  ]);
  const other = await program.call('S10', [
    ['inpId', inpId],
    ['list', [line('1', { num: '3', totalCost: '60' })]],
  ]);
  expect(other).toMatchObject({ state: false });
  expect(other.message).toContain('该明细序号已上传过内容不同的明细');

  for (const [code, fields, message] of [
    ['S04', [['admissionDate', today]], 'inpatientNo 不能为空'],
    [
      'S04',
      [
        ['inpatientNo', 'ZY-2'],
        ['diseaseCode', '感冒'],
      ],
      'diseaseCode 不是 ICD-10（医保版）疾病诊断编码',
    ],
    [
      'S04',
      [
        ['inpatientNo', 'ZY-2'],
        ['isNewborn', '1'],
      ],
      '不办理新生儿随母入院登记',
    ],
    [
      'S07',
      [
        ['inpId', inpId],
        ['turnMode', '2'],
      ],
      '转诊、转院须有转诊单号（turnCode）',
    ],
    ['S14', [['inpId', 'I0']], '没有该补偿序号（inpId）的住院登记'],
    ['S15', [['inpId', inpId]], '不是结算与暂存状态'],
    ['S16', [['inpId', inpId]], '尚未结算'],
  ] as const) {
    expect([code, await program.call(code, fields)]).toMatchObject([
      code,
      { state: false, message },
    ]);
  }
});

test('S14 of a stay that nothing was charged for, whose discharge the centre has not heard of', async () => {
  const { program, inpId, centre, defects } = await admitted();
  const endStay = centre.endStay.bind(centre);
  const unreachable = () => Promise.reject(new OneCardError('centre.unreachable'));
  Object.assign(centre, { endStay: unreachable });
  expect((await program.call('S07', [['inpId', inpId]])).state).toBe(true);
  expect(await program.call('S14', [['inpId', inpId]])).toMatchObject({
    state: false,
    message: '没有待结算的费用',
  });
  Object.assign(centre, { endStay });
  expect((await program.call('S14', [['inpId', inpId]])).message).toContain('没有待结算的费用');
  expect(defects).toEqual([]);
});
