import { expect, test } from 'vitest';
import { xmlText } from '../../../../src/desk/facades/ncms/xml.ts';
import type { Amount } from '../../../../src/money.ts';
import { ask } from '../../support.ts';
import {
  line,
  md5,
  ncmsDesk,
  PASSWORD,
  programToken,
  registered,
  resultOf,
  send,
  signedOn,
  soap,
  textOf,
  USER,
} from './support.ts';

const head = (fields: Readonly<Record<string, string>>) =>
  xmlText([['head', Object.entries(fields)]]);

test('a program that gives no head, ticket or digest, or another’s, is told so', async () => {
  const { desk, token } = await ncmsDesk();
  const program = await signedOn(desk, token);
  const body = '<body><outpId>O1</outpId></body>';
  const rsa = md5(body);
  const other = await programToken(desk);
  const billCode = program.ticket;
  for (const [who, headXml, message] of [
    [token, head({}), 'operCode 不能为空'],
    [token, head({ operCode: 'S27' }), 'rsa 不能为空'],
    [
      token,
      head({ operCode: 'S27', rsa: md5('x'), billCode }),
      '报文校验失败：rsa 不是 bodyXml 的 MD5',
    ],
    [token, head({ operCode: 'S27', rsa }), '票据（billCode）无效或已过期，请重新认证（S02）'],
    [
      other,
      head({ operCode: 'S27', rsa, billCode }),
      '票据（billCode）无效或已过期，请重新认证（S02）',
    ],
    [token, head({ operCode: 'S99', rsa, billCode }), '不提供交易 S99'],
    [token, head({ operCode: 'toString', rsa, billCode }), '不提供交易 toString'],
    [token, head({ operCode: 'S28', rsa, billCode }), '不提供交易 S28'],
    [token, head({ operCode: 'S27', rsa, billCode }), '没有该补偿序号（outpId）的门诊登记'],
    [token, `<h><operCode>S27</operCode><operCode>S25</operCode></h>`, 'operCode 重复出现'],
  ] as const) {
    const result = resultOf(await send(desk, who, soap(headXml, body)));
    expect([headXml, result]).toMatchObject([headXml, { state: false, message }]);
  }
  for (const [userName, passWord] of [
    [USER, md5('wrong')],
    ['nobody', md5(PASSWORD)],
    ['toString', md5(PASSWORD)],
    [USER, ' '],
  ]) {
    const signing = xmlText([
      [
        'body',
        [
          ['userName', userName!],
          ['passWord', passWord!],
        ],
      ],
    ]);
    const sent = soap(head({ operCode: 'S02', rsa: md5(signing) }), signing);
    expect(resultOf(await send(desk, token, sent)).state).toBe(false);
  }
  // Digits of the digest in either case, line ends of either kind.
  const lines = '<body>\n<outpId>O1</outpId>\n</body>';
  const small = md5(lines.replaceAll('\n', '\r\n')).toLowerCase();
  const sent = soap(head({ operCode: 'S27', rsa: small, billCode }), lines);
  expect(resultOf(await send(desk, token, sent)).message).toContain('没有该补偿序号');
});

test('both SOAP versions, documents as text, CDATA or elements, names as the proxy has them', async () => {
  const { desk, token } = await ncmsDesk();
  const body = xmlText([
    [
      'body',
      [
        ['userName', USER],
        ['passWord', md5(PASSWORD)],
      ],
    ],
  ]);
  const headXml = head({ operCode: 'S02', rsa: md5(body) });
  const wrap = (parameters: string, ns = 'http://www.w3.org/2003/05/soap-envelope') =>
    `<e:Envelope xmlns:e="${ns}"><e:Header/><e:Body><request xmlns="urn:x">${parameters}</request></e:Body></e:Envelope>`;
  for (const parameters of [
    `<headXml><![CDATA[${headXml}]]></headXml><bodyXml><![CDATA[${body}]]></bodyXml>`,
    `<arg0><![CDATA[${headXml}]]></arg0><arg1><![CDATA[${body}]]></arg1>`,
    `<bodyXml>${body}</bodyXml><headXml>${headXml}</headXml>`,
  ]) {
    const answer = await send(desk, token, wrap(parameters), 'application/soap+xml');
    expect(answer.headers['content-type']).toBe('application/soap+xml; charset=utf-8');
    expect(answer.text).toContain('<n:requestResponse xmlns:n="urn:x"><n:return>');
    expect(textOf(resultOf(answer).data, 'orgId')).toBe('H99910100001');
  }
  const described = await ask(desk, 'GET', `/token/${token}/ncms?wsdl`);
  expect(described.text).toContain(`location="http://127.0.0.1:${desk.port}/token/${token}/ncms"`);
  expect((await ask(desk, 'GET', '/ncms?wsdl')).status).toBe(200);
});

test('what is no envelope is a fault, what is no message of ours never gets here', async () => {
  const { desk, token, equipment, defects } = await ncmsDesk();
  const laughs = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><l>&b;</l>';
  for (const [text, status] of [
    ['', 500],
    ['<a/>', 500],
    [laughs, 500],
    [soap(laughs, '<body/>'), 500],
    [soap('<head/>', '<body>&xxe;</body>'), 500],
    [soap('not xml', '<body/>'), 500],
    ['<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body/></s:Envelope>', 500],
    [`${'<a>'.repeat(5_000)}`, 500],
  ] as const) {
    const answer = await send(desk, token, text);
    expect([text.slice(0, 40), answer.status]).toEqual([text.slice(0, 40), status]);
    expect(answer.text).toContain('<faultcode>s:Client</faultcode>');
  }
  const fault12 = await send(desk, token, '<a/>', 'application/soap+xml');
  expect([fault12.status, /s:Sender/.test(fault12.text)]).toEqual([400, true]);
  expect((await send(desk, token, '<a/>', 'text/plain')).status).toBe(415);
  expect((await send(desk, token, '<a/>', 'application/json')).status).toBe(415);
  expect((await send(desk, 'x'.repeat(43), '<a/>')).status).toBe(401);
  const reading = await programToken(desk, ['read']);
  expect((await send(desk, reading, '<a/>')).status).toBe(403);
  const huge = 'x'.repeat(17 * 1024 * 1024);
  expect((await send(desk, token, huge).catch(() => ({ status: 413 }))).status).toBe(413);
  expect(equipment.journal.head().sequence).toBe(0);
  expect(defects).toEqual([]);
});

test('what a message may not, is refused in the interface’s words', async () => {
  const at = await ncmsDesk({ secondPersonFrom: 1n as Amount });
  const { desk, token, reader, equipment } = at;
  const program = await signedOn(desk, token);
  const outpId = await registered(program);
  for (const [code, fields, message] of [
    [
      'S18',
      [
        ['memberId', '999001-01-02-03-004-2'],
        ['diseaseCode', 'J06.900'],
      ],
      '读卡器里不是该参合人的卡（个人编码不符）',
    ],
    ['S18', [], 'diseaseCode 不能为空'],
    [
      'S18',
      [
        ['diseaseCode', 'J06.900'],
        ['inpatientDate', '2199-01-01'],
      ],
      '就诊时间（inpatientDate）晚于今天',
    ],
    [
      'S18',
      [
        ['diseaseCode', 'J06.900'],
        ['inpatientDate', '2026-02-30'],
      ],
      'inpatientDate 不是日期（yyyy-MM-dd）',
    ],
    [
      'S18',
      [
        ['diseaseCode', 'J06.900'],
        ['isAccountPay', '2'],
      ],
      'isAccountPay 只能是 0 或 1',
    ],
    ['S03', [['medicalNo', '999001-01-02-03-005-1']], '读卡器里不是该医疗证号（或身份证号）的卡'],
    ['S21', [['outpId', outpId]], '明细（list/detail）不能为空'],
    [
      'S21',
      [
        ['outpId', 'O0'],
        ['list', [line('1')]],
      ],
      '没有该补偿序号（outpId）的门诊登记',
    ],
    ['S24', [['outpId', '<x>&'.repeat(80)]], 'outpId 过长'],
    ['S26', [['outpId', outpId]], '不是结算与暂存状态'],
    ['S27', [['outpId', outpId]], '尚未结算'],
  ] as const) {
    expect([code, fields, await program.call(code, fields)]).toMatchObject([
      code,
      fields,
      { state: false, message },
    ]);
  }
  // What the registration excludes is not paid all the same.
  await program.call('S20', [
    ['outpId', outpId],
    ['isOutpPay', '0'],
  ]);
  for (const code of ['S24', 'S25']) {
    const result = await program.call(code, [['outpId', outpId]]);
    expect([code, result.message]).toEqual([
      code,
      '登记为不统筹（isOutpPay=0），而补偿方案由统筹基金支付；请修改登记（S20）',
    ]);
  }
  expect(equipment.journal.head().sequence).toBe(0);
  await program.call('S20', [
    ['outpId', outpId],
    ['isOutpPay', '1'],
  ]);
  expect((await program.call('S25', [['outpId', outpId]])).state).toBe(true);
  expect(
    (
      await program.call('S21', [
        ['outpId', outpId],
        ['list', [line('2')]],
      ])
    ).message,
  ).toBe('已结算，上传无效');
  expect((await program.call('S19', [['outpId', outpId]])).message).toContain('请先冲红（S26）');
  expect((await program.call('S26', [['outpId', outpId]])).message).toContain('第二');

  const weak = await programToken(desk, ['read', 'settle']);
  const settling = await signedOn(desk, weak);
  const again = await registered(settling, [line('1')]);
  await settling.call('S25', [['outpId', again]]);
  expect((await settling.call('S26', [['outpId', again]])).state).toBe(false);

  const third = await registered(program);
  reader.remove();
  const began = Date.now();
  expect((await program.call('S25', [['outpId', third]])).message).toContain('卡');
  expect(Date.now() - began).toBeLessThan(10_000);
  expect((await program.call('S19', [['outpId', third]])).state).toBe(true);
  expect((await program.call('S25', [['outpId', third]])).message).toBe('门诊登记已退回');
  expect(kindsOf(equipment, 'reversed')).toBe(0);
  const audit = await ask(desk, 'GET', '/v1/audit', {
    authorization: `Bearer ${desk.consoleToken}`,
  });
  expect(audit.text).toContain('ncms S25');
  expect(audit.text).not.toMatch(/测试甲|999001-01|9990011962/);
}, 30_000);

function kindsOf(
  { journal }: { journal: { entries(): Iterable<{ kind: string }> } },
  kind: string,
) {
  return [...journal.entries()].filter((entry) => entry.kind === kind).length;
}
