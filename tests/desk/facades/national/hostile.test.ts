/** Bodies that mean harm, and signatures. */

import { expect, test } from 'vitest';
import {
  type NationalSignature,
  signedText,
} from '../../../../src/desk/facades/national/signature.ts';
import { parseExactJson } from '../../../../src/desk/facades/shared/exactJson.ts';
import { textSigner, textVerifier } from '../../../../src/settlement/index.ts';
import { ask } from '../../support.ts';
import { hospital } from './hospital.ts';

test.each([
  ['no JSON', '{"infno":'],
  ['a field twice', '{"infno":"1101","infno":"2207"}'],
  ['an exponent', '{"infno":1e3}'],
  ['depth', '['.repeat(5_000) + ']'.repeat(5_000)],
  ['an array', '[1,2]'],
  ['null', 'null'],
  ['a prototype', '{"__proto__":{"infno":"1101"},"constructor":{"infno":"1101"}}'],
])('a body with %s is answered with -1', async (_, text) => {
  const { his, defects } = await hospital();
  const answer = await his.sendText(text);
  expect([answer.infcode, answer.output]).toEqual([-1, null]);
  expect(answer.err_msg).toMatch(/desk\.body-malformed|national\.field-wrong/);
  expect(defects).toEqual([]);
});

test('what can be sent by a form, has no token or another host never gets that far', async () => {
  const { desk, token } = await hospital();
  const path = '/fsi/api/rsfComIfsService/callService';
  const send = (headers: Record<string, string>, text: string) =>
    ask(
      desk,
      'POST',
      path,
      { 'content-length': String(Buffer.byteLength(text)), ...headers },
      text,
    );
  const authorization = `Bearer ${token}`;
  const json = { authorization, 'content-type': 'application/json' };
  expect((await send({ ...json, 'content-type': 'text/plain' }, '{}')).status).toBe(415);
  expect((await send({ 'content-type': 'application/json' }, '{}')).status).toBe(401);
  expect((await send({ ...json, host: 'evil.example' }, '{}')).status).toBe(403);
});

test('text of a message is text wherever it shows up', async () => {
  const { his, defects } = await hospital();
  await his.signIn();
  await his.readCard();
  const visit = await his.outpatient();
  const script = '<script>alert(1)</script>\u2028';
  const answer = await his.call('2204', {
    feedetail: [his.line(visit, 'a', { med_list_codg: script })],
  });
  expect(answer.infcode).toBe(-1);
  const kept = await his.must('2204', {
    feedetail: [his.line(visit, "a'); DROP TABLE kept_record;--", { feedetl_sn: 'a' })],
  });
  expect(kept.result).toHaveLength(1);
  const { psn_no, ...data } = his.settlement(visit, kept).data as Record<string, unknown>;
  const text = JSON.stringify(his.envelope('2207', { data: 'DATA' }));
  const inherited = { ...data, PROTO: { psn_no } };
  const hidden = await his.sendText(
    text.replace('"DATA"', JSON.stringify(inherited).replace('PROTO', '__proto__')),
  );
  expect(hidden.err_msg).toContain('psn_no');
  expect(hidden.infcode).toBe(-1);
  expect(defects).toEqual([]);
});

test('numbers are read as they were written, deep down and in strings', () => {
  const value = parseExactJson(
    '{"a":[1.10,"2.20",-0,{"b":12345678901234567890.123456}],"c":"\\"3\\""}',
  );
  expect(JSON.parse(JSON.stringify(value))).toEqual({
    a: [{ text: '1.10' }, '2.20', { text: '-0' }, { b: { text: '12345678901234567890.123456' } }],
    c: '"3"',
  });
});

const CLIENT = textSigner('39'.repeat(32));
const SERVICE = textSigner('4a'.repeat(32));
const SIGNATURE: NationalSignature = {
  clientKey: CLIENT.publicKey,
  serviceKey: '4a'.repeat(32),
  secret: '测试密钥串',
};

test('with keys every message is signed and every answer is; a byte more is another message', async () => {
  const { his, defects } = await hospital({}, { signature: SIGNATURE });
  const signIn = his.envelope('9001', { signIn: { opter_no: '0001' } });
  const signed = (message: Record<string, unknown>, field = 'cainfo') => {
    const body = parseExactJson(JSON.stringify(message)) as never;
    return { ...message, [field]: CLIENT.sign(signedText(body, SIGNATURE.secret)) };
  };
  expect((await his.send(signIn)).err_msg).toContain('national.signature-refused');
  const good = signed({ ...signIn, signtype: 'SM2' });
  expect((await his.send({ ...good, opter_name: '另一人' })).err_msg).toContain(
    'national.signature-refused',
  );
  expect((await his.send({ ...good, cainfo: SERVICE.sign('x') })).err_msg).toContain(
    'national.signature-refused',
  );
  const answer = await his.send(good);
  expect(answer.infcode).toBe(0);
  const { cainfo, ...rest } = answer;
  const text = signedText(parseExactJson(JSON.stringify(rest)) as never, SIGNATURE.secret);
  const verifier = textVerifier(SERVICE.publicKey);
  expect(verifier.verify(text, cainfo)).toBe(true);
  expect(verifier.verify(`${text} `, cainfo)).toBe(false);

  // Sorted by name, empty ones and the signature left out, objects as sorted JSON, the secret last.
  const body = parseExactJson(
    '{"b":{"z":1.50,"a":["x",null]},"a":"1","e":"","n":null,"cainfo":"s"}',
  );
  expect(signedText(body as never, 'k')).toBe('a=1&b={"a":["x",null],"z":1.50}&key=k');
  // Some provinces name the field otherwise.
  const other = his.envelope('9001', { signIn: { opter_no: '0001' } });
  expect((await his.send(signed(other, 'signData'))).infcode).toBe(0);
  // What is refused is signed too.
  const refused = await his.send(signed(his.envelope('9999', {})));
  expect(refused.cainfo).toMatch(/^[A-Za-z0-9+/]{86}==$/);
  expect(defects).toEqual([]);
});

test('a key that is none is refused at the start', () => {
  expect(() => textVerifier('04')).toThrow(TypeError);
  expect(() => textVerifier('00'.repeat(64))).toThrow(/crypto\.key-malformed/);
  expect(() => textSigner('00'.repeat(32))).toThrow(/crypto\.key-malformed/);
  expect(textVerifier(CLIENT.publicKey.slice(2)).verify('x', CLIENT.sign('x'))).toBe(true);
  expect(textVerifier(CLIENT.publicKey).verify('x', `${CLIENT.sign('x')} `)).toBe(false);
});
