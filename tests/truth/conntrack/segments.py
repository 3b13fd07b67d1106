"""Random TCP segments through a router made of network namespaces, and what its connection tracking made of each.

python3 segments.py SEED SEQUENCES: prints JSON. Root only. The hosts have no addresses, so nothing answers by itself.
"""
import ctypes
import json
import os
import random
import socket
import struct
import subprocess
import sys

HOSTS = {'o': ('10.0.1.2', 'G-left', 'va'), 'r': ('10.0.2.2', 'G-right', 'vb')}
ROUTER = 'G-router'
FLAGS = {'F': 1, 'S': 2, 'R': 4, 'P': 8, 'A': 16, 'U': 32}
KINDS = ['S', 'SA', 'A', 'FA', 'R', 'RA', 'PA', 'F', '', 'SF', 'SR', 'FR', 'PAU', 'SAU', 'SP']
WEIGHTS = [10, 10, 22, 8, 5, 5, 10, 1, 1, .5, .5, .5, .5, .5, .5]


def run(line, check=True):
    return subprocess.run(line.split(), check=check, capture_output=True, text=True).stdout


def enter(name):
    handle = os.open('/run/netns/' + name, os.O_RDONLY)
    if ctypes.CDLL(None, use_errno=True).setns(handle, 0x40000000):
        raise OSError(ctypes.get_errno(), 'setns')
    os.close(handle)


def build():
    for name in (ROUTER, *(host[1] for host in HOSTS.values())):
        run(f'ip netns add {name}')
        run(f'ip netns exec {name} sysctl -qw net.ipv6.conf.all.disable_ipv6=1')
    for side, (address, name, device) in HOSTS.items():
        run(f'ip link add end netns {name} type veth peer name {device} netns {ROUTER}')
        run(f'ip -n {name} link set end up')
        run(f'ip -n {ROUTER} addr add {address[:-1]}1/24 dev {device}')
        run(f'ip -n {ROUTER} link set {device} up')
        run(f'ip -n {ROUTER} neigh add {address} lladdr 02:00:00:00:00:0a dev {device}')
    run(f'ip netns exec {ROUTER} sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.rp_filter=0')
    run(f'ip netns exec {ROUTER} iptables -A FORWARD -m conntrack --ctstate INVALID')


def remove():
    for name in (ROUTER, *(host[1] for host in HOSTS.values())):
        run(f'ip netns del {name}', check=False)


def checksum(octets):
    if len(octets) % 2:
        octets += b'\0'
    total = sum(struct.unpack('!%dH' % (len(octets) // 2), octets))
    total = (total >> 16) + (total & 0xffff)
    return ~(total + (total >> 16)) & 0xffff


def frame(mac, port, segment):
    side = segment['side']
    ends = [HOSTS[side][0], HOSTS['r' if side == 'o' else 'o'][0]]
    ports = (port, 80) if side == 'o' else (80, port)
    options = b''
    for name, value in segment['options']:
        options += {'scale': bytes([3, 3, value & 255, 1]), 'sack': bytes([4, 2, 1, 1]),
                    'mss': struct.pack('!BBH', 2, 4, 1460)}[name]
    flags = sum(FLAGS[letter] for letter in segment['flags'])
    tcp = struct.pack('!HHIIBBHHH', *ports, segment['sequence'], segment['acknowledgement'],
                      (5 + len(options) // 4) << 4, flags, segment['window'], 0, 0)
    tcp += options + b'x' * segment['length']
    addresses = b''.join(socket.inet_aton(end) for end in ends)
    sum_of = checksum(addresses + struct.pack('!BBH', 0, 6, len(tcp)) + tcp)
    tcp = tcp[:16] + struct.pack('!H', sum_of) + tcp[18:]
    ip = struct.pack('!BBHHHBBH', 0x45, 0, 20 + len(tcp), 1, 0x4000, 64, 6, 0) + addresses
    ip = ip[:10] + struct.pack('!H', checksum(ip)) + ip[12:]
    return mac + b'\2\0\0\0\0\x0a\x08\0' + ip + tcp


def invalid():
    with open('/proc/thread-self/net/stat/nf_conntrack') as lines:
        return sum(int(line.split()[4], 16) for line in lines.readlines()[1:])


def entry(port):
    with open('/proc/thread-self/net/nf_conntrack') as lines:
        for line in lines:
            if f'sport={port} ' in line:
                words = line.split()
                return {'state': words[5], 'seconds': int(words[4]), 'replied': '[UNREPLIED]' not in line,
                        'assured': '[ASSURED]' in line, 'original': words[6] == 'src=' + HOSTS['o'][0]}
    return None


def draw(chance, count, first):
    following = first
    script = [('o', 'S'), ('r', 'SA'), ('o', 'A')] if chance.random() < .6 else []
    for index in range(count):
        if index < len(script) and chance.random() < .9:
            side, kind = script[index]
        else:
            side = chance.choice('or') if index else chance.choice('ooor')
            kind = chance.choices(KINDS, WEIGHTS)[0]
        other = 'r' if side == 'o' else 'o'
        sequence = following[side]
        acknowledgement = following[other] if 'A' in kind else 0
        if chance.random() < .2:
            sequence += chance.choice([-1, 1, -100, 100, -70000, 70000, 1000, -5000, 2**31])
        if chance.random() < .15:
            acknowledgement += chance.choice([-1, 1, -100, 100, -70000, 70000, 1000, 2**31])
        if kind == 'R' and chance.random() < .2:
            sequence = 0
        length = chance.choice([0, 0, 0, 10, 1000]) if 'S' not in kind and 'R' not in kind else 0
        window = chance.choice([64240, 64240, 501, 100, 0, 65535])
        options = []
        if 'S' in kind:
            if chance.random() < .6:
                options.append(['scale', chance.choice([0, 2, 7, 14])])
            if chance.random() < .5:
                options.append(['sack', 0])
            if chance.random() < .5:
                options.append(['mss', 1460])
        if chance.random() < .9:
            following[side] = (sequence + length + ('S' in kind) + ('F' in kind)) & 0xffffffff
        yield {'side': side, 'flags': kind, 'sequence': sequence & 0xffffffff,
               'acknowledgement': acknowledgement & 0xffffffff, 'window': window, 'length': length,
               'options': options}


def main(seed, sequences):
    chance = random.Random(seed)
    wires = {}
    for side, (_, name, device) in HOSTS.items():
        mac = run(f'ip -n {ROUTER} -br link show {device}').split()[2]
        enter(name)
        wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
        wire.bind(('end', 0))
        wires[side] = wire, bytes.fromhex(mac.replace(':', ''))
    enter(ROUTER)
    cases = []
    before = invalid()
    for number in range(sequences):
        port = 1024 + number
        first = {'o': chance.choice([1000, 0xfffffff0, 2**31 - 5, 0]), 'r': chance.choice([5000, 0xffffff00, 77])}
        steps = []
        for segment in draw(chance, chance.randint(4, 11), first):
            wire, mac = wires[segment['side']]
            wire.send(frame(mac, port, segment))
            now = invalid()
            steps.append({'segment': segment, 'entry': entry(port), 'invalid': now - before})
            before = now
        cases.append({'port': port, 'steps': steps})
    json.dump(cases, sys.stdout)


remove()
build()
try:
    main(int(sys.argv[1]), int(sys.argv[2]))
finally:
    remove()
