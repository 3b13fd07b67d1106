/** Mutations of a decoded manifest: keys dropped, renamed, doubled; values of the wrong type, out of range, much too deep. */
import type { Random } from '../../../engine/clock/random.ts';
import { chance } from '../fuzz/draw.ts';

/** What is nested too deep to be copied stands twice. */
function copied<T>(value: T): T {
  try {
    return structuredClone(value);
  } catch (error) {
    if (error instanceof RangeError) return value;
    throw error;
  }
}

type Place = { readonly holder: object; readonly key: string };

const strangeTexts = [
  '',
  ' ',
  'x',
  'Ünïcödé',
  '名前',
  '🐳',
  'a\u0000b',
  '\ud800',
  'a\nb',
  '\t',
  '-',
  '.',
  '/',
  '*',
  '{{.}}',
  '$(A)',
  '%s%d',
  '10.0.0.1',
  '10.0.0.0/33',
  '::1',
  'fe80::1%eth0',
  '01.02.03.04',
  '1e3',
  '-1',
  '0x10',
  '1Ki',
  '1.5Gi',
  '-5m',
  '99999999999999999999',
  '1n',
  '50%',
  '150%',
  'true',
  'null',
  '2026-01-01T00:00:00Z',
  'Always',
  'a=b',
  'in (a,b)',
  'example.com/x',
  'http',
  'TCP',
  'x'.repeat(64),
  'x'.repeat(254),
  'a.'.repeat(200),
  'x'.repeat(20_000),
];

const strangeNumbers = [
  0,
  -0,
  -1,
  1,
  1.5,
  -0.001,
  65535,
  65536,
  70000,
  2 ** 31 - 1,
  2 ** 31,
  -(2 ** 31),
  2 ** 53,
  2 ** 63,
  -(2 ** 63),
  1e21,
  1e308,
  5e-324,
];

const strangeKeys = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'length',
  '',
  '0',
  'x',
  'ключ',
  'a.b',
  'a/b',
  'a~1b',
  '$setElementOrder/ports',
  '$patch',
  '$retainKeys',
  '$deleteFromPrimitiveList/finalizers',
  'kind',
  'metadata',
  'spec',
  'status',
  'name',
];

/** @param others where a foreign part may be taken from */
export function mutatedValue(random: Random, value: unknown, others: readonly unknown[]): unknown {
  const root = { root: copied(value) };
  const count = random.pick([1, 1, 1, 1, 2, 2, 3, 6]);
  for (let turn = 0; turn < count; turn++) {
    const places = placesOf(root);
    // Everything was dropped.
    if (places.length === 0) break;
    random.pick(mutations)(random, random.pick(places), places, others);
  }
  return root.root;
}

type Mutation = (random: Random, place: Place, places: readonly Place[], others: readonly unknown[]) => void;

const mutations: readonly Mutation[] = [
  (_random, place) => {
    remove(place);
  },
  (random, place) => {
    const value = at(place);
    if (Array.isArray(place.holder)) return;
    remove(place);
    put(place.holder, misspelt(random, place.key), value);
  },
  (random, { holder }) => {
    put(holder, Array.isArray(holder) ? String(holder.length) : random.pick(strangeKeys), strange(random));
  },
  (random, place) => {
    set(place, strange(random));
  },
  (random, place) => {
    set(place, strange(random));
  },
  (random, place) => {
    set(place, ofAnotherType(random, at(place)));
  },
  (random, place, places) => {
    set(place, copied(at(random.pick(places))));
  },
  (random, place, _places, others) => {
    set(place, copied(at(random.pick(placesOf({ root: random.pick(others) })))));
  },
  (_random, place) => {
    const value = at(place);
    if (Array.isArray(value)) value.push(...(copied(value) as unknown[]));
    else if (isObject(place.holder) && !Array.isArray(place.holder))
      put(place.holder, `${place.key}2`, copied(value));
  },
  (random, place) => {
    const value = at(place);
    if (typeof value === 'string') {
      const cut = random.integer(0, value.length);
      set(place, value.slice(0, cut) + random.pick(strangeTexts) + value.slice(cut + random.integer(0, 2)));
    } else if (typeof value === 'number') set(place, random.pick([-value, value * 1000, value + 0.5]));
  },
];

function strange(random: Random): unknown {
  return random.pick<() => unknown>([
    () => null,
    () => random.pick(strangeTexts),
    () => random.pick(strangeTexts),
    () => random.pick(strangeNumbers),
    () => random.pick(strangeNumbers),
    () => chance(random, 0.5),
    () => ({}),
    () => [],
    () => [null],
    () => [[]],
    () => [{}],
    () => ({ [random.pick(strangeKeys)]: random.pick(strangeTexts) }),
    () => Array.from({ length: random.pick([2, 50, 3000]) }, () => random.pick(strangeTexts.slice(0, 10))),
    () => nested(random.pick([3, 30, 500, 4000]), chance(random, 0.5)),
  ])();
}

function nested(depth: number, isList: boolean): unknown {
  let value: unknown = 'deep';
  for (let level = 0; level < depth; level++) value = isList ? [value] : { spec: value };
  return value;
}

function ofAnotherType(random: Random, value: unknown): unknown {
  return random.pick<() => unknown>([
    () => String(value),
    () => [value],
    () => ({ value }),
    () => Number.parseInt(String(value), 10) || 0,
    () => (isObject(value) ? Object.keys(value).join() : { name: value }),
    () => (isObject(value) ? Object.values(value) : null),
  ])();
}

function misspelt(random: Random, key: string): string {
  return random.pick([
    () => key.toUpperCase(),
    () => key.toLowerCase(),
    () => `${key.charAt(0).toUpperCase()}${key.slice(1)}`,
    () => key.slice(1),
    () => key.slice(0, -1),
    () => `${key} `,
    () => `${key}s`,
    () => random.pick(strangeKeys),
  ])();
}

/** Every member of every object and array, the root's own first. */
function placesOf(root: object): readonly Place[] {
  const places: Place[] = [];
  const queue: object[] = [root];
  for (let holder = queue.pop(); holder !== undefined && places.length < 3000; holder = queue.pop())
    for (const key of Object.keys(holder)) {
      places.push({ holder, key });
      const value = at({ holder, key });
      if (isObject(value)) queue.push(value);
    }
  return places;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function at({ holder, key }: Place): unknown {
  return (holder as Record<string, unknown>)[key];
}

function set({ holder, key }: Place, value: unknown): void {
  put(holder, key, value);
}

/** As JSON.parse would: `__proto__` is a key like others. */
function put(holder: object, key: string, value: unknown): void {
  Object.defineProperty(holder, key, { value, writable: true, enumerable: true, configurable: true });
}

function remove({ holder, key }: Place): void {
  if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else Reflect.deleteProperty(holder, key);
}
