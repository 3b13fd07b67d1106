/**
 * The subprotocols of remote commands over a WebSocket (k8s.io/streaming pkg/httpstream/wsstream, KEP-4006): each message
 * begins with its channel. The fifth can close a channel: 255 and its number.
 */
export const channel = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4 } as const;

const closing = 255;

/** The order in which a server prefers none: the client's first that is known is taken. */
const known = ['v5.channel.k8s.io', 'v4.channel.k8s.io', 'channel.k8s.io'].flatMap((name) =>
  name.startsWith('v5') ? [name] : [name, name.replace('channel', 'base64.channel')],
);

export type ChannelMessage =
  | { readonly kind: 'data'; readonly channel: number; readonly octets: Uint8Array }
  | { readonly kind: 'close'; readonly channel: number };

export class CommandProtocol {
  readonly name: string;
  readonly #isBase64: boolean;

  private constructor(name: string) {
    this.name = name;
    this.#isBase64 = name.includes('base64');
  }

  /** @param offered by the client; empty: none was named */
  static chosen(offered: readonly string[]): CommandProtocol | undefined {
    const name = offered.length === 0 ? '' : offered.find((one) => known.includes(one));
    return name === undefined ? undefined : new CommandProtocol(name);
  }

  /** The end of a command is told as a Status object; before the fourth, as a sentence or not at all. */
  get tellsStatus(): boolean {
    return /^v[45]/.test(this.name);
  }

  /** @returns undefined for what is no message of this protocol */
  read(message: Uint8Array): ChannelMessage | undefined {
    const [first, second] = message;
    if (first === undefined) return undefined;
    if (first === closing && this.name.startsWith('v5'))
      return second === undefined || message.length !== 2 ? undefined : { kind: 'close', channel: second };
    if (!this.#isBase64) return { kind: 'data', channel: first, octets: message.subarray(1) };
    const octets = Buffer.from(Buffer.from(message.subarray(1)).toString('latin1'), 'base64');
    return { kind: 'data', channel: first - 0x30, octets };
  }

  /** Text for the base64 protocols, else octets. */
  write(on: number, octets: Uint8Array): string | Uint8Array {
    if (this.#isBase64) return `${String(on)}${Buffer.from(octets).toString('base64')}`;
    const message = new Uint8Array(octets.length + 1);
    message[0] = on;
    message.set(octets, 1);
    return message;
  }
}
