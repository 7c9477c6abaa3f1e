/**
 * The continuous wavelet transform beside its peers: in turn, on the same signal, in one run.
 *
 *   pnpm --filter @wader/bench cwt [--rounds 15] [--quick] [--save] [--as cwt]
 *
 * `--quick` runs the main case alone; `--save` writes results/cwt.json and results/cwt.md, or under the name that `--as` gives, and with
 * `--quick` keeps the other cases that are there. Needs a Python with pywt and
 * scipy (Debian: python3-pywt python3-scipy) at /usr/bin/python3, or where PYTHON says.
 */
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";

import { cwt, planCwt } from "@wader/cwt";
import { createCwtPool } from "@wader/cwt/pool";

import { bundleSize } from "./bundle-size.mjs";
import { pairedRatio, race, summary, time } from "./clock.mjs";
import { PAUSE, measureFresh } from "./fresh.mjs";
import { measureMemory } from "./memory.mjs";
import { planFftJs, planPffft } from "./overlap-save.mjs";
import { startPython } from "./python.mjs";
import { speechLike } from "./signal.mjs";
import { streamLoad } from "./stream.mjs";

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "15" },
    quick: { type: "boolean", default: false },
    save: { type: "boolean", default: false },
    as: { type: "string", default: "cwt" },
  },
});

// PyWavelets 1.1 knows one precision, 10; with it everyone does the same work.
const precision = 10;
const sampleRate = 16_000;
const band = Array.from({ length: 125 }, (_, i) => 6 + i);
const geometric = (count) => Array.from({ length: count }, (_, i) => 6 * (130 / 6) ** (i / (count - 1)));
const scaleSets = { 8: geometric(8), 125: band, 512: geometric(512) };
const lengths = [4000, 16_000, 65_536, 65_666, 480_000, 4_800_000];
/** Sizes above which the peers, and then whatever makes new arrays, stay out: bytes of the coefficients. */
const mostOfPeers = 6e8;
const mostOfFresh = 1.2e9;

const folder = await mkdtemp(join(tmpdir(), "wader-bench-"));
const python = startPython(process.env["PYTHON"]);
const pools = { 1: createCwtPool({ threads: 1 }), 2: createCwtPool({ threads: 2 }) };
let versions;

/** Impulse responses of our own transform; what the peers convolve with. */
function impulseResponses(scales) {
  const reach = Math.ceil(8 * Math.max(...scales)) + 2;
  const impulse = new Float64Array(2 * reach + 1);
  impulse[reach] = 1;
  const { data } = cwt(impulse, scales, { precision, dtype: "float64" });
  return scales.map((scale, row) => {
    const half = Math.ceil(8 * scale) + 2;
    const middle = row * impulse.length + reach;
    return { taps: data.slice(middle - half, middle + half + 1), offset: half };
  });
}

async function runCase(scales, length, { rounds, slowRounds }) {
  const x = speechLike(length);
  const values = scales.length * length;
  const shared = new Float32Array(new SharedArrayBuffer(4 * values));
  // One array of 9.8 GB is enough.
  const output = 4 * values <= mostOfFresh ? new Float32Array(values) : shared;
  const plan = planCwt({ length, scales, precision });
  let turn = 0;
  const fresh = [
    { name: "plan, fresh output", run: () => time(() => plan.execute(x)) },
    { name: "cwt", run: () => time(() => cwt(x, scales, { precision })) },
    {
      name: "cwt, scales never seen before",
      run: () => {
        turn++;
        const others = scales.map((scale) => scale * (1 + turn * 1e-9));
        return time(() => cwt(x, others, { precision }));
      },
    },
  ];
  const contenders = [
    { name: "plan", run: () => time(() => plan.execute(x, output)) },
    ...(4 * values <= mostOfFresh ? fresh : []),
    ...[1, 2].map((threads) => ({
      name: `pool, ${threads} thread${threads === 1 ? "" : "s"}`,
      run: () => time(() => pools[threads].cwt(x, scales, { precision, output: shared })),
    })),
  ];
  const errors = {};
  if (4 * values <= mostOfPeers) {
    const plan64 = planCwt({ length, scales, precision, dtype: "float64" });
    const output64 = new Float64Array(values);
    contenders.push({ name: "plan, float64", run: () => time(() => plan64.execute(x, output64)) });
    const path = join(folder, "signal.f32");
    await writeFile(path, x);
    versions = await python.call("setup", path, scales);
    await python.call("keep");
    const call = async (...command) => (await python.call(...command)).ms;
    const filters = impulseResponses(scales);
    const pffft = await planPffft(filters, length);
    const fftJs = planFftJs(filters, length);
    const slow = values > 2e7;
    contenders.push(
      { name: "pffft-wasm", run: () => time(() => pffft(x, output)), slow },
      { name: "fft.js", run: () => time(() => fftJs(x, output)), slow: values > 1e6 },
      { name: "SciPy rfft", run: () => call("scipy", 8), slow },
      { name: "PyWavelets fft", run: () => call("pywt", "fft"), slow: values > 1e6 },
      ...(values < 1e7 ? [{ name: "PyWavelets conv", run: () => call("pywt", "conv"), slow: true }] : []),
    );
    if (scales === band && length === 65_666) {
      const saved = async () => {
        await python.call("save", join(folder, "coefficients.f64"));
        return new Float64Array((await readFile(join(folder, "coefficients.f64"))).buffer);
      };
      await call("pywt", "conv");
      const expected = await saved();
      const errorOf = (run) => {
        run(x, output);
        return relativeError(output, expected);
      };
      errors["plan"] = relativeError(plan.execute(x).data, expected);
      errors["plan, float64"] = relativeError(plan64.execute(x).data, expected);
      errors["pffft-wasm"] = errorOf(pffft);
      errors["fft.js"] = errorOf(fftJs);
      await call("scipy", 8);
      errors["SciPy rfft"] = relativeError(await saved(), expected);
    }
  }
  const results = await race(contenders, { warmUp: values > 1e8 ? 1 : 3, rounds, slowRounds });
  return { scales: scales.length, length, errors, milliseconds: Object.fromEntries(results) };
}

function relativeError(actual, expected) {
  let largest = 0;
  let error = 0;
  for (let i = 0; i < expected.length; i++) {
    largest = Math.max(largest, Math.abs(expected[i]));
    error = Math.max(error, Math.abs(expected[i] - actual[i]));
  }
  return error / largest;
}

/** Nanoseconds a coefficient costs for a long signal, in units of what it costs for a short one; run in turn. */
async function lengthRatio(rounds) {
  const plans = [65_666, 4_800_000].map((length) => ({
    x: speechLike(length),
    plan: planCwt({ length, scales: band, precision }),
    output: new Float32Array(band.length * length),
    length,
  }));
  const contenders = plans.map(({ x, plan, output, length }) => ({
    name: String(length),
    run: () => time(() => plan.execute(x, output)),
  }));
  const results = await race(contenders, { warmUp: 2, rounds, slowRounds: 0 });
  return results.get("4800000").median / 4_800_000 / (results.get("65666").median / 65_666);
}

/**
 * One thread and two, in turn by themselves, a run a turn: the system puts both threads on one core now and then, which shows as
 * a run of twice the time. Beside them two threads that transform a signal each and share nothing, which is what this machine
 * gives to two threads at the time.
 *
 * @returns By turns: times of one thread over those of two, the latter, and how many transforms are made apart while one thread
 *   makes one.
 */
async function threadRatios(rounds) {
  const x = speechLike(65_666);
  const [output, other] = [1, 2].map(() => new Float32Array(new SharedArrayBuffer(4 * band.length * x.length)));
  const transform = (pool, to) => time(() => pool.cwt(x, band, { precision, output: to }));
  const second = createCwtPool({ threads: 1 });
  const contenders = [
    { name: "one", run: () => transform(pools[1], output) },
    { name: "two", run: () => transform(pools[2], output) },
    {
      name: "apart",
      run: async () => {
        const [a, b] = await Promise.all([transform(pools[1], output), transform(second, other)]);
        return 2 / (1 / a + 1 / b);
      },
    },
  ];
  const results = await race(contenders, { warmUp: 3, rounds, slowRounds: 0, turn: 0 });
  second.close();
  const [one, two, apart] = contenders.map(({ name }) => results.get(name).turns);
  return {
    shared: one.map((ms, turn) => ms / two[turn]),
    two,
    apart: one.map((ms, turn) => (2 * ms) / apart[turn]),
  };
}

/** Times of pffft-wasm over those of the plan, run in turn by themselves. pffft is planned anew for every few rounds. */
async function pffftRatio(plans, rounds) {
  const x = speechLike(65_666);
  const output = new Float32Array(band.length * x.length);
  const plan = planCwt({ length: x.length, scales: band, precision });
  const filters = impulseResponses(band);
  const ratios = [];
  for (let i = 0; i < plans; i++) {
    const pffft = await planPffft(filters, x.length);
    const contenders = [
      { name: "plan", run: () => time(() => plan.execute(x, output)) },
      { name: "pffft", run: () => time(() => pffft(x, output)) },
    ];
    const results = await race(contenders, { warmUp: 2, rounds, slowRounds: 0 });
    ratios.push(pairedRatio(results.get("pffft"), results.get("plan")));
  }
  return summary(ratios);
}

/** Milliseconds of PyWavelets fft, first after a pause. */
async function afterPause() {
  const times = [];
  for (let i = 0; i < 3; i++) {
    await pause(PAUSE);
    times.push((await python.call("pywt", "fft")).ms);
  }
  return summary(times).median;
}

const rounds = Number(options.rounds);
const main = await runCase(band, 65_666, { rounds, slowRounds: 5 });
const ratio = (slower, faster) => pairedRatio(main.milliseconds[slower], main.milliseconds[faster]);
// In several sittings, since the host gives one of two cores less for minutes at times.
const sittings = [await threadRatios(2 * rounds)];
const pffft = await pffftRatio(5, Math.ceil(rounds / 3));
sittings.push(await threadRatios(2 * rounds));
const pywtAfterPause = await afterPause();
const freshly = {};
for (const [name, tunables] of [["as it comes"], ["huge pages", "glibc.malloc.hugetlb=1"]]) {
  const work = { scales: band, length: 65_666, precision, rounds, signal: join(folder, "signal.f32") };
  freshly[name] = await measureFresh(work, tunables);
}
sittings.push(await threadRatios(2 * rounds));
const long = await lengthRatio(options.quick ? 2 : 5);
sittings.push(await threadRatios(2 * rounds));
const memory = await measureMemory();
const bundle = await bundleSize();
const stream = streamLoad({ scales: band, sampleRate, hop: 512 });
sittings.push(await threadRatios(2 * rounds));
const threads = summary(sittings.flatMap(({ shared }) => shared)).median;
const unshared = summary(sittings.flatMap(({ apart }) => apart)).median;
const ofSittings = summary(sittings.map(({ shared }) => summary(shared).median));
const twice = sittings.flatMap(({ two }) => {
  const { median } = summary(two);
  return two.map((ms) => ms > 1.5 * median);
});
const onOneCore = twice.filter(Boolean).length / twice.length;

/** Rows of the table: what, least that is asked, aim, measured, and whether more is better. */
const goals = [
  ["plan, times as fast as PyWavelets fft, float64", 20, 35, ratio("PyWavelets fft", "plan"), true],
  ["cwt without a plan, fresh output, times as fast as PyWavelets fft", 12, 20, freshly["as it comes"].ratio, true],
  ["plan, times as fast as pffft-wasm overlap-save", 1.35, 1.8, pffft.median, true],
  ["plan, times as fast as SciPy rfft, kept spectra, float32", 1.5, 2, ratio("SciPy rfft", "plan"), true],
  ["two threads, times as fast as one", 1.8, 1.9, threads, true],
  ["time of a sample in 4.8 million over one in 65,666", 1.15, 1, long, false],
  ["memory beyond input and output, MB", 16, 8, memory.warm / 1e6, false],
  ...(stream === undefined ? [] : [["stream, 16 kHz, hop 512, % of a core", 3, 2, 100 * stream, false]]),
  ["float32 error / largest coefficient", 5e-7, 3e-7, main.errors["plan"], false],
  ["float64 error / largest coefficient", 1e-12, 1e-14, main.errors["plan, float64"], false],
  ["bundle of cwt alone, minified, gzipped, kB", 25, 15, bundle / 1e3, false],
].map(([what, must, aim, measured, more]) => {
  const reaches = (goal) => (more ? measured >= goal : measured <= goal);
  return { what, must, aim, measured, verdict: reaches(aim) ? "aim met" : reaches(must) ? "met" : "UNMET" };
});

const cases = [main];
const saved = new URL(`../results/${options.as}.json`, import.meta.url);
if (options.quick) {
  if (options.save && existsSync(saved)) cases.push(...JSON.parse(await readFile(saved, "utf8")).cases.slice(1));
} else {
  for (const scales of Object.values(scaleSets)) {
    for (const length of lengths) {
      if (scales === band && length === 65_666) continue;
      const large = scales.length * length > 2e7;
      cases.push(await runCase(scales, length, { rounds: large ? 3 : 7, slowRounds: large ? 1 : 3 }));
      console.error(`${scales.length} scales, ${length} samples: done`);
    }
  }
}
python.stop();
for (const pool of Object.values(pools)) pool.close();
await rm(folder, { recursive: true });

const number = (value) => (value < 1e-3 ? value.toExponential(1) : value.toPrecision(3));
const command = `pnpm --filter @wader/bench cwt${options.quick ? " --quick" : ""}${options.rounds === "15" ? "" : ` --rounds ${options.rounds}`} --save${options.as === "cwt" ? "" : ` --as ${options.as}`}`;
const milliseconds = (value) => (value === undefined ? "" : value.median.toFixed(value.median < 10 ? 2 : 1));
const machine = `${cpus()[0].model.trim()}, ${cpus().length} processors, Node ${process.version}, ${process.platform}`;
const names = Object.keys(main.milliseconds);
const report = `# Continuous wavelet transform beside its peers

${machine}; Python with PyWavelets ${versions.pywt}, SciPy ${versions.scipy}, NumPy ${versions.numpy}. One thread unless said.
Made by \`${command}\`: contenders in turn, round after round, warmed up; medians. Other work on the
machine disturbs all of them alike: trust ratios, not milliseconds. The ratios of the first table are medians of the ratios of each
round.

Morlet wavelet, precision 10 (the only one of this PyWavelets), scales 6 to 130: 125 integers, or 8 or 512 in geometric
progression. Seeded signal that resembles speech. "plan" writes to an array of the caller's; so do pffft-wasm and fft.js,
which convolve pairs or rows by overlap-save, with kept spectra and the block sizes that are fastest here. SciPy multiplies
and transforms 8 rows at a time. PyWavelets works in float64; all others in float32 unless said (fft.js in float64).

## What it must show

| 125 scales, 65,666 samples | must | aim | measured | |
|---|---|---|---|---|
${goals.map(({ what, must, aim, measured, verdict }) => `| ${what} | ${must} | ${aim} | ${number(measured)} | ${verdict} |`).join("\n")}

pffft-wasm and the plan are raced by themselves, with five plans of pffft-wasm, since the block sizes that it measures as fastest
and the place of its memory differ from one to the next: from ${number(pffft.least)} to ${number(pffft.largest)}. One thread and two are
raced in five sittings, whose medians are ${number(ofSittings.least)} to ${number(ofSittings.largest)}; two threads that share nothing and transform a signal each made ${number(unshared)} transforms
in the time that one took for one. Of the runs of two threads ${(100 * onOneCore).toFixed(0)} % took more than one and a half times the median, most of them since the system had both on
one core. \`cwt\` without a plan and PyWavelets are in turn in a process
of their own, where no arrays of others wait to be collected; among all contenders the ratio is ${number(ratio("PyWavelets fft", "cwt"))}.

Memory is the growth of the peak resident memory of a process of its own, after transforms of a short signal; from a cold start,
code that V8 loads and compiles included, it is ${number(memory.cold / 1e6)} MB. Without a plan, tables of the last scales are kept;
with scales never seen before, cwt is ${number(ratio("PyWavelets fft", "cwt, scales never seen before"))} times as fast as PyWavelets fft.

## New memory

A fresh output asks the system for ${(4e-6 * band.length * 65_666).toFixed(0)} MB. In a row that is memory which the process had before: garbage collection gives
it back, and the next output takes it again; four runs before each turn see to it, for all contenders. First after a pause
of ${PAUSE / 1000} s, a virtual machine may have to get every page anew from its host. NumPy asks for huge pages, of which there are
few; Node does not, but the C library does for it with \`GLIBC_TUNABLES=glibc.malloc.hugetlb=1\` (glibc 2.35 or newer).

| cwt, fresh output, a process of its own | times as fast as PyWavelets fft, in turn | runs that met new pages | ms, one after another | ms, first after a pause | times as fast as PyWavelets fft after a pause |
|---|---|---|---|---|---|
${Object.entries(freshly)
  .map(
    ([name, { ratio: inTurn, slow, next, first }]) =>
      `| ${name} | ${number(inTurn)} | ${(100 * slow).toFixed(0)} % | ${next.toFixed(1)} | ${first.toFixed(1)} | ${number(pywtAfterPause / first)} |`,
  )
  .join("\n")}

## Errors, in units of the largest coefficient of PyWavelets conv, float64

| ${Object.keys(main.errors).join(" | ")} |
|${"---|".repeat(Object.keys(main.errors).length)}
| ${Object.values(main.errors).map(number).join(" | ")} |

## Milliseconds: medians
${options.quick && cases.length > 1 ? "\nAll rows but the first are of an earlier run.\n" : ""}
| scales | samples | ${names.join(" | ")} |
|---|---|${"---|".repeat(names.length)}
${cases
  .map((c) => `| ${c.scales} | ${c.length} | ${names.map((name) => milliseconds(c.milliseconds[name])).join(" | ")} |`)
  .join("\n")}

## Time over that of "plan"

| scales | samples | ${names.slice(1).join(" | ")} |
|---|---|${"---|".repeat(names.length - 1)}
${cases
  .map(
    (c) =>
      `| ${c.scales} | ${c.length} | ${names
        .slice(1)
        .map((name) => c.milliseconds[name])
        .map((value) => (value === undefined ? "" : (value.median / c.milliseconds["plan"].median).toFixed(2)))
        .join(" | ")} |`,
  )
  .join("\n")}
`;
console.log(report);
const withoutTurns = (key, value) => (key === "turns" ? undefined : value);
if (options.save) {
  const results = {
    machine,
    versions,
    goals,
    pffft,
    threads: { apart: unshared, sittings: ofSittings, onOneCore },
    freshly: { ...freshly, pywtAfterPause },
    cases,
  };
  await writeFile(saved, `${JSON.stringify(results, withoutTurns, 2)}\n`);
  await writeFile(new URL(`${options.as}.md`, saved), report);
}
