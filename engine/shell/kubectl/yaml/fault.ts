/**
 * What go.yaml.in/yaml says of a text it cannot read (parser.fail of decode.go): its lines count from zero where the parser
 * complains, from one where the scanner does; the first line is not named.
 */
export interface Mark {
  readonly index: number;
  /** From 0. */
  readonly line: number;
  readonly column: number;
}

export class YamlFault extends Error {}

/** @param context where what is wrong began */
export function scannerFault(problem: string, at: Mark, context: Mark = at): YamlFault {
  return fault(problem, at.line === 0 ? context.line : at.line + 1);
}

export function parserFault(problem: string, at: Mark, context: Mark = at): YamlFault {
  return fault(problem, at.line === 0 ? context.line : at.line);
}

function fault(problem: string, line: number): YamlFault {
  return new YamlFault(line === 0 ? problem : `line ${String(line)}: ${problem}`);
}
