/**
 * Statements that add to sets: `add @SET { … }`, `update`, `delete`, and the older `set add …` and `meter` (nft's
 * parser_bison.y: set_stmt, map_stmt, meter_stmt).
 */
import type { Expression, SetUpdate, Stateful } from '../syntax.ts';
import type { ParseContext, ProtocolContext } from './context.ts';
import { parseLeft } from './expression.ts';
import { parseDuration } from './right.ts';
import { parseStateful } from './stateful.ts';
import type { TokenStream } from './stream.ts';

export function parseUpdate(
  stream: TokenStream,
  context: ParseContext,
  protocols: ProtocolContext,
  operation: 'add' | 'update' | 'delete',
): SetUpdate {
  stream.expect('@');
  const set = stream.identifier().text;
  stream.expect('{');
  const update = {
    kind: 'update',
    operation,
    set,
    ...parseDynamic(stream, context, protocols),
    meter: undefined,
  } as const;
  stream.expect('}');
  return update;
}

/** `set add KEY @SET`, as nft once wrote it. */
export function parseOldUpdate(
  stream: TokenStream,
  context: ParseContext,
  protocols: ProtocolContext,
  operation: 'add' | 'update' | 'delete',
): SetUpdate {
  const element = parseDynamic(stream, context, protocols);
  stream.expect('@');
  return { kind: 'update', operation, set: stream.identifier().text, ...element, meter: undefined };
}

export function parseMeter(
  stream: TokenStream,
  context: ParseContext,
  protocols: ProtocolContext,
): SetUpdate {
  const set = stream.identifier().text;
  const meter = stream.accept('size') ? stream.number() : 65_535;
  stream.expect('{');
  const element = parseDynamic(stream, context, protocols);
  stream.expect('}');
  return {
    kind: 'update',
    operation: element.timeout === undefined ? 'add' : 'update',
    set,
    ...element,
    meter,
  };
}

function parseDynamic(stream: TokenStream, context: ParseContext, protocols: ProtocolContext) {
  const key = parseLeft(stream, context);
  protocols.reads(key);
  let timeout: number | undefined;
  const statements: Stateful[] = [];
  for (;;) {
    if (stream.accept('timeout')) timeout = parseDuration(stream);
    else {
      const statement = parseStateful(stream);
      if (statement === undefined) break;
      statements.push(statement);
    }
  }
  let data: Expression | undefined;
  if (stream.accept(':')) {
    data = parseLeft(stream, context);
    protocols.reads(data);
  }
  return { key, data, timeout, statements };
}
