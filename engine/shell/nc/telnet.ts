/**
 * `-t`: every option that a TELNET peer offers or asks for is refused (netcat.c, atelnet()). What it sent is printed all the
 * same.
 */
const [will, wont, does, dont, interpretAsCommand] = [251, 252, 253, 254, 255] as const;

/** @returns the octets to answer with, none when nothing is negotiated */
export function refusals(received: Uint8Array): Uint8Array {
  const answer: number[] = [];
  for (let at = 0; at < received.length - 2; at++) {
    if (received[at] !== interpretAsCommand) continue;
    at++;
    const asked = received[at];
    const isOffer = asked === will || asked === wont;
    if (!isOffer && asked !== does && asked !== dont) continue;
    at++;
    answer.push(interpretAsCommand, isOffer ? dont : wont, received[at] ?? 0);
  }
  return Uint8Array.from(answer);
}
