/**
 * What the words of an output name: addresses and names of pods, Services, machines and interfaces, and the chains that
 * kube-proxy wrote for a Service. Terminals and the book's prose make links of it.
 *
 * An interface's name means something only where it is said: `cni0` is another device on each node. Other names are the
 * cluster's. Of two things with one name the first counts: pods, Services, machines, interfaces.
 */
import { chainsOf, endpointChain } from '../../kubernetes/proxy/iptables/chains.ts';
import { type ServicePort, servicePortName } from '../../kubernetes/proxy/iptables/service-port.ts';
import { Prefix } from '../../net/address/prefix.ts';
import type { MapInterface, MapMachine, MapView } from './map.ts';

export interface NamedThing {
  /** As it stands in the text. */
  readonly text: string;
  /** Its item of the map's tree: `pod/default/web-1`. */
  readonly item: string;
  /** What it is: `Pod default/web-1 on k8s-w1`. */
  readonly what: string;
}

/** @returns undefined for a word that names nothing here */
export type Names = (word: string) => NamedThing | undefined;

/**
 * @param ports what kube-proxy works from; asked for with the first chain
 * @param place where the text was printed: `node/k8s-w1`
 */
export function namesOf(map: MapView, ports: () => readonly ServicePort[], place: string): Names {
  const names = new Map<string, NamedThing>();
  const add = (text: string | undefined, item: string, what: string) => {
    if (text !== undefined && text !== '' && text !== 'None' && !names.has(text))
      names.set(text, { text, item, what });
  };
  const addInterfaces = (owner: string, stand: string | undefined, devices: readonly MapInterface[]) => {
    for (const { id, name, addresses } of devices) {
      for (const address of addresses)
        add(address.replace(/\/.*/, ''), `interface/${id}`, `${name} of ${owner}`);
      if (stand === place) add(name, `interface/${id}`, `interface of ${owner}`);
    }
  };
  for (const { name, id, address, machine } of map.pods) {
    const what = `Pod ${id}${machine === undefined ? '' : ` on ${machine}`}`;
    // A pod on its node's network has the node's address, which is the node's.
    if (!map.machines.some((each) => hasAddress(each.interfaces, address))) add(address, `pod/${id}`, what);
    add(name, `pod/${id}`, what);
  }
  for (const { name, id, clusterIp } of map.services) {
    add(clusterIp, `service/${id}`, `Service ${id}`);
    add(name, `service/${id}`, `Service ${id}`);
  }
  for (const machine of map.machines) {
    add(machine.name, `machine/${machine.name}`, machineWords[machine.role]);
    addInterfaces(machine.name, machine.place, machine.interfaces);
  }
  for (const pod of map.pods) addInterfaces(`Pod ${pod.id}`, pod.place, pod.interfaces);
  let chains: ReadonlyMap<string, NamedThing> | undefined;
  return (word) =>
    // Hashes are made only where a chain is asked for.
    word.startsWith('KUBE-') ? (chains ??= chainsFor(map, ports())).get(word) : names.get(word);
}

const machineWords: Readonly<Record<MapMachine['role'], string>> = {
  'control-plane': 'the control-plane node',
  worker: 'a worker node',
  router: 'a router',
  outside: 'a machine outside the cluster',
  switch: 'a switch',
};

function hasAddress(interfaces: readonly MapInterface[], address: string | undefined): boolean {
  return interfaces.some(({ addresses }) => addresses.some((own) => own.replace(/\/.*/, '') === address));
}

function chainsFor(map: MapView, ports: readonly ServicePort[]): ReadonlyMap<string, NamedThing> {
  const chains = new Map<string, NamedThing>();
  const add = (text: string, item: string, what: string) => chains.set(text, { text, item, what });
  for (const port of ports) {
    const id = `${port.namespace}/${port.name}`;
    const name = servicePortName(port);
    const { cluster, local, external, firewall } = chainsOf(port);
    add(cluster, `service/${id}`, `one rule for each endpoint of Service ${name}`);
    add(local, `service/${id}`, `the endpoints of Service ${name} on this node`);
    add(external, `service/${id}`, `what comes from outside to Service ${name}`);
    add(firewall, `service/${id}`, `who may use the load balancer of Service ${name}`);
    const shown = map.services.find((each) => each.id === id)?.endpoints ?? [];
    for (const endpoint of port.endpoints) {
      const pod = shown.find(({ address }) => address === endpoint.ip)?.pod;
      add(
        endpointChain(port, endpoint),
        pod === undefined ? `service/${id}` : `pod/${pod}`,
        `the endpoint ${endpoint.ip} of Service ${name}`,
      );
    }
  }
  return chains;
}

export interface Mention<Thing> {
  readonly thing: Thing;
  readonly text: string;
  /** Where in the text it begins. */
  readonly at: number;
}

/**
 * An address, whatever stands behind it (a port, a prefix length); a device with a number; a name or word that is no part of
 * a longer word, path or `key=value`.
 */
const word =
  /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}|(?<![\w:])[0-9a-f]*:[0-9a-f:]+|(?<![\w./-])[a-z][a-z0-9]*\.\d+(?![\w.-])|(?<![\w./=-])[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9](?![\w-]|\.\w)/g;

/** Words of a text that name something, in the order of the text. */
export function mentions<Thing>(
  text: string,
  of: (word: string) => Thing | undefined,
): readonly Mention<Thing>[] {
  return [...text.matchAll(word)].flatMap(({ 0: found, index }) => {
    const thing = isRange(text.slice(index), found) ? undefined : of(found);
    return thing === undefined ? [] : [{ thing, text: found, at: index }];
  });
}

/** `10.8.0.0/16` is a range, although something may have its first address. */
function isRange(text: string, address: string): boolean {
  const length = /^\/\d+/.exec(text.slice(address.length))?.[0];
  const prefix = length === undefined ? undefined : Prefix.tryParse(address + length);
  return prefix !== undefined && !prefix.isHost && prefix.network.text === prefix.address.text;
}
