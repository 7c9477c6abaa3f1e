export { RavdessArchiveError } from "./node/archive-error.js";
export { openRavdess, type OpenRavdessOptions, type RavdessCorpus } from "./node/open.js";
export {
  DownloadError,
  type DownloadFailure,
  type DownloadOptions,
  type DownloadProgress,
  downloadRavdess,
} from "./node/download.js";
