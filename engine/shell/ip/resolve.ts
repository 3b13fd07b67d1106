/**
 * Names for addresses (`ip -r`; lib/utils.c, format_host): from /etc/hosts. Asking DNS is left out.
 */
import type { Address } from '../../net/address/address.ts';
import type { FileTree } from '../../linux/file/file-tree.ts';
import type { IpContext } from './context.ts';

export function hostText(context: IpContext, address: Address): string {
  return context.options.resolve ? (hostName(context.process.files, address) ?? address.text) : address.text;
}

/** The first name of the line of /etc/hosts that begins with the address. */
export function hostName(files: FileTree, address: Address): string | undefined {
  for (const line of (files.text('/etc/hosts') ?? '').split('\n')) {
    const [first, name] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (first === address.text && name !== undefined) return name;
  }
  return undefined;
}
