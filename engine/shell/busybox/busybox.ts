/**
 * busybox: one program, many applets. Those of the network are busybox's own here; for others of its list the command
 * of the same name serves, if there is one. See README.md.
 */
import { Descriptor } from '../../linux/process/descriptor.ts';
import { waitForExit } from '../../linux/process/process.ts';
import type { Command } from '../command.ts';
import type { Applet } from './applet.ts';
import { busyboxArp } from './arp.ts';
import { busyboxArping } from './arping.ts';
import { busyboxNc, busyboxTelnet } from './connect.ts';
import { busyboxHttpd } from './httpd.ts';
import { busyboxIfconfig } from './ifconfig.ts';
import { listed } from './image.ts';
import { busyboxIp } from './ip/ip.ts';
import { busyboxNetstat } from './netstat.ts';
import { busyboxNslookup } from './nslookup.ts';
import { busyboxPing, busyboxPing6 } from './ping.ts';
import { busyboxPs } from './ps.ts';
import { busyboxRoute } from './route.ts';
import { busyboxTraceroute } from './traceroute.ts';
import { about } from './usage.ts';
import { busyboxWget } from './wget.ts';

/** What a busybox container finds under these names. */
export const busyboxApplets: readonly Applet[] = [
  busyboxArp,
  busyboxArping,
  busyboxHttpd,
  busyboxIfconfig,
  busyboxIp,
  busyboxNc,
  busyboxNetstat,
  busyboxNslookup,
  busyboxPing,
  busyboxPing6,
  busyboxPs,
  busyboxRoute,
  busyboxTelnet,
  busyboxTraceroute,
  busyboxWget,
];

export const busybox: Command = {
  name: 'busybox',
  path: '/bin/busybox',
  *program(process) {
    const [applet, ...words] = process.arguments.slice(1);
    if (applet === undefined || applet === '--help') {
      process.print(about);
      return 0;
    }
    if (applet === '--list') {
      process.print([...listed].map((name) => `${name}\n`).join(''));
      return 0;
    }
    const own = busyboxApplets.find((candidate) => candidate.name === applet);
    if (own !== undefined) return yield* own.run(process, words);
    const other = listed.has(applet) ? process.executables.find(applet) : undefined;
    if (other === undefined) {
      const why = listed.has(applet) ? `not simulated: busybox ${applet}` : 'applet not found';
      process.complain(`${applet}: ${why}\n`);
      return listed.has(applet) ? 1 : 127;
    }
    const child = process.table.start({
      program: other.program,
      arguments: [applet, ...words],
      place: process.place,
      files: process.files,
      stdin: Descriptor.shareInput(process.stdin),
      stdout: Descriptor.shareOutput(process.stdout),
      stderr: Descriptor.shareOutput(process.stderr),
      parent: process,
    });
    const exit = yield* waitForExit(child);
    return exit.status;
  },
};
