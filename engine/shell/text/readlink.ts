/**
 * readlink(1) of coreutils 9.1: where a symbolic link leads. The only links are the kernel's (/proc/PID/ns).
 */
import { linkOf } from './ls.ts';
import { absolutePath, tool } from './tool.ts';

export const readlink = tool(
  'readlink',
  {
    short: 'femnqsvz',
    long: {
      canonicalize: 'f',
      'canonicalize-existing': 'e',
      'canonicalize-missing': 'm',
      'no-newline': 'n',
      quiet: 'q',
      silent: 's',
      verbose: 'v',
      zero: 'z',
    },
  },
  function* (process, parsed) {
    if (parsed.operands.length === 0) {
      process.complain("readlink: missing operand\nTry 'readlink --help' for more information.\n");
      return 1;
    }
    const canonical = ['f', 'e', 'm'].find((letter) => parsed.has(letter));
    const end = parsed.has('z') ? '\0' : parsed.has('n') && parsed.operands.length === 1 ? '' : '\n';
    let status = 0;
    for (const name of parsed.operands) {
      const path = absolutePath(process, name);
      const parent = path.slice(0, path.lastIndexOf('/')) || '/';
      const isThere = process.files.has(path);
      const link = linkOf(process, path);
      let found: string | undefined;
      // A link of /proc leads to what has no path: it stands below its directory then.
      if (canonical === undefined) found = link;
      else if (link !== undefined) found = `${parent}/${link}`;
      else if (canonical === 'm' || isThere || (canonical === 'f' && process.files.isDirectory(parent)))
        found = path;
      if (found !== undefined) process.print(found + end);
      else {
        status = 1;
        const why = isThere ? 'Invalid argument' : 'No such file or directory';
        if (parsed.has('v')) process.complain(`readlink: ${name}: ${why}\n`);
      }
    }
    yield { on: [], until: process.clock.now };
    return status;
  },
);
