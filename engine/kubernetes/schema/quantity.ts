/**
 * Resource quantities (k8s.io/apimachinery pkg/api/resource): `100m`, `64Mi`, `2`. Amounts are kept in thousandths as
 * whole numbers, which is finer than anything a scheduler counts.
 */
const pattern = /^([+-]?)([0-9]*\.?[0-9]*)(Ki|Mi|Gi|Ti|Pi|Ei|n|u|m|k|M|G|T|P|E|[eE][+-]?[0-9]+)?$/;

const binary: Readonly<Record<string, number>> = {
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};
const decimal: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
};

export const quantityError =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

interface Parsed {
  readonly value: number;
  readonly binary: boolean;
}

function parse(text: string): Parsed | undefined {
  const match = pattern.exec(text.trim());
  const digits = match?.[2];
  if (match === null || digits === undefined || digits === '' || digits === '.') return undefined;
  const suffix = match[3] ?? '';
  const factor = /^[eE][+-]?[0-9]/.test(suffix)
    ? Number(`1${suffix}`)
    : (binary[suffix] ?? decimal[suffix] ?? 1);
  const value = Number(digits) * factor * (match[1] === '-' ? -1 : 1);
  return { value, binary: suffix in binary };
}

/** In units (cores, bytes, pieces); undefined when it is no quantity. */
export function quantityValue(quantity: string | number | undefined): number | undefined {
  if (quantity === undefined) return undefined;
  return typeof quantity === 'number' ? quantity : parse(quantity)?.value;
}

/** The canonical form, as the API gives it back: no fraction, the largest suffix that needs none. */
export function canonicalQuantity(quantity: string | number): string | undefined {
  const parsed = parse(String(quantity));
  if (parsed === undefined) return undefined;
  const { value } = parsed;
  if (value === 0) return '0';
  if (parsed.binary && Number.isInteger(value)) {
    let unit = '';
    let amount = value;
    for (const next of ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei']) {
      if (amount % 1024 !== 0) break;
      amount /= 1024;
      unit = next;
    }
    return `${amount}${unit}`;
  }
  if (Number.isInteger(value)) {
    let unit = '';
    let amount = value;
    for (const next of ['k', 'M', 'G', 'T', 'P', 'E']) {
      if (amount % 1000 !== 0) break;
      amount /= 1000;
      unit = next;
    }
    return `${amount}${unit}`;
  }
  for (const [unit, factor] of [
    ['m', 1e3],
    ['u', 1e6],
    ['n', 1e9],
  ] as const) {
    const amount = Math.round(value * factor * 1e6) / 1e6;
    if (Number.isInteger(amount)) return `${amount}${unit}`;
  }
  return `${Math.ceil(value * 1e9)}n`;
}
