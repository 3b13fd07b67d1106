/**
 * The modules of a machine's kernel, as far as something depends on whether one is there (modprobe(8), lsmod(8)). What
 * is built in needs no mention.
 *
 * A module that is available is loaded by the first who needs it (request_module).
 */
export class KernelModules {
  readonly #available = new Set<string>();
  readonly #loaded = new Set<string>();

  /** The module lies below /lib/modules. */
  offer(...names: readonly string[]): void {
    for (const name of names) this.#available.add(name);
  }

  /** @returns false when there is no such module */
  load(name: string): boolean {
    if (!this.#available.has(name)) return false;
    this.#loaded.add(name);
    return true;
  }

  isLoaded(name: string): boolean {
    return this.#loaded.has(name);
  }

  isAvailable(name: string): boolean {
    return this.#available.has(name);
  }

  unload(name: string): boolean {
    return this.#loaded.delete(name);
  }

  /** The latest first, as /proc/modules. */
  list(): readonly string[] {
    return [...this.#loaded].reverse();
  }
}
