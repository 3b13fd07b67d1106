/**
 * Doing a step of a laboratory's plan: each becomes the call that `ip`, `bridge` or `sysctl` would make of the kernel.
 * A refusal is a complaint with the place and the kernel's words; the next step goes on, as with `ip -force -batch`.
 */
import { second } from '../../clock/clock.ts';
import { Address } from '../../net/address/address.ts';
import { parseMac, zeroMac } from '../../net/address/mac.ts';
import { Prefix } from '../../net/address/prefix.ts';
import type { NetDevice } from '../../linux/device/device.ts';
import { Tun } from '../../linux/device/tun.ts';
import type { Provenance } from '../../linux/journey/event.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import { addAddress } from '../../linux/netlink/address.ts';
import { netlinkError, netlinkErrorText, type NetlinkError } from '../../linux/netlink/error.ts';
import { setVxlanEntry } from '../../linux/netlink/fdb.ts';
import {
  addBridge,
  addDummy,
  addVeth,
  addVxlan,
  type LinkOptions as KernelOptions,
  setMaster,
  setMtu,
  setUp,
} from '../../linux/netlink/link.ts';
import { setNeighbour } from '../../linux/netlink/neighbour.ts';
import { Vxlan } from '../../linux/vxlan/vxlan.ts';
import type { Laboratory } from '../laboratory/laboratory.ts';
import { ipipCarrier } from '../programs/ipip-carrier.ts';
import { applyRoute, applyRule } from './apply-route.ts';
import { applyIptables } from './apply-rules.ts';
import type { LabStep, LinkOptions } from './step.ts';

export function applySteps(laboratory: Laboratory, steps: readonly LabStep[]): void {
  for (const step of steps) {
    const complaint = applyStep(laboratory, step);
    if (complaint !== undefined) laboratory.complaints.push(`${step.namespace}: ${step.do}: ${complaint}`);
  }
}

/** @returns why it could not be done */
function applyStep(laboratory: Laboratory, step: LabStep): string | undefined {
  if (step.do === 'machine') {
    laboratory.addMachine(step.namespace);
    return undefined;
  }
  if (step.do === 'netns') {
    laboratory.addPod(step.namespace, laboratory.place(step.machine).machine, step.name);
    return undefined;
  }
  const { namespace } = laboratory.place(step.namespace);
  const provenance: Provenance = { writer: step.writer ?? 'ip' };
  switch (step.do) {
    case 'link':
      return words(addLink(laboratory, namespace, step, provenance));
    case 'sysctl':
      return namespace.sysctl.set(step.name, step.value)
        ? undefined
        : `cannot stat /proc/sys/${step.name.replaceAll('.', '/')}: No such file or directory`;
    case 'route':
      return words(applyRoute(namespace, step.route, provenance));
    case 'rule':
      return words(applyRule(namespace, step.rule, provenance));
    case 'iptables':
      return applyIptables(namespace, step, provenance);
    default: {
      const device = namespace.devices.get(step.device);
      if (device === undefined) return `Cannot find device "${step.device}"`;
      return words(applyToDevice(namespace, device, step, provenance));
    }
  }
}

function words(error: NetlinkError | undefined): string | undefined {
  return error === undefined ? undefined : netlinkErrorText(error);
}

type DeviceStep = Extract<LabStep, { readonly device: string }>;

function applyToDevice(
  namespace: NetworkNamespace,
  device: NetDevice,
  step: DeviceStep,
  provenance: Provenance,
): NetlinkError | undefined {
  switch (step.do) {
    case 'up':
      setUp(device);
      return undefined;
    case 'mtu':
      return setMtu(device, step.mtu);
    case 'master': {
      const master = namespace.devices.get(step.bridge);
      return master === undefined ? netlinkError('ENODEV') : setMaster(device, master);
    }
    case 'hairpin':
      if (device.port !== undefined) device.port.hairpin = step.on;
      return undefined;
    case 'address': {
      const prefix = Prefix.parse(step.prefix);
      return addAddress(device, {
        prefix,
        ...(step.broadcast ? { broadcast: prefix.last } : {}),
        provenance,
      });
    }
    case 'neighbour': {
      const state = step.state.toUpperCase() as Uppercase<typeof step.state>;
      const request = { address: Address.parse(step.address), mac: parseMac(step.mac), state, provenance };
      return setNeighbour(device, request, 'replace');
    }
    case 'fdb':
      if (!(device instanceof Vxlan)) return netlinkError('EOPNOTSUPP');
      return setVxlanEntry(device, parseMac(step.mac), Address.parse(step.remote), 'replace', provenance);
  }
}

function addLink(
  laboratory: Laboratory,
  namespace: NetworkNamespace,
  { options, link }: Extract<LabStep, { do: 'link' }>,
  provenance: Provenance,
): NetlinkError | undefined {
  const made = kernelOptions(options, provenance);
  switch (link.kind) {
    case 'bridge':
      return refusal(
        addBridge(namespace, options.name, { ...made, forwardDelay: (link.forwardDelay ?? 15) * second }),
      );
    case 'dummy':
      return refusal(addDummy(namespace, options.name, made));
    case 'veth': {
      const { peer } = link;
      const end = { namespace, name: options.name, ...made };
      const far = {
        namespace: laboratory.place(peer.namespace).namespace,
        name: peer.name,
        ...kernelOptions(peer, provenance),
      };
      return refusal(addVeth(end, far));
    }
    case 'vxlan':
      return refusal(
        addVxlan(namespace, options.name, {
          ...made,
          vni: link.id,
          local: Address.parse(link.local),
          underlay: namespace.devices.get(link.device),
          port: link.port,
          learning: link.learning,
        }),
      );
    case 'tun-ipip': {
      const index = namespace.devices.nextIndex();
      const tun = new Tun({ namespace, index, name: options.name, mac: zeroMac, mtu: 1500, provenance });
      namespace.devices.add(tun);
      const remotes = [...link.remotes].map(
        ([network, remote]) => [Address.parse(network), Address.parse(remote)] as const,
      );
      const carrier = ipipCarrier(tun, Address.parse(link.local), new Map(remotes));
      const place = [...laboratory.places.values()].find((one) => one.namespace === namespace);
      if (place !== undefined) laboratory.serve(place, 'tunl', carrier);
      return undefined;
    }
  }
}

function kernelOptions({ mac, mtu }: LinkOptions, provenance: Provenance): KernelOptions {
  return {
    provenance,
    ...(mac === undefined ? {} : { mac: parseMac(mac) }),
    ...(mtu === undefined ? {} : { mtu }),
  };
}

function refusal(made: object | NetlinkError): NetlinkError | undefined {
  return 'errno' in made ? made : undefined;
}
