/**
 * A word between its source and the arguments it becomes: pieces that remember whether they were quoted, split into
 * fields by IFS, then matched against files (bash(1), EXPANSION, in its order).
 */
import { isPattern, quotePattern } from './pattern.ts';

/**
 * `literal`: written unquoted, may be a pattern; `quoted`: stands for itself; `expanded`: came from an unquoted
 * expansion, is split and may be a pattern; `break`: a new field begins ("$@").
 */
export type Piece =
  { readonly kind: 'literal' | 'quoted' | 'expanded'; readonly text: string } | { readonly kind: 'break' };

export interface Field {
  readonly text: string;
  /** The field as a pattern; quoted characters have a backslash. */
  readonly pattern: string;
}

/** Unquoted source text: backslashes quote. */
export function literalPieces(text: string): Piece[] {
  if (!text.includes('\\')) return [{ kind: 'literal', text }];
  const pieces: Piece[] = [];
  for (const match of text.matchAll(/\\(\n|[^])|[^\\]+|\\/g)) {
    if (match[1] === undefined) pieces.push({ kind: 'literal', text: match[0] });
    else if (match[1] !== '\n') pieces.push({ kind: 'quoted', text: match[1] });
  }
  return pieces;
}

/** As one string: an assignment, a case word, a redirection's target. */
export function pieceText(pieces: readonly Piece[]): string {
  return pieces.map((piece) => (piece.kind === 'break' ? ' ' : piece.text)).join('');
}

/** As one pattern. */
export function piecePattern(pieces: readonly Piece[]): string {
  return pieces
    .map((piece) =>
      piece.kind === 'break' ? ' ' : piece.kind === 'quoted' ? quotePattern(piece.text) : piece.text,
    )
    .join('');
}

export function splitFields(pieces: readonly Piece[], ifs: string): Field[] {
  const fields: Field[] = [];
  let text = '';
  let pattern = '';
  let open = false;
  let afterSpace = false;
  const finish = (): void => {
    fields.push({ text, pattern });
    text = '';
    pattern = '';
    open = false;
  };
  for (const piece of pieces) {
    if (piece.kind === 'break') {
      if (open) finish();
      continue;
    }
    if (piece.kind !== 'expanded') {
      if (piece.kind === 'literal' && piece.text === '') continue;
      text += piece.text;
      pattern += piece.kind === 'quoted' ? quotePattern(piece.text) : piece.text;
      open = true;
      afterSpace = false;
      continue;
    }
    for (const char of piece.text) {
      if (!ifs.includes(char)) {
        text += char;
        pattern += char === '\\' ? '\\\\' : char;
        open = true;
        afterSpace = false;
      } else if (/\s/.test(char)) {
        if (open) {
          finish();
          afterSpace = true;
        }
      } else if (open) {
        finish();
      } else if (afterSpace) {
        afterSpace = false;
      } else {
        finish();
      }
    }
  }
  if (open) finish();
  return fields;
}

export function mayGlob(field: Field): boolean {
  return isPattern(field.pattern);
}
