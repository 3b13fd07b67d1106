/**
 * Every module there is: the kernel of a machine that a person may look around on.
 */
import { xtables } from '../netfilter/iptables/extended/library.ts';
import { procfs } from '../proc/procfs.ts';
import { parametersWithoutEffect } from '../sysctl/without-effect.ts';
import type { KernelModule } from './kernel-module.ts';

export const everyModule: readonly KernelModule[] = [procfs, parametersWithoutEffect, xtables];
