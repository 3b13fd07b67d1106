import { assert, integer, property, uniqueArray, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Prefix } from '../../net/address/prefix.ts';
import { Address } from '../../net/address/address.ts';
import { hostRoute, type Route } from '../route/route.ts';
import { type Child, emptyChildren, isNode, Trie } from './trie.ts';

const route = (text: string): Route => ({
  ...hostRoute(Address.parse('0.0.0.0')),
  destination: Prefix.parse(text),
});

function leaves(node: Child): readonly number[] {
  if (node === undefined) return [];
  return isNode(node) ? node.children.flatMap(leaves) : [node.key];
}

describe('the trie of routes', () => {
  it('holds every network once, in order, however many come', () => {
    const networks = uniqueArray(integer({ min: 0, max: 0xffff_ffff }), { minLength: 1, maxLength: 60 });
    assert(
      property(record({ networks, length: integer({ min: 20, max: 32 }) }), (drawn) => {
        const trie = new Trie();
        const keys = new Set<number>();
        for (const bits of drawn.networks) {
          const one = route(
            `${[24, 16, 8, 0].map((shift) => (bits >>> shift) & 255).join('.')}/${String(drawn.length)}`,
          );
          keys.add(one.destination.network.bits >>> 0);
          trie.insert(one);
        }
        expect(leaves(trie.root)).toEqual([...keys].sort((one, other) => one - other));
      }),
      { numRuns: 50 },
    );
  });

  it('doubles a node at the top when three fifths of the doubled one would be full', () => {
    const trie = new Trie();
    for (const text of ['127.0.0.0/8', '127.0.0.1/32', '127.255.255.255/32']) trie.insert(route(text));
    const { root } = trie;
    if (!isNode(root)) throw new Error('the root has no children');
    expect([root.position, root.bits, emptyChildren(root)]).toEqual([22, 2, 2]);
  });
});
