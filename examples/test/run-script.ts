import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** How a script ended and what it said. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What to do while a script runs. */
export interface RunScriptOptions {
  readonly cwd?: string;
  /** Called with the process that runs it. */
  readonly onSpawn?: (child: ChildProcess) => void;
  /** Largest file that it may write, in blocks of 1024 bytes. */
  readonly fileLimit?: number;
}

/** Runs a built script as a user would. */
export function runScript(name: string, args: readonly string[], options: RunScriptOptions = {}): Promise<Ended> {
  const script = fileURLToPath(new URL(`../dist/${name}.js`, import.meta.url));
  const command = options.fileLimit === undefined ? process.execPath : "bash";
  const all =
    options.fileLimit === undefined
      ? [script, ...args]
      : ["-c", 'ulimit -f "$0"; exec "$@"', String(options.fileLimit), process.execPath, script, ...args];
  const child = spawn(command, all, { cwd: options.cwd });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (data: Buffer) => (stdout += data.toString()));
  child.stderr.on("data", (data: Buffer) => (stderr += data.toString()));
  options.onSpawn?.(child);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}
