/** Long work of the engine on a page: a slice at a time, and code that it lacks is fetched. */
import type { Work } from '../../engine/clock/work.ts';
import { absentCode, bringCode } from './engine.ts';
import { inSlices } from './in-slices.ts';

/**
 * @param begin called again when code was absent: nothing of what was done is kept then
 * @throws what the work throws, and what the network says
 */
export async function longWork<Result>(begin: () => Work<Result>): Promise<Result> {
  for (;;) {
    try {
      return await inSlices(begin());
    } catch (error) {
      const code = absentCode(error);
      if (code === undefined) throw error;
      await bringCode(code);
    }
  }
}
