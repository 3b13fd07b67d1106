/**
 * Fields that are not written by themselves (stmt_evaluate_payload of nft's src/evaluate.c): two octets are written at a
 * time where there is a checksum, one where there is none, and into part of them only what is known beforehand.
 */
import { NftError } from '../error.ts';
import { type Field, fieldOf } from '../protocol.ts';
import { bitsOf } from '../selectors.ts';
import type { Expression, Selector } from '../syntax.ts';

const withoutChecksum = ['ip6', 'ether', 'vlan', 'arp'];

function placeOf(expression: Expression): Field | undefined {
  return expression.kind === 'payload' ? fieldOf(expression.protocol, expression.field) : undefined;
}

/** Of the octets a field lies in. */
function octetsOf({ offset, bits }: Field): { readonly first: number; readonly end: number } {
  return { first: Math.floor(offset / 8), end: Math.ceil((offset + bits) / 8) };
}

/** @throws NftError */
export function checkWritten(left: Selector, value: Expression): void {
  const field = placeOf(left);
  if (left.kind !== 'payload' || field === undefined) return;
  const isSummed = !withoutChecksum.includes(left.protocol);
  const unit = isSummed ? 16 : 8;
  if (field.offset % unit === 0 && field.bits % unit === 0) return;
  const { first, end } = octetsOf(field);
  const isWidened = isSummed && (end - first) % 2 === 1 && first % 2 === 0;
  const shift = end * 8 - field.offset - field.bits + (isWidened ? 8 : 0);
  if (value.kind === 'set' || value.kind === 'reference')
    throw new NftError(
      shift === 0
        ? 'Binary operation (^) is undefined for map expressions'
        : `Value ${String(shift)} exceeds valid range 0-0`,
      left.at,
    );
  const read = placeOf(value);
  const bits = read === undefined ? bitsOf(value) : (octetsOf(read).end - octetsOf(read).first) * 8;
  if (shift >= bits)
    throw new NftError(
      `Left shift of ${String(shift)} bits is undefined for type of ${String(bits)} bits width`,
      left.at,
      value.at,
    );
  const message = 'Right hand side of binary operation (^) must be constant';
  throw shift === 0 ? new NftError(message, value.at, left.at) : new NftError(message, left.at);
}
