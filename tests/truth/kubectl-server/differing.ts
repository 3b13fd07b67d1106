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
};

/** `get` of `kubectl get pods`. */
export function verbOf(line: string): string {
  return line.split(' ')[1] ?? '';
}
