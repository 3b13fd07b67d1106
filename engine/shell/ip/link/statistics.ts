/**
 * The counters of `ip -s` (ip/ipaddress.c, print_stats64): columns as wide as their widest number.
 */
import { countersOf } from '../../../linux/device/counters.ts';
import type { NetDevice } from '../../../linux/device/device.ts';
import type { IpContext } from '../context.ts';

export function printStatistics(context: IpContext, device: NetDevice): void {
  const { printer, options } = context;
  if (printer.isJson) printJson(context, device);
  else
    printer.text(
      statisticsText(device, options.statistics > 1, options.oneline ? '\\' : '\n', numberFormat(context)),
    );
}

type Format = (value: number) => string;

/** `-h`: thousands as 1.5k, with `-iec` as 1.46Ki. */
function numberFormat(context: IpContext): Format {
  const { human, iec } = context.options;
  if (!human) return String;
  const base = iec ? 1024 : 1000;
  return (value) => {
    const units = ['', 'k', 'M', 'G', 'T'];
    let at = 0;
    let scaled = value;
    while (scaled >= base && at < units.length - 1) {
      scaled /= base;
      at++;
    }
    if (at === 0) return String(value);
    return `${String(Number(scaled.toPrecision(3)))}${units[at] ?? ''}${iec ? 'i' : ''}`;
  };
}

const widths = ['*X errors:', 'packets', 'errors', 'dropped', 'heartbt', 'overrun', 'compressed'];

function statisticsText(device: NetDevice, errors: boolean, end: string, format: Format): string {
  const s = countersOf(device);
  const receive = [s.rxBytes, s.rxPackets, s.rxErrors, s.rxDropped, 0, s.multicast];
  const receiveErrors = [0, 0, 0, 0, 0];
  const send = [s.txBytes, s.txPackets, s.txErrors, s.txDropped, 0, 0];
  const sendErrors = [0, 0, 0, 0, s.carrierChanges];
  const columns = widths.map((name, at) =>
    Math.max(
      name.length,
      ...[receive, send].map((row) => String(row[at] ?? '').length),
      ...(errors ? [receiveErrors, sendErrors].map((row) => String(row[at - 1] ?? '').length) : []),
    ),
  );
  const width = (at: number) => columns[at] ?? 0;
  const head = (title: string, names: readonly string[]) =>
    `    ${title}${names.map((name, at) => name.padStart(at === 0 ? width(0) - title.length : width(at))).join(' ')} ${' '.repeat(width(6))}${end}`;
  const row = (values: readonly number[]) =>
    `    ${values.map((value, at) => `${format(value).padStart(width(at))} `).join('')}`;
  const errorHead = (title: string, names: readonly string[]) =>
    `    ${title}${''.padStart(width(0) - 10)} ${names.map((name, at) => name.padStart(width(at + 1))).join(' ')}`;
  const errorRow = (values: readonly number[]) =>
    `${''.padStart(width(0) + 5)}${values.map((value, at) => `${String(value).padStart(width(at + 1))} `).join('')}`;
  let text = head('RX:', ['bytes', 'packets', 'errors', 'dropped', 'missed', 'mcast']) + row(receive);
  if (errors)
    text += `${end}${errorHead('RX errors:', ['length', 'crc', 'frame', 'fifo', 'overrun'])}${end}${errorRow(receiveErrors)}`;
  text += end + head('TX:', ['bytes', 'packets', 'errors', 'dropped', 'carrier', 'collsns']) + row(send);
  if (errors)
    text += `${end}${errorHead('TX errors:', ['aborted', 'fifo', 'window', 'heartbt', 'transns'])}${end}${errorRow(sendErrors)}`;
  return text;
}

function printJson(context: IpContext, device: NetDevice): void {
  const { printer, options } = context;
  const s = countersOf(device);
  printer.openObject('stats64');
  printer.openObject('rx');
  printer.member('bytes', s.rxBytes);
  printer.member('packets', s.rxPackets);
  printer.member('errors', s.rxErrors);
  printer.member('dropped', s.rxDropped);
  printer.member('over_errors', 0);
  printer.member('multicast', s.multicast);
  if (options.statistics > 1)
    for (const name of ['length_errors', 'crc_errors', 'frame_errors', 'fifo_errors', 'missed_errors'])
      printer.member(name, 0);
  printer.closeObject();
  printer.openObject('tx');
  printer.member('bytes', s.txBytes);
  printer.member('packets', s.txPackets);
  printer.member('errors', s.txErrors);
  printer.member('dropped', s.txDropped);
  printer.member('carrier_errors', 0);
  printer.member('collisions', 0);
  if (options.statistics > 1) {
    for (const name of ['aborted_errors', 'fifo_errors', 'window_errors', 'heartbeat_errors'])
      printer.member(name, 0);
    printer.member('carrier_changes', s.carrierChanges);
  }
  printer.closeObject();
  printer.closeObject();
}
