/**
 * While a kernel sends an ICMP message of its own it sends no other (icmp_xmit_lock, net/ipv4/icmp.c; icmpv6_xmit_lock): a
 * rule that rejects an echo reply or an error on its way out ends it without a word.
 */
export class IcmpLock {
  #isHeld = false;

  /** @param send not called while another message is being sent */
  run(send: () => unknown): void {
    if (this.#isHeld) return;
    this.#isHeld = true;
    try {
      send();
    } finally {
      this.#isHeld = false;
    }
  }
}
