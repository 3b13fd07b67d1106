"""What the real kernel does with cases: one JSON case a line on standard input, one JSON answer a line on standard output.
The laboratory is the kernel oracle's own (../shared/kernel-oracle, found through PYTHONPATH); added here are what our
cases have beyond its: IP sets (`ipset`), commands before a probe (`before`) and after the last one (`after`)."""
import errno, fcntl, json, socket, struct, sys, termios
import netlab, oracle, kernel6

WARM = ("10.8.0.6", "10.8.1.8", "10.8.2.3", "10.10.20.3", "10.10.20.4", "10.10.20.5")


def talking(lab, wanted, told):
    """A client's socket that, before its holder sets how it is closed, goes on talking once the commands midway are done."""

    class Talking(socket.socket):
        def setsockopt(self, level, name, *value):
            if (level, name) == (socket.SOL_SOCKET, socket.SO_LINGER):
                for place, line in wanted["midway"]:
                    lab.done(place, line)
                told.append(self.go_on(bytes(wanted.get("size", 100))))
            super().setsockopt(level, name, *value)

        def go_on(self, said):
            self.settimeout(0.3)
            first = attempt(lambda: self.send(said) and None)
            if first:
                return first
            heard = attempt(lambda: f"{len(self.recv(200))} octets")
            error = errno.errorcode.get(self.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR), "fine")
            left = struct.unpack("i", fcntl.ioctl(self, termios.TIOCOUTQ, bytes(4)))[0]
            arrived = "" if heard != "EAGAIN" else " unacknowledged" if left else " arrived"
            return f"{heard} {error}{arrived} {attempt(lambda: self.send(said) and 'sent')}"

    return Talking


def attempt(something):
    try:
        return something()
    except TimeoutError:
        return "EAGAIN"
    except OSError as error:
        return errno.errorcode.get(error.errno, str(error.errno))


class Lab(oracle.Lab):
    def __init__(self, topo):
        self.sets = {name: setup["ipset"] for name, setup in topo["ns"].items() if setup.get("ipset")}
        self.six_ports, self.six_sockets = set(), []
        super().__init__(topo)

    def listen(self, name, protocol, address, port):
        if ":" not in address:
            return super().listen(name, protocol, address, port)
        if protocol == "udp":
            return kernel6.serve_datagrams(self, name, address, port)
        server = self.ns[name].sock(socket.AF_INET6, socket.SOCK_STREAM)
        server.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind((address, port))
        server.setblocking(False)
        server.listen(16)
        self.servers.append((name, protocol, port, server))

    def probe(self, wanted, patience=0.15):
        if ":" in wanted["dst"]:
            return kernel6.probe(self, wanted, patience)
        if "midway" not in wanted:
            return super().probe(wanted, patience)
        told, place = [], self.ns[wanted["from"]]

        def sock(*kind):
            with place:
                return talking(self, wanted, told)(*kind)

        place.sock = sock
        answer = super().probe(wanted, patience)
        del place.sock
        return {**answer, "then": told[0]} if told else answer

    def close(self):
        super().close()
        for server in self.six_sockets:
            server.close()

    def iptables(self, name, text):
        if name in self.sets:
            done = self.ns[name].cmd(["ipset", "restore"], self.sets.pop(name))
            if done.returncode:
                self.errors.append(f"{name}: {done.stderr.strip()}")
        return super().iptables(name, text)

    def shell(self, name, line):
        return self.ns[name].cmd(["bash", "-c", line])

    def done(self, name, line):
        finished = self.shell(name, line)
        if finished.returncode:
            self.errors.append(f"{name}: {line}: {finished.stderr.strip()}")


def run(case):
    topo = case["topo"] if isinstance(case["topo"], dict) else oracle.cluster(case["topo"])
    with Lab(topo) as lab:
        if case.get("services"):
            oracle.apply_services(lab, case["services"], "calico" not in case["id"])
            for name in [*netlab.PODS, "w1", "w2", "cp1"]:
                if name in lab.ns:
                    for address in WARM:
                        lab.probe({"from": name, "proto": "icmp", "dst": address}, 0.1)
        for name, address in case.get("warm", []):
            lab.probe({"from": name, "proto": "icmp", "dst": address}, 0.1)
        actual = []
        for probe in case["probes"]:
            for name in case.get("flushct", []):
                lab.shell(name, "conntrack -F")
            for name, line in probe.get("before", []):
                lab.done(name, line)
            answer = lab.probe(probe)
            del answer["ms"]
            actual.append(answer)
        after = [lab.shell(name, line).stdout for name, line in case.get("after", [])]
        return {"id": case["id"], "actual": actual, "after": after, "errors": lab.errors}


for line in sys.stdin:
    try:
        answer = run(json.loads(line))
    except Exception as failure:
        answer = {"failure": f"{type(failure).__name__}: {failure}"}
    print(json.dumps(answer), flush=True)
