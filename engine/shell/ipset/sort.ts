/**
 * The order of `-sorted` (lib/session.c of ipset 7.17): piece by piece, what can be read as a hexadecimal number by its
 * value, other words first by length; a network after what it begins like, longer prefixes first.
 */

/** strtol(3) with base 16: the value and what is left; undefined where no number begins. */
function leadingHex(text: string): readonly [value: number, rest: string] | undefined {
  const match = /^\s*(0[xX](?=[0-9a-fA-F]))?([0-9a-fA-F]+)/.exec(text);
  return match === null ? undefined : [Number.parseInt(match[2] ?? '', 16), text.slice(match[0].length)];
}

export function bySortedOrder(one: string, other: string): number {
  let x = one;
  let y = other;
  let sign = 1;
  while (x !== '' && y !== '') {
    const [first, second] = [leadingHex(x), leadingHex(y)];
    if (first === undefined || second === undefined) {
      const end = (text: string): number => (/[:,]/.exec(text) ?? { index: text.length }).index;
      const length = end(x);
      if (length !== end(y)) return length - end(y);
      const [word, rival] = length === 0 ? [x, y] : [x.slice(0, length), y.slice(0, length)];
      if (word !== rival) return word < rival ? -1 : 1;
      if (length === 0) return 0;
      x = x.slice(length + 1);
      y = y.slice(length + 1);
      sign = 1;
      continue;
    }
    if (first[0] !== second[0]) return sign * (first[0] - second[0]);
    const [after, rest] = [first[1].charAt(0), second[1].charAt(0)];
    if (after === '/' || rest === '/') {
      if (after !== rest) return after === '/' ? 1 : -1;
      sign = -1;
    }
    x = first[1].slice(1);
    y = second[1].slice(1);
    if (x.startsWith(':') || y.startsWith(':')) {
      if (!x.startsWith(':')) return 1;
      if (!y.startsWith(':')) return -1;
      x = x.slice(1);
      y = y.slice(1);
    }
  }
  return x !== '' ? 1 : y !== '' ? -1 : 0;
}
