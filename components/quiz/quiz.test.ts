// @vitest-environment node
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addresses, openStory } from '../testing/story-cluster.ts';
import { readyQuestion } from './answer-key.ts';
import { judge, readAnswer } from './judge.ts';
import type { Question, TypedQuestion } from './question.ts';
import { answered, day, dueWords, readSaid, reviewed } from './review.ts';

const asked = { id: 'q', ask: '?', why: 'so', mistakes: [] } as const;
const flow = { from: 'pod/default/client', to: addresses['web-2'], protocol: 'tcp', port: 80 } as const;
const ready = (question: Question) => readyQuestion('stories', question, openStory);
const right = (question: Omit<TypedQuestion, keyof typeof asked>) => {
  const { answer } = ready({ ...asked, ...question });
  return answer.kind === 'typed' ? answer.right : [];
};

describe('the engine finds the answer', () => {
  test('in what a command prints, every place that matches', () => {
    const key = {
      kind: 'output',
      on: 'pod/default/client',
      line: 'ip -br address',
      pick: /eth0\S*\s+UP\s+([\d.]+)/,
    } as const;
    expect(right({ form: 'address', key })).toEqual([addresses.client]);
    const all = { ...key, line: 'ip route', pick: /dev (\S+)/ };
    expect(right({ form: 'name', key: all })).toEqual(['eth0']);
  });

  test('by counting lines', () => {
    const key = {
      kind: 'lines',
      on: 'workstation',
      line: 'kubectl get nodes --no-headers',
      matching: /Ready/,
    } as const;
    expect(right({ form: 'number', key })).toEqual(['3']);
  });

  test('in a journey', () => {
    const key = { kind: 'field', header: 'IPv4', field: 'Time to live', step: 'last' } as const;
    expect(right({ form: 'number', key: { kind: 'journey', flow, key } })).toEqual(['62']);
  });

  test('in the API, through lists', () => {
    const key = {
      kind: 'api',
      path: '/api/v1/namespaces/default/services/web',
      field: 'spec.clusterIP',
    } as const;
    expect(right({ form: 'address', key })).toEqual([addresses.web]);
    const items = { kind: 'api', path: '/api/v1/nodes', field: 'items.metadata.name' } as const;
    expect(right({ form: 'name', key: items })).toEqual(['k8s-cp1', 'k8s-w1', 'k8s-w2']);
  });

  test('after what the question says was typed', () => {
    const key = { kind: 'journey', flow, key: { kind: 'verdict' } } as const;
    expect(right({ form: 'verdict', key })).toEqual(['answered']);
    const after = [{ on: 'node/k8s-w1', line: 'ip link set flannel.1 down' }];
    expect(right({ form: 'verdict', key, after })).not.toEqual(['answered']);
  });

  test('for options by what holds', () => {
    const { answer } = ready({
      id: 'q',
      ask: '?',
      why: 'so',
      options: [
        { text: 'yes', because: 'a', holds: [{ says: 'it is reached', clause: { kind: 'reaches', flow } }] },
        {
          text: 'no',
          because: 'b',
          holds: [{ says: 'it is not', clause: { kind: 'ends', flow, verdict: 'timeout' } }],
        },
      ],
    });
    expect(answer.kind === 'chosen' && answer.options.map((option) => option.right)).toEqual([true, false]);
  });

  test('or says that there is none', () => {
    const key = {
      kind: 'api',
      path: '/api/v1/namespaces/default/services/gone',
      field: 'spec.clusterIP',
    } as const;
    expect(() => right({ form: 'address', key })).toThrow('finds no answer');
  });
});

test('answers are read in their own form', () => {
  expect(readAnswer('address', ' 10.8.0.1 ')).toBe('10.8.0.1');
  expect(readAnswer('address', '10.8.0.256')).toBeUndefined();
  expect(readAnswer('range', '10.8.0.0/16')).toBe('10.8.0.0/16');
  expect(readAnswer('range', '10.8.0.0/33')).toBeUndefined();
  expect(readAnswer('number', '1,500')).toBe('1500');
  expect(readAnswer('number', '062')).toBe('62');
  expect(readAnswer('number', 'many')).toBeUndefined();
  expect(readAnswer('name', 'Cni0')).toBe('cni0');
  expect(readAnswer('verdict', 'No  Answer')).toBe('no answer');
  expect(readAnswer('verdict', 'fine')).toBeUndefined();
});

test('a likely mistake has its own explanation, an unlikely one none', () => {
  const question = ready({
    ...asked,
    form: 'number',
    key: {
      kind: 'journey',
      flow,
      key: { kind: 'field', header: 'IPv4', field: 'Time to live', step: 'last' },
    },
    mistakes: [{ answer: '64', because: 'it left with that' }],
  });
  expect(judge(question, ['62'])).toEqual({ right: true, because: [] });
  expect(judge(question, ['064'])).toEqual({ right: false, because: ['it left with that'] });
  expect(judge(question, ['7'])).toEqual({ right: false, because: [] });
});

describe('the review', () => {
  const missed = answered(undefined, ['64'], 'wrong', 0);

  test('takes what was missed at first, and keeps it when it is answered later', () => {
    expect(missed.review).toEqual({ passed: 0, due: day });
    expect(answered(missed, ['62'], 'right', 5).review).toEqual({ passed: 0, due: day });
    expect(answered(undefined, ['62'], 'right', 0).review).toBeUndefined();
    expect(answered(undefined, [], 'shown', 0).review).toEqual({ passed: 0, due: day });
  });

  test('asks after 1, 3, 7 and 21 days, begins again when it is missed, and ends', () => {
    let said = missed;
    for (const days of [3, 7, 21]) {
      said = reviewed(said, ['62'], 'right', 0);
      expect(said.review?.due).toBe(days * day);
    }
    expect(reviewed(said, ['1'], 'wrong', 0).review).toEqual({ passed: 0, due: day });
    expect(reviewed(said, ['62'], 'right', 0).review).toBeUndefined();
  });

  test('says what is due', () => {
    const titles = new Map([
      ['services', 'Services'],
      ['pod-to-pod', 'Pod to pod'],
    ]);
    const queue = ['services/a', 'services/b', 'pod-to-pod/a', 'gone/x'].map((id) => ({ id, due: 10 }));
    expect(dueWords(queue, titles, 10)).toBe('2 questions from Services and 1 from Pod to pod are due');
    expect(dueWords(queue.slice(0, 1), titles, 10)).toBe('1 question from Services is due');
    expect(dueWords(queue, titles, 9)).toBeUndefined();
  });

  test('believes nothing of what it finds kept', () => {
    expect(readSaid({ given: ['1'], outcome: 'right' })).toEqual({ given: ['1'], outcome: 'right' });
    expect(readSaid({ given: [1, 'a'], outcome: 'wrong', review: { passed: 9, due: 0 } })).toEqual({
      given: ['a'],
      outcome: 'wrong',
    });
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const said = readSaid(value);
        return said === undefined || ['right', 'wrong', 'shown'].includes(said.outcome);
      }),
    );
  });
});
