/**
 * The part of `npm run bench` that measures large clusters (`scale.ts`), started by it in a process of its own.
 */
import { printRows } from './row.ts';
import { growth, scaleRows } from './scale.ts';

printRows('large', scaleRows());
console.log(['growth', ...growth()].join('\n'));
