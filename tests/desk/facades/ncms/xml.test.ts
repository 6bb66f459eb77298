import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseXml, xmlText } from '../../../../src/desk/facades/ncms/xml.ts';
import { thrown } from '../../../support/caught.ts';

test('what is written is read again, whatever characters stand in it', () => {
  // Characters that XML 1.0 has, and no lone surrogates.
  const text = fc
    .string({ unit: 'binary', maxLength: 60 })
    .filter((each) => !/[^\P{Cc}\t\n\r]|[\ufffe\uffff]|\p{Cs}/u.test(each));
  fc.assert(
    fc.property(text, text, (first, second) => {
      const read = parseXml(
        xmlText([
          [
            'result',
            [
              ['a', first],
              ['b', [['c', second]]],
            ],
          ],
        ]),
      );
      // A line end alone is one line end (XML 1.0 §2.11); a carriage return is written as a reference.
      expect(read.children[0]!.text).toBe(first);
      expect(read.children[1]!.children[0]!.text).toBe(second);
    }),
  );
  expect(parseXml(xmlText([['a', 'x\u0000y']])).text).toBe('x\ufffdy');
});

test('elements, namespaces, references, CDATA and comments', () => {
  const root = parseXml(
    '\ufeff<?xml version="1.0" encoding="UTF-8"?>\n<!-- c --><s:a xmlns:s="urn:s" xmlns="urn:d" k=\'v\'>' +
      '1<b/>2<![CDATA[<&]]>&#x4e00;&#20108;&amp;&lt;\r\n<s:c> x </s:c ></s:a>\n',
  );
  expect(root).toMatchObject({ name: 'a', namespace: 'urn:s', text: '12<&一二&<\n' });
  expect(root.children).toMatchObject([
    { name: 'b', namespace: 'urn:d', text: '', inner: '' },
    { name: 'c', namespace: 'urn:s', text: ' x ', inner: ' x ' },
  ]);
});

test('what is no XML of messages is refused by its rule', () => {
  const deep = '<a>'.repeat(17) + '</a>'.repeat(17);
  for (const [text, rule] of [
    ['', 'not-closed'],
    ['x', 'text-outside'],
    ['<a>', 'not-closed'],
    ['<a></b>', 'tags-crossed'],
    ['<a></a><b/>', 'two-roots'],
    ['<a/>x', 'text-outside'],
    ['<a b="1" b="2"/>', 'attribute-twice'],
    ['<a b=1/>', 'not-xml'],
    ['<a b="<"/>', 'not-xml'],
    ['<n:a/>', 'unknown-prefix'],
    ['<a>&x;</a>', 'unknown-entity'],
    ['<a>&#0;</a>', 'xml-character'],
    ['<a>&#xd800;</a>', 'xml-character'],
    ['<a>&#x110000;</a>', 'xml-character'],
    ['<a>\u0001</a>', 'xml-character'],
    ['<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', 'not-xml'],
    ['<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', 'not-xml'],
    ['<a><?php x ?></a>', 'not-xml'],
    ['<a><!-- -- --></a>', 'not-xml'],
    ['<a><![CDATA[x</a>', 'not-xml'],
    [deep, 'too-deep'],
  ] as const) {
    expect([text, thrown(() => parseXml(text))]).toMatchObject([
      text,
      { code: 'desk.body-malformed', detail: { rule } },
    ]);
  }
});

test('long texts of marks take no longer than they are', () => {
  const count = 200_000;
  const began = performance.now();
  for (const text of [
    `<a ${'b'.repeat(count)}`,
    `<a ${'b="" '.repeat(count / 10)}`,
    `<a>${'<'.repeat(count)}`,
    `<!--${'-'.repeat(count)}`,
    `<a>${'&amp'.repeat(count / 4)}</a>`,
    `<a><![CDATA[${']'.repeat(count)}</a>`,
  ]) {
    expect(thrown(() => parseXml(text))).toMatchObject({ code: 'desk.body-malformed' });
  }
  expect(performance.now() - began).toBeLessThan(5_000);
});
