/**
 * The national card interface as data: LD/T 6001.5-2023, `SSCardDriver.dll` and its provincial kin.
 * Signatures agree in five headers of different makers.
 */

import type { VendorArgument, VendorBinding, VendorFunction } from '../binding.ts';

/** Without a person in between; reading a photograph over T=0 is the slowest. */
const CARD_TIMEOUT_MS = 20_000;
/** A person enters a PIN, once or twice, and the reader itself allows a minute. */
const PIN_TIMEOUT_MS = 120_000;
/** What every caller in the field allocates for these answers. */
const OUT_BYTES = 1024;
/** An answer of `iReadCard` may hold the photograph, 3,072 bytes in hexadecimal digits, and more. */
const OUT_FILES_BYTES = 16 * 1024;

const TYPE: VendorArgument = { name: 'iType', kind: 'int' };
const AUTHENTICATION: VendorArgument = { name: 'iAuthType', kind: 'int' };

function text(name: string): VendorArgument {
  return { name, kind: 'text' };
}

function cardFunction(
  inputs: readonly VendorArgument[],
  options: Partial<Pick<VendorFunction, 'timeoutMs' | 'writes'>> & { outBytes?: number } = {},
): VendorFunction {
  const { outBytes = OUT_BYTES, timeoutMs = CARD_TIMEOUT_MS, writes } = options;
  return {
    returns: 'long',
    arguments: [...inputs, { name: 'pOutInfo', kind: 'text-out', sizeBytes: outBytes }],
    timeoutMs,
    ...(writes && { writes }),
  };
}

const CARD = text('pCardInfo');
const KEY = text('pKey');
const FILES = text('pFileAddr');
const FILE_OUTPUT = { outBytes: OUT_FILES_BYTES };
const WRITES = { writes: true } as const;
const BY_PIN_PAD = { timeoutMs: PIN_TIMEOUT_MS };
const WRITES_BY_PIN_PAD = { ...WRITES, ...BY_PIN_PAD };

export const NATIONAL_CARD_BINDING: VendorBinding = {
  name: 'national-card-interface',
  convention: 'stdcall',
  functions: {
    iReadCardBas: cardFunction([TYPE]),
    iReadCardBas_HSM_Step1: cardFunction([TYPE]),
    iReadCardBas_HSM_Step2: cardFunction([KEY]),

    iReadCard: cardFunction([TYPE, AUTHENTICATION, CARD, FILES], { ...FILE_OUTPUT, ...BY_PIN_PAD }),
    iReadCard_HSM_Step1: cardFunction([TYPE, CARD, FILES]),
    iReadCard_HSM_Step2: cardFunction([KEY], FILE_OUTPUT),

    iWriteCard: cardFunction([TYPE, CARD, FILES, text('pWriteData')], WRITES),
    iWriteCard_HSM_Step1: cardFunction([TYPE, CARD, FILES]),
    iWriteCard_HSM_Step2: cardFunction([KEY, text('pWriteData')], WRITES),

    iVerifyPIN: cardFunction([TYPE], BY_PIN_PAD),
    iChangePIN: cardFunction([TYPE], WRITES_BY_PIN_PAD),

    iReloadPIN: cardFunction([TYPE, CARD], WRITES_BY_PIN_PAD),
    iReloadPIN_HSM_Step1: cardFunction([TYPE, CARD]),
    iReloadPIN_HSM_Step2: cardFunction([KEY], BY_PIN_PAD),
    iReloadPIN_HSM_Step3: cardFunction([KEY], WRITES),

    iUnblockPIN: cardFunction([TYPE, CARD], WRITES),
    iUnblockPIN_HSM_Step1: cardFunction([TYPE, CARD]),
    iUnblockPIN_HSM_Step2: cardFunction([KEY]),
    iUnblockPIN_HSM_Step3: cardFunction([KEY], WRITES),

    iDoDebit: cardFunction([TYPE, CARD, text('pPayInfo')], WRITES_BY_PIN_PAD),
    iDoDebit_HSM_Step1: cardFunction([TYPE, CARD, text('pPayInfo')], BY_PIN_PAD),
    iDoDebit_HSM_Step2: cardFunction([KEY], WRITES),

    iReadDebitRecord: cardFunction([TYPE], { outBytes: 4096 }),
  },
};
