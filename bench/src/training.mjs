/**
 * One training step of the autoencoder and of the classifier: tfjs on wasm with the kernels of @wader/models, stock tfjs
 * on wasm with only the missing kernel added, and PyTorch on one thread. The three take turns in each round.
 *
 *     node src/training.mjs [--batch 8] [--length 4000] [--rounds 7] [--stock-rounds 1] [--network autoencoder|classifier]
 *
 * PyTorch runs in `python3` (or $PYTHON) and is left out where it is not installed.
 */
import { spawn } from "node:child_process";
import { cpus } from "node:os";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: {
    batch: { type: "string", default: "8" },
    length: { type: "string", default: "4000" },
    rounds: { type: "string", default: "7" },
    "stock-rounds": { type: "string", default: "1" },
    network: { type: "string" },
  },
});
const batch = Number(values.batch);
const rounds = Number(values.rounds);
const stockRounds = Number(values["stock-rounds"]);

/** A child that runs training steps when asked. */
async function start(command, script, parameters) {
  const environment = { ...process.env, OMP_NUM_THREADS: "1" };
  // Debian's OpenBLAS is not what PyTorch computes with here, but these would change which of its kernels run.
  delete environment.OPENBLAS_CORETYPE;
  delete environment.OPENBLAS_L2_SIZE;
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(command, [path, ...parameters], { env: environment, stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${command} ${script} ended early`);
    return value;
  };
  const version = await next();
  return {
    version,
    step: async () => {
      child.stdin.write("1\n");
      const [wall, cpu] = (await next()).split(" ").map((text) => Number(text) / batch);
      return { wall, cpu };
    },
    stop: () => child.stdin.end(),
  };
}

const smallest = (numbers) => Math.min(...numbers);
const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];

async function measure(network) {
  const tfjs = (kernels) =>
    start(process.execPath, "training-tfjs.mjs", [network, kernels, values.batch, values.length]);
  const peers = { wader: await tfjs("wader"), ...(stockRounds > 0 && { stock: await tfjs("stock") }) };
  try {
    peers.torch = await start(process.env.PYTHON ?? "python3", "training-torch.py", [
      network,
      values.batch,
      values.length,
    ]);
  } catch {
    console.log("PyTorch is not there: its column is left out");
  }
  const times = Object.fromEntries(Object.keys(peers).map((name) => [name, []]));
  // Compilers tier up and allocators grow in the first steps.
  for (const name of Object.keys(peers)) for (let i = 0; i < (name === "stock" ? 1 : 3); i++) await peers[name].step();
  for (let round = 0; round < rounds; round++) {
    for (const [name, peer] of Object.entries(peers)) {
      if (name !== "stock" || round < stockRounds) times[name].push(await peer.step());
    }
  }
  const [version] = Object.values(peers).map((peer) => peer.version);
  console.log(
    `\n${network}, batch ${batch}, ${values.length} steps; tfjs ${version}, PyTorch ${peers.torch?.version ?? "-"}`,
  );
  console.log("| one training step, ms a frame | wall, median | processor, median | smallest |\n|---|---|---|---|");
  const names = {
    wader: "tfjs wasm + @wader/models/wasm",
    stock: "tfjs wasm + the missing kernel",
    torch: "PyTorch, 1 thread",
  };
  for (const [name, list] of Object.entries(times)) {
    const column = (key, pick) => pick(list.map((time) => time[key])).toFixed(1);
    console.log(
      `| ${names[name]} | ${column("wall", median)} | ${column("cpu", median)} | ${column("cpu", smallest)} |`,
    );
  }
  const ratio = (a, b, count) =>
    median(Array.from({ length: count }, (_, i) => times[a][i].cpu / times[b][i].cpu)).toFixed(2);
  if (peers.torch)
    console.log(`over PyTorch: ${ratio("wader", "torch", rounds)} (median of ${rounds} rounds, processor time)`);
  if (stockRounds > 0)
    console.log(`stock tfjs over ours: ${ratio("stock", "wader", stockRounds)} (${stockRounds} rounds)`);
  for (const peer of Object.values(peers)) peer.stop();
}

console.log(`${cpus()[0].model}, Node ${process.version}`);
for (const network of values.network ? [values.network] : ["autoencoder", "classifier"]) await measure(network);
