import { type CommandLine, type Option, UsageError, helpText, readCommandLine, scriptPath } from "./command-line.js";

/** A fault of the input or the machine that a user can do something about; its message is all that they need. */
export class ScriptError extends Error {
  override readonly name = "ScriptError";
}

type Options = Readonly<Record<string, Option<unknown>>>;
type Values<O extends Options> = { [K in keyof O]: O[K] extends Option<infer T> ? T : never };

/**
 * Runs a script: reads its command line, hands it a signal that Ctrl-C aborts, and turns errors into one line on stderr.
 *
 * Exit codes: 0 done, 1 failed, 2 wrong command line, 130 interrupted. A second Ctrl-C ends at once.
 * The stack of an error is printed only if the environment variable DEBUG is set.
 */
export async function runScript<const O extends Options>(
  line: CommandLine<O>,
  main: (options: Values<O>, context: { operand: string; signal: AbortSignal }) => Promise<void>,
): Promise<void> {
  const interruption = new AbortController();
  const interrupt = (): void => {
    if (interruption.signal.aborted) process.exit(130);
    process.stderr.write("\nInterrupted: finishing the step at hand. Press Ctrl-C again to end at once.\n");
    interruption.abort();
  };
  try {
    const parsed = readCommandLine(line, process.argv.slice(2));
    if (parsed.help) {
      process.stdout.write(`${helpText(line)}\n`);
      return;
    }
    process.on("SIGINT", interrupt);
    process.on("SIGTERM", interrupt);
    await main(parsed.options, { operand: parsed.operand, signal: interruption.signal });
  } catch (error) {
    if (interruption.signal.aborted && isAbort(error)) {
      const resumable = "resume" in line.options;
      const args = process.argv.slice(2).filter((arg) => arg !== "--resume");
      process.stderr.write(
        resumable
          ? `Stopped. Everything finished so far is kept. Go on with: node ${scriptPath(line)} ${[...args, "--resume"].map(quoted).join(" ")}\n`
          : "Stopped.\n",
      );
      process.exitCode = 130;
    } else if (error instanceof UsageError) {
      process.stderr.write(`${line.name}: ${error.message}\nTry: node ${scriptPath(line)} --help\n`);
      process.exitCode = 2;
    } else {
      process.stderr.write(`${line.name}: ${messageOf(error)}\n`);
      if (process.env["DEBUG"] !== undefined && error instanceof Error) process.stderr.write(`${error.stack}\n`);
      process.exitCode = 1;
    }
  } finally {
    process.off("SIGINT", interrupt);
    process.off("SIGTERM", interrupt);
  }
}

/** Throws if Ctrl-C was pressed, after `save` has run. */
export async function stopIfAborted(signal: AbortSignal, save?: () => Promise<void>): Promise<void> {
  // Timers and signals are served only when the loop turns; a loop of promises alone never lets it.
  await new Promise((resolve) => setImmediate(resolve));
  if (!signal.aborted) return;
  await save?.();
  signal.throwIfAborted();
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}

/** An error in the words of a user, in one line. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, path } = error as NodeJS.ErrnoException;
  const where = path === undefined ? "" : `: ${path}`;
  if (code === "ENOENT") return `no such file or folder${where}`;
  if (code === "ENOSPC") return `no space left on the disk${where}`;
  if (code === "EFBIG") return `file too large for this system or its limits${where}`;
  if (code === "EACCES" || code === "EPERM") return `permission denied${where}`;
  if (code === "EROFS") return `the file system can only be read${where}`;
  if (code === "EISDIR") return `a folder, where a file was expected${where}`;
  return error.message.split("\n")[0]!;
}

function quoted(arg: string): string {
  return /^[\w./:=,-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", `'\\''`)}'`;
}
