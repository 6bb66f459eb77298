/** iVerifyPIN, iChangePIN. A PIN is a secret from the first line on; no answer and no record holds one. */

import type { SecretPin } from '../../../model/index.ts';
import type { PinResult } from '../../../terminal/deskParts.ts';
import { type DriverAnswer, failure, fields } from './answer.ts';
import { withCard } from './card.ts';
import type { DriverCall } from './functions.ts';
import { pinOf } from './request.ts';

type Entered =
  | { readonly outcome: 'entered'; readonly pin: SecretPin }
  | { readonly outcome: 'failed'; readonly answer: DriverAnswer };

/** Out of the call, or by the desk's own keypad. */
async function entered({ desk, request }: DriverCall): Promise<Entered> {
  const { holderPin } = desk.equipment;
  if (request.pin === undefined) {
    const asked = holderPin && (await holderPin.ask());
    return asked ? { outcome: 'entered', pin: asked } : no('-31');
  }
  const pin = pinOf(request.pin);
  return pin ? { outcome: 'entered', pin } : no('-33');
}

function no(number: '-31' | '-33'): Entered {
  return { outcome: 'failed', answer: failure(number) };
}

/** Has the card compare the PIN. */
export async function provePin(call: DriverCall): Promise<DriverAnswer> {
  const typed = await entered(call);
  if (typed.outcome === 'failed') return typed.answer;
  const result = await withCard(call, 'pin', (card) =>
    call.desk.terminal.verifyPin(card, typed.pin),
  );
  return pinAnswer(result);
}

export async function changePin(call: DriverCall): Promise<DriverAnswer> {
  const { oldPin, newPin } = call.request;
  if (oldPin === undefined || newPin === undefined) return failure('-14', 'oldPin, newPin');
  const [before, after] = [pinOf(oldPin), pinOf(newPin)];
  if (!before || !after) return failure('-33');
  const result = await withCard(call, 'pin', (card) =>
    call.desk.terminal.changePin(card, before, after),
  );
  return pinAnswer(result);
}

function pinAnswer(result: PinResult): DriverAnswer {
  switch (result.outcome) {
    case 'verified':
      return fields([]);
    case 'wrong':
      return failure('-51', `还可试 ${result.triesLeft} 次`);
    case 'blocked':
      return failure('-52');
    case 'no-pin':
      return failure('-1017');
  }
}
