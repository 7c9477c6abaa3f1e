import { text } from "@wader/examples/parts/command-line.js";

/** Where everything is. */
export const places = {
  redis: text(
    "address",
    "Redis or Valkey; secrets come from REDIS_USERNAME and REDIS_PASSWORD.",
    "redis://127.0.0.1:6379",
  ),
  data: text("place", "Recordings: a folder, the zip of RAVDESS, or s3+https://host/bucket/prefix."),
  store: text(
    "place",
    "Where results go: a folder that all workers see, or s3+https://host/bucket/prefix.",
    "out/store",
  ),
} as const;
