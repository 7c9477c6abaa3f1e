/**
 * Imports a package that a user may have installed.
 *
 * @throws {Error} If it is not there; the message names it. What the package itself throws comes through.
 */
export async function importOptional<T>(name: string): Promise<T> {
  try {
    return (await import(name)) as T;
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    // Of this package, not of one that it needs.
    const missing = code === "ERR_MODULE_NOT_FOUND" && message.includes(`'${name}'`);
    if (!missing) throw cause;
    throw new Error(`"${name}" is not installed: npm install ${name}`, { cause });
  }
}
