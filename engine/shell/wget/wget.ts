/**
 * GNU wget 1.21.3 for HTTP. See README.md.
 */
import { second } from '../../clock/clock.ts';
import type { Command } from '../command.ts';
import { Downloads, status } from './download.ts';
import { absolute, WgetLog } from './log.ts';
import { readWgetOptions } from './options.ts';
import { SavedFile } from './save.ts';
import { humanReadable, rateText, wallTime } from './texts.ts';

export const wget: Command = {
  name: 'wget',
  path: '/usr/bin/wget',
  *program(process) {
    const options = readWgetOptions(process.arguments.slice(1));
    if ('stop' in options) {
      if (options.stream === 'out') process.print(options.text);
      else process.complain(options.text);
      return options.stop;
    }
    const { values, flags } = options;
    const log = new WgetLog(process, options);
    const began = process.clock.now;
    const output = values.get('output-document');
    const shared = output === undefined ? undefined : new SavedFile(process, output);
    if (shared !== undefined && flags.has('no-clobber') && shared.exists) {
      log.always(`File ‘${shared.name}’ already there; not retrieving.\n`);
      return status.generic;
    }
    const problem = flags.has('continue') ? undefined : shared?.truncate();
    if (problem !== undefined) {
      log.always(`${output ?? ''}: ${problem}\n`);
      return status.generic;
    }
    const urls = [...options.urls];
    const list = values.get('input-file');
    if (list !== undefined) {
      const text = process.files.text(absolute(process, list));
      if (text === undefined) log.say(`${list}: No such file or directory\n`);
      const found = (text ?? '').split('\n').filter((line) => line.trim() !== '');
      if (found.length === 0) log.say(`No URLs found in ${list}.\n`);
      urls.push(...found);
    }
    const downloads = new Downloads(process, options, log, shared);
    let worst = 0;
    for (const [index, url] of urls.entries()) {
      const pause = index === 0 ? 0 : Number(values.get('wait') ?? 0);
      const until = process.clock.now + pause * second;
      while (process.clock.now < until) yield { on: [], until };
      const outcome = yield* downloads.fetch(url);
      if (outcome !== status.success && (worst === 0 || outcome < worst)) worst = outcome;
    }
    downloads.close();
    const { files, octets, seconds } = downloads.totals;
    if ((urls.length > 1 || list !== undefined) && octets > 0) {
      const all = wallTime((process.clock.now - began) / second);
      log.say(
        `FINISHED --${log.now()}--\nTotal wall clock time: ${all}\n` +
          `Downloaded: ${String(files)} files, ${humanReadable(octets, 10, 1)} in ${wallTime(seconds)} (${rateText(octets, seconds)})\n`,
      );
    }
    return worst;
  },
};
