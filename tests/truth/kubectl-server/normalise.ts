/**
 * What may differ between the two answers to a command, with the reason. Applied to both, and only when they are not
 * equal as they are.
 */
import type { KubectlAnswer } from '../real-kubectl.ts';

const rules: readonly { readonly of: RegExp; readonly to: string }[] = [
  // Where the API is.
  { of: /https:\/\/(127\.0\.0\.1:\d+|10\.10\.20\.3:6443)/g, to: 'https://API' },
  { of: /(--cache-dir=')[^']*/g, to: '$1<home>/.kube/cache' },
  // The head of what is logged: time and process.
  { of: /^([EFW])\d{4} \d\d:\d\d:\d\d\.\d{6} +\d+ /gm, to: '$1<log> ' },
  // Chosen at random.
  { of: /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, to: '<uid>' },
  { of: /\b(containerd:\/\/|sha256:)[0-9a-f]{64}/g, to: '$1<id>' },
  { of: /\bkube-api-access-[a-z0-9]{5}\b/g, to: 'kube-api-access-<random>' },
  { of: /\b(LIVE|MERGED)-\d+/g, to: '$1' },
  // The order in which controllers write depends on how fast a client is.
  { of: /("?resourceVersion"?: *"?)\d+/g, to: '$1<version>' },
  { of: /("continue":"|continue: )[A-Za-z0-9_-]+/g, to: '$1<token>' },
  // When something happened, and how long ago.
  { of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, to: '<time>' },
  { of: /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{9} \+0000/g, to: '<time>' },
  { of: /[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}/g, to: '<time>' },
  { of: /\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000/g, to: '<time>' },
  // The clock of ours goes on while its commands run; how often something was tried since then.
  { of: /\(x\d+ over/g, to: '(x<count> over' },
  { of: /("?\bcount"?: +)\d+/gi, to: '$1<count>' },
  { of: /\d+(?= +event\/)/g, to: '<count>' },
  { of: /(Resource Version: +)\d+/g, to: '$1<version>' },
  // The real kubectl's clock is behind the world's once a chain has gone on: `<invalid>`.
  { of: /<invalid>(?=$)/gm, to: '<age>' },
  { of: /(?<=^|\s|\()(\d+[dhms]){1,2}(?=$|[\s)])/gm, to: '<age>' },
];

/** A table's columns are as wide as its ages. */
function withoutWidths(text: string): string {
  return /<age>/.test(text) ? text.replace(/ {2,}/g, '  ') : text;
}

function normalised(text: string): string {
  return withoutWidths(rules.reduce((before, { of, to }) => before.replace(of, to), text));
}

/** What Go takes out of a map in any order: events of the same second, all that `..` and `*` of a
 * jsonpath find, a limit range's resources. */
const inAnyOrder =
  /^kubectl (events|drain)|describe (limit|limitrange|namespace|ns\b|-f rest)|jsonpath(-as-json)?=\S*(\.\.|\.\*)/;

/** @param line the command */
export function normalisedAnswer(line: string, { exit, stdout, stderr }: KubectlAnswer): KubectlAnswer {
  const out = normalised(stdout);
  const words = inAnyOrder.test(line)
    ? out
        .split(/[\s,]+/)
        .sort()
        .join(' ')
    : out;
  return { exit, stdout: words, stderr: normalised(stderr) };
}
