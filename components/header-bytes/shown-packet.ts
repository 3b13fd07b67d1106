/** What boxes, fields and octets of one packet share. */
import type { NetworkKind } from '../packet-journey/model/journey-model.ts';
import type { OctetView } from './model/octet-view.ts';

/** A field, by the positions of its layer and of itself in that. */
export interface FieldPlace {
  readonly layer: number;
  readonly field: number;
}

/** What the parts that show the packet share. */
export interface ShownPacket {
  readonly view: OctetView;
  readonly original: OctetView;
  readonly networks: readonly (NetworkKind | undefined)[];
  readonly lit: FieldPlace | undefined;
  readonly onPoint: (place: FieldPlace | undefined) => void;
  readonly onChoose: (place: FieldPlace) => void;
  readonly onEdit: (place: FieldPlace) => void;
}

export const isSame = (one: FieldPlace | undefined, other: FieldPlace) =>
  one?.layer === other.layer && one.field === other.field;
