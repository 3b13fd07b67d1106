/**
 * Names of interfaces as rules write them (xtables_parse_interface of libxtables/xtables.c).
 */
import { usage } from '../error.ts';

/** A name that is too long is refused, one that no device can have is warned of (xtables_parse_interface). */
export function checkInterface(name: string, warn: ((line: string) => void) | undefined): void {
  if (name.length > 15) throw usage(`interface name \`${name}' must be shorter than IFNAMSIZ (15)`);
  if (/[/ ]/.test(name))
    warn?.(`Warning: weird character in interface \`${name}' ('/' and ' ' are not allowed by the kernel).`);
}
