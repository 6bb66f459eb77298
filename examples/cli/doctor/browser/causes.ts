/** What the doctor can find between a page of the hospital system and the desk service. */

import {
  bad,
  type CauseTexts,
  doubtful,
  type Finding,
  type FindingParts,
  good,
  skipped,
} from '../../../../src/reader/doctor/index.ts';

export const BROWSER_CAUSES = {
  'desk-answers': good('桌面服务有应答', 'the desk service answers'),
  'desk-not-running': bad(
    ['桌面服务没有运行，或没有应答', '运行 onecard desk，并用同一个 --data 文件夹'],
    ['the desk service does not run, or does not answer', 'run onecard desk over the same --data'],
  ),
  'browser-found': good('浏览器已找到', 'a browser is there'),
  'browser-missing': skipped(
    '没有找到 Chromium、Chrome 或 Edge；以下按最新版本判断',
    'no Chromium, Chrome or Edge was found; what follows is judged as for the newest',
  ),
  'policies-not-read': skipped(
    '无法读取本系统的浏览器策略',
    'the browser policies of this system cannot be read',
  ),
  'desk-address-blocked': bad(
    ['浏览器策略 URLBlocklist 拦截了本机地址', '在 URLAllowlist 中加入 127.0.0.1'],
    ['the policy URLBlocklist blocks this computer’s own address', 'put 127.0.0.1 on URLAllowlist'],
  ),
  'pop-ups-blocked': doubtful(
    ['浏览器策略禁止弹出窗口，服务的窗口打不开', '在 PopupsAllowedForUrls 中加入医院系统的来源'],
    [
      'a policy blocks pop-ups, so the service’s window does not open',
      'put the hospital system’s origin on PopupsAllowedForUrls',
    ],
  ),
  'page-on-this-computer': good('页面就在本机，可直接访问', 'the page is this computer’s own'),
  'page-not-gated': good(
    '此浏览器版本不限制网页访问本机服务',
    'this version of the browser keeps no page from this computer',
  ),
  'page-in-the-hospital': good(
    '院内页面，可直接访问本机服务',
    'a page of the hospital’s own network: it calls directly',
  ),
  'page-in-the-hospital-http': doubtful(
    [
      '院内 http 页面目前可直接访问；浏览器已宣布今后只放行 https',
      '为医院系统启用 https；在那之前可用服务的窗口',
    ],
    [
      'a page of the hospital’s own network over http: it calls directly today, and browsers have announced that https alone will',
      'give the hospital system https; the service’s window works meanwhile',
    ],
  ),
  'page-allowed': good('策略已放行该页面', 'a policy lets the page call directly'),
  'page-asks-the-clerk': doubtful(
    [
      '浏览器会询问收费员是否允许该页面访问本机；策略 LoopbackNetworkAllowedForUrls 中没有它',
      '写入下面的策略文件，浏览器即不再询问；在那之前可用服务的窗口',
    ],
    [
      'the browser asks the clerk about this page: it is not on LoopbackNetworkAllowedForUrls',
      'write the policy file below and nobody is asked; the service’s window works meanwhile',
    ],
  ),
  'page-needs-https': doubtful(
    [
      '该页面是公网地址上的 http 页面，浏览器不允许它直接访问本机，任何放行名单也不行',
      '为医院系统启用 https，再写入策略文件；在那之前用服务的窗口',
    ],
    [
      'a page over plain http from a public address: the browser keeps it from this computer, whatever a list says',
      'give the hospital system https, then write the policy; the service’s window works meanwhile',
    ],
  ),
  'page-blocked-by-policy': bad(
    ['浏览器策略明确禁止该页面访问本机服务', '从 …BlockedForUrls 中移除它'],
    ['a policy forbids the page to call this computer', 'take it off …BlockedForUrls'],
  ),
  'page-unresolved': doubtful(
    ['医院系统的域名无法解析', '核对 --his 的地址与本机的 DNS'],
    ['the name of the hospital system has no address', 'check --his and the DNS of this computer'],
  ),
  'origin-paired': good('该来源已配对', 'the origin is paired'),
  'origin-allowed': doubtful(
    ['该来源在允许名单中，但还没有配对', '在页面上配对，输入服务窗口里的六位数字'],
    ['the origin is on the list and not paired yet', 'pair the page by the six digits'],
  ),
  'origin-unknown': doubtful(
    [
      '该来源不在允许名单中，直接访问会被拒绝',
      '通过服务的窗口配对，或运行 onecard desk allow 来源',
    ],
    [
      'the origin is not on the list: calling directly is refused',
      'pair through the service’s window, or run onecard desk allow ORIGIN',
    ],
  ),
  'page-clock-agrees': good('本机时间与医院系统一致', 'the clocks of page and computer agree'),
  'page-clock-differs': bad(
    ['本机时间与医院系统相差过大：https 证书会被判为无效', '校准时间，启用自动对时'],
    [
      'this clock and the hospital system’s are far apart: https certificates are refused by it',
      'set the clock and turn time service on',
    ],
  ),
  'page-not-reached': skipped(
    '医院系统没有应答，无法核对时间',
    'the hospital system did not answer, so the clocks are not compared',
  ),
} as const satisfies Record<string, CauseTexts>;

export type BrowserCause = keyof typeof BROWSER_CAUSES;
export type BrowserFinding = Finding<BrowserCause>;

/** A finding with the sentences of its cause. */
export function foundAtBrowser(
  check: string,
  cause: BrowserCause,
  { facts = {}, ...parts }: FindingParts = {},
): BrowserFinding {
  return { check, cause, ...BROWSER_CAUSES[cause], facts, ...parts };
}
