/** The service killed in the middle of 2304: resent or reversed by number, and the totals are those of the answers. */

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../../src/terminal/index.ts';
import { ROOT } from '../../../support/sources.ts';
import { temporaryFolder } from '../../../support/world.ts';
import { hisOf, PERSON, programToken } from './hospital.ts';

/** Milliseconds from the request to the kill: through the whole of a settlement, and after it. */
const KILLS_MS = [0, 60, 120, 200, 350, 700];

/** Seven starts of the command on a loaded machine. */
const TEST_MS = 300_000;

interface Running {
  readonly child: ChildProcess;
  readonly port: number;
  readonly consoleToken: string;
}

async function start(data: string): Promise<Running> {
  const cli = join(ROOT, 'dist/cli.js');
  if (!existsSync(cli)) throw new Error('dist/cli.js is missing: npm run bundle makes it');
  const file = join(data, 'desk.console');
  await rm(file, { force: true });
  const facades = join(ROOT, 'examples/service/facades.json');
  const args = ['desk', '--data', data, '--port', '0', '--facades', facades];
  const child = spawn(process.execPath, [cli, ...args], { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  for (let round = 0; round < 600; round++) {
    const text = await readFile(file, 'utf8').catch(() => '');
    if (text !== '') {
      const { url, token } = JSON.parse(text) as { url: string; token: string };
      return { child, port: Number(new URL(url).port), consoleToken: token };
    }
    await sleep(50);
  }
  throw new Error('the service did not start');
}

function killed({ child }: Running): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}

test(
  'killed at any moment, a settlement is resent or reversed by its number, and stands once or not at all',
  async () => {
    const data = join(await temporaryFolder(), 'world');
    let running = await start(data);
    const token = await programToken(running);
    const now = systemClock.now();
    const first = hisOf(running, token, now);
    const signNo = await first.signIn();
    await first.readCard();
    const standing: { readonly total: number; readonly fund: number }[] = [];

    for (const [index, delayMs] of KILLS_MS.entries()) {
      const his = hisOf(running, token, now, signNo);
      const admitted = await his.must('2401', {
        mdtrtinfo: {
          psn_no: PERSON,
          insutype: '380',
          begntime: his.today,
          med_type: '21',
          ipt_no: `ZY-${index}`,
          dscg_maindiag_code: 'J18.900',
        },
      });
      const visit = admitted.result.mdtrt_id;
      const line = his.line(visit, 'a', { det_item_fee_sumamt: 1275, cnt: 100 });
      const uploaded = await his.must('2301', { feedetail: [line] });
      const message = his.envelope('2304', his.settlement(visit, uploaded, { med_type: '21' }));
      const cut = his.send(message).catch(() => undefined);
      await sleep(delayMs);
      await killed(running);
      await cut;

      running = await start(data);
      const after = hisOf(running, token, now, signNo);
      if (index % 2 === 1) {
        const undo = { data: { psn_no: PERSON, omsgid: message.msgid, oinfno: '2304' } };
        expect((await after.call('2601', undo)).err_msg).toBe('');
        expect((await after.send(message)).err_msg).toContain('national.message-reversed');
      } else {
        const settled = await after.send(message);
        expect(settled.err_msg).toBe('');
        expect(await after.send(message)).toEqual(settled);
        const { medfee_sumamt: total, fund_pay_sumamt: fund } = settled.output.setlinfo;
        standing.push({ total, fund });
      }
      const sum = (name: 'total' | 'fund') =>
        standing.reduce((so, each) => so + Math.round(each[name] * 100), 0) / 100;
      const { stmtinfo } = await after.must('3201', {
        data: {
          insutype: '380',
          clr_type: '21',
          stmt_begndate: after.today,
          stmt_enddate: after.today,
          medfee_sumamt: sum('total'),
          fund_pay_sumamt: sum('fund'),
          fixmedins_setl_cnt: standing.length,
        },
      });
      expect(stmtinfo.stmt_rslt_dscr).toBe('平');
    }
    await killed(running);
  },
  TEST_MS,
);
