/// <reference types="node" />
import { parentPort } from "node:worker_threads";

import { serve } from "../pool/serve.js";
import type { Request } from "../pool/message.js";

const answer = serve((response, transfer) => parentPort?.postMessage(response, transfer));
parentPort?.on("message", (request: Request) => answer(request));
