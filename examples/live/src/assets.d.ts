/** Vite gives the URL of a file that is named with this ending. */
declare module "*?url" {
  const url: string;
  export default url;
}
