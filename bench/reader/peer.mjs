// A peer is a process that says `ready`, and then answers one line to each line:
//   read       the responses to SELECT and READ BINARY as hexadecimal text
//   run COUNT  the median time of COUNT READ BINARY in nanoseconds
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** Thousands of exchanges take below a second; with a slow network path 49 ms each. */
const ANSWER_MS_MAX = 300_000;
const STOP_MS_MAX = 5_000;

export async function startPeer({ name, command: [program, ...first] }, parameters) {
  const child = spawn(program, [...first, ...parameters], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = once(child, 'exit');
  const nextLine = async () => {
    const late = AbortSignal.timeout(ANSWER_MS_MAX);
    const timedOut = once(late, 'abort').then(() => {
      throw new Error(`${name} gave no answer`);
    });
    const { value, done } = await Promise.race([lines.next(), timedOut]);
    if (done) throw new Error(`${name} ended`);
    return value;
  };
  if ((await nextLine()) !== 'ready') throw new Error(`${name} did not start`);
  return {
    async ask(line) {
      child.stdin.write(`${line}\n`);
      return nextLine();
    },
    async stop() {
      child.stdin.end();
      const killing = setTimeout(() => child.kill('SIGKILL'), STOP_MS_MAX);
      await ended;
      clearTimeout(killing);
    },
  };
}
