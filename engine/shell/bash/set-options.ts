/**
 * The options of `set`: their names and letters.
 */
export const setOptions = {
  allexport: 'a',
  errexit: 'e',
  noglob: 'f',
  monitor: 'm',
  noexec: 'n',
  nounset: 'u',
  verbose: 'v',
  xtrace: 'x',
  noclobber: 'C',
  pipefail: '',
} as const;
export type SetOption = keyof typeof setOptions;
