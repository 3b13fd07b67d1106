/**
 * How any part of a page asks the map of a cluster to choose a thing and come into view. Islands do not know each other:
 * they meet in an event of the page.
 */

export interface ShowRequest {
  /** The id of the map's world. */
  readonly world: string;
  /** An item of the map's tree: `pod/default/web-1`, `service/default/web`, `machine/k8s-w1`. */
  readonly item: string;
}

const name = 'follow-the-packet:show-on-map';

/** @returns whether there is a map of this world on the page */
export function showOnMap(request: ShowRequest): boolean {
  const event = new CustomEvent(name, { detail: request, cancelable: true });
  return !document.dispatchEvent(event);
}

/** @returns a function that stops listening */
export function onShowRequest(world: string, listener: (item: string) => void): () => void {
  const take = (event: Event) => {
    if (!(event instanceof CustomEvent)) return;
    const request = event.detail as ShowRequest;
    if (request.world !== world) return;
    event.preventDefault();
    listener(request.item);
  };
  document.addEventListener(name, take);
  return () => document.removeEventListener(name, take);
}
