/**
 * The colours of `ip -c` and `bridge -c` (lib/color.c): the palette for a dark-on-light or unknown background, and when
 * colour is asked for.
 */
import type { ShellProcess } from '../command.ts';

export type Color = 'interface' | 'mac' | 'inet' | 'inet6' | 'up' | 'down';

const codes: Readonly<Record<Color, number>> = {
  interface: 36,
  mac: 33,
  inet: 35,
  inet6: 34,
  up: 32,
  down: 31,
};

export type ColorChoice = 'never' | 'auto' | 'always';

export function paint(text: string, color: Color | undefined, bright: boolean): string {
  if (color === undefined) return text;
  return `\u001b[${bright ? '1;' : ''}${String(codes[color])}m${text}\u001b[0m`;
}

/** matches_color: `-c`, `-col`, `-color`, `-color=auto`. @returns undefined when the option is another */
export function colorOption(option: string): ColorChoice | undefined {
  const [name = '', ...values] = option.split('=');
  if (name.length < 2 || !'-color'.startsWith(name)) return undefined;
  if (values.length === 0) return 'always';
  const value = values.join('=');
  return value === 'always' || value === 'auto' || value === 'never' ? value : undefined;
}

export function wantsColor(process: ShellProcess, choice: ColorChoice): boolean {
  if (choice === 'never' || process.environment.has('NO_COLOR')) return false;
  return choice === 'always' || process.stdout.terminal !== undefined;
}

/** set_color_palette: COLORFGBG says that the background is dark. */
export function isDarkBackground(process: ShellProcess): boolean {
  const setting = process.environment.get('COLORFGBG');
  const background = setting?.slice(setting.lastIndexOf(';') + 1);
  return background !== undefined && /^[0-68]$/.test(background);
}
