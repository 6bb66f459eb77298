// Settles one bill for the card in the reader and prints the receipt.
// node examples/first-settlement.mjs          a virtual card in this process
// node examples/first-settlement.mjs pcsc     the card in a PC/SC reader
import { pcscReaders } from 'onecard/reader';
import { virtualReader } from 'onecard/virtual';
import { makeDesk } from './desk.mjs';
import { settleAtTheDesk } from './settle-at-the-desk.mjs';

const { card, equipment, bill } = await makeDesk();
const readers = process.argv[2] === 'pcsc' ? pcscReaders() : virtualReader(card);
console.log(await settleAtTheDesk(equipment, bill, readers));
