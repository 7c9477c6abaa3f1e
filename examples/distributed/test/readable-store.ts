import type { RangeQuery } from "zarrita";

import type { Store } from "../src/parts/store.js";

/** A store as zarrita reads shards from it. */
export function readableStore(store: Store) {
  return {
    get: (key: string): Promise<Uint8Array | undefined> => store.read(key.slice(1)),
    async getRange(key: string, range: RangeQuery): Promise<Uint8Array | undefined> {
      const bytes = await store.read(key.slice(1));
      if (bytes === undefined) return undefined;
      return "suffixLength" in range
        ? bytes.subarray(bytes.length - range.suffixLength)
        : bytes.subarray(range.offset, range.offset + range.length);
    },
  };
}
