import { concat, equalBytes, fromHex } from '../../src/bytes.ts';
import {
  encodeIdAnswer,
  encodeIdCommand,
  IdFrameDecoder,
  type IdFrameEvent,
} from '../../src/reader/serial/idCard/frame.ts';
import {
  encodeIdText,
  ID_TEXT_BYTES,
  parseIdCard,
  parseIdText,
} from '../../src/reader/serial/idCard/text.ts';
import { plainDate } from '../../src/time.ts';
import type { FuzzEntry } from './harness/entry.ts';
import { damaged, must, pickByte, pickBytes, pickNumber, unlessRefused } from './harness/inputs.ts';
import type { Random } from './harness/random.ts';

const TEXT = encodeIdText({
  name: '测试甲',
  sexCode: 2,
  ethnicGroupCode: '01',
  bornOn: plainDate('1956-03-09'),
  address: '测试省测试县测试乡测试村一组',
  idNumber: '999001195603090022',
  issuer: '测试县公安局',
  validFrom: plainDate('2010-01-01'),
  validUntil: 'long-term',
});
const HEADS = ['01000400', '010000000000', '01000000', '0100'].map(fromHex);
const FRAMES = [
  encodeIdCommand('find'),
  encodeIdAnswer({ status: 0x9f, data: new Uint8Array(4) }),
  encodeIdAnswer({ status: 0x80, data: new Uint8Array(0) }),
  encodeIdAnswer({ status: 0x90, data: concat([fromHex('01000000'), TEXT]) }),
];

/** Frames are found in a stream however it is cut; a card that is accepted has nothing but its fields. */
export const sdt: FuzzEntry = {
  name: 'SDT',
  run(random, inputs) {
    for (let input = 0; input < inputs; input++) {
      frames(random);
      text(random);
      const data = concat([damaged(random, HEADS), TEXT, pickBytes(random, 1_100)]);
      const command = random() < 0.5 ? 'read' : 'read-with-fingerprints';
      const card = unlessRefused(['reader'], () => parseIdCard(data, command));
      if (card) must(card.photo.length <= 1_024, 'a photo is bounded');
    }
  },
};

function frames(random: Random): void {
  const line = damaged(random, FRAMES);
  const whole = events(new IdFrameDecoder(), [line]);
  const pieces: Uint8Array[] = [];
  for (let offset = 0; offset < line.length; ) {
    const size = 1 + pickNumber(random, 40);
    pieces.push(line.subarray(offset, offset + size));
    offset += size;
  }
  const cut = events(new IdFrameDecoder(), pieces);
  must(JSON.stringify(cut) === JSON.stringify(whole), 'cuts do not matter');
  for (const event of whole) {
    if (event.type !== 'answer') continue;
    must(event.answer.status <= 0xffffff && event.answer.data.length <= 2_310, 'bounds');
  }
}

function events(decoder: IdFrameDecoder, pieces: readonly Uint8Array[]): IdFrameEvent[] {
  return pieces.flatMap((piece) => decoder.push(piece));
}

function text(random: Random): void {
  const block = TEXT.slice();
  for (let changes = pickNumber(random, 5); changes > 0; changes--) {
    block[pickNumber(random, ID_TEXT_BYTES)] = pickByte(random);
  }
  const card = unlessRefused(['reader'], () => parseIdText(block));
  if (!card) return;
  must(card.name.length <= 15 && card.idNumber.length === 18, 'fields keep their size');
  const again = parseIdText(encodeIdText(card));
  must(JSON.stringify(again) === JSON.stringify(card), 'what is parsed can be written');
  must(equalBytes(encodeIdText(again), encodeIdText(card)), 'and has one form');
}
