import type { AssessedGrade, Bilingual, Payer, ProviderLevel, Reason } from '../../model/index.ts';

export const PAYER_LABELS: Readonly<Record<Payer, Bilingual>> = {
  'pooled-fund': { zh: '统筹基金', en: 'Pooled fund' },
  'family-account': { zh: '家庭账户', en: 'Family account' },
  'add-on': { zh: '中医药与基本药物增补', en: 'TCM and essential drugs' },
  floor: { zh: '保底补偿', en: 'Minimum compensation' },
  'major-illness': { zh: '大病保险', en: 'Major-illness insurance' },
  'second-compensation': { zh: '二次补偿', en: 'Second compensation' },
  'commercial-supplement': { zh: '商业补充保险', en: 'Commercial supplement' },
  'civil-aid': { zh: '民政救助', en: 'Civil aid' },
  'targeted-aid': { zh: '定向救助', en: 'Targeted aid' },
  'government-backstop': { zh: '政府兜底', en: 'Government backstop' },
  hospital: { zh: '医疗机构承担', en: 'Hospital' },
  cash: { zh: '病人现金', en: 'Patient, cash' },
};

export const REASON_LABELS: Readonly<Record<Reason, Bilingual>> = {
  excluded: { zh: '目录外自费', en: 'Outside the catalogue' },
  'over-ceiling': { zh: '超限价', en: 'Above price ceiling' },
  'self-paid-first': { zh: '乙类先行自付', en: 'Class B, paid first' },
  deductible: { zh: '起付线', en: 'Deductible' },
  'co-payment': { zh: '比例自付', en: 'Co-payment' },
  'above-cap': { zh: '超封顶线', en: 'Above the annual cap' },
  covered: { zh: '基金支付', en: 'Paid by the fund' },
};

export const LEVEL_LABELS: Readonly<Record<ProviderLevel, Bilingual>> = {
  village: { zh: '村级', en: 'village level' },
  township: { zh: '乡镇级', en: 'township level' },
  county: { zh: '县级', en: 'county level' },
  prefecture: { zh: '地市级', en: 'prefecture level' },
  province: { zh: '省级', en: 'province level' },
};

export const GRADE_LABELS: Readonly<Record<AssessedGrade, Bilingual>> = {
  first: { zh: '一级医院', en: 'first grade' },
  second: { zh: '二级医院', en: 'second grade' },
  third: { zh: '三级医院', en: 'third grade' },
};

export const VISIT_LABELS = {
  inpatient: { zh: '住院', en: 'Inpatient' },
  outpatient: { zh: '门诊', en: 'Outpatient' },
} as const satisfies Record<string, Bilingual>;

/** Everything else that a receipt says. */
export const RECEIPT_TEXTS = {
  title: {
    zh: '新型农村合作医疗跨县就医结算单',
    en: 'NCMS SETTLEMENT OF TREATMENT IN ANOTHER COUNTY',
  },
  trial: {
    zh: '试算单：未结算，不作收费和报销凭证',
    en: 'TRIAL: nothing is settled, not a receipt',
  },
  offline: {
    zh: '脱机结算，参合地中心事后核对',
    en: 'SETTLED OFF LINE: the home county’s centre looks at it later',
  },
  withoutCard: {
    zh: '未写卡入账，待县合管中心复核',
    en: 'POSTED WITHOUT THE CARD: the county centre reviews it',
  },
  copy: { zh: '补打', en: 'COPY' },
  reversed: { zh: '已冲正，本单作废', en: 'REVERSED: not valid any more' },
  reversing: { zh: '正在冲正，尚未完成', en: 'BEING REVERSED: not finished yet' },
  settlementNumber: { zh: '结算编号', en: 'Settlement' },
  journalEntry: { zh: '流水号', en: 'Journal entry' },
  settledAt: { zh: '结算时间', en: 'Settled at' },
  billNumber: { zh: '账单号', en: 'Bill number' },
  patient: { zh: '患者', en: 'Patient' },
  memberNumber: { zh: '合作医疗证号', en: 'Member number' },
  home: { zh: '参合地', en: 'Home county' },
  year: { zh: '参合年度', en: 'Insurance year' },
  provider: { zh: '医疗机构', en: 'Institution' },
  designated: { zh: '定点', en: 'designated' },
  notDesignated: { zh: '非定点', en: 'not designated' },
  visit: { zh: '就诊', en: 'Visit' },
  to: { zh: '至', en: 'to' },
  plan: { zh: '补偿方案', en: 'Plan' },
  catalogue: { zh: '医保目录', en: 'Catalogue' },
  total: { zh: '总费用', en: 'Total charges' },
  lines: { zh: '行', en: 'lines' },
  whoPays: { zh: '谁来付', en: 'WHO PAYS' },
  why: { zh: '为什么', en: 'WHY' },
  sum: { zh: '合计', en: 'Sum' },
  cashDue: { zh: '病人应交现金', en: 'THE PATIENT PAYS IN CASH' },
  cashExact: { zh: '应交现金', en: 'Cash, exact' },
  cashRounded: { zh: '取整误差（另列）', en: 'Rounding, own account' },
  capitals: { zh: '人民币', en: 'RMB' },
  usage: { zh: '年内累计（含本次）', en: 'THIS YEAR, THIS VISIT INCLUDED' },
  forReview: {
    zh: '转复核：以下各项须经人工复核，基金方可支付',
    en: 'FOR REVIEW: A PERSON LOOKS AT THIS BEFORE THE FUND PAYS',
  },
  usageTrial: { zh: '年内累计（如按本单结算）', en: 'THIS YEAR, IF SETTLED AS TRIED' },
  deductibleMet: { zh: '已付起付线', en: 'Deductible met' },
  benefitDrawn: { zh: '统筹基金已支付', en: 'Drawn from the pooled fund' },
  capLeft: { zh: '封顶线剩余', en: 'Left below the cap' },
  admissions: { zh: '住院次数', en: 'Admissions' },
  clauses: { zh: '条款', en: 'CLAUSES' },
  entryHash: { zh: '凭证校验码', en: 'Entry hash' },
  yuan: { zh: '元', en: 'yuan' },
} as const satisfies Record<string, Bilingual>;
