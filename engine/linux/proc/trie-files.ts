/**
 * /proc/net/fib_trie and fib_triestat (fib_trie_seq_show, fib_triestat_seq_show of net/ipv4/fib_trie.c). As long as there
 * are no rules of one's own, `main` and `local` are one trie, and shown twice.
 */
import type { NetworkNamespace } from '../namespace/namespace.ts';
import { type Route, routeTable } from '../route/route.ts';
import { type Child, emptyChildren, fullChildren, isNode, Trie } from './trie.ts';

const leafSize = 48;
const nodeSize = 40;
const aliasSize = 56;
const pointerSize = 8;

interface Shown {
  readonly title: string;
  readonly root: Child;
}

function tries(namespace: NetworkNamespace): readonly Shown[] {
  const { routes } = namespace;
  const routesOf = (id: number) =>
    (routes.find(id)?.list() ?? []).filter(({ destination }) => destination.family === 4);
  const isOne = !routes.hasCustomRules(4);
  const { main, local } = routeTable;
  const shared = [...routesOf(local), ...routesOf(main)];
  return routes
    .tables()
    .map(({ id }) => id)
    .sort((one, other) => one - other)
    .map((id) => {
      const trie = new Trie();
      for (const route of isOne && (id === main || id === local) ? shared : routesOf(id)) trie.insert(route);
      const title = id === main ? 'Main:' : id === local ? 'Local:' : `Id ${String(id)}:`;
      return { title, root: trie.root };
    });
}

const address = (key: number): string => [24, 16, 8, 0].map((shift) => (key >>> shift) & 255).join('.');

const scopes = { global: 'universe', site: 'site', link: 'link', host: 'host', nowhere: 'nowhere' } as const;

export function fibTrie(namespace: NetworkNamespace): string {
  return tries(namespace)
    .filter(({ root }) => root !== undefined)
    .map(({ title, root }) => `${title}\n${nodeText(root, 0)}`)
    .join('');
}

function nodeText(node: Child, depth: number): string {
  if (node === undefined) return '';
  const indent = '   '.repeat(depth);
  if (!isNode(node)) {
    const aliases = [...node.routes].sort(byAlias).map((route) => {
      const tos = route.tos === 0 ? '' : ` tos=${String(route.tos)}`;
      return `${indent}     /${String(route.destination.length)} ${scopes[route.scope]} ${route.type.toUpperCase()}${tos}\n`;
    });
    return `${indent}  |-- ${address(node.key)}\n${aliases.join('')}`;
  }
  const counts = [node.bits, fullChildren(node), emptyChildren(node)].join(' ');
  const head = `${indent}  +-- ${address(node.key)}/${String(32 - node.position - node.bits)} ${counts}\n`;
  return head + node.children.map((child) => nodeText(child, depth + 1)).join('');
}

/** fib_insert_alias: longest first, local before main, then by type of service and metric. */
function byAlias(one: Route, other: Route): number {
  return (
    other.destination.length - one.destination.length ||
    other.table - one.table ||
    other.tos - one.tos ||
    one.metric - other.metric
  );
}

export function fibTriestat(namespace: NetworkNamespace): string {
  const head = `Basic info: size of leaf: ${String(leafSize)} bytes, size of tnode: ${String(nodeSize)} bytes.\n`;
  return (
    head +
    tries(namespace)
      .map(({ title, root }) => `${title}\n${statistics(root)}`)
      .join('')
  );
}

/** trie_collect_stats, trie_show_stats */
function statistics(root: Child): string {
  let [leaves, prefixes, nodes, empty, total, deepest] = [0, 0, 0, 0, 0, 0];
  const sizes = new Map<number, number>();
  const visit = (node: Child, depth: number): void => {
    if (node === undefined) return;
    if (!isNode(node)) {
      leaves++;
      prefixes += node.routes.length;
      total += depth;
      deepest = Math.max(deepest, depth);
      return;
    }
    nodes++;
    sizes.set(node.bits, (sizes.get(node.bits) ?? 0) + 1);
    empty += emptyChildren(node);
    for (const child of node.children) visit(child, depth + 1);
  };
  visit(root, 0);
  const average = leaves === 0 ? 0 : Math.floor((total * 100) / leaves);
  const bySize = [...sizes].sort(([one], [other]) => one - other);
  const pointers = bySize.reduce((sum, [bits, count]) => sum + 2 ** bits * count, 0);
  const octets = leafSize * leaves + aliasSize * prefixes + nodeSize * nodes + pointerSize * pointers;
  return [
    `\tAver depth:     ${String(Math.floor(average / 100))}.${String(average % 100).padStart(2, '0')}`,
    `\tMax depth:      ${String(deepest)}`,
    `\tLeaves:         ${String(leaves)}`,
    `\tPrefixes:       ${String(prefixes)}`,
    `\tInternal nodes: ${String(nodes)}`,
    `\t${bySize.map(([bits, count]) => `  ${String(bits)}: ${String(count)}`).join('')}`,
    `\tPointers: ${String(pointers)}`,
    `Null ptrs: ${String(empty)}`,
    `Total size: ${String(Math.ceil(octets / 1024))}  kB`,
    '',
  ].join('\n');
}
