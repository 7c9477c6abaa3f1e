import { parseArgs } from "node:util";

/** A command line that cannot be carried out; the script ends with exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** One option of a command line. */
export interface Option<T> {
  readonly type: "string" | "boolean";
  /** What stands behind the option in the help: `<folder>`. */
  readonly placeholder: string;
  readonly help: string;
  /** Turns the text behind the option, or its absence, into a value; throws a {@link UsageError}. */
  readonly parse: (given: string | boolean | undefined, name: string) => T;
}

type Options = Readonly<Record<string, Option<unknown>>>;
type Values<O extends Options> = { [K in keyof O]: O[K] extends Option<infer T> ? T : never };

/** What a script does and what it can be told. */
export interface CommandLine<O extends Options> {
  /** Name of the script, without folder and extension. */
  readonly name: string;
  /** Folder of the compiled script. Default: `examples/dist`. */
  readonly folder?: string;
  readonly summary: string;
  /** Name of the one argument that stands without an option, where the script has one. */
  readonly operand?: string;
  readonly options: O;
  /** A command that a reader can paste, without the `node examples/dist/`. */
  readonly example: string;
}

/** A word. */
export function text(placeholder: string, help: string): Option<string | undefined>;
export function text(placeholder: string, help: string, fallback: string): Option<string>;
export function text(placeholder: string, help: string, fallback?: string): Option<string | undefined> {
  return {
    type: "string",
    placeholder: `<${placeholder}>`,
    help: fallback === undefined ? help : `${help} Default: ${fallback}.`,
    parse(given, name) {
      if (given === "") throw new UsageError(`${name} must not be empty`);
      return given === undefined ? fallback : String(given);
    },
  };
}

/** A number within bounds, both included. */
export function number(
  help: string,
  limits: { min: number; max?: number; whole?: boolean; fallback: number },
): Option<number> {
  const { min, max = Infinity, whole = false, fallback } = limits;
  const kind = whole ? "a whole number" : "a number";
  const range = max === Infinity ? `of at least ${min}` : `from ${min} to ${max}`;
  return {
    type: "string",
    placeholder: "<n>",
    help: `${help} Default: ${fallback}.`,
    parse(given, name) {
      if (given === undefined) return fallback;
      const value = given === "" ? Number.NaN : Number(given);
      if (!(value >= min && value <= max) || !Number.isFinite(value) || (whole && !Number.isInteger(value))) {
        throw new UsageError(`${name} must be ${kind} ${range}, got "${String(given)}"`);
      }
      return value;
    },
  };
}

/** One of a few words; the first is the default. */
export function choice<const T extends readonly [string, ...string[]]>(choices: T, help: string): Option<T[number]> {
  return {
    type: "string",
    placeholder: `<${choices.join("|")}>`,
    help: `${help} Default: ${choices[0]}.`,
    parse(given, name) {
      const found = given === undefined ? choices[0] : choices.find((candidate) => candidate === given);
      if (found === undefined)
        throw new UsageError(`${name} must be one of ${choices.join(", ")}, got "${String(given)}"`);
      return found;
    },
  };
}

/** An option without a value. */
export function flag(help: string): Option<boolean> {
  return { type: "boolean", placeholder: "", help, parse: (given) => given === true };
}

/** Options that several scripts share, so that they mean and say the same everywhere. */
export const common = {
  data: text("folder or zip", "RAVDESS speech recordings: the folder, or the zip as it is."),
  seed: number("Seed of everything that is drawn.", { min: 0, max: 2 ** 32 - 1, whole: true, fallback: 1 }),
  resume: flag("Go on where an interrupted run of the same command stopped."),
} as const;

/**
 * Reads the command line. `--help` is left to the caller, who prints {@link helpText}.
 *
 * @throws {UsageError} For an unknown option, a missing or unusable value, or a surplus or missing operand.
 */
export function readCommandLine<const O extends Options>(
  line: CommandLine<O>,
  args: readonly string[],
): { help: true } | { help: false; options: Values<O>; operand: string } {
  const names = Object.keys(line.options);
  const parsed = parseStrictly(
    args,
    Object.fromEntries([
      ...names.map((key) => [kebab(key), { type: line.options[key]!.type }] as const),
      ["help", { type: "boolean" as const }],
    ]),
  );
  if (parsed.values["help"] === true) return { help: true };
  const [operand, surplus] = parsed.positionals;
  if (line.operand === undefined && operand !== undefined) throw new UsageError(`unexpected argument "${operand}"`);
  if (surplus !== undefined) throw new UsageError(`unexpected argument "${surplus}"`);
  const options = Object.fromEntries(
    names.map((key) => [key, line.options[key]!.parse(parsed.values[kebab(key)], `--${kebab(key)}`)]),
  ) as Values<O>;
  if (line.operand !== undefined && operand === undefined) throw new UsageError(`<${line.operand}> is missing`);
  return { help: false, options, operand: operand ?? "" };
}

function parseStrictly(args: readonly string[], options: Record<string, { type: "string" | "boolean" }>) {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
    return { values: values as Record<string, string | boolean | undefined>, positionals };
  } catch (error) {
    // Node's advice on how to pass such a thing as a positional fits no script here.
    const message = (error as Error).message.split(". To specify a positional")[0]!;
    throw new UsageError(message.replace(/\n/g, " "), { cause: error });
  }
}

/** Where a script is, as one calls it from the root of the repository. */
export function scriptPath({ folder = "examples/dist", name }: CommandLine<Options>): string {
  return `${folder}/${name}.js`;
}

/** What `--help` prints. */
export function helpText(line: CommandLine<Options>): string {
  const rows = [
    ...Object.entries(line.options).map(
      ([key, option]) => [`--${kebab(key)} ${option.placeholder}`.trimEnd(), option.help] as const,
    ),
    ["--help", "Print this and exit."] as const,
  ];
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  const operand = line.operand === undefined ? "" : ` <${line.operand}>`;
  return [
    `Usage: node ${scriptPath(line)}${operand} [options]`,
    "",
    line.summary,
    "",
    "Options:",
    ...rows.map(([left, right]) => `  ${left.padEnd(width)}${right}`),
    "",
    "Example:",
    `  node ${line.folder ?? "examples/dist"}/${line.example}`,
  ].join("\n");
}

function kebab(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
