/** `onecard issuer sam block`, `unblock` and `replace`. */

import { type ModuleOrder, replaceModule, setModuleStatus } from '../../../src/issuing/index.ts';
import type { SamId } from '../../../src/model/index.ts';
import { type DeskOptions, makeModule, withDesk } from '../issuing/desk.ts';
import type { CommandOptions } from '../main.ts';
import { type Answer, EXIT, UsageError } from '../output.ts';
import { pick } from '../text.ts';

export interface ModuleOptions extends DeskOptions {
  readonly id: string;
}

/** Blocks a module in the county's list, or takes that back. */
export async function changeModule(
  { language }: CommandOptions,
  status: 'good' | 'blocked',
  raw: ModuleOptions,
): Promise<Answer> {
  const id = samIdOf(raw.id);
  const result = await withDesk(raw, ({ issuer }) => setModuleStatus(issuer, id, status));
  if (result.outcome === 'replaced') {
    const text = {
      zh: `安全模块 ${id} 已补发，不能恢复`,
      en: `module ${id} was made anew and is never good again`,
    };
    return {
      exit: EXIT.declined,
      outcome: 'replaced',
      data: { id },
      text: pick(text, language),
    };
  }
  const { outcome, listVersion } = result;
  const text = {
    zh: `安全模块 ${id}：${status === 'blocked' ? '已停用' : '有效'}；名单版本 ${listVersion}`,
    en: `module ${id} is ${status}; version ${listVersion} of the list`,
  };
  const data = { id, status, listVersion };
  return { exit: EXIT.done, outcome, data, text: pick(text, language) };
}

/** Blocks a module and makes another of its role in its place in the store. */
export async function replaceSam(
  { language }: CommandOptions,
  raw: ModuleOptions,
): Promise<Answer> {
  const old = samIdOf(raw.id);
  const result = await withDesk(raw, ({ issuer, store }) =>
    replaceModule(issuer, old, (order: ModuleOrder) => makeModule(issuer, store, order)),
  );
  const { id } = result;
  const text = {
    zh: `安全模块 ${old} 已停用；新模块 ${id}`,
    en: `module ${old} is blocked; the new module is ${id}`,
  };
  const data = { blocked: old, id };
  return { exit: EXIT.done, outcome: result.outcome, data, text: pick(text, language) };
}

function samIdOf(text: string): SamId {
  if (!/^[0-9A-F]{16}$/.test(text)) {
    throw new UsageError('--id has 16 upper-case hexadecimal digits 模块编号为 16 位');
  }
  return text as SamId;
}
