// Imports a catalogue from tables, examines a bill by a county's controls, and prints what was found.
import { createReadStream, readFileSync } from 'node:fs';
import {
  effectsOf,
  examineBill,
  importCatalogue,
  parseBill,
  parseRegister,
  refusedRowText,
  renderFindings,
} from 'onecard/settlement';

const path = (name) => new URL(name, import.meta.url);
const text = (name) => readFileSync(path(name), 'utf8');

const { catalogue } = await importCatalogue({
  head: text('catalogue/head.yaml'),
  headFile: 'head.yaml',
  open: (file) => createReadStream(path(`catalogue/${file}`)),
  onRefused: (row) => console.log(refusedRowText(row, 'en')),
});
const register = parseRegister(text('register/999101.yaml'), 'register.yaml');
const bill = parseBill(text('bills/yinjiang-inpatient.json'), 'bill.json');

const clause = {
  document: 'Control measures',
  text: { zh: '监管办法', en: 'the control measures of the county' },
  isAssumed: true,
};
const findings = examineBill({
  bill,
  catalogue,
  register,
  history: [],
  person: {
    home: bill.patient.memberNumber.slice(0, 6),
    memberNumber: bill.patient.memberNumber,
    name: bill.patient.name,
    sex: 1,
    bornOn: '1960-01-01',
    category: 'ordinary',
  },
  rules: {
    rounding: 'half-up',
    clauseOf: () => clause,
    controls: {
      'institution-designation': { verdict: 'refuse', clause: 'designation' },
      'catalogue-match': { verdict: 'review', clause: 'catalogue' },
      'repeated-examination': {
        verdict: 'deduct-from-hospital',
        acrossInstitutions: true,
        clause: 'recognition',
      },
      'length-of-stay': { verdict: 'warn', limit: { all: 5 }, clause: 'stay' },
    },
  },
});
process.stdout.write(renderFindings(findings, 'en'));
const { lines, needsReview } = effectsOf(bill, findings);
console.log(`${findings.length} findings, ${lines.size} lines deducted, review: ${needsReview}`);
