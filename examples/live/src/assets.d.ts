/** Vite gives the URL of a file that is named with this ending. */
declare module "*?url" {
  const url: string;
  export default url;
}

/** Vite gives the file itself, as a `data:` URL. */
declare module "*.mp3?inline" {
  const url: string;
  export default url;
}
