/**
 * jq's functions on numbers.
 */
import { number, type Plain } from './argument.ts';

function numeric(body: (value: number) => number): Plain {
  return (value) => body(number(value));
}

export const numberFunctions: Readonly<Record<string, Plain>> = {
  'floor/0': numeric(Math.floor),
  'ceil/0': numeric(Math.ceil),
  'round/0': numeric((value) => (value < 0 ? -Math.round(-value) : Math.round(value))),
  'fabs/0': numeric(Math.abs),
  'sqrt/0': numeric(Math.sqrt),
  'log/0': numeric(Math.log),
  'log2/0': numeric(Math.log2),
  'log10/0': numeric(Math.log10),
  'exp/0': numeric(Math.exp),
  'trunc/0': numeric(Math.trunc),
  'pow/2': (_value, base, power) => number(base) ** number(power),
  'infinite/0': () => Number.POSITIVE_INFINITY,
  'nan/0': () => Number.NaN,
  'isnan/0': (value) => Number.isNaN(number(value)),
  'isinfinite/0': (value) => !Number.isFinite(number(value)) && !Number.isNaN(number(value)),
  'isnormal/0': (value) => Number.isFinite(number(value)) && value !== 0,
};
