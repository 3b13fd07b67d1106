/**
 * Keys and the sets they are looked up in (net/netfilter/nft_lookup.c).
 */
import type { NetworkNamespace } from '../../../namespace/namespace.ts';
import type { PacketBuffer } from '../../../skb/packet-buffer.ts';
import type { HookState } from '../../hook.ts';
import { spansOf } from '../constant.ts';
import type { Value } from '../datatype.ts';
import { noSuchFile } from '../error.ts';
import type { NftTable } from '../model.ts';
import { partsOf } from '../selectors.ts';
import { dataOf } from '../parse/right.ts';
import { NftSet } from '../set.ts';
import type { Expression } from '../syntax.ts';
import { compileExpression } from './expression.ts';

export type ReadAll = (skb: PacketBuffer, state: HookState) => readonly Value[] | undefined;

export function readKey(expression: Expression, namespace: NetworkNamespace): ReadAll {
  const reads = partsOf(expression).map((part) => compileExpression(part, namespace));
  const [only] = reads;
  if (reads.length === 1 && only !== undefined)
    return (skb, state) => {
      const value = only(skb, state);
      return value === undefined ? undefined : [value];
    };
  return (skb, state) => {
    const values: Value[] = [];
    for (const read of reads) {
      const value = read(skb, state);
      if (value === undefined) return undefined;
      values.push(value);
    }
    return values;
  };
}

const anonymous = {
  kind: 'set',
  key: [],
  data: undefined,
  typeOf: undefined,
  dataInterval: false,
  flags: [],
  timeout: undefined,
  interval: undefined,
  size: undefined,
  policy: 'performance',
  comment: undefined,
  merges: false,
  statements: [],
} as const;

/** The set a right side stands for: a named one, or one of this rule alone. */
export function setOf(expression: Expression, table: NftTable): NftSet {
  if (expression.kind === 'reference') {
    const set = table.sets.get(expression.name);
    if (set === undefined) throw noSuchFile(expression.at);
    return set;
  }
  const own = new NftSet('', anonymous);
  const elements = expression.kind === 'set' ? expression.elements : [{ key: expression, data: undefined }];
  for (const { key, data } of elements)
    own.add({
      key: spansOf(key),
      data: dataOf(data),
      comment: undefined,
      timeout: undefined,
      expires: undefined,
      statements: [],
    });
  return own;
}
