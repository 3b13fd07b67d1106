/**
 * `ss -i`: what a connection knows of itself (tcp_show_info of misc/ss.c, struct tcp_info). Congestion control is named
 * bbr, as on the machine the recordings were made on; its rates follow from window and round trip.
 */
import type { TcpSocket } from '../../linux/socket/tcp/tcp-socket.ts';

export function connectionInfo(socket: TcpSocket): string {
  if (socket.state === 'listen') return '\n\t bbr cwnd:10';
  const { now } = socket.namespace.environment.clock;
  const parts: string[] = [];
  if (socket.timestamps) parts.push('ts');
  if (socket.sackPermitted) parts.push('sack');
  parts.push('bbr');
  if (socket.receiveScale > 0)
    parts.push(`wscale:${String(socket.sendScale)},${String(socket.receiveScale)}`);
  parts.push(`rto:${String(Math.round(socket.timeout / 1000))}`);
  const trip = socket.smoothedRoundTrip ?? 0;
  const shortest = socket.shortestRoundTrip ?? 0;
  if (trip > 0) parts.push(`rtt:${milliseconds(trip)}/${milliseconds(socket.roundTripVariation)}`);
  const optionsLength = socket.timestamps ? 12 : 0;
  const advertised = socket.firstMtu - 40 - optionsLength;
  parts.push(
    `mss:${String(socket.mss)}`,
    `pmtu:${String(socket.firstMtu)}`,
    `rcvmss:536`,
    `advmss:${String(advertised)}`,
  );
  const window = Math.floor(socket.congestionWindow);
  parts.push(`cwnd:${String(window)}`);
  const counters: readonly (readonly [string, number])[] = [
    ['bytes_sent', socket.octetsOut],
    ['bytes_acked', socket.octetsAcknowledged],
    ['bytes_received', socket.octetsIn],
    ['segs_out', socket.segmentsOut],
    ['segs_in', socket.segmentsIn],
    ['data_segs_out', socket.dataSegmentsOut],
    ['data_segs_in', socket.dataSegmentsIn],
  ];
  for (const [name, value] of counters) if (value > 0) parts.push(`${name}:${String(value)}`);
  const gains = socket.octetsAcknowledged > 0 ? ',pacing_gain:1,cwnd_gain:1' : '';
  parts.push(`bbr:(bw:0bps,mrtt:${milliseconds(shortest)}${gains})`);
  const rate = trip > 0 ? Math.round((socket.mss * 8 * window * 1_000_000) / trip) : 0;
  parts.push(`send ${String(rate)}bps`);
  const ago = (at: number) => String(Math.round((now - at) / 1000));
  parts.push(
    `lastsnd:${ago(socket.lastSentAt)}`,
    `lastrcv:${ago(socket.lastReceivedAt)}`,
    `lastack:${ago(socket.lastReceivedAt)}`,
  );
  parts.push(`pacing_rate ${String(Math.round(rate * 2.885))}bps`);
  parts.push(`delivered:${String(1 + socket.dataSegmentsOut)}`, 'app_limited');
  parts.push(`rcv_space:${String(10 * advertised)}`, `rcv_ssthresh:${String(65_536 - advertised)}`);
  parts.push(`minrtt:${milliseconds(shortest)}`, `snd_wnd:${String(socket.sendWindow)}`);
  return `\n\t ${parts.join(' ')}`;
}

/** Up to three digits after the point, as C's %g prints them. */
function milliseconds(micros: number): string {
  return String(Number((micros / 1000).toPrecision(6)));
}
