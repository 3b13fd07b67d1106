/**
 * Recorded truth (what real kernels, real kubectl and a real cluster answered) lies in a folder beside the repository,
 * or where SHARED points. Without it the tests that need it are skipped, and `npm test` shows this one line.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { sharedFolder } from './shared.ts';

export default function setup() {
  if (!existsSync(join(sharedFolder, 'goldens')))
    console.log(
      `▲ NO TRUTH HERE: ${sharedFolder} holds no recordings, so nothing is compared with real systems`,
    );
}
