/**
 * Every text and file tool, as commands.
 */
import type { Command } from '../command.ts';
import { awkCommands } from './awk/awk.ts';
import { diff } from './diff.ts';
import { fileTools } from './files.ts';
import { find } from './find.ts';
import { grepTools } from './grep.ts';
import { headTail } from './head-tail.ts';
import { jq } from './jq/jq.ts';
import { lineTools } from './lines.ts';
import { ls } from './ls.ts';
import { runTools } from './run.ts';
import { sed } from './sed/sed.ts';
import { smallTools } from './small.ts';
import { sort } from './sort.ts';

export const textCommands: readonly Command[] = [
  ...fileTools,
  ...awkCommands,
  ls,
  ...grepTools,
  ...headTail,
  ...lineTools,
  ...runTools,
  ...smallTools,
  sed,
  jq,
  sort,
  diff,
  find,
];
