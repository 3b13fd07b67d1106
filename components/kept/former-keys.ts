/**
 * Keys by which earlier editions of the book kept what is now kept by another. What stands under a former one is read until
 * something is kept under the new; a file of an earlier edition is read by the same list, so that nothing is lost.
 */
const presentByFormer: ReadonlyMap<string, string> = new Map([
  // A prediction was named by its figure alone, which another chapter may use, too.
  ['predict/same-node', 'predict/pod-to-pod/same-node'],
  ['predict/cluster-ip', 'predict/services/cluster-ip'],
]);
const formerByPresent = new Map([...presentByFormer].map(([former, present]) => [present, former]));

/** @returns what a key of any edition is now */
export const presentKey = (key: string): string => presentByFormer.get(key) ?? key;

/** @returns undefined for a key that was always called so */
export const formerKey = (key: string): string | undefined => formerByPresent.get(key);
