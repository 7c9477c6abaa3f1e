export { checkpointFile } from "./node/checkpoint-file.js";
export { loadModel, saveModel } from "./node/model-folder.js";
export { useCpu } from "./node/use-cpu.js";
export { useWasm } from "./node/use-wasm.js";
export { parallelTraining, type ParallelTrainingOptions } from "./node/parallel-training.js";
export { WorkerFailedError } from "./node/worker-failed-error.js";
export { csvLog } from "./node/csv-log.js";
export { tensorBoardLog, type TensorBoardLog } from "./node/tensor-board-log.js";
export { loadKerasWeights, saveKerasWeights } from "./node/keras-weights.js";
