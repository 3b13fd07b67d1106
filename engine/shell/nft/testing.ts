/**
 * nft run in a namespace, for the tests of this room.
 */
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import { Sink, TextInput } from '../../linux/process/stream.ts';
import { nft } from './nft.ts';

/** @returns all it printed, and its status */
export function runNft(
  place: NetworkNamespace,
  words: readonly string[],
  stdin = '',
): { readonly out: string; readonly status: number | undefined } {
  let out = '';
  const process = place.machine.processes.start({
    program: nft.program,
    arguments: ['nft', ...words],
    place,
    files: place.machine.files,
    stdin: new TextInput(stdin),
    stdout: new Sink((text) => (out += text)),
    stderr: new Sink((text) => (out += text)),
  });
  place.environment.clock.runWhile(() => process.exit === undefined);
  return { out, status: process.exit?.status };
}
