/**
 * Which rows came and went between two looks at a table. A row that went stays where it stood, marked, until the reader
 * had time to see it; one that came is marked as long.
 */

export interface MarkedRow<Row> {
  readonly key: string;
  readonly row: Row;
  readonly fate: 'here' | 'new' | 'gone';
}

export interface Followed<Row> {
  /** Of what: rows of another place are no changes of these. */
  readonly scope: string;
  readonly rows: readonly Row[];
  readonly marked: readonly MarkedRow<Row>[];
  /** What the last change that changed anything brought and took. */
  readonly came: readonly Row[];
  readonly went: readonly Row[];
}

/** As first seen: nothing came and nothing went. @param keyOf the same rows in two looks have the same key */
export function begin<Row>(scope: string, rows: readonly Row[], keyOf: (row: Row) => string): Followed<Row> {
  const marked = keyed(rows, keyOf).map(([key, row]): MarkedRow<Row> => ({ key, row, fate: 'here' }));
  return { scope, rows, marked, came: [], went: [] };
}

/** As seen next. Equal keys are told apart by their order. */
export function follow<Row>(
  before: Followed<Row>,
  rows: readonly Row[],
  keyOf: (row: Row) => string,
): Followed<Row> {
  const now = new Map(keyed(rows, keyOf));
  const were = new Map(before.marked.map((each) => [each.key, each]));
  const came: Row[] = [];
  const went: Row[] = [];
  const marked: MarkedRow<Row>[] = [...now].map(([key, row]) => {
    const known = were.get(key);
    if (known !== undefined && known.fate !== 'gone') return { key, row, fate: known.fate };
    came.push(row);
    return { key, row, fate: 'new' };
  });
  for (const [at, each] of before.marked.entries()) {
    if (now.has(each.key)) continue;
    if (each.fate !== 'gone') went.push(each.row);
    const above = before.marked.slice(0, at).findLast(({ key }) => marked.some((one) => one.key === key));
    const place = above === undefined ? 0 : marked.findIndex(({ key }) => key === above.key) + 1;
    marked.splice(place, 0, { ...each, fate: 'gone' });
  }
  const changed = came.length > 0 || went.length > 0;
  // What comes while marks are still shown belongs to the same change.
  const isMore = !changed || before.marked.some(({ fate }) => fate !== 'here');
  return {
    scope: before.scope,
    rows,
    marked,
    came: isMore ? [...before.came, ...came] : came,
    went: isMore ? [...before.went, ...went] : went,
  };
}

/** The marks have been seen. */
export function settle<Row>(followed: Followed<Row>): Followed<Row> {
  const marked = followed.marked
    .filter(({ fate }) => fate !== 'gone')
    .map((each): MarkedRow<Row> => (each.fate === 'here' ? each : { ...each, fate: 'here' }));
  return { ...followed, marked };
}

function keyed<Row>(rows: readonly Row[], keyOf: (row: Row) => string): (readonly [string, Row])[] {
  const seen = new Map<string, number>();
  return rows.map((row) => {
    const key = keyOf(row);
    const turn = seen.get(key) ?? 0;
    seen.set(key, turn + 1);
    return [turn === 0 ? key : `${key} (${String(turn + 1)})`, row] as const;
  });
}

/** `Route gone: 10.8.1.0/24.` @param words what a row is called */
export function changesInWords<Row>(
  { came, went }: Pick<Followed<Row>, 'came' | 'went'>,
  noun: string,
  words: (row: Row) => string,
): string {
  return [said(went, 'gone', 'are gone'), said(came, 'new', 'are new')]
    .filter((text) => text !== '')
    .join(' ');

  function said(rows: readonly Row[], one: string, several: string): string {
    const [first] = rows;
    if (first === undefined) return '';
    if (rows.length === 1) return `${capital(noun)} ${one}: ${words(first)}.`;
    return `${String(rows.length)} ${noun}s ${several}.`;
  }
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
