/**
 * Differences of two texts for whoever compares outputs: the API server, whose words hold such differences, has the code
 * (pmezard/go-difflib there, Python's difflib in the original comparer, which find the same).
 */
export { unifiedDiff } from '../../kubernetes/schema/unified-diff.ts';
