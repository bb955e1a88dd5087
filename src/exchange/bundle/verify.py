#!/usr/bin/env python3
"""Verifies the bundle that this file lies in:   python3 verify.py

It needs Python 3.8 or newer, its standard library, and ssh-keygen where there are signatures. It writes nothing into
the bundle. What is wrong is printed, one finding a line, and the exit code is 4; if nothing is, it says so in one line,
and the exit code is 0. README.md says what that proves. verify.sh does the same with other tools.
"""

import hashlib
import os
import re
import subprocess
import sys

NAMESPACE = "takedown-checkpoint@v1"
HEX = rb"[0-9a-f]{64}"
TAIL = rb',"prev":"(?P<prev>' + HEX + rb')","hash":"(?P<hash>' + HEX + rb')"\}'
WITHHELD = re.compile(rb'\{"withheld":"(?P<digest>' + HEX + rb')"' + TAIL)
ENTRY = re.compile(
    rb'(?P<content>\{"v":1,"op":"(?P<op>[a-z0-9/-]*)","log":"(?P<log>[a-z0-9.-]*)","seq":(?P<seq>[1-9][0-9]*),'
    rb'"id":"[0-9a-f-]{36}","salt":"[0-9a-f]{32}","t":"(?P<t>[0-9-]{10}T[0-9:]{8}\.[0-9]{3}Z)",'
    rb'"by":"[A-Za-z0-9._-]{1,64}","plan":"(?P<plan>' + HEX + rb')",'
    rb'"seen":\[(?P<seen>(?:\["[a-z0-9-]*\.[0-9a-f]{8}",[1-9][0-9]*,"' + HEX + rb'"\],?)*)\],'
    rb'"type":"(?P<type>[a-z][a-z0-9-]*)","data":(?P<data>\{.*\}))' + TAIL,
    re.DOTALL,
)
HEAD = re.compile(rb'\["([a-z0-9-]*\.[0-9a-f]{8})",([0-9]+),"(' + HEX + rb')"\]')
TOP = {
    "README.md", "bundle.json", "heads", "allowed_signers", "revoked", "evidence.csv", "evidence.md", "verify.sh",
    "verify.py", "manifest.sha256",
}
BELOW = re.compile(r"(?:logs/.*\.jsonl|plans/.*\.(?:toml|json)|checkpoints/.*\.(?:txt|sig))")

findings = []
say = findings.append


def read(path):
    with open(path, "rb") as file:
        return file.read()


def sha(data):
    return hashlib.sha256(data).hexdigest()


def files():
    """1. The files: those of the list and no others, each with the digest that the list says."""
    found = []
    for top in sorted(os.listdir(b".")):
        top = os.fsdecode(top)
        if top in ("logs", "plans", "checkpoints") and os.path.isdir(top) and not os.path.islink(top):
            found += sorted(f"{top}/{os.fsdecode(name)}" for name in os.listdir(os.fsencode(top)))
        else:
            found.append(top)
    found.sort(key=lambda name: ("/" in name, os.fsencode(name)))
    listed = b""
    for name in found:
        if not (name in TOP or BELOW.fullmatch(name)) or re.search(r"[^A-Za-z0-9._~/-]", name):
            say(f"files: {name!r} does not belong here")
        elif os.path.islink(name) or not os.path.isfile(name):
            say(f"files: {name} is no file")
        elif name != "manifest.sha256":
            listed += f"{sha(read(name))}  {name}\n".encode()
    for name in ("bundle.json", "heads", "allowed_signers", "manifest.sha256"):
        if not os.path.isfile(name):
            say(f"files: {name} is missing")
            return False
    if listed != read("manifest.sha256"):
        say("files: they are not those that manifest.sha256 says")
        said = set(read("manifest.sha256").splitlines())
        for line in sorted(set(listed.splitlines()) ^ said):
            say("files: " + line.decode("ascii", "replace"))
    return True


def shared_keys():
    """2. The keys: one that stands with two agencies counts for neither."""
    keys = {}
    for line in read("allowed_signers").decode("ascii", "replace").split("\n"):
        if not line or line.startswith("#"):
            continue
        key = "AAAA" + line.split(" AAAA", 1)[-1].split(" ")[0]
        agency = line.split(" ")[0]
        if keys.setdefault(key, agency) != agency:
            say(f"allowed_signers: a key of {agency} is also another agency's")


class Bundle:
    """3. The logs."""

    def __init__(self):
        text = read("bundle.json").decode("utf-8", "replace")

        def said(key):
            found = re.search(rf'^  "{key}": "?([^",\n]*)"?,?$', text, re.MULTILINE)
            return found.group(1) if found else ""

        self.op, self.redacted = said("operation"), said("redacted") == "true"
        self.required = said("signatures") == "required"
        self.withheld_plans = set(re.findall(r'^    "([0-9a-f]{64})",?$', text, re.MULTILINE))
        if said("schema") != "takedown.bundle/1":
            say("bundle.json: its schema is not takedown.bundle/1")
        self.logs, self.retired, self.plans = {}, set(), set()
        self.entries = self.hidden = self.signed = self.sheets = 0

    def verify(self):
        names = sorted(os.listdir("logs")) if os.path.isdir("logs") else []
        names = [name[:-6] for name in names if name.endswith(".jsonl") and not name.startswith(".")]
        heard, heads = [], ""
        for name in names:
            hashes, told = self.log(name)
            self.logs[name] = hashes
            self.entries += len(hashes)
            heard += [(name, told)]
            heads += f"{name} {len(hashes)} {hashes[-1] if hashes else '0' * 64}\n"
        for name, told in heard:
            self.seen(name, told)
        if heads.encode() != read("heads"):
            say("heads: the logs do not end as it says")
        if not names:
            say("logs: there is none")
        there = os.listdir("checkpoints") if os.path.isdir("checkpoints") else []
        if len(there) != self.sheets:
            say("checkpoints: there are more files than signatures")
        for name in names:
            if "~" in name and name.split("~")[0] not in self.retired:
                say(f"{name}: the log has branches, and its agency stands by none")

    def log(self, name):
        """The hashes of a log's lines up to the first broken one, and the heads that they had seen."""
        log = name.split("~")[0]
        agency, _, instance = log.rpartition(".")
        lines = read(f"logs/{name}.jsonl").split(b"\n")
        prev, hashes, told, good = "0" * 64, [], [], 0
        if lines.pop() != b"":
            say(f"{name}: bytes stand after its last line")
        for n, raw in enumerate(lines, 1):
            where = f"{name}:{n}"
            blank = WITHHELD.fullmatch(raw)
            line = blank or ENTRY.fullmatch(raw)
            if not line:
                say(f"{where}: it is no entry")
                break
            digest = blank["digest"].decode() if blank else sha(line["content"])
            before, own = line["prev"].decode(), line["hash"].decode()
            if sha((digest + before).encode()) != own:
                say(f"{where}: the hash does not fit the line")
                break
            if before != prev:
                say(f"{where}: it does not follow the line before it")
                break
            hashes.append(own)
            if blank:
                self.hidden += 1
                if not self.redacted:
                    say(f"{where}: it is withheld, and the bundle is said to be whole")
                prev = own
                continue
            if (line["op"].decode(), line["log"].decode(), int(line["seq"])) != (self.op, log, n):
                say(f"{where}: it says that it is another operation's, another log's or another line")
            kind, data = line["type"].decode(), line["data"]
            begins = f'{{"agency":"{agency}","instance":"{instance}",'.encode()
            if (kind == "genesis") != (n == 1) or (n == 1 and not data.startswith(begins)):
                say(f"{where}: a log begins with one genesis of its own, and has no other")
            told += [(n, of.decode(), int(seq), seen.decode()) for of, seq, seen in HEAD.findall(line["seen"])]
            self.stored(where, line["plan"].decode(), "toml")
            if kind in ("approval", "go"):
                self.stored(where, data[len('{"saved":"'):].split(b'"')[0].decode(), "json")
            elif kind == "retire":
                self.retired.add(data[len('{"log":"'):].split(b'"')[0].decode())
            elif kind == "checkpoint":
                signature = data[len('{"signature":"'):].split(b'"')[0].decode("ascii", "replace")
                text = f"takedown checkpoint v1\n{log}\n{n - 1}\n{prev}\n{line['t'].decode()}\n"
                good += self.checkpoint(name, n, agency, text, signature)
            prev = own
        if self.required and not good:
            say(f"{name}: no signature covers it")
        return hashes, told

    def seen(self, name, told):
        """The heads of other logs that lines had seen: they are there, and further than those named before."""
        known = {}
        for n, of, seq, seen in told:
            if of == name.split("~")[0]:
                say(f"{name}:{n}: it names a head of its own log")
            if seq <= known.get(of, 0):
                say(f"{name}:{n}: it names {of}:{seq} again, or an older head")
            known[of] = seq
            branches = [hashes for other, hashes in self.logs.items() if other.split("~")[0] == of]
            if not any(len(hashes) >= seq and hashes[seq - 1] == seen for hashes in branches):
                say(f"{name}:{n}: it had seen a line {of}:{seq} that is not there")

    def stored(self, where, plan, ending):
        """A stored plan is there, unless it is withheld, and its name is its digest."""
        if plan in self.plans or plan in self.withheld_plans:
            return
        self.plans.add(plan)
        path = f"plans/{plan}.{ending}"
        if not os.path.isfile(path):
            say(f"{where}: the plan {plan} is missing")
        elif sha(read(path)) != plan:
            say(f"{where}: the plan {plan} was changed")

    def checkpoint(self, name, n, agency, text, signature):
        """The signature of a checkpoint, over the text that its line makes."""
        base = f"checkpoints/{name}.{n}"
        self.sheets += 2
        if not (os.path.isfile(base + ".txt") and os.path.isfile(base + ".sig")):
            say(f"{name}:{n}: the files of its signature are missing")
            return 0
        if read(base + ".txt") != text.encode():
            say(f"{name}:{n}: {base}.txt is not the text of its line")
        rows = [signature[at:at + 70] for at in range(0, len(signature), 70)]
        armour = "\n".join(["-----BEGIN SSH SIGNATURE-----", *rows, "-----END SSH SIGNATURE-----", ""])
        if read(base + ".sig") != armour.encode():
            say(f"{name}:{n}: {base}.sig is not the signature of its line")
        if agency == "archive":
            command = ["ssh-keygen", "-Y", "check-novalidate"]
        else:
            when = re.sub(r"\..*", "Z", re.sub(r"[-:T]", "", text.split("\n")[4]))
            command = ["ssh-keygen", "-Y", "verify", "-I", agency, "-f", "allowed_signers", "-O", f"verify-time={when}"]
        command += ["-n", NAMESPACE, "-s", base + ".sig"]
        if os.path.isfile("revoked"):
            command += ["-r", "revoked"]
        ran = subprocess.run(
            command, input=text.encode(), capture_output=True, check=False, env={**os.environ, "TZ": "UTC0"}
        )
        if ran.returncode:
            say(f"{name}:{n}: its signature counts for nothing")
            return 0
        self.signed += 1
        return 1


def main():
    os.chdir(os.path.dirname(os.path.abspath(__file__)))
    if files():
        shared_keys()
        bundle = Bundle()
        bundle.verify()
        if not findings:
            print(
                f"good: the chain holds; logs {len(bundle.logs)}, entries {bundle.entries}, "
                f"withheld {bundle.hidden}, signatures {bundle.signed}"
            )
    for finding in findings:
        print(finding)
    return 4 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
