/**
 * `{one,two}` and `[1-3]` in URLs, and `#1` in the names of files (tool_urlglob.c). Left out: more than 100,000 URLs.
 */
export interface GlobbedUrl {
  readonly url: string;
  /** What each pattern became, the first one first. */
  readonly chosen: readonly string[];
}

interface GlobFailure {
  readonly message: string;
}

type Piece = string | readonly string[];

export function globUrl(url: string): readonly GlobbedUrl[] | GlobFailure {
  const pieces: Piece[] = [];
  let literal = '';
  for (let at = 0; at < url.length;) {
    const letter = url.charAt(at);
    if (letter === '\\' && /[{}[\]]/.test(url.charAt(at + 1))) {
      literal += url.charAt(at + 1);
      at += 2;
      continue;
    }
    // An IPv6 address in brackets is no pattern, nor is `[]`.
    const kept = /^\[(?:[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(?:%[^\]]*)?)?\]/.exec(url.slice(at));
    if (letter === '[' && kept !== null) {
      literal += kept[0];
      at += kept[0].length;
      continue;
    }
    if (letter === '}' || letter === ']') return wrong(url, 'unmatched close brace/bracket', at + 1);
    if (letter !== '{' && letter !== '[') {
      literal += letter;
      at++;
      continue;
    }
    const read = letter === '{' ? readSet(url, at) : readRange(url, at);
    if ('message' in read) return read;
    pieces.push(literal, read.choices);
    literal = '';
    at = read.end;
  }
  pieces.push(literal);
  let urls: readonly GlobbedUrl[] = [{ url: '', chosen: [] }];
  for (const piece of pieces)
    urls = urls.flatMap(({ url: start, chosen }) =>
      typeof piece === 'string'
        ? [{ url: start + piece, chosen }]
        : piece.map((choice) => ({ url: start + choice, chosen: [...chosen, choice] })),
    );
  return urls;
}

export function numbered(name: string, chosen: readonly string[]): string {
  return name.replace(/#(\d+)/g, (whole, number: string) => chosen[Number(number) - 1] ?? whole);
}

type Read = { readonly choices: readonly string[]; readonly end: number } | GlobFailure;

function readSet(url: string, from: number): Read {
  const end = url.indexOf('}', from);
  if (end < 0) return wrong(url, 'unmatched brace', from + 1);
  const nested = url.slice(from + 1, end).indexOf('{');
  if (nested >= 0) return wrong(url, 'nested brace', from + nested + 2);
  const inside = url.slice(from + 1, end);
  if (inside === '') return wrong(url, 'empty string within braces', from + 2);
  return { choices: inside.split(','), end: end + 1 };
}

/** glob_range: what is wrong is shown where reading it came to an end. */
function readRange(url: string, from: number): Read {
  const text = url.slice(from + 1);
  const isLetter = /^[a-zA-Z]/.test(text);
  if (!isLetter && !/^\d/.test(text)) return wrong(url, 'bad range specification', from + 2);
  const whole = isLetter
    ? /^([a-zA-Z])-([a-zA-Z])(?::(\d+))?\]/.exec(text)
    : /^(\d+)-[ \t]*(\d+)(?::(\d*))?\]/.exec(text);
  const partly = isLetter ? null : /^\d+-[ \t]*(?:\d+:)?/.exec(text);
  const read = (whole ?? partly)?.[0].length ?? 0;
  const [, low = '', high = '', step = '1'] = whole ?? [];
  const [first, last] = isLetter ? [low.charCodeAt(0), high.charCodeAt(0)] : [Number(low), Number(high)];
  const stride = Number(step);
  const reach = last - first;
  if (whole === null || stride === 0 || reach < 0 || (reach === 0 ? stride > 1 : stride > reach))
    return wrong(url, 'bad range', from + 2 + read);
  const choices: string[] = [];
  const width = low.startsWith('0') ? low.length : 0;
  for (let value = first; value <= last; value += stride)
    choices.push(isLetter ? String.fromCharCode(value) : String(value).padStart(width, '0'));
  return { choices, end: from + 1 + read };
}

function wrong(url: string, what: string, position: number): GlobFailure {
  return { message: `${what} in URL position ${String(position)}:\n${url}\n${' '.repeat(position - 1)}^` };
}
