/**
 * The wire format of protocol buffers (protobuf.dev/programming-guides/encoding): tags and the four ways a value is
 * laid out.
 */
export interface WireField {
  readonly number: number;
  /** Varints as bigint, doubles as their eight octets, everything else as octets. */
  readonly value: bigint | Uint8Array;
}

/** @throws RangeError when the octets are no message */
export function* wireFields(octets: Uint8Array): Generator<WireField> {
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const octet = octets[at++];
      if (octet === undefined) throw new RangeError('unexpected EOF');
      value |= BigInt(octet & 0x7f) << shift;
      if (octet < 0x80) return value;
    }
    throw new RangeError('a varint of more than ten octets');
  };
  const take = (length: number): Uint8Array => {
    if (at + length > octets.length) throw new RangeError('unexpected EOF');
    at += length;
    return octets.subarray(at - length, at);
  };
  while (at < octets.length) {
    const tag = varint();
    const number = Number(tag >> 3n);
    switch (Number(tag & 7n)) {
      case 0:
        yield { number, value: varint() };
        break;
      case 1:
        yield { number, value: take(8) };
        break;
      case 2:
        yield { number, value: take(Number(varint())) };
        break;
      case 5:
        yield { number, value: take(4) };
        break;
      default:
        throw new RangeError(`wire type ${String(tag & 7n)} is none of this format's`);
    }
  }
}
