/**
 * How go-spew prints a resource.Quantity: its private fields, with the cached string only where ParseQuantity keeps it
 * (k8s.io/apimachinery pkg/api/resource/quantity.go).
 */
const scales: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  '': 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const exponents: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };

export function quantityPrintout(text: string): string {
  const match = /^([+-]?)([0-9]*)(?:\.([0-9]*))?([A-Za-z]*)$/.exec(text);
  const [, sign = '', whole = '', fraction = '', suffix = ''] = match ?? [];
  const shifted = whole.replace(/^0+(?=[0-9])/, '') + fraction;
  const number = Number(shifted) * (sign === '-' ? -1 : 1);
  const exponent = exponents[suffix];
  const printed = (value: number, scale: number, cached: string, format: string): string =>
    `{i:(resource.int64Amount){value:(int64)${value} scale:(resource.Scale)${scale}} d:(resource.infDecAmount){Dec:(*inf.Dec)<nil>} s:(string)${cached} Format:(resource.Format)${format}}`;
  if (exponent !== undefined)
    return printed(number * 2 ** exponent, 0, (Number(shifted) & 7) !== 0 ? text : '', 'BinarySI');
  const scale = (scales[suffix] ?? 0) - fraction.length;
  const keeps = scale % 3 === 0 && !shifted.endsWith('000') && !shifted.startsWith('0');
  return printed(number, scale, keeps ? text : '', 'DecimalSI');
}
