/**
 * How often a host may be told of errors: a bucket of tokens for each destination (inet_peer_xrlim_allow,
 * ip_error, ip_rt_send_redirect; net/ipv4/icmp.c, route.c, inetpeer.c), and one for all (icmp_global_allow).
 *
 * A packet without a route asks twice: ip_error and then icmp_send take a token each from the same bucket. So five
 * tokens are two messages; asked of Linux 6.18.
 */
import { millisecond, second, type Clock, type Time } from '../../clock/clock.ts';
import type { Address } from '../../net/address/address.ts';

interface Bucket {
  /** In microseconds of waiting time. */
  tokens: number;
  last: Time;
  /** Sent since it was last silent. */
  redirects: number;
}

const icmpBurst = 6;
const errorBurst = 5;
/** ip_rt_redirect_number, ip_rt_redirect_load, ip_rt_redirect_silence */
const mostRedirects = 9;
const redirectLoad = 20 * millisecond;
const redirectSilence = redirectLoad << (mostRedirects + 1);

export class RateLimit {
  readonly #clock: Clock;
  readonly #peers = new Map<Address, Bucket>();
  #credit: number | undefined;
  #stamp: Time = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  #bucket(peer: Address): Bucket {
    let bucket = this.#peers.get(peer);
    if (bucket === undefined) {
      bucket = { tokens: 0, last: this.#clock.now - 60 * second, redirects: 0 };
      this.#peers.set(peer, bucket);
    }
    return bucket;
  }

  /**
   * inet_peer_xrlim_allow.
   * @param interval microseconds a message costs; 0: no limit (net.ipv4.icmp_ratelimit), which empties the bucket
   */
  allowIcmp(peer: Address, interval: Time): boolean {
    const bucket = this.#bucket(peer);
    const { now } = this.#clock;
    if (now > bucket.last) {
      bucket.tokens = Math.min(bucket.tokens + now - bucket.last, icmpBurst * interval);
      bucket.last = now;
    }
    if (bucket.tokens < interval) return false;
    bucket.tokens -= interval;
    return true;
  }

  /** ip_error: for packets that cannot be routed. Its limits are not those of icmp_ratelimit. */
  allowUnroutable(peer: Address): boolean {
    const bucket = this.#bucket(peer);
    const { now } = this.#clock;
    bucket.tokens = Math.min(bucket.tokens + now - bucket.last, errorBurst * second);
    bucket.last = now;
    if (bucket.tokens < second) return false;
    bucket.tokens -= second;
    return true;
  }

  /** ip_rt_send_redirect: after each the next must wait twice as long; nine that are ignored are enough. */
  allowRedirect(peer: Address): boolean {
    const bucket = this.#bucket(peer);
    const { now } = this.#clock;
    if (now > bucket.last + redirectSilence) {
      bucket.tokens = 0;
      bucket.redirects = 0;
    }
    if (bucket.redirects >= mostRedirects) {
      bucket.last = now;
      return false;
    }
    if (bucket.redirects > 0 && now <= bucket.last + (redirectLoad << bucket.redirects)) return false;
    bucket.last = now;
    bucket.redirects++;
    return true;
  }

  /** icmp_global_allow: so many a second for the whole host, so many at once. */
  allowGlobal(perSecond: number, burst: number): boolean {
    const { now } = this.#clock;
    const credit = this.#credit ?? burst;
    const gained = Math.floor(((now - this.#stamp) * perSecond) / second);
    if (gained > 0) this.#stamp = now;
    const available = Math.min(burst, credit + gained);
    this.#credit = available > 0 ? available - 1 : 0;
    return available > 0;
  }
}
