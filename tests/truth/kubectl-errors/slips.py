#!/usr/bin/env python3
"""Texts with slips in them, and what the real kubectl says of each: one recording on standard output.

slips.py yaml|scalars SEED COUNT KUBECTL KUBECONFIG     run where recorded/refusals.jsonl is found beside it"""
import json, os, random, subprocess, sys, tempfile

kind, seed, count, kubectl, config = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4], sys.argv[5]
R = random.Random(seed)
here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(here, 'recorded', 'refusals.jsonl')) as lines:
    files = json.loads(next(lines))['files']
bases = [files[name + '.yaml'] for name in ('dep', 'svc', 'pod', 'cm', 'np', 'ing', 'job')]

SLIPS = [
    lambda l: ' ' + l,
    lambda l: l[1:] if l.startswith(' ') else ' ' + l,
    lambda l: l.replace(': ', ':', 1),
    lambda l: l.replace(':', '', 1),
    lambda l: '\t' + l.lstrip(),
    lambda l: l.replace('- ', '-', 1),
    lambda l: l + ' "',
    lambda l: l.replace(': ', ': "', 1),
    lambda l: l + ': x',
    lambda l: l.replace(': ', ': [', 1),
    lambda l: l.replace(': ', ': {', 1),
    lambda l: l.replace(': ', ': @', 1),
    lambda l: '  ' + l,
    lambda l: l.replace(': ', ': *', 1),
    lambda l: None,
    lambda l: l.replace(': ', R.choice([': %', ': - ']), 1),
]

SCALARS = ['1','0x1F','017','08','0o17','1_000','1.0','1.5','.5','5.','1e3','-1','+1','yes','No','on','off','y','N','true','True','TRUE','null','~','','2026-01-01','2026-01-01T00:00:00Z','12:30','1:2:3','0b11','-0x10','-017','.inf','abc','a b','a: b','a#b','a #b','"a\\tb"','"\\u00e9\\x41"',"'it''s'",'"a\n      b"','|\n      a\n       b\n','|-\n      a\n\n      b\n','>\n      a\n      b\n\n      c\n','>-\n      x\n        y\n      z\n','|+\n      a\n\n','|2\n        a\n','[1, 2]','{a: 1}','[a, {b: c}, [d]]','[]','{}','[a,]','{a, b}','{{ .Values.x }}','*x','&x 5','!!str 5','!!int "5"','!foo bar','- a','@x','`x`','%x','"unclosed','[1, 2','{a: 1','a\n      b\n      c','<<','? a','!!binary aGk=','"\\q"','"\\u12"','1e','0x','1__0','_1','=','0','-0','007','9223372036854775807','-9223372036854775808','"a \\\n      b"',"'a\n\n      b'",'a\t b','\ta','a:b','a::b',':a','-a','?a','[a: b]','[? a]','{? a : b}','{a: b: c}','[a]b','"a"b','"a": b','&a','*a','!','!!']
KEYS = ['a', 'b', 'c', '"d"', "'e'", '5', 'true', '&x f', '<<', '~', '1.5', '[g]', '{h: i}', '? j', 'a b']


def with_slips():
    lines = R.choice(bases).split('\n')[:-1]
    for _ in range(R.choice([1, 1, 1, 2])):
        at = R.randrange(len(lines))
        line = R.choice(SLIPS)(lines[at])
        lines[at:at + 1] = [] if line is None else [line]
    return '\n'.join(lines) + '\n'


def with_scalars():
    text = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\ndata:\n'
    for at in range(R.choice([1, 1, 2, 3])):
        key = R.choice(KEYS) if R.random() < 0.25 else 'k%d' % at
        text += R.choice(['  ', '  ', '  ', '   ']) + key + R.choice([': ', ': ', ': ', ':  ', ':'])
        text += R.choice(SCALARS) + R.choice(['\n', '\n', '\n', ' # c\n', '\r\n', '\n\n'])
    return text


make = with_slips if kind == 'yaml' else with_scalars
options = '-o name' if kind == 'yaml' else '--validate=false -o json'
texts = {'m%d.yaml' % at: make() for at in range(count)}
head = {'scenario': kind, 'kubernetes': '1.36.3', 'kube_proxy': 'iptables', 'pod_ips': 'free',
        'coredns': ['10.8.0.2', '10.8.1.2'], 'images': {}, 'files': texts}
print(json.dumps(head, ensure_ascii=False))
with tempfile.TemporaryDirectory() as folder:
    for name, text in texts.items():
        with open(os.path.join(folder, name), 'w', newline='') as file:
            file.write(text)
        command = 'kubectl create --dry-run=client %s -f %s' % (options, name)
        run = subprocess.run(command.replace('kubectl', '%s --kubeconfig %s' % (kubectl, config), 1), shell=True,
                             cwd=folder, capture_output=True, text=True, timeout=60)
        said = {'on': 'workstation', 'cmd': command, 'exit': run.returncode}
        if run.stdout:
            said['stdout'] = run.stdout
        if run.stderr:
            said['stderr'] = run.stderr
        print(json.dumps(said, ensure_ascii=False))
