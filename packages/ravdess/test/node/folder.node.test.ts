import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { expect, it } from "vitest";

import { RavdessArchiveError } from "../../src/node.js";
import { openFolder } from "../../src/node/folder.js";
import { temporaryFolder } from "./temporary-folder.js";

it("lists all files below, follows links, and survives a link to itself and a dead link", async () => {
  const folder = await temporaryFolder();
  const elsewhere = await temporaryFolder();
  await mkdir(join(folder, "a/b"), { recursive: true });
  await writeFile(join(folder, "a/b/one.wav"), "1");
  await writeFile(join(elsewhere, "two.wav"), "22");
  await symlink(elsewhere, join(folder, "linked"));
  await symlink(join(elsewhere, "two.wav"), join(folder, "three.wav"));
  await symlink(folder, join(folder, "a/self"));
  await symlink("nowhere", join(folder, "dead.wav"));
  const store = await openFolder(folder);
  expect(store.names.toSorted()).toEqual(["a/b/one.wav", "linked/two.wav", "three.wav"]);
  expect(await store.read("linked/two.wav")).toEqual(new Uint8Array([50, 50]));
});

it("tells which file cannot be read", async () => {
  const folder = await temporaryFolder();
  const store = await openFolder(folder);
  await expect(store.read("gone.wav")).rejects.toMatchObject({
    name: "RavdessArchiveError",
    path: folder,
    entry: "gone.wav",
    cause: { code: "ENOENT" },
  });
});

it("tells that a folder cannot be listed", async () => {
  const missing = join(await temporaryFolder(), "missing");
  await expect(openFolder(missing)).rejects.toThrow(RavdessArchiveError);
  await expect(openFolder(missing)).rejects.toThrow(`cannot read the folder "${missing}": ENOENT`);
});

it("stops when the signal is aborted", async () => {
  const reason = new Error("enough");
  await expect(openFolder(await temporaryFolder(), AbortSignal.abort(reason))).rejects.toBe(reason);
});
