// What a hospital's books say of a day, against what a terminal says: differences first.
import { readFileSync } from 'node:fs';
import { parseHisDay, reconcile, renderDay } from 'onecard/settlement';

const file = 'examples/stays/his-day.csv';
const his = parseHisDay(readFileSync(file, 'utf8'), file);

// Of a terminal the movements come from its journal (`openDayDesk` of onecard/terminal); here one that differs.
const [booked] = his.movements;
const journal = [
  { ...booked, total: booked.total + 1n, byPayer: { ...booked.byPayer, cash: 40001n } },
];

const comparison = reconcile([
  { side: 'his', ...his },
  { side: 'journal', movements: journal },
]);
process.stdout.write(renderDay(his.date, comparison, 'en'));
