/**
 * The LC-trie in which the kernel keeps the routes of a table (net/ipv4/fib_trie.c): built here when somebody wants to see
 * it, by inserting the routes one after the other as the kernel does, with its thresholds for doubling and halving nodes.
 *
 * A trie depends a little on the order in which routes came and went; what went leaves no trace here.
 */
import type { Route } from '../route/route.ts';

export interface Leaf {
  readonly key: number;
  readonly routes: Route[];
}

export interface TrieNode {
  readonly key: number;
  /** The lowest bit it looks at, and how many. */
  readonly position: number;
  readonly bits: number;
  readonly children: (TrieNode | Leaf | undefined)[];
}

export type Child = TrieNode | Leaf | undefined;

export const isNode = (child: Child): child is TrieNode => child !== undefined && 'children' in child;

const keyLength = 32;
const mostWork = 10;

function newNode(key: number, position: number, bits: number): TrieNode {
  const shift = position + bits;
  return {
    key: shift < keyLength ? ((key >>> shift) << shift) >>> 0 : 0,
    position,
    bits,
    children: new Array<Child>(2 ** bits).fill(undefined),
  };
}

/** get_index; the root above all nodes has one child. */
const indexIn = ({ key, position }: Pick<TrieNode, 'key' | 'position'>, of: number): number =>
  position >= keyLength ? 0 : (of ^ key) >>> position;

export const emptyChildren = ({ children }: TrieNode): number =>
  children.filter((child) => child === undefined).length;

/** Nodes that begin at the very next bit. */
const isFull = (parent: TrieNode, child: Child): child is TrieNode =>
  isNode(child) && child.position + child.bits === parent.position;

export const fullChildren = (node: TrieNode): number =>
  node.children.filter((child) => isFull(node, child)).length;

export class Trie {
  /** The one above all others (`t->kv`). */
  readonly #top: TrieNode = { key: 0, position: keyLength, bits: 0, children: [undefined] };

  get root(): Child {
    return this.#top.children[0];
  }

  insert(route: Route): void {
    const key = route.destination.network.bits >>> 0;
    const path: TrieNode[] = [this.#top];
    let child = this.root;
    while (child !== undefined) {
      if (!isNode(child)) {
        if (child.key !== key) break;
        child.routes.push(route);
        return;
      }
      const index = indexIn(child, key);
      if (index >= 2 ** child.bits) break;
      path.push(child);
      child = child.children[index];
    }
    const parent = path.at(-1) ?? this.#top;
    const leaf: Leaf = { key, routes: [route] };
    if (child === undefined) parent.children[indexIn(parent, key)] = leaf;
    else {
      const node = newNode(key, 31 - Math.clz32((key ^ child.key) >>> 0), 1);
      node.children[indexIn(node, key) ^ 1] = child;
      node.children[indexIn(node, key)] = leaf;
      parent.children[indexIn(parent, key)] = node;
      path.push(node);
    }
    // trie_rebalance: upwards from the new leaf.
    for (let at = path.length - 1; at > 0; at--) {
      const [above, node] = [path[at - 1], path[at]];
      if (above !== undefined && node !== undefined) this.#resize(above, node);
    }
  }

  /** @returns what stands in its place now */
  #resize(parent: TrieNode, node: TrieNode): void {
    const place = indexIn(parent, node.key);
    const isTop = parent === this.#top;
    let now = node;
    let work = mostWork;
    for (; work > 0 && shouldInflate(now, isTop); work--) now = this.#replace(parent, place, inflate(now));
    if (work < mostWork) return;
    for (; work > 0 && shouldHalve(now, isTop); work--) now = this.#replace(parent, place, halve(now));
    if (now.children.length - emptyChildren(now) < 2)
      parent.children[place] = now.children.find((child) => child !== undefined);
  }

  #replace(parent: TrieNode, place: number, node: TrieNode): TrieNode {
    parent.children[place] = node;
    for (let at = node.children.length - 1; at >= 0; at--) {
      const child = node.children[at];
      if (isFull(node, child)) this.#resize(node, child);
    }
    return node;
  }
}

function shouldInflate(node: TrieNode, isTop: boolean): boolean {
  const { length } = node.children;
  const used = length - emptyChildren(node) + fullChildren(node);
  return used > 1 && node.position > 0 && 50 * used >= length * (isTop ? 30 : 50);
}

function shouldHalve(node: TrieNode, isTop: boolean): boolean {
  const { length } = node.children;
  const used = length - emptyChildren(node);
  return used > 1 && node.bits > 1 && 100 * used < length * (isTop ? 15 : 25);
}

function inflate(old: TrieNode): TrieNode {
  const node = newNode(old.key, old.position - 1, old.bits + 1);
  for (const [at, child] of old.children.entries()) {
    if (child === undefined) continue;
    if (!isFull(old, child)) {
      node.children[indexIn(node, child.key)] = child;
      continue;
    }
    const half = child.children.length / 2;
    if (child.bits === 1) {
      node.children[2 * at] = child.children[0];
      node.children[2 * at + 1] = child.children[1];
      continue;
    }
    const low = newNode(child.key, child.position, child.bits - 1);
    const high = newNode((child.key | (1 << node.position)) >>> 0, child.position, child.bits - 1);
    low.children.splice(0, half, ...child.children.slice(0, half));
    high.children.splice(0, half, ...child.children.slice(half));
    node.children[2 * at] = low;
    node.children[2 * at + 1] = high;
  }
  return node;
}

function halve(old: TrieNode): TrieNode {
  const node = newNode(old.key, old.position + 1, old.bits - 1);
  for (let at = 0; at < old.children.length; at += 2) {
    const [low, high] = [old.children[at], old.children[at + 1]];
    if (low === undefined || high === undefined) {
      node.children[at / 2] = low ?? high;
      continue;
    }
    const pair = newNode(low.key, old.position, 1);
    pair.children[0] = low;
    pair.children[1] = high;
    node.children[at / 2] = pair;
  }
  return node;
}
