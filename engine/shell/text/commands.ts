/**
 * Every text and file tool, as commands.
 */
import type { Command } from '../command.ts';
import { awkCommands } from './awk/awk.ts';
import { column } from './column.ts';
import { comm } from './comm.ts';
import { cut } from './cut.ts';
import { diff } from './diff.ts';
import { fileTools } from './files.ts';
import { find } from './find.ts';
import { fold } from './fold.ts';
import { grepTools } from './grep.ts';
import { headTail } from './head-tail.ts';
import { jq } from './jq/jq.ts';
import { ls } from './ls.ts';
import { nl } from './nl.ts';
import { paste } from './paste.ts';
import { readlink } from './readlink.ts';
import { runTools } from './run.ts';
import { sed } from './sed/sed.ts';
import { seq } from './seq.ts';
import { smallTools } from './small.ts';
import { sort } from './sort.ts';
import { rev, tac } from './tac-rev.ts';
import { tar } from './tar.ts';
import { testTools } from './test.ts';
import { tr } from './tr.ts';
import { uniq } from './uniq.ts';
import { wc } from './wc.ts';

export const textCommands: readonly Command[] = [
  ...fileTools,
  ...awkCommands,
  ls,
  ...grepTools,
  ...headTail,
  uniq,
  cut,
  tr,
  wc,
  tac,
  rev,
  nl,
  fold,
  paste,
  seq,
  column,
  comm,
  readlink,
  ...runTools,
  ...smallTools,
  sed,
  jq,
  sort,
  diff,
  find,
  tar,
  ...testTools,
];
