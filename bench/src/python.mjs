import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/**
 * Debian's Python with the peers; runs one command after another.
 *
 * @param {string} [interpreter] - Python that has pywt and scipy.
 */
export function startPython(interpreter = "/usr/bin/python3") {
  // Settings for another machine's BLAS would slow it down.
  const { OPENBLAS_CORETYPE: _, OPENBLAS_L2_SIZE: __, ...environment } = process.env;
  const script = fileURLToPath(new URL("peers.py", import.meta.url));
  const child = spawn(interpreter, [script], { env: environment, stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async call(...command) {
      child.stdin.write(`${JSON.stringify(command)}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error(`Python stopped during ${command[0]}`);
      return JSON.parse(value);
    },
    stop: () => child.stdin.end(),
  };
}
