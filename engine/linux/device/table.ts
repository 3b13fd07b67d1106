/**
 * The devices of a namespace by index and by name. Every namespace starts with `lo`, down, index 1.
 */
import type { NetworkNamespace } from '../namespace/namespace.ts';
import { tellDevice } from '../netlink/notify.ts';
import type { NetDevice } from './device.ts';
import { Loopback } from './loopback.ts';

export class DeviceTable {
  readonly #namespace: NetworkNamespace;
  readonly #byIndex = new Map<number, NetDevice>();
  readonly #byName = new Map<string, NetDevice>();
  /** `ip link property add … altname`; made on first use. */
  #byOtherName: Map<string, NetDevice> | undefined;
  #lastIndex = 1;
  readonly loopback: Loopback;

  constructor(namespace: NetworkNamespace) {
    this.#namespace = namespace;
    this.loopback = new Loopback(namespace);
    this.add(this.loopback);
  }

  /** The index the next device gets (dev_index_reserve): one that was asked for does not count. */
  nextIndex(): number {
    do this.#lastIndex++;
    while (this.#byIndex.has(this.#lastIndex));
    return this.#lastIndex;
  }

  /** @throws RangeError when the name or the index is taken: callers check first */
  add(device: NetDevice): void {
    if (this.#byName.has(device.name)) throw new RangeError(`there is a device ${device.name} already`);
    if (this.#byIndex.has(device.index))
      throw new RangeError(`there is a device ${String(device.index)} already`);
    this.#byIndex.set(device.index, device);
    this.#byName.set(device.name, device);
    this.#namespace.sysctl.addDevice(device.name);
    device.groups.register();
    if (this.#namespace.sysctl.numberOf('net.ipv6.conf', device.name, 'forwarding') > 0)
      device.groups.setRouter(true);
    tellDevice(device, false);
  }

  remove(device: NetDevice): void {
    this.#byIndex.delete(device.index);
    this.#byName.delete(device.name);
    for (const name of this.otherNames(device)) this.#byOtherName?.delete(name);
    tellDevice(device, true);
    this.#namespace.sysctl.removeDevice(device.name);
  }

  rename(device: NetDevice, name: string): void {
    this.#byName.delete(device.name);
    this.#namespace.sysctl.renameDevice(device.name, name);
    device.name = name;
    this.#byName.set(name, device);
  }

  get(name: string): NetDevice | undefined {
    return this.#byName.get(name) ?? this.#byOtherName?.get(name);
  }

  /** @returns whether the name was free */
  addOtherName(device: NetDevice, name: string): boolean {
    if (this.get(name) !== undefined) return false;
    this.#byOtherName ??= new Map();
    this.#byOtherName.set(name, device);
    return true;
  }

  /** @returns whether the device had it */
  removeOtherName(device: NetDevice, name: string): boolean {
    return this.#byOtherName?.get(name) === device && this.#byOtherName.delete(name);
  }

  otherNames(device: NetDevice): readonly string[] {
    if (this.#byOtherName === undefined) return [];
    return [...this.#byOtherName].filter(([, one]) => one === device).map(([name]) => name);
  }

  byIndex(index: number): NetDevice | undefined {
    return this.#byIndex.get(index);
  }

  /** In order of index. */
  list(): readonly NetDevice[] {
    return [...this.#byIndex.values()].sort((one, other) => one.index - other.index);
  }
}
