/**
 * The text of `--help` of each command, taken out of its package when somebody asks.
 */
import { unpacked } from '../../../net/base64/packed-text.ts';
import { helpTexts } from './help-texts.ts';

let byPath: ReadonlyMap<string, string> | undefined;

/** @param path the words behind `kubectl` */
export function helpOf(path: string): string {
  byPath ??= new Map(
    unpacked(helpTexts)
      .split('\f')
      .slice(1)
      .map((part) => {
        const end = part.indexOf('\n');
        return [part.slice(0, end), part.slice(end + 1)] as const;
      }),
  );
  return byPath.get(path) ?? '';
}
