import { describe, expect, it } from "vitest";

import { UsageError, choice, flag, helpText, number, readCommandLine, text } from "../src/parts/command-line.js";

const line = {
  name: "paint",
  summary: "Paints.",
  operand: "wall",
  options: {
    out: text("folder", "Where.", "here"),
    timeStep: number("Step.", { min: 1, max: 40, whole: true, fallback: 4 }),
    gain: number("Gain.", { min: 0, fallback: 0.5 }),
    color: choice(["red", "green"], "Which."),
    resume: flag("Go on."),
  },
  example: "paint.js wall",
} as const;

describe("readCommandLine", () => {
  it("gives defaults for what is absent", () => {
    expect(readCommandLine(line, ["wall"])).toEqual({
      help: false,
      operand: "wall",
      options: { out: "here", timeStep: 4, gain: 0.5, color: "red", resume: false },
    });
  });

  it("reads every kind of option", () => {
    const read = readCommandLine(line, [
      "--out",
      "x",
      "wall",
      "--time-step=8",
      "--gain",
      "1.5",
      "--color",
      "green",
      "--resume",
    ]);
    expect(read).toEqual({
      help: false,
      operand: "wall",
      options: { out: "x", timeStep: 8, gain: 1.5, color: "green", resume: true },
    });
  });

  it("leaves everything else unread when help is asked for", () => {
    expect(readCommandLine(line, ["--help", "--time-step", "none"])).toEqual({ help: true });
  });

  it.each([
    [["wall", "--colour", "red"], "Unknown option '--colour'"],
    [["wall", "--out"], "Option '--out <value>' argument missing"],
    [["wall", "--out", ""], "--out must not be empty"],
    [["wall", "--time-step", "0"], '--time-step must be a whole number from 1 to 40, got "0"'],
    [["wall", "--time-step", "1.5"], '--time-step must be a whole number from 1 to 40, got "1.5"'],
    [["wall", "--time-step", "NaN"], '--time-step must be a whole number from 1 to 40, got "NaN"'],
    [["wall", "--time-step", ""], '--time-step must be a whole number from 1 to 40, got ""'],
    [["wall", "--gain", "Infinity"], '--gain must be a number of at least 0, got "Infinity"'],
    [
      ["wall", "--gain", "-1"],
      "Option '--gain' argument is ambiguous. Did you forget to specify the option argument for '--gain'? To specify an option argument starting with a dash use '--gain=-XYZ'.",
    ],
    [["wall", "--gain=-1"], '--gain must be a number of at least 0, got "-1"'],
    [["wall", "--color", "blue"], '--color must be one of red, green, got "blue"'],
    [["wall", "--resume=yes"], "Option '--resume' does not take an argument"],
    [["wall", "door"], 'unexpected argument "door"'],
    [[], "<wall> is missing"],
  ])("rejects %j", (args, message) => {
    expect(() => readCommandLine(line, args)).toThrow(new UsageError(message));
  });

  it("rejects an operand where a script has none", () => {
    const { operand: _, ...rest } = line;
    expect(() => readCommandLine(rest, ["wall"])).toThrow(new UsageError('unexpected argument "wall"'));
  });
});

describe("helpText", () => {
  it("lists every option with its placeholder and default", () => {
    expect(helpText(line)).toBe(`Usage: node examples/dist/paint.js <wall> [options]

Paints.

Options:
  --out <folder>       Where. Default: here.
  --time-step <n>      Step. Default: 4.
  --gain <n>           Gain. Default: 0.5.
  --color <red|green>  Which. Default: red.
  --resume             Go on.
  --help               Print this and exit.

Example:
  node examples/dist/paint.js wall`);
  });
});
