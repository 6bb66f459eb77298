import { checkedBinding } from '../binding.ts';
import { LineCutter } from '../lines.ts';
import {
  type ChildError,
  isObject,
  LINE_BYTES_MAX,
  PROTOCOL_VERSION,
  printable,
} from '../protocol.ts';
import { NativeLibrary } from './nativeLibrary.ts';

export interface ServeOptions {
  /** Writes one message at once, before it returns. */
  readonly write: (text: string) => void;
  /** Ends this process without a further step, whatever its other threads do. */
  readonly die: () => void;
}

type Answer = { readonly result: object } | { readonly error: ChildError };

/**
 * The child's side of the protocol. A line that is no request ends the process: nobody but the parent
 * writes here, so the two no longer understand each other.
 */
export function serve({ write, die }: ServeOptions): (chunk: Uint8Array) => void {
  const cutter = new LineCutter(LINE_BYTES_MAX);
  let library: NativeLibrary | undefined;
  let isBusy = false;

  const answer = (id: number, message: Answer): void => {
    // The LF in front ends whatever the library may have printed without one.
    write(`\n${JSON.stringify({ id, ...message })}\n`);
  };

  const handle = async (request: Readonly<Record<string, unknown>>): Promise<Answer> => {
    switch (request.method) {
      case 'hello': {
        const { protocols } = request;
        if (!Array.isArray(protocols) || !protocols.includes(PROTOCOL_VERSION)) {
          return { error: { code: 'protocol-not-spoken' } };
        }
        const architecture = process.arch;
        return {
          result: { protocol: PROTOCOL_VERSION, program: 'onecard-vendor-child', architecture },
        };
      }
      case 'load':
        try {
          library = await NativeLibrary.load(
            String(request.library),
            checkedBinding(request.binding),
          );
          return { result: { missing: library.missing } };
        } catch (error) {
          const reason = printable(String((error as Error).message));
          const code = error instanceof TypeError ? 'bad-request' : 'library-not-loaded';
          return { error: { code, reason } };
        }
      case 'call': {
        const given = request.arguments;
        if (!library || !isObject(given)) return { error: { code: 'bad-request' } };
        const called = await library.call(String(request.function), given);
        return 'error' in called ? called : { result: called };
      }
      default:
        return { error: { code: 'bad-request' } };
    }
  };

  const take = async (line: Uint8Array): Promise<void> => {
    if (line.length === 0) return;
    const request = parsed(line);
    if (!request || isBusy) {
      die();
      return;
    }
    isBusy = true;
    const message = await handle(request);
    answer(request.id, message);
    isBusy = false;
    if ('error' in message && message.error.code === 'buffer-overrun') die();
  };

  return (chunk) => {
    const lines = cutter.push(chunk);
    if (lines === 'too-long') die();
    else for (const line of lines) void take(line);
  };
}

function parsed(
  line: Uint8Array,
): (Readonly<Record<string, unknown>> & { id: number }) | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(line));
    if (!isObject(value) || !Number.isSafeInteger(value.id)) return undefined;
    return { ...value, id: Number(value.id) };
  } catch {
    return undefined;
  }
}
