/** A laboratory's steps written as the commands that a person at a shell would build it with. */
import { podNamespace, pods } from '../../engine/lab/netlab/cluster.ts';
import type { LabStep, LinkOptions, RouteStep } from '../../engine/lab/configure/step.ts';

export function commandOf(step: LabStep): string {
  const isPod = pods.some(({ name }) => name === step.namespace);
  const place = step.do === 'netns' ? step.machine : isPod ? podNamespace(step.namespace) : step.namespace;
  return `${place}: ${words(step)}`;
}

function words(step: LabStep): string {
  switch (step.do) {
    case 'machine':
      return 'machine';
    case 'netns':
      return `ip netns add ${step.name}`;
    case 'link':
      return link(step);
    case 'mtu':
      return `ip link set ${step.device} mtu ${step.mtu}`;
    case 'up':
      return `ip link set ${step.device} up`;
    case 'master':
      return `ip link set ${step.device} master ${step.bridge}`;
    case 'hairpin':
      return `ip link set ${step.device} type bridge_slave hairpin ${step.on ? 'on' : 'off'}`;
    case 'address':
      return `ip addr add ${step.prefix}${step.broadcast ? ' brd +' : ''} dev ${step.device}`;
    case 'route':
      return `ip route add ${route(step.route)}`;
    case 'rule':
      return `ip rule add table ${step.rule.table}`;
    case 'neighbour':
      return `ip neigh replace ${step.address} lladdr ${step.mac} dev ${step.device} nud ${step.state}`;
    case 'fdb':
      return `bridge fdb replace ${step.mac} dev ${step.device} dst ${step.remote} self permanent`;
    case 'sysctl':
      return `sysctl ${step.name}=${step.value}`;
    case 'iptables':
      return `restore ${step.text}`;
  }
}

function options({ mac, mtu }: LinkOptions): string {
  return `${mac === undefined ? '' : ` address ${mac}`}${mtu === undefined ? '' : ` mtu ${mtu}`}`;
}

function link(step: Extract<LabStep, { do: 'link' }>): string {
  const { link: kind } = step;
  const head = `ip link add ${step.options.name}${options(step.options)} type ${kind.kind}`;
  switch (kind.kind) {
    case 'bridge':
      return `${head} forward_delay ${kind.forwardDelay ?? 15}`;
    case 'vxlan':
      return `${head} id ${kind.id} local ${kind.local} dev ${kind.device} dstport ${kind.port}${kind.learning ? '' : ' nolearning'}`;
    case 'dummy':
      return head;
    case 'veth':
      return `${head} peer name ${kind.peer.name}${options(kind.peer)} netns ${kind.peer.namespace}`;
    case 'tun-ipip':
      return `tun ${step.options.name} local ${kind.local} ${[...kind.remotes].map((pair) => pair.join('=')).join(' ')}`;
  }
}

function route({ type, destination, via, device, scope, onlink, protocol }: RouteStep): string {
  const parts = [
    ...(type === 'unicast' ? [] : [type]),
    destination,
    ...(via === undefined ? [] : ['via', via]),
    ...(device === undefined ? [] : ['dev', device]),
    ...(scope === undefined ? [] : ['scope', scope]),
    ...(onlink === true ? ['onlink'] : []),
    ...(protocol === undefined ? [] : ['proto', protocol]),
  ];
  return parts.join(' ');
}
