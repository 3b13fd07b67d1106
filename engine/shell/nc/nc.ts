/**
 * nc, the OpenBSD netcat 1.219 of Debian 12. See README.md.
 */
import type { Command } from '../command.ts';
import { connectAll } from './connect.ts';
import { listen } from './listen.ts';
import { readNcOptions } from './options.ts';

export const nc: Command = {
  name: 'nc',
  path: '/usr/bin/nc',
  *program(process) {
    const options = readNcOptions(process.arguments.slice(1));
    if ('stop' in options) {
      process.complain(options.text);
      return options.stop;
    }
    if (options.flags.has('U')) {
      // No program here listens on a Unix socket.
      const path = options.host ?? '';
      const known = process.files.has(path.startsWith('/') ? path : `${process.directory}/${path}`);
      process.complain(`nc: ${path}: ${known ? 'Connection refused' : 'No such file or directory'}\n`);
      return 1;
    }
    if (options.flags.has('l')) return yield* listen(process, options);
    return yield* connectAll(process, options, options.host ?? '');
  },
};
