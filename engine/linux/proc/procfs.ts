/**
 * The proc and sysfs file systems as a module of the kernel (Documentation/filesystems/proc.rst).
 */
import type { KernelModule } from '../module/kernel-module.ts';
import { kernelFiles } from './kernel-files.ts';

export const procfs: KernelModule = { name: 'procfs', files: kernelFiles };
