/**
 * A sentence that CMU Flite speaks, as an mp3 file. It is a part of a script, since the page may connect to nobody, not even to
 * its own host.
 */
export async function sampleSentence(): Promise<File> {
  const { default: url } = await import("./sentence.mp3?inline");
  const bytes = Uint8Array.from(atob(url.slice(url.indexOf(",") + 1)), (letter) => letter.charCodeAt(0));
  return new File([bytes], "Sample sentence");
}
