import { copyStatement, encodeStatement, parseStatement, putBytes } from '../../../crypto/index.ts';
import { OneCardError } from '../../../errors/index.ts';
import type { SettlementStatement, SignedSettlementFields } from '../../../model/index.ts';
import { fields } from '../fields.ts';
import { PUBLIC_KEY_BYTES_MAX } from '../limits.ts';
import { repeated } from '../repeated.ts';
import { bytesUpTo, Mismatch, type Shape } from '../shape.ts';
import { COUNT, SIGNATURE } from './names.ts';

/** The statement as the very bytes that are signed: nothing is left to a second way of writing it. */
export const STATEMENT: Shape<SettlementStatement> = repeated({
  put: (value) => putBytes(encodeStatement(value)),
  copy: copyStatement,
  decode(value) {
    if (!(value instanceof Uint8Array)) throw new Mismatch('the bytes of a statement');
    try {
      return parseStatement(value);
    } catch (error) {
      if (error instanceof OneCardError) throw new Mismatch('the bytes of a statement');
      throw error;
    }
  },
});

/** The statement, both signatures, and the two public keys that they verify under. */
export const SIGNED: Shape<SignedSettlementFields> = fields({
  statement: STATEMENT,
  signatures: fields({ atc: COUNT, card: SIGNATURE, terminal: SIGNATURE }),
  cardKey: bytesUpTo(PUBLIC_KEY_BYTES_MAX),
  terminalKey: bytesUpTo(PUBLIC_KEY_BYTES_MAX),
});
