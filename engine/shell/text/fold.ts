/**
 * fold: lines no longer than a width, broken anywhere or after a blank.
 */
import { eachLine } from './each-line.ts';
import { emit, tool } from './tool.ts';

export const fold = tool(
  'fold',
  { short: 'w:sb', long: { width: 'w', spaces: 's', bytes: 'b' } },
  function* (process, parsed) {
    const width = Number(parsed.value('w') ?? 80);
    return yield* eachLine(process, parsed.operands, function* (line) {
      let rest = line;
      while (rest.length > width) {
        const space = parsed.has('s') ? rest.lastIndexOf(' ', width - 1) + 1 : 0;
        const at = space > 0 ? space : width;
        yield* emit(process, `${rest.slice(0, at)}\n`);
        rest = rest.slice(at);
      }
      yield* emit(process, `${rest}\n`);
    });
  },
);
