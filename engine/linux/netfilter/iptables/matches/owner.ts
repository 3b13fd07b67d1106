/**
 * `-m owner`: whose socket sent the packet (net/netfilter/xt_owner.c, libxt_owner). A packet without a socket,
 * such as a reset of the kernel, does not match. Left out: supplementary groups.
 */
import { usage } from '../error.ts';
import type { Match, Test } from '../extension.ts';
import { parseNumber } from '../number.ts';

interface Ids {
  readonly first: number;
  readonly last: number;
  readonly inverted: boolean;
}

const names: Readonly<Record<string, readonly string[]>> = {
  'uid-owner': ['root', 'daemon', 'bin', 'sys', 'sync', 'games', 'man', 'lp', 'mail', 'news'],
  'gid-owner': ['root', 'daemon', 'bin', 'sys', 'adm', 'tty', 'disk', 'lp', 'mail', 'news'],
};

function parseIds(option: string, text: string, inverted: boolean): Ids {
  const named = (names[option] ?? []).indexOf(text);
  if (named >= 0) return { first: named, last: named, inverted };
  const [low = '', high = low] = text.split('-');
  // The largest number is nobody's (UINT32_MAX - 1).
  const first = parseNumber(low, 0, 0xffff_fffe);
  const last = parseNumber(high, 0, 0xffff_fffe);
  if (first === undefined || last === undefined)
    throw usage(`owner: Bad value for "--${option}" option: "${text}"`);
  return { first, last, inverted };
}

function idsText(option: string, { first, last }: Ids, numeric: boolean): string {
  if (first !== last) return `${String(first)}-${String(last)}`;
  return numeric ? String(first) : (names[option]?.[first] ?? String(first));
}

export class OwnerMatch implements Match {
  readonly name = 'owner';
  readonly options = {
    'uid-owner': 'value',
    'gid-owner': 'value',
    'socket-exists': 'flag',
    'suppl-groups': 'flag',
  } as const;
  readonly refusedIn = ['PREROUTING', 'INPUT', 'FORWARD'];
  #exists: { readonly inverted: boolean } | undefined;
  #uid: Ids | undefined;
  #gid: Ids | undefined;
  /** Nobody has supplementary groups here. */
  #supplementary = false;

  set(option: string, value: string, inverted: boolean): void {
    if (option === 'uid-owner') this.#uid = parseIds(option, value, inverted);
    else if (option === 'gid-owner') this.#gid = parseIds(option, value, inverted);
    else if (option === 'socket-exists') this.#exists = { inverted };
    else {
      if (this.#gid === undefined)
        throw usage('owner: Bad value for "--suppl-groups" option: "you need to use --gid-owner first"');
      this.#supplementary = true;
    }
  }

  check(): void {
    if (this.#exists === undefined && this.#uid === undefined && this.#gid === undefined)
      throw usage('owner: At least one of --uid-owner, --gid-owner or --socket-exists is required');
  }

  /** owner_check: a range the wrong way round is nobody's. */
  isRefused(): boolean {
    return [this.#uid, this.#gid].some((ids) => ids !== undefined && ids.first > ids.last);
  }

  save(): string {
    const parts: string[] = [];
    if (this.#exists !== undefined) parts.push(`${this.#exists.inverted ? '! ' : ''}--socket-exists`);
    if (this.#uid !== undefined)
      parts.push(`${this.#uid.inverted ? '! ' : ''}--uid-owner ${idsText('uid-owner', this.#uid, true)}`);
    if (this.#gid !== undefined)
      parts.push(`${this.#gid.inverted ? '! ' : ''}--gid-owner ${idsText('gid-owner', this.#gid, true)}`);
    if (this.#supplementary) parts.push('--suppl-groups');
    return parts.join(' ');
  }

  print(numeric: boolean): string {
    const parts: string[] = [];
    if (this.#exists !== undefined) parts.push(`${this.#exists.inverted ? '! ' : ''}owner socket exists`);
    if (this.#uid !== undefined)
      parts.push(
        `${this.#uid.inverted ? '! ' : ''}owner UID match ${idsText('uid-owner', this.#uid, numeric)}`,
      );
    if (this.#gid !== undefined)
      parts.push(
        `${this.#gid.inverted ? '! ' : ''}owner GID match ${idsText('gid-owner', this.#gid, numeric)}`,
      );
    if (this.#supplementary) parts.push('incl. suppl. groups');
    return parts.join(' ');
  }

  compile(): Test {
    const exists = this.#exists;
    const uid = this.#uid;
    const gid = this.#gid;
    return ({ socket }) => {
      if (socket === undefined)
        return [exists, uid, gid].every((term) => term === undefined || term.inverted);
      if (exists?.inverted === true) return false;
      const fits = (ids: Ids | undefined, id: number): boolean =>
        ids === undefined || (id >= ids.first && id <= ids.last) !== ids.inverted;
      return fits(uid, socket.uid) && fits(gid, socket.gid);
    };
  }
}
