/** What is over is forgotten at the start and once a day; a stay that goes on never is. */

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ncmsFacade } from '../../../../src/desk/facades/ncms/index.ts';
import {
  FORGET_LOOK_MS,
  KEPT_DAYS,
  STAY_KEPT_DAYS,
} from '../../../../src/desk/facades/ncms/limits.ts';
import type { DeskModule, DeskParts } from '../../../../src/desk/routes.ts';
import { chinaDate } from '../../../../src/time.ts';
import { PROVIDER } from '../world.ts';
import {
  inHospital,
  md5,
  ncmsDesk,
  PASSWORD,
  programToken,
  registered,
  signedOn,
  USER,
} from './support.ts';

const DAY_MS = 86_400_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** So many days later, and an hour in which the service runs. */
function pass(days: number): void {
  vi.setSystemTime(Date.now() + days * DAY_MS);
  vi.advanceTimersByTime(FORGET_LOOK_MS);
}

async function atDesk() {
  let parts: DeskParts | undefined;
  const facade = ncmsFacade({ provider: PROVIDER, users: { [USER]: md5(PASSWORD) } });
  const module: DeskModule = (given) => {
    parts = given;
    return facade(given);
  };
  const at = await ncmsDesk({ modules: [module] });
  const program = await signedOn(at.desk, at.token);
  const today = chinaDate(at.equipment.clock.now());
  const kept = () => ({
    outpatients: parts!.kept.list('ncms', 'outpatient', 10).map(({ id }) => id),
    stays: parts!.kept.list('ncms-stay', 'stay', 10).map(({ id }) => id),
    numbers: parts!.kept.list('ncms-stay', 'number', 10).map(({ record }) => record),
  });
  return { ...at, program, today, kept };
}

type Program = Awaited<ReturnType<typeof signedOn>>;

async function cancelled(program: Program, inpId: string): Promise<void> {
  await program.call('S12', [['inpId', inpId]]);
  expect((await program.call('S05', [['inpId', inpId]])).message).toBe('');
}

test('once a day, outpatients and stays that ended go when their time is up; an open stay stays', async () => {
  const { desk, program, today, kept, defects } = await atDesk();
  const outpId = await registered(program);
  const settled = await inHospital(program, today, 'ZY-1');
  await program.call('S07', [['inpId', settled]]);
  expect((await program.call('S14', [['inpId', settled]])).message).toBe('');
  const given = await inHospital(program, today, 'ZY-2');
  await cancelled(program, given);
  const due = await inHospital(program, today, 'ZY-3');
  expect((await program.call('S07', [['inpId', due]])).message).toBe('');
  const open = await inHospital(program, today, 'ZY-4');
  const all = [open, due, given, settled];

  pass(0);
  expect(kept()).toEqual({ outpatients: [outpId], stays: all, numbers: all });
  pass(KEPT_DAYS);
  expect(kept()).toEqual({ outpatients: [], stays: all, numbers: all });
  pass(STAY_KEPT_DAYS - KEPT_DAYS - 0.5);
  expect(kept().stays).toEqual(all);
  // Their time is up, and the last look is not a day ago.
  pass(0.6);
  expect(kept().stays).toEqual(all);
  pass(0.4);
  expect(kept()).toEqual({ outpatients: [], stays: [open, due], numbers: [open, due] });
  pass(3_000);
  expect(kept().stays).toEqual([open, due]);

  // By its end, whenever it began: it ends today.
  const later = await signedOn(desk, await programToken(desk));
  expect((await later.call('S16', [['inpId', settled]])).message).toContain('没有该补偿序号');
  await cancelled(later, open);
  pass(STAY_KEPT_DAYS - 0.1);
  expect(kept().stays).toEqual([open, due]);
  pass(1);
  expect(kept().stays).toEqual([due]);
  expect(defects).toEqual([]);
});

test('at the start, what is over goes at once, and a stopped service looks no more', async () => {
  const { desk, program, today, kept, open } = await atDesk();
  const over = await inHospital(program, today);
  await cancelled(program, over);
  const outpId = await registered(program);
  expect(kept()).toEqual({ outpatients: [outpId], stays: [over], numbers: [over] });
  await desk.close();
  expect(vi.getTimerCount()).toBe(0);
  vi.setSystemTime(Date.now() + (STAY_KEPT_DAYS + 1) * DAY_MS);
  const again = await open();
  expect(kept()).toEqual({ outpatients: [], stays: [], numbers: [] });
  await again.close();
});
