/**
 * FNV-1a of 128 bits (draft-eastlake-fnv, Go's hash/fnv New128a) over bytes, as a number. For an order only: Kubernetes
 * sorts the ports of EndpointSlices and Endpoints by it.
 */

const prime = 0x1000000000000000000013bn;
const basis = 0x6c62272e07bb014262b821756295c58dn;

export function fnv128a(bytes: Uint8Array): bigint {
  let hash = basis;
  for (const byte of bytes) hash = BigInt.asUintN(128, (hash ^ BigInt(byte)) * prime);
  return hash;
}
