// A journal with millions of entries, fast: valid chained rows of small kinds in the journal's own tables.
import { createHash, randomBytes } from 'node:crypto';
import { DatabaseSync } from '@photostructure/sqlite';
import { encodeCbor } from '../../dist/crypto.js';

const KINDS = ['unknown', 'answered', 'card-pending', 'card-committed', 'card-committed'];
const PAYLOADS = [
  { attempt: 1, cause: 'centre.unreachable', version: 1 },
  { answeredAt: 1_773_021_600_000, outcome: 'settled', version: 1 },
  { cardSequence: 7, slot: 'A', version: 1 },
  { atc: 7, cardKey: new Uint8Array(77), cardSignature: new Uint8Array(64), version: 1 },
  { atc: 8, cardKey: new Uint8Array(77), cardSignature: new Uint8Array(64), version: 1 },
].map((fields) => encodeCbor(new Map(Object.entries(fields))));
const AT = 1_773_021_600_000;
const ROWS_A_COMMIT = 200_000;

const sha256 = (bytes) => createHash('sha256').update(bytes).digest();

/** Everything of the hashed array that does not change from row to row of one kind. */
const TEMPLATES = KINDS.map((kind, at) => {
  const digest = sha256(PAYLOADS[at]);
  return (sequence, id, previous) => encodeHead(kind, sequence, id, digest, previous);
});

/** CBOR of [context, sequence, at, kind, id, payload digest, previous hash] (docs/formats/journal.md). */
function encodeHead(kind, sequence, id, digest, previous) {
  return Buffer.concat([
    HEAD,
    unsigned(sequence),
    TIME,
    Buffer.from([0x60 + kind.length]),
    Buffer.from(kind),
    BYTES_16,
    id,
    BYTES_32,
    digest,
    BYTES_32,
    previous,
  ]);
}

const HEAD = Buffer.concat([Buffer.from([0x87, 0x71]), Buffer.from('OneCard/JOURNAL/1')]);
const BYTES_16 = Buffer.from([0x50]);
const BYTES_32 = Buffer.from([0x58, 32]);
const TIME = Buffer.alloc(9);
TIME[0] = 0x1b;
TIME.writeBigUInt64BE(BigInt(AT), 1);

function unsigned(value) {
  if (value < 24) return Buffer.from([value]);
  if (value < 256) return Buffer.from([0x18, value]);
  const bytes = Buffer.alloc(value < 65_536 ? 3 : 5);
  bytes[0] = value < 65_536 ? 0x19 : 0x1a;
  if (value < 65_536) bytes.writeUInt16BE(value, 1);
  else bytes.writeUInt32BE(value, 1);
  return bytes;
}

/** Adds rows until the journal in `file`, which is closed, has `count` entries. */
export function fill(file, count) {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -400000');
  const { sequence: last, hash } = database
    .prepare('SELECT sequence, hash FROM entry ORDER BY sequence DESC LIMIT 1')
    .get();
  const insert = database.prepare('INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?)');
  const bill = database.prepare('INSERT INTO settled_bill VALUES (?, ?, ?)');
  let previous = hash;
  let id = Buffer.alloc(16);
  database.exec('BEGIN');
  for (let sequence = last + 1; sequence <= count; sequence++) {
    const step = sequence % KINDS.length;
    if (step === 0) id = newId(sequence);
    const own = sha256(TEMPLATES[step](sequence, id, previous));
    insert.run(sequence, AT, KINDS[step], id, previous, own, PAYLOADS[step]);
    if (step === 4) bill.run('H99920100001', `Z-${sequence}`, sequence);
    previous = own;
    if (sequence % ROWS_A_COMMIT === 0) database.exec('COMMIT; BEGIN');
  }
  database.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
}

/** A UUID of version 7: ascending by time, random at its end, as terminals make them. */
function newId(sequence) {
  const id = randomBytes(16);
  id.writeUIntBE(0x018e_0000_0000 + sequence, 0, 6);
  id[6] = (id[6] & 0x0f) | 0x70;
  id[8] = (id[8] & 0x3f) | 0x80;
  return id;
}
