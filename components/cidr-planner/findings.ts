/** What is wrong or tight with a plan: who would notice, and what would be right. */
import { Prefix } from '../../engine/net/address/prefix.ts';
import {
  capacityOf,
  type Plan,
  type Range,
  rangesOf,
  rangeWords,
  readNumber,
  readRange,
  shared,
} from './plan.ts';

export interface Finding {
  /** `wrong`: it does not work; `tight`: it works, and one should know. */
  readonly kind: 'wrong' | 'tight';
  readonly text: string;
}

export function findingsOf(plan: Plan): readonly Finding[] {
  const ranges = rangesOf(plan);
  return [
    ...unreadable(plan),
    ...overlaps(ranges),
    ...ranges.flatMap(ofRange),
    ...ofServices(plan),
    ...ofNodeMask(plan),
    ...ofCapacity(plan),
  ];
}

const wrong = (text: string): Finding => ({ kind: 'wrong', text });
const tight = (text: string): Finding => ({ kind: 'tight', text });
const counted = (count: number) => count.toLocaleString('en-US');

function unreadable(plan: Plan): readonly Finding[] {
  const ranges = (['node', 'pod', 'service', 'other'] as const)
    .filter((name) => readRange(plan[name]) === undefined && !(name === 'other' && plan.other.trim() === ''))
    .map((name) =>
      wrong(`The ${rangeWords[name]} \`${plan[name]}\` is no IPv4 range. One is written as \`10.8.0.0/16\`.`),
    );
  const numbers = [
    readNumber(plan.nodeMask, 1, 32) === undefined
      ? wrong(`A node’s part \`/${plan.nodeMask}\` is no prefix length: it is a number up to 32, such as 24.`)
      : undefined,
    readNumber(plan.maxPods, 1, 65_535) === undefined
      ? wrong(`\`${plan.maxPods}\` is no number of pods. The kubelet’s own limit is 110.`)
      : undefined,
  ];
  return [...ranges, ...numbers.filter((each) => each !== undefined)];
}

function overlaps(ranges: readonly Range[]): readonly Finding[] {
  return ranges.flatMap((one, at) =>
    ranges.slice(at + 1).flatMap((other) => {
      const both = shared(one.prefix, other.prefix);
      if (both === undefined) return [];
      return [
        wrong(
          `The ${rangeWords[one.name]} and the ${rangeWords[other.name]} both claim \`${both.toString()}\`: ${consequence(one.name, other.name)}`,
        ),
      ];
    }),
  );
}

function consequence(one: Range['name'], other: Range['name']): string {
  const names = [one, other];
  if (names.includes('other'))
    return 'a packet for that network is kept in the cluster, where nobody is who answers.';
  if (names.includes('service'))
    return 'an address may be that of a Service on every node, and of a machine or pod besides. What is translated never reaches it.';
  return 'a route for pods leads away from a machine, or the other way round. Some can be reached, and some not, depending on who asks.';
}

const privateRanges = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'].map((text) =>
  Prefix.parse(text),
);
const reserved = [
  ['127.0.0.0/8', 'loopback'],
  ['169.254.0.0/16', 'link-local'],
  ['224.0.0.0/4', 'multicast'],
] as const;
const docker = Prefix.parse('172.17.0.0/16');

function ofRange({ name, prefix }: Range): readonly Finding[] {
  const words = rangeWords[name];
  const found: Finding[] = [];
  const { canonical } = prefix;
  if (canonical.address.text !== prefix.address.text)
    found.push(
      tight(`\`${prefix.toString()}\` has bits behind its length: it means \`${canonical.toString()}\`.`),
    );
  for (const [text, what] of reserved)
    if (prefix.overlaps(Prefix.parse(text)))
      found.push(wrong(`The ${words} is in \`${text}\`, which is ${what}: no router forwards it.`));
  const isPrivate = privateRanges.some((each) => each.contains(prefix.network) && each.contains(prefix.last));
  if (!isPrivate && found.every(({ kind }) => kind !== 'wrong') && (name === 'pod' || name === 'service'))
    found.push(
      tight(
        `The ${words} has public addresses. Whoever owns them on the internet cannot be reached from the cluster.`,
      ),
    );
  if (name !== 'other' && prefix.overlaps(docker))
    found.push(
      tight(
        `The ${words} has addresses of \`${docker.toString()}\`, which Docker takes for its own bridge unless told otherwise.`,
      ),
    );
  return found;
}

function ofServices({ service }: Plan): readonly Finding[] {
  const prefix = readRange(service);
  if (prefix === undefined) return [];
  if (prefix.length < 12)
    return [
      wrong(
        `kubeadm refuses a service network larger than a /12, and \`/${String(prefix.length)}\` is larger.`,
      ),
    ];
  if (prefix.size < 10)
    return [
      wrong(
        `kubeadm wants at least 10 addresses for Services, and \`/${String(prefix.length)}\` has ${counted(prefix.size)}.`,
      ),
    ];
  return [];
}

function ofNodeMask({ pod, nodeMask }: Plan): readonly Finding[] {
  const prefix = readRange(pod);
  const mask = readNumber(nodeMask, 1, 32);
  if (prefix === undefined || mask === undefined) return [];
  if (mask < prefix.length)
    return [
      wrong(
        `A node’s part \`/${String(mask)}\` is larger than the pod network \`/${String(prefix.length)}\` it is cut from. A larger number is a smaller part.`,
      ),
    ];
  if (mask - prefix.length > 16)
    return [
      wrong(
        `The controller that cuts the pod network keeps a list of at most 65,536 parts: \`/${String(mask)}\` may be at most 16 more than \`/${String(prefix.length)}\`.`,
      ),
    ];
  return [];
}

function ofCapacity(plan: Plan): readonly Finding[] {
  const capacity = capacityOf(plan);
  const limit = readNumber(plan.maxPods, 1, 65_535);
  if (capacity === undefined || limit === undefined) return [];
  const { machines, nodes, podsPerNode } = capacity;
  const found: Finding[] = [];
  if (podsPerNode < limit)
    found.push(
      tight(
        `A node may run ${counted(limit)} pods and has addresses for ${counted(podsPerNode)}: the others stay in ContainerCreating, “no IP addresses available”.`,
      ),
    );
  else if (podsPerNode < limit * 2)
    found.push(
      tight(
        `A node’s part has less than twice the addresses of its ${counted(limit)} pods: when many are replaced at once, new ones may wait for addresses of old ones.`,
      ),
    );
  if (nodes < machines)
    found.push(
      tight(
        `The pod network has parts for ${counted(nodes)} nodes, the node network room for ${counted(machines)} machines. Node ${counted(nodes + 1)} joins and gets no range: CIDRNotAvailable. The pod network cannot be enlarged later without building it anew.`,
      ),
    );
  return found;
}
