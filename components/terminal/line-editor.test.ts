// @vitest-environment node
import { expect, test } from 'vitest';
import { entered, insert, type LineState, newLine, press } from './line-editor.ts';
import { strokes } from './keys.ts';
import { applyCompletion, inColumns } from './completion.ts';
import { drawLine, nothingDrawn } from './line-view.ts';

/** Types keys by name, text in quotes. */
function typed(state: LineState, ...keys: readonly string[]): LineState {
  return keys.reduce(
    (line, key) => (key.startsWith("'") ? insert(line, key.slice(1, -1)) : press(line, key).state),
    state,
  );
}

const shown = ({ text, cursor }: LineState) => `${text.slice(0, cursor)}|${text.slice(cursor)}`;

test('text goes in at the cursor', () => {
  expect(shown(typed(newLine(), "'ip rote'", 'Left', 'Left', "'u'"))).toBe('ip rou|te');
});

test('Ctrl-A, Ctrl-E, Ctrl-U, Ctrl-K and Ctrl-W do what readline does, and Ctrl-Y brings it back', () => {
  expect(shown(typed(newLine(), "'ping -c 2 web'", 'Ctrl-W'))).toBe('ping -c 2 |');
  expect(shown(typed(newLine(), "'ping web'", 'Ctrl-A', 'Ctrl-K', "'x '", 'Ctrl-Y'))).toBe('x ping web|');
  expect(shown(typed(newLine(), "'ping web'", 'Left', 'Ctrl-U'))).toBe('|b');
});

test('up and down walk the history and come back to what was being written', () => {
  const line = typed(newLine(['one', 'two']), "'thr'", 'Up', 'Up');
  expect(shown(line)).toBe('one|');
  expect(shown(typed(line, 'Down', 'Down'))).toBe('thr|');
});

test('an entered line is remembered once', () => {
  const line = entered(typed(newLine(['ip route']), "'ip route'"));
  expect(line.history).toEqual(['ip route']);
  expect(entered(typed(line, "'  '")).history).toEqual(['ip route']);
});

test('Ctrl-R finds the newest line, again an older one, and Escape gives the line back', () => {
  const line = typed(newLine(['ip route', 'ping web', 'ip addr']), "'x'", 'Ctrl-R', "'ip'");
  expect(line.text).toBe('ip addr');
  expect(typed(line, 'Ctrl-R').text).toBe('ip route');
  expect(shown(typed(line, 'Escape'))).toBe('x|');
  expect(press(line, 'Enter')).toMatchObject({ effect: 'enter', state: { text: 'ip addr' } });
});

test('Tab on an empty line lets the focus go on', () => {
  expect(press(newLine(), 'Tab').effect).toBe('leave');
  expect(press(typed(newLine(), "'i'"), 'Tab').effect).toBe('complete');
});

test('Ctrl-D ends on an empty line and deletes on another', () => {
  expect(press(newLine(), 'Ctrl-D').effect).toBe('end');
  expect(shown(typed(newLine(), "'ab'", 'Home', 'Ctrl-D'))).toBe('|b');
});

test('a paste of several lines is text and Enter in turn', () => {
  expect(strokes('ip a\r\nip r\n')).toEqual([
    { text: 'ip a' },
    { key: 'Enter' },
    { text: 'ip r' },
    { key: 'Enter' },
  ]);
  expect(strokes('\u001b[A\u0012x')).toEqual([{ key: 'Up' }, { key: 'Ctrl-R' }, { text: 'x' }]);
});

test('completion adds what is certain, and shows the rest', () => {
  const line = typed(newLine(), "'kubectl get po'");
  expect(applyCompletion(line, ['pods']).state.text).toBe('kubectl get pods ');
  expect(applyCompletion(line, ['pods', 'podtemplates']).state.text).toBe('kubectl get pod');
  expect(applyCompletion(line, ['pods', 'poddisruptionbudgets', 'po']).choices).toHaveLength(3);
  expect(applyCompletion(line, []).choices).toEqual([]);
});

test('choices stand in columns, read downwards', () => {
  expect(inColumns(['a', 'b', 'c', 'd', 'e'], 9)).toBe('a  c  e\nb  d');
});

test('a line longer than the screen is drawn over itself from its first row', () => {
  const line = typed(newLine(), "'0123456789abc'");
  const [, drawn] = drawLine('$ ', line, 10, nothingDrawn);
  expect(drawn.row).toBe(1);
  const [again] = drawLine('$ ', line, 10, drawn);
  expect(again.startsWith('\u001b[1A\r\u001b[J$ 0123')).toBe(true);
});
