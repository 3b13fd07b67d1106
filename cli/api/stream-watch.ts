/**
 * A watch as the API server streams it: one JSON object a line, `{"type":…,"object":…}`, until the client goes, the
 * watch ends, or its time is up (k8s.io/apiserver pkg/endpoints/handlers/watch.go).
 */
import type { ServerResponse } from 'node:http';
import type { ApiWatch } from '../../engine/kubernetes/api/request.ts';
import { warningHeaders } from './warning-headers.ts';

/** Seconds after which a watch without `timeoutSeconds` is closed; the real server draws 30 to 60 minutes. */
const longest = 45 * 60;

/** @param timeout in seconds; 0: the server's own */
export function streamWatch(watch: ApiWatch, response: ServerResponse, timeout: number): void {
  response.writeHead(200, {
    'Cache-Control': 'no-cache, private',
    'Content-Type': 'application/json',
    ...warningHeaders(watch.warnings),
  });
  // Clients wait for the headers before they say that they watch.
  response.flushHeaders();
  const send = (): void => {
    for (const event of watch.take()) response.write(`${JSON.stringify(event)}\n`);
    if (watch.ended) response.end();
  };
  const over = setTimeout(
    () => {
      watch.stop();
    },
    (timeout > 0 ? timeout : longest) * 1000,
  );
  watch.changed.add(send);
  response.on('close', () => {
    clearTimeout(over);
    watch.changed.delete(send);
    if (!watch.ended) watch.stop();
  });
  send();
}
