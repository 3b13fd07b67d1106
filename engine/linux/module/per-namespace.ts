/**
 * What a module of the kernel keeps for each network namespace (struct pernet_operations, net_generic of
 * include/net/netns/generic.h): made when the module first has something to do there, gone with the namespace.
 *
 * The namespace does not know of it. So whoever needs a module imports it, and a kernel that nobody asks for the module
 * is a kernel without it.
 */
import type { NetworkNamespace } from '../namespace/namespace.ts';

export class PerNamespace<Part extends object> {
  readonly #parts = new WeakMap<NetworkNamespace, Part>();
  readonly #make: (namespace: NetworkNamespace) => Part;

  constructor(make: (namespace: NetworkNamespace) => Part) {
    this.#make = make;
  }

  of(namespace: NetworkNamespace): Part {
    let part = this.#parts.get(namespace);
    if (part === undefined) {
      part = this.#make(namespace);
      this.#parts.set(namespace, part);
    }
    return part;
  }
}
