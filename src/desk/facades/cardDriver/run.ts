/** One call of one function, on record, whichever way it came. */

import { OneCardError } from '../../../errors/index.ts';
import { type DriverAnswer, thrown } from './answer.ts';
import { type DriverCall, type FunctionName, runFunction } from './functions.ts';

/** Whatever happens is a number: programs of this kind look at nothing else. */
export async function answered(name: FunctionName, call: DriverCall): Promise<DriverAnswer> {
  const { desk, caller } = call;
  const done = (answer: DriverAnswer): DriverAnswer => {
    const outcome = answer.return === 0 ? 'done' : String(answer.return);
    desk.audit.append({ action: `card-driver ${name}`, caller, outcome });
    return answer;
  };
  try {
    return done(await runFunction(name, call));
  } catch (error) {
    if (!(error instanceof OneCardError)) desk.onDefect(error);
    return done(thrown(error));
  }
}
