/**
 * Upstream's own tables for kubectl's small formats: jsonpath (client-go util/jsonpath, 90 cases) and ages (apimachinery
 * util/duration, HumanDuration's 47; the 19 of ShortHumanDuration are of a function that kubectl does not call).
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { humanDuration } from '../../engine/kubernetes/table/duration.ts';
import { JsonPath } from '../../engine/shell/kubectl/printers/jsonpath.ts';
import { sharedFolder } from './shared.ts';

const folder = join(sharedFolder, 'oracles', 'kubectl');
const isThere = existsSync(folder);
if (!isThere)
  console.warn(`SKIPPED: no ${folder}, so nothing is compared with upstream's tables for kubectl`);

type Case = { readonly _items: readonly [string, string, unknown, string, boolean] };

interface PathTable {
  readonly tests: Readonly<Record<string, readonly (readonly Case[] | Readonly<Record<string, Case>>)[]>>;
  readonly vars: Readonly<Record<string, unknown>>;
}

interface Ages {
  readonly tests: Readonly<Record<string, readonly { readonly ns: number; readonly want: string }[]>>;
}

function read(name: string): unknown {
  return isThere ? JSON.parse(readFileSync(join(folder, name), 'utf8')) : { tests: {}, vars: {} };
}

const paths = read('jsonpath.json') as PathTable;

/** Go's literals as JSON, as the test's own struct tags say. */
function values(): Readonly<Record<string, unknown>> {
  const { vars } = paths;
  const store = vars['storeData'] as { Book: { _items: unknown[] }[]; Bicycle: { _items: unknown[] }[] };
  const named = (names: readonly string[], { _items }: { readonly _items: readonly unknown[] }): unknown =>
    Object.fromEntries(names.map((name, index) => [name, _items[index]]));
  const four = ['one', 'two', 'three', 'four'];
  return {
    storeData: {
      ...store,
      Book: store.Book.map((one) => named(['Category', 'Author', 'Title', 'Price'], one)),
      Bicycle: store.Bicycle.map((one) => named(['Color', 'Price', 'IsNew'], one)),
    },
    pointsData: JSON.parse(vars['pointsJSON'] as string),
    nodesData: JSON.parse(vars['input'] as string),
    emptyList: { items: [] },
    types: {
      bools: [true, false, true, false],
      integers: [1, 2, 3, 4],
      floats: [1, 2.2, 3.3, 4],
      strings: four,
      interfaces: [true, 'one', 1, 1.1],
      maps: four.map((name, index) => ({ name, value: [1, 2.02, 3.03, 4.04][index] })),
      structs: four.map((name, index) => ({
        name,
        value: [1, 2.002, 3, 4.004][index],
        type: index % 2 === 0 ? 'integer' : 'float',
      })),
    },
  };
}

const missingAllowed = ['missingKeyTests', 'tests'];

/** The printer shows the template and the object too. */
function whatWasWrong(message: string): string {
  return /Error executing template: (.*)\. Printing more/s.exec(message)?.[1] ?? message;
}

/** Structs come in their fields' order, maps by key here and anyhow in Go: members are compared, not their order. */
function comparable(table: string, text: string): string {
  const objects = text
    .replace(/map\[string\](interface \{\}|int)/, 'a map')
    .replace(/\{[^{}]*\}/g, (object) => [...object.slice(1, -1).split(',')].sort().join(','));
  return ['randomPrintOrderTests', 'storeTests'].includes(table)
    ? objects.split(' ').sort().join(' ')
    : objects;
}

describe.skipIf(!isThere)("upstream's tables for kubectl", () => {
  const known = isThere ? values() : {};
  const all = Object.entries(paths.tests).flatMap(([table, lists]) =>
    lists.flatMap((list) =>
      Object.values(list).map(({ _items }) => ({ table, name: _items[0], items: _items })),
    ),
  );

  it.each(all)('jsonpath, $table: $name', ({ table, items }) => {
    const [, template, given, want, fails] = items;
    const id = (given as { readonly _id?: string } | null)?._id;
    const data = id === undefined ? given : known[id];
    let answer: string;
    let failed = false;
    try {
      answer = new JsonPath(template, missingAllowed.includes(table)).execute(data);
    } catch (error) {
      failed = true;
      answer = whatWasWrong((error as Error).message);
    }
    if (table !== 'failStoreTests') expect(failed).toBe(fails);
    if (!fails) expect(comparable(table, answer)).toEqual(comparable(table, want));
  });

  it('holds as many jsonpaths as upstream has', () => {
    expect(all.length).toBe(90);
  });

  it('tells ages as upstream does', () => {
    const { tests } = read('duration.json') as Ages;
    const rows = Object.entries(tests).flatMap(([name, list]) => (name.startsWith('TestShort') ? [] : list));
    expect(rows.length).toBe(47);
    expect(rows.filter(({ ns, want }) => humanDuration(ns / 1e6) !== want)).toEqual([]);
  });
});
