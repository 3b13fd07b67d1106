/**
 * The words of ps: version and usage.
 */
export const version = 'ps from procps-ng 4.0.2\n';

export const help = `
Usage:
 ps [options]

 Try 'ps --help <simple|list|output|threads|misc|all>'
  or 'ps --help <s|l|o|t|m|a>'
 for additional help text.

For more details see ps(1).
`;
