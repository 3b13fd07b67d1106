/**
 * The kernel parameters of a network namespace, by dotted name (Documentation/networking/ip-sysctl.rst).
 *
 * `conf` and `neigh` exist per device: a name with `.all.`, `.default.` or a device in it. A device starts with the
 * values of `default`. Names nobody knows are refused, as the kernel does, by the file not being there. Only what was
 * changed is stored, so that thousands of namespaces cost little.
 */
import { coreParameters, exceptions } from './defaults.ts';
import type { Parameters, ParameterValue } from './parameters.ts';

/** Directory, device and leaf of `net.ipv4.conf.eth0.rp_filter`; a device's name may hold dots. */
const perDevice = /^(net\.ipv[46]\.(?:conf|neigh))\.(.+)\.([a-z0-9_]+)$/;

const onlyCore: readonly Parameters[] = [coreParameters];

const unchanged: ReadonlyMap<string, ParameterValue> = new Map();

/** Texts of two numbers, read once for all namespaces. */
const ranges = new Map<string, readonly [number, number]>();

export class Sysctl {
  /** By full name: what was set. */
  readonly #values = new Map<string, ParameterValue>();
  /** The devices there are, each with the values of `default` that were changed before it came. */
  readonly #devices = new Map<string, ReadonlyMap<string, ParameterValue>>([
    ['all', unchanged],
    ['default', unchanged],
  ]);
  /** By full name: what `default` was set to after the device came; less than what it came with. */
  readonly #followed = new Map<string, ParameterValue>();
  /** Devices that follow `default` no more. */
  readonly #settled = new Set<string>();
  #lists: readonly Parameters[];
  /** Counts changes, so that others may remember what they read. */
  generation = 0;
  /** Told of every change, with the dotted name. */
  onChange: ((name: string, value: ParameterValue) => void) | undefined;
  /** The per-device values that are looked at for each packet, so that no name is built on the way. */
  readonly #numbers = new Map<string, number>();
  /** The values of `default` that were changed, by directory and leaf, until one is set again. */
  #defaults: ReadonlyMap<string, ParameterValue> | undefined;

  /** @param more parameters than those of the core */
  constructor(more: readonly Parameters[] = []) {
    this.#lists = more.length === 0 ? onlyCore : [coreParameters, ...more];
  }

  /** Parameters that come with a module that is loaded now (register_net_sysctl). */
  add(parameters: Parameters): void {
    this.#lists = [...this.#lists, parameters];
    this.#changed();
  }

  /** A device appeared: it gets the values of `default`. */
  addDevice(device: string): void {
    this.#devices.set(device, (this.#defaults ??= this.#changedDefaults()));
    this.#changed();
  }

  /** A device got an IPv4 address: from now on its values are its own (ipv4_devconf_setall). */
  settle(device: string): void {
    this.#settled.add(device);
  }

  /** A device keeps its values under its new name. */
  renameDevice(device: string, name: string): void {
    this.#devices.set(name, this.#devices.get(device) ?? unchanged);
    this.#devices.delete(device);
    for (const [key, value] of [...this.#values]) {
      if (Sysctl.deviceOf(key) !== device) continue;
      this.#values.delete(key);
      this.#values.set(key.replace(`.${device}.`, `.${name}.`), value);
    }
    this.#changed();
  }

  removeDevice(device: string): void {
    this.#devices.delete(device);
    this.#settled.delete(device);
    for (const values of [this.#values, this.#followed])
      for (const name of values.keys()) if (Sysctl.deviceOf(name) === device) values.delete(name);
    this.#changed();
  }

  /** By directory and leaf, as `net.ipv4.conf.rp_filter`. */
  #changedDefaults(): ReadonlyMap<string, ParameterValue> {
    let changed: Map<string, ParameterValue> | undefined;
    for (const [name, value] of this.#values) {
      const [, directory, device, leaf] = perDevice.exec(name) ?? [];
      if (device !== 'default' || directory === undefined || leaf === undefined) continue;
      changed ??= new Map();
      changed.set(`${directory}.${leaf}`, value);
    }
    return changed ?? unchanged;
  }

  #changed(): void {
    this.#numbers.clear();
    this.generation++;
  }

  /** @returns undefined when there is no such parameter */
  get(name: string): ParameterValue | undefined {
    const value = this.#values.get(name);
    if (value !== undefined) return value;
    for (const { plain } of this.#lists) {
      const found = plain.get(name);
      if (found !== undefined) return found;
    }
    const [, directory, device, leaf] = perDevice.exec(name) ?? [];
    if (directory === undefined || device === undefined || leaf === undefined) return undefined;
    return this.#unset(directory, device, leaf, name);
  }

  /** What a parameter of a device is that nobody set. */
  #unset(directory: string, device: string, leaf: string, name: string): ParameterValue | undefined {
    const inherited = this.#devices.get(device);
    if (inherited === undefined || (device === 'all' && directory.endsWith('.neigh'))) return undefined;
    const known =
      (inherited.size === 0 ? undefined : inherited.get(`${directory}.${leaf}`)) ??
      (this.#followed.size === 0 ? undefined : this.#followed.get(name)) ??
      exceptions.get(name);
    if (known !== undefined) return known;
    for (const { ofDevice } of this.#lists) {
      const found = ofDevice.get(directory)?.get(leaf);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** `number` of a device's parameter, for those asked once a device: the name is not taken apart. */
  numberOf(directory: 'net.ipv4.conf' | 'net.ipv6.conf', device: string, leaf: string): number {
    const name = `${directory}.${device}.${leaf}`;
    return Number(this.#values.get(name) ?? this.#unset(directory, device, leaf, name) ?? 0);
  }

  /** A numeric parameter; 0 when there is none. */
  number(name: string): number {
    const cached = this.#numbers.get(name);
    if (cached !== undefined) return cached;
    const value = Number(this.get(name) ?? 0);
    this.#numbers.set(name, value);
    return value;
  }

  /** A parameter of two numbers, as ip_local_port_range. */
  range(name: string): readonly [low: number, high: number] {
    const text = String(this.get(name) ?? '');
    let range = ranges.get(text);
    if (range === undefined) {
      const [low = 0, high = 0] = text.split(/\s+/).map(Number);
      range = [low, high];
      ranges.set(text, range);
    }
    return range;
  }

  /** @returns false when there is no such parameter */
  set(name: string, value: ParameterValue): boolean {
    if (this.get(name) === undefined) return false;
    this.#values.set(name, value);
    this.#spread(name, value);
    this.#defaults = undefined;
    this.#changed();
    this.onChange?.(name, value);
    return true;
  }

  /**
   * ip_forward and conf.all.forwarding are one switch that sets every device (inet_forward_change); for IPv6 `all` sets
   * every device too (addrconf_fixup_forwarding, addrconf_disable_ipv6).
   */
  #spread(name: string, value: ParameterValue): void {
    if (name === 'net.ipv4.ip_forward' || name === 'net.ipv4.conf.all.forwarding') {
      this.#values.set('net.ipv4.ip_forward', value);
      this.#values.set('net.ipv4.conf.all.accept_redirects', Number(value) === 0 ? 1 : 0);
      for (const device of this.#devices.keys())
        this.#values.set(`net.ipv4.conf.${device}.forwarding`, value);
    }
    const [, directory, device, changed] = perDevice.exec(name) ?? [];
    // devinet_copy_dflt_conf, neigh_copy_dflt_parms
    const follows = directory === 'net.ipv4.conf' || directory?.endsWith('.neigh') === true;
    if (device === 'default' && follows && changed !== 'forwarding')
      for (const own of this.#devices.keys())
        if (own !== 'all' && own !== 'default' && (directory === 'net.ipv6.neigh' || !this.#settled.has(own)))
          this.#followed.set(`${directory}.${own}.${changed ?? ''}`, value);
    const leaf = /^net\.ipv6\.conf\.all\.(disable_ipv6|forwarding)$/.exec(name)?.[1];
    if (leaf === undefined) return;
    for (const device of this.#devices.keys()) this.#values.set(`net.ipv6.conf.${device}.${leaf}`, value);
  }

  /** The device of a per-device name, for example `eth0` of `net.ipv4.conf.eth0.rp_filter`. */
  static deviceOf(name: string): string | undefined {
    return perDevice.exec(name)?.[2];
  }

  /** Every name, sorted. */
  names(): readonly string[] {
    const names: string[] = [];
    for (const { plain, ofDevice } of this.#lists) {
      names.push(...plain.keys());
      for (const [directory, leaves] of ofDevice)
        for (const device of this.#devices.keys())
          if (device !== 'all' || directory.endsWith('.conf'))
            for (const leaf of leaves.keys()) names.push(`${directory}.${device}.${leaf}`);
    }
    return names.sort();
  }
}
