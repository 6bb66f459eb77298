// A receipt on paper: what a thermal printer is sent, and a page for any other.
import { Writable } from 'node:stream';
import { printed, settlementSlip } from 'onecard/desk';
import { openTerminal } from 'onecard/terminal';
import { virtualReader } from 'onecard/virtual';
import { makeDesk } from './desk.mjs';

const { card, equipment, bill } = await makeDesk();
const transport = await virtualReader(card).connect({ exclusive: true });
const { entry } = await openTerminal(equipment).settle(transport, bill);
await transport.close();

const slip = settlementSlip(entry, 'zh', { copyNumber: 1 });
const at = equipment.clock.now();
const roll = await printed([slip], { format: 'escpos', paper: '80mm', at });
const page = await printed([slip], { format: 'html', paper: 'A5', at });

// In place of this a printer: parsePrinter('till=tcp:192.168.1.60:9100,80mm').send(roll.bytes)
const paper = new Writable({
  write(bytes, _encoding, done) {
    console.log(new TextDecoder('gb18030').decode(bytes).match(/\*\*\* .* \*\*\*/)[0]);
    done();
  },
});
paper.write(roll.bytes);
console.log(new TextDecoder().decode(page.bytes).match(/@page .*/)[0]);
