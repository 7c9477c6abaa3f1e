/** Files by name, wherever they lie: what a folder and a zip archive have in common. */
export interface ClipStore {
  /** Names relative to the root, with `/` between folders, in any order. */
  readonly names: readonly string[];
  /** The whole file, in a buffer of its own. */
  read(name: string): Promise<Uint8Array<ArrayBuffer>>;
  /** Resolves when reads under way have ended and nothing is held open. */
  close(): Promise<void>;
}
