/**
 * The bodies of named objects (nft's parser_bison.y: counter_config, quota_config, limit_config, ct_helper_config …).
 */
import type { Family, ObjectBody } from '../model.ts';
import type { ObjectType } from '../syntax.ts';
import { parseSynproxy } from './action.ts';
import { parseDuration } from './right.ts';
import { parseLimit, parseQuota } from './stateful.ts';
import type { TokenStream } from './stream.ts';

export function parseObjectBody(stream: TokenStream, type: ObjectType, family: Family): ObjectBody {
  switch (type) {
    case 'quota':
      return parseQuota(stream);
    case 'limit':
      return parseLimit(stream);
    case 'synproxy': {
      const { mss = 0, wscale = 0, ...rest } = parseSynproxy(stream, 'object');
      return { ...rest, mss, wscale };
    }
    case 'ct helper':
    case 'ct timeout':
    case 'ct expectation':
      return parseCtObject(stream, type, family);
    default: {
      const packets = stream.accept('packets') ? stream.number() : 0;
      return { kind: 'counter', packets, bytes: stream.accept('bytes') ? stream.number() : 0 };
    }
  }
}

function parseCtObject(stream: TokenStream, type: ObjectType, family: Family): ObjectBody {
  let protocol = 'tcp';
  let helper = '';
  let dport = 0;
  let timeout = 0;
  let size = 0;
  let l3proto: string = family;
  const policy: [string, number][] = [];
  for (;;) {
    if (stream.accept('type')) {
      helper = stream.word().text;
      if (stream.accept('protocol')) protocol = stream.word().text;
    } else if (stream.accept('protocol')) protocol = stream.word().text;
    else if (stream.accept('l3proto')) l3proto = stream.word().text;
    else if (stream.accept('dport')) dport = stream.number();
    else if (stream.accept('timeout')) timeout = parseDuration(stream);
    else if (stream.accept('size')) size = stream.number();
    else if (stream.accept('policy')) {
      stream.expect('=');
      stream.expect('{');
      do {
        stream.skipEnds();
        const state = stream.word().text;
        stream.expect(':');
        policy.push([state, parseDuration(stream)]);
        stream.skipEnds();
      } while (stream.accept(','));
      stream.expect('}');
    } else break;
    stream.skipEnds();
  }
  if (type === 'ct helper') return { kind: 'helper', type: helper, protocol, l3proto };
  if (type === 'ct timeout') return { kind: 'timeout', protocol, l3proto, policy };
  return { kind: 'expectation', protocol, dport, timeout, size, l3proto };
}
