import { text } from '../../support.ts';
import { type Case, PLAN, TWO_VERSIONS } from './case.ts';

/** Another layer like the one that is there. */
function secondLayer(id: string, visit: string): string {
  const plan = text(PLAN);
  return plan
    .slice(plan.indexOf('      - layer: pooling'), plan.indexOf('    remainder: {'))
    .replace('id: inpatient', `id: ${id}`)
    .replace('visits: [inpatient]', `visits: [${visit}]`);
}

/** Bands of a layer, with one edge. */
function bandsWith(edge: string): string {
  return `bands: { edges: ['${edge}'], measuredOn: fee, deductible: taken-first, over: visit, clause: rounding }\n`;
}

/** Rules between the parts of a plan. */
export const PLAN_CASES: readonly Case[] = [
  [
    'plan.version-twice',
    'versions[1].version',
    TWO_VERSIONS,
    '2011-from-april',
    '2011-before-april',
  ],
  ['plan.until-before-from', 'versions[0].until.date', PLAN, 'date: open', "date: '2018-12-31'"],
  ['plan.dates-gap', 'versions[1].from.date', TWO_VERSIONS, "'2011-04-26'", "'2011-04-27'"],
  ['plan.dates-overlap', 'versions[1].from.date', TWO_VERSIONS, "'2011-04-26'", "'2011-04-25'"],
  ['plan.dates-overlap', 'versions[1].from.date', TWO_VERSIONS, "'2011-04-26'", "'2010-01-01'"],
  [
    'plan.open-end-not-last',
    'versions[0].until.date',
    TWO_VERSIONS,
    "date: '2011-04-25'",
    'date: open',
  ],
  [
    'plan.clause-unknown',
    'versions[0].remainder.clause',
    PLAN,
    'payer: cash, clause: remainder',
    'payer: cash, clause: rest',
  ],
  ['plan.clause-unused', 'clauses.annual-cap', PLAN, 'clause: annual-cap }', 'clause: rounding }'],
  [
    'plan.document-unknown',
    'clauses.county-code.document',
    PLAN,
    'document: demonstration',
    'document: other',
  ],
  [
    'plan.document-unused',
    'documents.demonstration',
    PLAN,
    'document: demonstration',
    'document: work-summary',
  ],
  [
    'plan.level-missing',
    'versions[0].institutionClasses',
    PLAN,
    'levels: [prefecture, province]',
    'levels: [prefecture]',
  ],
  [
    'plan.level-twice',
    'versions[0].institutionClasses.higher-in-county.institutions[0]',
    PLAN,
    'levels: [prefecture, province]',
    'levels: [county, prefecture, province]',
  ],
  [
    'plan.class-missing',
    'versions[0].layers[0].ratios',
    PLAN,
    '          outside-county: { ratio: 55%, clause: ratio-outside-county }\n',
    '',
  ],
  [
    'plan.class-unknown',
    'versions[0].layers[0].ratios.abroad',
    PLAN,
    '          outside-county: { ratio: 55%',
    '          abroad: { ratio: 1%, clause: remainder }\n          outside-county: { ratio: 55%',
  ],
  [
    'plan.class-unknown',
    'versions[0].layers[0].ratios.not-paid',
    PLAN,
    '          outside-county: { ratio: 55%',
    '          not-paid: { ratio: 1%, clause: remainder }\n          outside-county: { ratio: 55%',
  ],
  [
    'plan.figure-negative',
    'versions[0].layers[0].caps[0].amounts.every-class.amount',
    PLAN,
    "'50000.00'",
    "'-50000.00'",
  ],
  [
    'plan.figure-negative',
    'versions[0].layers[0].deductible.amounts.in-county.amount',
    PLAN,
    "'100.00'",
    "'-100.00'",
  ],
  ['plan.figure-negative', 'versions[0].lineTolerance.amount', PLAN, "'0.01'", "'-0.01'"],
  [
    'plan.layer-twice',
    'versions[0].layers[1].id',
    PLAN,
    '    remainder: {',
    `${secondLayer('inpatient', 'outpatient')}    remainder: {`,
  ],
  [
    'plan.visits-twice',
    'versions[0].layers[1].visits[0]',
    PLAN,
    '    remainder: {',
    `${secondLayer('second', 'inpatient')}    remainder: {`,
  ],
  [
    'field.repeated',
    'versions[0].layers[0].visits',
    PLAN,
    'visits: [inpatient]',
    'visits: [inpatient, inpatient]',
  ],
  [
    'plan.switch-missing',
    'versions[0].layers[0].caps[0].beyond',
    PLAN,
    '            beyond: missed-payment\n',
    '',
  ],
  [
    'plan.switch-missing',
    'versions[0].crossCounty',
    PLAN,
    '{ places: [in-county], levels: [township, county], designated: true }',
    '{ places: [in-county], levels: [township, county], designated: true, filings: [unfiled, resident, temporary, referral, emergency] }',
  ],
  [
    'plan.switch-unwanted',
    'versions[0].layers[0].deductible.referralWithinDays',
    PLAN,
    '          merge: none\n',
    '          merge: none\n          referralWithinDays: 3\n',
  ],
  [
    'plan.choose-one',
    'versions[0].layers[0].ratios.in-county',
    PLAN,
    '{ ratio: 70%, clause: ratio-in-county }',
    '{ clause: ratio-in-county }',
  ],
  [
    'plan.choose-one',
    'versions[0].layers[0].deductible.amounts.in-county',
    PLAN,
    "amount: '100.00', clause: deductible-in-county",
    'clause: deductible-in-county',
  ],
  [
    'plan.bands-count',
    'versions[0].layers[0].ratios.in-county.byBand',
    PLAN,
    '        ratios:\n          in-county: { ratio: 70%,',
    `        ${bandsWith('1000')}        ratios:\n          in-county: { byBand: [60%, 70%, 80%],`,
  ],
  [
    'plan.edges-order',
    'versions[0].layers[0].bands.edges[0]',
    PLAN,
    '        ratios:\n',
    `        ${bandsWith('0')}        ratios:\n`,
  ],
  [
    'plan.bands-rounding',
    'versions[0].layers[0].bands',
    PLAN,
    '        ratios:\n',
    `        ${bandsWith('1000').replace('measuredOn: fee', 'measuredOn: payment')}        ratios:\n`,
  ],
  [
    'plan.name-unknown',
    'versions[0].layers[0].when.attributes[0]',
    PLAN,
    '        visits: [inpatient]\n',
    '        visits: [inpatient]\n        when: { attributes: [disabled] }\n',
  ],
  [
    'plan.name-unused',
    'attributes.disabled',
    PLAN,
    'leftOut:\n',
    'attributes: { disabled: { name: { zh: 残, en: d }, clause: rounding } }\nleftOut:\n',
  ],
  [
    'plan.counter-measures',
    'versions[0].layers[0].caps[0].counter',
    PLAN,
    '            sharedBy: member\n',
    '            sharedBy: household\n',
  ],
  [
    'plan.person-only',
    'versions[0].yearEnd[0].when.places',
    PLAN,
    '    remainder: {',
    `    yearEnd:
      - kind: top-up
        id: december
        when: { places: [in-county] }
        counter: inpatient.total
        from: { amount: '0', clause: rounding }
        payer: pooled-fund
        raise: { is: times, by: 10%, of: inpatient.pooled, clause: rounding }
        cap: { amount: '200000', counter: inpatient.pooled, clause: rounding }
        clause: rounding
    remainder: {`,
  ],
];
