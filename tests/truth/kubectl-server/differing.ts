/**
 * How many of the test's command lines are answered otherwise than by the real kubectl, by verb, with the causes. Written
 * down to be made smaller; a verb that is not here differs nowhere.
 */
export interface Differing {
  readonly most: number;
  readonly why: string;
}

export const differing: Readonly<Record<string, Differing>> = {
  auth: { most: 1, why: 'what client-go logs about a discovery that was refused' },
  explain: {
    most: 1,
    why: 'the served API has no /openapi/v2, of which the real one makes plaintext-openapiv2',
  },
  apply: {
    most: 1,
    why: 'for a kind there is not the real one asks /openapi/v2 whether fields can be validated',
  },
};

/** `get` of `kubectl get pods`. */
export function verbOf(line: string): string {
  return line.split(' ')[1] ?? '';
}
