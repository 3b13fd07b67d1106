"""What the real kernel does with cases: one JSON case a line on standard input, one JSON answer a line on standard output.
The laboratory is the kernel oracle's own (../shared/kernel-oracle, found through PYTHONPATH); added here are what our
cases have beyond its: IP sets (`ipset`), commands before a probe (`before`) and after the last one (`after`)."""
import json, socket, sys
import netlab, oracle, kernel6

WARM = ("10.8.0.6", "10.8.1.8", "10.8.2.3", "10.10.20.3", "10.10.20.4", "10.10.20.5")


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
        return super().probe(wanted, patience)

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
                done = lab.shell(name, line)
                if done.returncode:
                    lab.errors.append(f"{name}: {line}: {done.stderr.strip()}")
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
