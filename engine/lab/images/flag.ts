/**
 * Flags of the images' programs: `--name=value` or `--name value` (Go's flag and pflag).
 */

export function flag(argv: readonly string[], name: string): string | undefined {
  const at = argv.findIndex((word) => word === `--${name}` || word === `-${name}`);
  if (at >= 0) return argv[at + 1];
  return argv.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
}

export function portFlag(argv: readonly string[], name: string, otherwise: number): number {
  const port = Number(flag(argv, name) ?? otherwise);
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : otherwise;
}
