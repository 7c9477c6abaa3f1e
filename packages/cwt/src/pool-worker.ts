import type { Request } from "./pool/message.js";
import { serve } from "./pool/serve.js";

// The page's types are at hand here, a worker's are not; both post messages with buffers to hand over.
const scope = globalThis as unknown as Worker;
const answer = serve((response, transfer) => scope.postMessage(response, transfer));
scope.addEventListener("message", ({ data }: MessageEvent<Request>) => answer(data));
