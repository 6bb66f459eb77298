/** Figures that a test prints and does not assert on: times of a machine that others use too. */

const MARK = 'measured: ';

/** Prints a line that also reaches the outside of a private daemon. */
export function printMeasured(line: string): void {
  process.stdout.write(`${MARK}${line}\n`);
}

/** The figures in the output of a test run. */
export function measuredLines(output: string): readonly string[] {
  return output
    .split('\n')
    .filter((line) => line.startsWith(MARK))
    .map((line) => line.slice(MARK.length));
}
