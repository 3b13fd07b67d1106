/**
 * What netstat's statistics.c says of a counter, by the title of its lines in the kernel's files: `NAME TEXT`, with `%` for the number;
 * `!` before the text: shown even when there was none. What has no text of its own is shown as `NAME: %`.
 */

export const sentences: Readonly<Record<string, string>> = {
  Ip: `InReceives !% total packets received
InHdrErrors % with invalid headers
InAddrErrors % with invalid addresses
ForwDatagrams !% forwarded
InUnknownProtos % with unknown protocol
InDiscards !% incoming packets discarded
InDelivers !% incoming packets delivered
OutRequests !% requests sent out
OutDiscards % outgoing packets dropped
OutNoRoutes % dropped because of missing route
ReasmTimeout % fragments dropped after timeout
ReasmReqds % reassemblies required
ReasmOKs % packets reassembled ok
ReasmFails % packet reassemblies failed
FragOKs % outgoing packets fragmented ok
FragFails % outgoing packets failed fragmentation
FragCreates % fragments created`,
  Icmp: `InMsgs !% ICMP messages received
InErrors !% input ICMP message failed
InDestUnreachs destination unreachable: %
InTimeExcds timeout in transit: %
InParmProbs wrong parameters: %
InSrcQuenchs source quenches: %
InRedirects redirects: %
InEchos echo requests: %
InEchoReps echo replies: %
InTimestamps timestamp request: %
InTimestampReps timestamp reply: %
InAddrMasks address mask request: %
InAddrMaskReps address mask replies: %
OutMsgs !% ICMP messages sent
OutErrors !% ICMP messages failed
OutDestUnreachs destination unreachable: %
OutTimeExcds time exceeded: %
OutParmProbs wrong parameters: %
OutSrcQuenchs source quench: %
OutRedirects redirect: %
OutEchos echo requests: %
OutEchoReps echo replies: %
OutTimestamps timestamp requests: %
OutTimestampReps timestamp replies: %
OutAddrMasks address mask requests: %
OutAddrMaskReps address mask replies: %`,
  Tcp: `ActiveOpens !% active connection openings
PassiveOpens !% passive connection openings
AttemptFails !% failed connection attempts
EstabResets !% connection resets received
CurrEstab !% connections established
InSegs !% segments received
OutSegs !% segments sent out
RetransSegs !% segments retransmitted
InErrs !% bad segments received
OutRsts !% resets sent`,
  Udp: `InDatagrams !% packets received
NoPorts !% packets to unknown port received
InErrors !% packet receive errors
OutDatagrams !% packets sent
RcvbufErrors !% receive buffer errors
SndbufErrors !% send buffer errors`,
  TcpExt: `SyncookiesSent % SYN cookies sent
SyncookiesRecv % SYN cookies received
SyncookiesFailed % invalid SYN cookies received
EmbryonicRsts % resets received for embryonic SYN_RECV sockets
PruneCalled % packets pruned from receive queue because of socket buffer overrun
RcvPruned % packets pruned from receive queue
OfoPruned % packets dropped from out-of-order queue because of socket buffer overrun
OutOfWindowIcmps % ICMP packets dropped because they were out-of-window
LockDroppedIcmps % ICMP packets dropped because socket was locked
TW % TCP sockets finished time wait in fast timer
TWRecycled % time wait sockets recycled by time stamp
PAWSActive % active connections rejected because of time stamp
PAWSEstab % packets rejected in established connections because of timestamp
DelayedACKs % delayed acks sent
DelayedACKLocked % delayed acks further delayed because of locked socket
DelayedACKLost Quick ack mode was activated % times
ListenOverflows % times the listen queue of a socket overflowed
ListenDrops % SYNs to LISTEN sockets dropped
TCPHPHits !% packet headers predicted
TCPPureAcks % acknowledgments not containing data payload received
TCPHPAcks % predicted acknowledgments
TCPRenoRecovery % times recovered from packet loss due to fast retransmit
TCPSACKReorder Detected reordering % times using SACK
TCPRenoReorder Detected reordering % times using reno fast retransmit
TCPTSReorder Detected reordering % times using time stamp
TCPFullUndo % congestion windows fully recovered without slow start
TCPPartialUndo % congestion windows partially recovered using Hoe heuristic
TCPLossUndo % congestion windows recovered without slow start after partial ack
TCPRenoFailures % timeouts after reno fast retransmit
TCPLossFailures % timeouts in loss state
TCPFastRetrans % fast retransmits
TCPSlowStartRetrans % retransmits in slow start
TCPRcvCollapsed % packets collapsed in receive queue due to low socket buffer
TCPAbortOnData % connections reset due to unexpected data
TCPAbortOnClose % connections reset due to early user close
TCPAbortOnMemory % connections aborted due to memory pressure
TCPAbortOnTimeout % connections aborted due to timeout
TCPAbortOnLinger % connections aborted after user close in linger timeout
TCPAbortFailed % times unable to send RST due to no memory
TCPMemoryPressures TCP ran low on memory % times`,
  Ip6: `InReceives !% total packets received
InHdrErrors % with invalid headers
InTooBigErrors % with packets too big
InNoRoutes % incoming packets with no route
InAddrErrors % with invalid addresses
InUnknownProtos % with unknown protocol
InTruncatedPkts % with truncated packets
InDiscards !% incoming packets discarded
InDelivers !% incoming packets delivered
OutForwDatagrams !% forwarded
OutRequests !% requests sent out
OutDiscards % outgoing packets dropped
OutNoRoutes % dropped because of missing route
ReasmTimeout % fragments dropped after timeout
ReasmReqds % reassemblies required
ReasmOKs % packets reassembled ok
ReasmFails % packet reassemblies failed
FragOKs % outgoing packets fragmented ok
FragFails % outgoing packets failed fragmentation
FragCreates % fragments created
InMcastPkts % incoming multicast packets
OutMcastPkts % outgoing multicast packets`,
  Icmp6: `InMsgs !% ICMP messages received
InErrors !% input ICMP message failed
OutMsgs !% ICMP messages sent
InDestUnreachs destination unreachable: %
InPktTooBigs packets too big: %
InTimeExcds received ICMPv6 time exceeded: %
InParmProblems parameter problem: %
InEchos echo requests: %
InEchoReplies echo replies: %
InGroupMembQueries group member queries: %
InGroupMembResponses group member responses: %
InGroupMembReductions group member reductions: %
InRouterSolicits router solicits: %
InRouterAdvertisements router advertisement: %
InNeighborSolicits neighbour solicits: %
InNeighborAdvertisements neighbour advertisement: %
InRedirects redirects: %
OutDestUnreachs destination unreachable: %
OutPktTooBigs packets too big: %
OutTimeExcds sent ICMPv6 time exceeded: %
OutParmProblems parameter problem: %
OutEchos echo requests: %
OutEchoReplies echo replies: %
OutGroupMembQueries group member queries: %
OutGroupMembResponses group member responses: %
OutGroupMembReductions group member reductions: %
OutRouterSolicits router solicits: %
OutNeighborSolicits neighbor solicits: %
OutNeighborAdvertisements neighbor advertisements: %
OutRedirects redirects: %`,
  Udp6: `InDatagrams !% packets received
NoPorts !% packets to unknown port received
InErrors !% packet receive errors
OutDatagrams !% packets sent`,
};
