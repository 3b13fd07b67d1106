"""IPv6 for the kernel oracle's laboratory, which speaks IPv4: servers, probes, and what packet sockets saw, in its own form.
A hop is written as there, `ttl` stands for the hop limit; neighbour discovery and group reports are left out."""
import errno, random, socket, struct, threading, time

ECHO, REPLY = 128, 129
WAYS = {0: "in", 1: "bc", 2: "mc", 3: "promisc", 4: "out"}


def text(octets):
    return socket.inet_ntop(socket.AF_INET6, octets)


def read(frame):
    """The fields of an IPv6 frame that hops tell; None for what they leave out."""
    if len(frame) < 54 or frame[12:14] != b"\x86\xdd":
        return None
    packet = frame[14:]
    kind, hops, body = packet[6], packet[7], packet[40:]
    seen = {"src": text(packet[8:24]), "dst": text(packet[24:40]), "ttl": hops, "kind": kind}
    if kind == 6:
        seen.update(sp=int.from_bytes(body[0:2], "big"), dp=int.from_bytes(body[2:4], "big"), flags=body[13] & 0x17)
    elif kind == 17:
        seen.update(sp=int.from_bytes(body[0:2], "big"), dp=int.from_bytes(body[2:4], "big"))
    elif kind == 58 and (body[0] < 128 or body[0] in (ECHO, REPLY)):
        seen.update(type=body[0], code=body[1], mtu=int.from_bytes(body[4:8], "big"))
    else:
        return None
    return seen


def serve_datagrams(lab, name, address, port):
    server = lab.ns[name].sock(socket.AF_INET6, socket.SOCK_DGRAM)
    server.setsockopt(socket.IPPROTO_IPV6, 49, 1)  # IPV6_RECVPKTINFO
    server.bind((address, port))
    server.settimeout(0.5)

    def answer():
        while not lab.stop:
            try:
                _, extra, _, peer = server.recvmsg(65535, 256)
                own = next((text(value[:16]) for _, kind, value in extra if kind == 50), address)
                server.sendto(f"{name} {peer[0]} {peer[1]} {own} {port}\n".encode(), peer)
            except TimeoutError:
                continue
            except OSError:
                return

    threading.Thread(target=answer, daemon=True).start()
    lab.six_ports.add(port)
    lab.six_sockets.append(server)


def told(line, own_port):
    name, source, port, address, reached = line.decode().split()
    kept = "kept" if int(port) == own_port else "changed"
    return {"v": "ok", "srv": name, "src": source, "dst": f"{address}:{reached}", "sport": kept}


def ask(lab, probe, patience):
    kind = {"tcp": socket.SOCK_STREAM, "udp": socket.SOCK_DGRAM, "icmp": socket.SOCK_RAW}[probe["proto"]]
    client = lab.ns[probe["from"]].sock(socket.AF_INET6, kind, 58 if kind == socket.SOCK_RAW else 0)
    try:
        if kind != socket.SOCK_STREAM:
            client.setsockopt(socket.IPPROTO_IPV6, 25, 1)  # IPV6_RECVERR
            client.setsockopt(socket.IPPROTO_IPV6, 23, 2 if probe.get("df") else 0)  # IPV6_MTU_DISCOVER
        if "ttl" in probe:
            client.setsockopt(socket.IPPROTO_IPV6, 16, probe["ttl"])  # IPV6_UNICAST_HOPS
        if "src" in probe:
            client.bind((probe["src"], 0))
        client.settimeout(patience)
        if kind == socket.SOCK_RAW:
            return ping(client, probe, patience)
        try:
            client.connect((probe["dst"], probe["dport"]))
        except TimeoutError:
            # An error that comes back while connect still holds the socket, as it does between namespaces, is noted
            # (tcp_v6_err: sk_err_soft) and told when the SYN is repeated.
            noted = client.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            raise OSError(noted, "noted") if noted else TimeoutError
        if kind == socket.SOCK_DGRAM:
            client.send(b"x" * probe.get("size", 8))
            return told(client.recv(200), client.getsockname()[1])
        found = told(client.recv(200), client.getsockname()[1])
        found["laddr"] = client.getsockname()[0]
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return found
    finally:
        client.close()


def ping(client, probe, patience):
    client.setsockopt(socket.IPPROTO_IPV6, 51, 1)  # IPV6_RECVHOPLIMIT
    number = random.randrange(1, 65535)
    client.sendto(struct.pack("!BBHHH", ECHO, 0, 0, number, 1) + bytes(probe.get("size", 56)), (probe["dst"], 0))
    end = time.time() + patience
    while True:
        client.settimeout(max(0.001, end - time.time()))
        octets, extra, _, peer = client.recvmsg(65535, 256)
        if octets[0] == REPLY and octets[4:6] == struct.pack("!H", number):
            hops = next(int.from_bytes(value[:4], "little") for _, kind, value in extra if kind == 52)
            return {"v": "ok", "replyFrom": peer[0], "replyTtl": hops}


def probe(lab, wanted, patience=0.15):
    lab.drain()
    try:
        found = ask(lab, wanted, patience)
    except TimeoutError:
        found = {"v": "timeout"}
    except OSError as error:
        found = {"v": errno.errorcode.get(error.errno, str(error.errno))}
    time.sleep(0.002 if found["v"] == "ok" else 0.004)
    ports = lab.six_ports | {server[2] for server in lab.servers}
    there, back, icmp, reset = {}, {}, None, False
    for _, place, device, way, frame in lab.drain():
        seen = read(frame)
        if seen is None:
            continue
        home = place == wanted["from"] and way == "in"
        hop = f"{place}:{device}:{way} {seen['src']}>{seen['dst']}"
        end = f" ttl{seen['ttl']}"
        if seen["kind"] == 58:
            if seen["type"] >= 128:
                (there if seen["type"] == ECHO else back)[hop + end] = True
                continue
            name = f"{seen['type']}/{seen['code']}"
            if home:
                icmp = f"{name} from {seen['src']}" + (f" mtu {seen['mtu']}" if seen["type"] == 2 else "")
            back[f"{hop}{end} icmp{name}"] = True
        elif seen["kind"] == 17:
            if seen["sp"] == wanted.get("dport") or seen["sp"] in ports:
                back[hop + end] = True
            else:
                there[f"{hop}:{seen['dp']}{end}"] = True
        elif seen["flags"] == 0x02:
            there[f"{hop}:{seen['dp']}{end}"] = True
        elif seen["flags"] == 0x12 or (seen["flags"] & 4 and found["v"] != "ok"):
            reset = reset or bool(seen["flags"] & 4 and home)
            back[hop + end] = True
    if found["v"] != "ok":
        if icmp:
            found["icmp"] = icmp
        elif reset:
            found["rst"] = True
        elif found["v"] != "timeout" and not there:
            found["local"] = True
    return {**found, "fwd": list(there), "rev": list(back), "ms": 0}
