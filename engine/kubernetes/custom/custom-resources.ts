/**
 * The kinds that CustomResourceDefinitions add to one server: served as soon as their definition is established, gone
 * with it (k8s.io/apiextensions-apiserver pkg/apiserver customresource_handler.go). All served versions hold the same
 * objects, told in the version that is asked for (conversion `None`).
 */
import { laterApi } from '../api/later-code.ts';
import { resource, type Resource } from '../api/resources.ts';
import type { Store } from '../api/store.ts';
import type { Strategy } from '../strategy/strategy.ts';
import { byMaturity, type Definition, isEstablished } from './definition.ts';

const definitions = resource('customresourcedefinitions', 'apiextensions.k8s.io');

export class CustomResources {
  readonly #byPath = new Map<string, Resource>();
  readonly #strategies = new Map<Resource, Strategy>();
  readonly #ofDefinition = new Map<string, { definition: Definition; resources: readonly Resource[] }>();
  #all: readonly Resource[] | undefined;

  constructor(store: Store) {
    store.listen(definitions, ({ type, object }) => {
      this.#see(object as Definition, type === 'DELETED');
    });
  }

  find(group: string, version: string, name: string): Resource | undefined {
    return this.#byPath.get(`${group}/${version}/${name}`);
  }

  strategy(resource: Resource): Strategy | undefined {
    return this.#strategies.get(resource);
  }

  /** By group, then the more mature version first, then by name. */
  all(): readonly Resource[] {
    return (this.#all ??= [...this.#byPath.values()].sort(
      (one, other) =>
        compare(one.group, other.group) ||
        byMaturity(one.version, other.version) ||
        compare(one.name, other.name),
    ));
  }

  #see(definition: Definition, gone: boolean): void {
    const { name } = definition.metadata;
    const known = this.#ofDefinition.get(name);
    const isServed = !gone && isEstablished(definition);
    if (isServed && known !== undefined && JSON.stringify(known.definition.spec) === specText(definition))
      return;
    for (const one of known?.resources ?? []) {
      this.#byPath.delete(pathOf(one));
      this.#strategies.delete(one);
    }
    this.#ofDefinition.delete(name);
    this.#all = undefined;
    if (!isServed) return;
    const { resourceOf, strategyOf } = laterApi().custom;
    // The objects are kept by the resource of the stored version: the same one for as long as the definition is there.
    const versions = definition.spec.versions ?? [];
    const stored = versions.find(({ storage }) => storage);
    if (stored === undefined) return;
    const storage = known?.resources.find((one) => one.storedAs === undefined);
    const storedResource = { ...(storage ?? {}), ...resourceOf(definition, stored) };
    const kept = storage === undefined ? storedResource : Object.assign(storage, storedResource);
    const served = versions
      .filter((version) => version.served)
      .map((version) => (version === stored ? kept : { ...resourceOf(definition, version), storedAs: kept }));
    for (const one of served) this.#byPath.set(pathOf(one), one);
    for (const version of versions) {
      const of = version === stored ? kept : served.find((one) => one.version === version.name);
      if (of !== undefined) this.#strategies.set(of, strategyOf(of, version));
    }
    this.#ofDefinition.set(name, { definition, resources: served });
  }
}

function specText({ spec }: Definition): string {
  return JSON.stringify(spec);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function pathOf({ group, version, name }: Resource): string {
  return `${group}/${version}/${name}`;
}
