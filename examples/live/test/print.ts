/** Prints a line: what was measured is a part of what the tests tell. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
