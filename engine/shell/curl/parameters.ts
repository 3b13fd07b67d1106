/**
 * Numbers among curl's parameters (tool_paramhlp.c): which option takes which kind, and what curl says of a bad one.
 */
import { fraction } from '../options/number.ts';

const proper = 'expected a proper numerical parameter';
const positive = 'expected a positive numerical parameter';
const badlyUsed = 'is badly used here';

const unsigned = new Set([
  'retry',
  'retry-delay',
  'retry-max-time',
  'keepalive-time',
  'speed-time',
  'speed-limit',
  'happy-eyeballs-timeout-ms',
  'parallel-max',
]);
const seconds = new Set(['max-time', 'connect-timeout', 'expect100-timeout']);
const sizes: Readonly<Record<string, string>> = { 'max-filesize': 'filesize' };

/** @returns undefined when the option takes no number; `value` is what is wrong with it when it is text */
export function readNumber(
  name: string,
  text: string,
): { readonly value: number | string; readonly warning?: string } | undefined {
  if (seconds.has(name)) {
    const value = fraction(text);
    if (value === undefined) return { value: proper };
    return { value: value < 0 ? positive : value };
  }
  const whole = /^[-+]?\d+$/.test(text) ? Number(text) : undefined;
  if (unsigned.has(name)) {
    if (whole === undefined) return { value: proper };
    return { value: whole < 0 ? positive : whole };
  }
  if (name === 'max-redirs') return { value: whole === undefined || whole < -1 ? proper : whole };
  if (name === 'continue-at') return text === '-' ? undefined : { value: whole ?? proper };
  if (name === 'create-file-mode')
    return { value: /^[0-7]{1,4}$/.test(text) ? Number.parseInt(text, 8) : proper };
  if (name === 'local-port') {
    const ports = /^(\d+)(?:\s*-\s*(\d+))?$/.exec(text);
    const [low, high] = [Number(ports?.[1]), Number(ports?.[2] ?? ports?.[1])];
    return { value: ports === null || low > 65_535 || high > 65_535 || high < low ? badlyUsed : low };
  }
  const size = sizes[name];
  if (size !== undefined) {
    const value = readSize(text);
    if (typeof value === 'number') return { value };
    return {
      value: badlyUsed,
      warning:
        value === 'unit'
          ? `unsupported ${size} unit. Use G, M, K or B!`
          : `invalid number specified for ${size}`,
    };
  }
  return undefined;
}

/** `1M`, `100k`, `50`. */
export function readSize(text: string): number | 'unit' | 'number' {
  const match = /^(\d+)(.*)$/.exec(text);
  if (match === null) return 'number';
  const power = ['', 'k', 'm', 'g'].indexOf((match[2] ?? '').toLowerCase().replace(/^b$/, ''));
  return power < 0 ? 'unit' : Number(match[1]) * 1024 ** power;
}
