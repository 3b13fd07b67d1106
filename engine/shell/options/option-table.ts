/**
 * A table of long options as one text, by the way getopt_long's own tables read: `table:t= wait:w=? ipv4` is `--table=X`, also
 * `-t X`; `--wait` and `--wait=X`, also `-w`; and `--ipv4`.
 */
import type { LongOption } from './getopt.ts';

export function optionTable(text: string): readonly LongOption[] {
  return text.split(' ').map((word) => {
    const [, name = '', is, value] = /^([^:=]+)(?::([^=]+))?(=\??)?$/.exec(word) ?? [];
    const argument = value === undefined ? 'none' : value === '=' ? 'required' : 'optional';
    return { name, argument, ...(is === undefined ? {} : { is }) };
  });
}
