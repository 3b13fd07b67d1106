/**
 * The door to recorded truth for tests: `describeTruth` describes what is compared with it and is skipped where the
 * recordings are absent; `recorded` gives the path of a file among them.
 */
import { join } from 'node:path';
import { describe, inject } from 'vitest';

const { folder, present } = inject('truth');

export const describeTruth = describe.skipIf(!present);
export const recorded = (path: string) => join(folder, path);
