import { OneCardError } from '../../../errors/index.ts';
import { explainReturnCode, needsHsm } from '../returnCodes.ts';
import type { VendorCall, VendorValues } from '../vendorProcess.ts';
import { askHsm, type HsmPort, type HsmQuestion } from './hsm.ts';

/** What one step's answer means to the HSM. */
export type StepQuestion = Omit<HsmQuestion, 'operation' | 'step' | 'card'>;

export interface Operation extends Pick<HsmQuestion, 'operation' | 'card'> {
  /** The function that works with the PSAM; its steps are `…_HSM_Step1` and so on. */
  readonly name: string;
  readonly values: VendorValues;
  /** Arguments of step 1, where they are not those of the function. */
  readonly stepValues?: VendorValues;
  /** Further arguments of the last step beside `pKey`. */
  readonly lastValues?: VendorValues;
  /** Reads the answers of all steps but the last, in turn. */
  readonly questions: readonly ((source: string, answer: Uint8Array) => StepQuestion)[];
}

/** The answer to `call`, or `vendor.call-failed`. */
export async function succeeded(
  call: VendorCall,
  name: string,
  values: VendorValues,
): Promise<Uint8Array> {
  const { value, outputs } = await call(name, values);
  if (value !== 0) throw callFailed(name, value);
  return outputs.pOutInfo!;
}

/**
 * Works with the PSAM, and with the HSM where the PSAM will not do (−2201, −2202, −2203, −24, −27272).
 * The driver keeps state between the steps, so all of them belong into one turn.
 * @throws OneCardError `vendor.security-module-needed` when there is no HSM either,
 *   `vendor.call-failed`, `vendor.hsm-not-answered`.
 */
export async function withSecurityModule(
  call: VendorCall,
  hsm: HsmPort | undefined,
  operation: Operation,
): Promise<Uint8Array> {
  const { name, values, stepValues = values, lastValues = {}, questions, ...about } = operation;
  const direct = await call(name, values);
  if (direct.value === 0) return direct.outputs.pOutInfo!;
  if (!needsHsm(direct.value)) throw callFailed(name, direct.value);
  if (!hsm) {
    const { code, meaning } = explainReturnCode(direct.value);
    throw new OneCardError('vendor.security-module-needed', {
      function: name,
      code,
      meaning: `${meaning.zh} / ${meaning.en}`,
    });
  }
  let answer = await succeeded(call, `${name}_HSM_Step1`, stepValues);
  for (const [index, question] of questions.entries()) {
    const source = `${name}_HSM_Step${index + 1}`;
    const step = (index + 1) as 1 | 2;
    const pKey = await askHsm(hsm, { ...about, step, ...question(source, answer) });
    const isLast = index === questions.length - 1;
    const next = `${name}_HSM_Step${index + 2}`;
    answer = await succeeded(call, next, { pKey, ...(isLast && lastValues) });
  }
  return answer;
}

export function callFailed(name: string, value: number): OneCardError {
  const { code, meaning, sw } = explainReturnCode(value);
  return new OneCardError('vendor.call-failed', {
    function: name,
    code,
    meaning: `${meaning.zh} / ${meaning.en}`,
    ...(sw !== undefined && { sw: sw.toString(16).toUpperCase() }),
  });
}
