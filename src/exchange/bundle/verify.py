#!/usr/bin/env python3
"""Verifies the bundle that this file lies in:   python3 -I verify.py

It needs Python 3.8 or newer, its standard library, and ssh-keygen where there are signatures. It writes nothing into
the bundle. What is wrong is printed, one finding a line, and the exit code is 4; if nothing is, it says so in one line,
and the exit code is 0. README.md says what that proves. verify.sh does the same with other tools.
"""

import sys

# Nothing is imported from this folder: whoever had the bundle on its way could have put a module into it. With -I Python
# does not look here in the first place.
if __name__ == "__main__" and not (sys.flags.isolated or getattr(sys.flags, "safe_path", False)):
    del sys.path[0]
HERE = __file__.replace("\\", "/").rpartition("/")[0]
sys.path = [path for path in sys.path if path not in ("", ".", HERE)]

import hashlib  # noqa: E402
import os  # noqa: E402
import re  # noqa: E402
import subprocess  # noqa: E402
from itertools import takewhile  # noqa: E402

NAMESPACE = "takedown-checkpoint@v1"
HEX = rb"[0-9a-f]{64}"
ID = rb"[a-z0-9][a-z0-9-]{0,62}"
LOG = ID + rb"\.[0-9a-f]{8}"
NUMBER = rb"[1-9][0-9]{0,15}"
DAY = (
    rb"(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|"
    rb"02-(?:0[1-9]|1[0-9]|2[0-8]))|"
    rb"(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)"
)
TIME = DAY + rb"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{3}Z"
ONE = rb'\["' + LOG + rb'",' + NUMBER + rb',"' + HEX + rb'"\]'
TAIL = rb',"prev":"(?P<prev>' + HEX + rb')","hash":"(?P<hash>' + HEX + rb')"\}'
WITHHELD = re.compile(rb'\{"withheld":"(?P<digest>' + HEX + rb')"' + TAIL)
ENTRY = re.compile(
    rb'(?P<content>\{"v":1,"op":"(?P<op>[a-z0-9/-]+)","log":"(?P<log>[a-z0-9.-]+)","seq":(?P<seq>' + NUMBER + rb'),'
    rb'"id":"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}","salt":"[0-9a-f]{32}",'
    rb'"t":"(?P<t>' + TIME + rb')","by":"[A-Za-z0-9._-]{1,64}","plan":"(?P<plan>' + HEX + rb')",'
    rb'"seen":\[(?P<seen>(?:' + ONE + rb"(?:," + ONE + rb')*)?)\],'
    rb'"type":"(?P<type>[a-z][a-z0-9-]{0,62})","data":(?P<data>\{.*\}))' + TAIL,
    re.DOTALL,
)
# How what is read of an entry's data is spelled, by its type.
SAVED = re.compile(rb'\{"saved":"(' + HEX + rb')"[,}]')
SIGNATURE = re.compile(rb'\{"signature":"([A-Za-z0-9+/]+=*)"[,}]')
RETIRED = re.compile(rb'\{"log":"(' + LOG + rb')","seq":(' + NUMBER + rb'),"hash":"(' + HEX + rb')","reason":')
SPELLED = {b"approval": SAVED, b"go": SAVED, b"checkpoint": SIGNATURE, b"retire": RETIRED}
HEAD = re.compile(rb'\["(' + LOG + rb')",([0-9]+),"(' + HEX + rb')"\]')
PLAIN = rb'"[] !#-\[^-~]*"'
TEXT = rb'"(?:[] !#-\[^-~]|\\["\\bfnrt]|\\u[0-9a-f]{4})*"'
LIST = rb"\[\n(?:    " + PLAIN + rb",\n)*    " + PLAIN + rb"\n  \]"
MEMBER = rb'  "[a-z_]+": (?:' + TEXT + rb"|true|false|[0-9]+|\[\]|" + LIST + rb")"
OBJECT = re.compile(rb"\{\n(?:" + MEMBER + rb",\n)*" + MEMBER + rb"\n\}\n")
OPERATION = re.compile(rb'"(' + ID + rb'/(?:live|exercise|retrospective|rehearsal))"')
ALLOWED = re.compile(
    ID + rb' (?:valid-[a-z]+="[0-9]+Z?",)*namespaces="' + NAMESPACE.encode() +
    rb'" (?:ssh|ecdsa|sk)-[a-z0-9@.-]+ (?P<key>AAAA[A-Za-z0-9+/]+=*)'
)
TOP = {
    "README.md", "bundle.json", "heads", "allowed_signers", "revoked", "evidence.csv", "evidence.md", "verify.sh",
    "verify.py", "manifest.sha256",
}
BELOW = re.compile(
    r"(?:logs/" + LOG.decode() + r"(?:~[0-9a-f]{16})?\.jsonl|plans/[^.].*\.(?:toml|json)|checkpoints/[^.].*\.(?:txt|sig))"
)

findings = []
say = findings.append


def read(path):
    with open(path, "rb") as file:
        return file.read()


def sha(data):
    return hashlib.sha256(data).hexdigest()


def files():
    """1. The files: regular ones that a bundle holds, and nothing else; until that is known nothing is opened. Then those
    of the list and no others, each with the digest that the list says."""
    found = []
    for top in sorted(os.listdir(b".")):
        top = os.fsdecode(top)
        if top in ("logs", "plans", "checkpoints") and os.path.isdir(top) and not os.path.islink(top):
            found += sorted(f"{top}/{os.fsdecode(name)}" for name in os.listdir(os.fsencode(top)))
        else:
            found.append(top)
    found.sort(key=lambda name: ("/" in name, os.fsencode(name)))
    own = []
    for name in found:
        if not (name in TOP or BELOW.fullmatch(name)) or re.search(r"[^A-Za-z0-9._~/-]", name):
            say(f"files: {name!r} does not belong here")
        elif os.path.islink(name) or not os.path.isfile(name):
            say(f"files: {name} is no file")
        elif name != "manifest.sha256":
            own.append(name)
    if findings:
        return False
    for name in ("bundle.json", "heads", "allowed_signers", "manifest.sha256"):
        if not os.path.isfile(name):
            say(f"files: there is no {name}")
            return False
    listed = b"".join(f"{sha(read(name))}  {name}\n".encode() for name in own)
    if listed != read("manifest.sha256"):
        changed = sorted(set(listed.splitlines()) ^ set(read("manifest.sha256").splitlines()))
        which = ", ".join(line.decode("ascii", "replace") for line in changed)
        say(f"files: they are not those that manifest.sha256 says: {which}")
    return True


def shared_keys():
    """3. The keys: lines of an agency and its key; one that stands with two agencies counts for neither."""
    keys = {}
    lines = read("allowed_signers").split(b"\n")
    last = lines.pop()
    for line in lines:
        found = ALLOWED.fullmatch(line)
        agency = line.split(b" ")[0]
        if not found:
            say("allowed_signers: it holds a line that is not an agency's key")
        elif keys.setdefault(found["key"], agency) != agency:
            say(f"allowed_signers: a key of {agency.decode()} is also another agency's")
    if last:
        say("allowed_signers: its last line has no end")


def said_of_itself():
    """2. bundle.json: an object of JSON in ASCII, spelled with a key a line, each key once; and what it has to say."""
    text = read("bundle.json")
    if not OBJECT.fullmatch(text):
        say("bundle.json: it is not spelled as that of a bundle")
    said = {}
    for key, value in re.findall(rb'^  "([a-z_]+)": (.*[^,\n]),?$', text, re.MULTILINE):
        if key in said:
            say(f"bundle.json: it says {key.decode()} twice")
        said[key] = value
    if said.get(b"schema") != b'"takedown.bundle/1"':
        say("bundle.json: its schema is not takedown.bundle/1")
    if not OPERATION.fullmatch(said.get(b"operation", b"")):
        say("bundle.json: it names no operation")
    if said.get(b"redacted") not in (b"true", b"false"):
        say("bundle.json: it does not say whether it is redacted")
    if said.get(b"signatures") not in (b'"required"', b'"optional"'):
        say("bundle.json: it does not say whether signatures are required")
    if not re.fullmatch(rb'"' + HEX + rb'"', said.get(b"plan", b'"' + b"0" * 64 + b'"')):
        say("bundle.json: its plan is no digest")
    if said.get(b"withheld_plans") not in (b"[]", b"["):
        say("bundle.json: it does not say which plans are withheld")
    listed = re.search(rb'^  "withheld_plans": \[\n((?:    .*\n)*)', text, re.MULTILINE)
    said[b"withheld_plans"] = re.findall(rb'^    "([0-9a-f]*)",?$', listed.group(1) if listed else b"", re.MULTILINE)
    return said


class Bundle:
    """4. The logs."""

    def __init__(self, said):
        self.op = said.get(b"operation", b"").decode("ascii", "replace")[1:-1]
        self.redacted = said.get(b"redacted") == b"true"
        self.required = said.get(b"signatures") == b'"required"'
        self.withheld_plans = {plan.decode() for plan in said[b"withheld_plans"]}
        self.logs, self.retired, self.plans = {}, {}, set()
        self.entries = self.hidden = self.signed = self.sheets = 0

    def verify(self):
        there = sorted(os.listdir("logs")) if os.path.isdir("logs") else []
        paths = [name for name in there if os.path.isfile(f"logs/{name}") and os.path.getsize(f"logs/{name}")]
        names = [name[:-6] for name in paths if name.endswith(".jsonl") and not name.startswith(".")]
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
        self.branches(names)

    def branches(self, names):
        """5. Logs with branches, and logs that are retired: the last word of each log on another, where no other log
        says otherwise."""
        settled = set()
        for of in sorted({of for _, of in self.retired}):
            said = {word for (_, other), word in self.retired.items() if other == of}
            if len(said) > 1:
                continue
            seq, hash_of = said.pop()
            branches = [hashes for other, hashes in self.logs.items() if other.split("~")[0] == of]
            stood_by = [hashes for hashes in branches if hashes[seq - 1:seq] == [hash_of]]
            if stood_by:
                settled.add(of)
            if any(len(hashes) > seq for hashes in stood_by):
                say(f"{of}: it goes on after the line that it was retired at")
        for log in sorted({name.split("~")[0] for name in names if "~" in name} - settled):
            say(f"{log}: it has branches, and its agency stands by none")
        for name in names:
            log, _, mark = name.partition("~")
            own = self.logs[name]
            others = [hashes for other, hashes in self.logs.items() if other != name and other.split("~")[0] == log]
            common = [sum(1 for _ in takewhile(lambda two: two[0] == two[1], zip(own, other))) for other in others]
            first = max(common, default=0)
            if mark and own[first:first + 1] != [hash_of for hash_of in own if hash_of.startswith(mark)][:1]:
                say(f"logs/{name}.jsonl: it is not named by the first line that no other branch has")

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
            found = None
            if not blank and line["type"] in SPELLED:
                found = SPELLED[line["type"]].match(line["data"])
                if not found:
                    say(f"{where}: its data is not spelled as its type is")
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
                self.stored(where, found[1].decode(), "json")
            elif kind == "retire":
                # What an agency says of another log of its own.
                of, seq, hash_of = found.groups()
                # 2^53, beyond which readers of JSON lose digits.
                if int(seq) > 9007199254740992:
                    say(f"{where}: it retires a log at a line that no log has")
                if of.decode() != log and of.rpartition(b".")[0].decode() == agency:
                    self.retired[log, of.decode()] = (int(seq), hash_of.decode())
            elif kind == "checkpoint":
                signature = found[1].decode()
                text = f"takedown checkpoint v1\n{log}\n{n - 1}\n{prev}\n{line['t'].decode()}\n"
                good += self.checkpoint(name, n, agency, text, signature)
            prev = own
        if self.required and not good:
            say(f"{name}: no signature covers it")
        return hashes, told

    def seen(self, name, told):
        """The heads of other logs that lines had seen: they are there, and further than those named before."""
        known, last = {}, (0, "")
        for n, of, seq, seen in told:
            if last[0] == n and last[1] >= of:
                say(f"{name}:{n}: the heads that it names are not sorted")
            last = (n, of)
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
        said = said_of_itself()
        shared_keys()
        bundle = Bundle(said)
        bundle.verify()
        if not findings:
            print(
                f"good: the chain holds; logs {len(bundle.logs)}, entries {bundle.entries}, "
                f"withheld {bundle.hidden}, signatures {bundle.signed}"
            )
    for finding in findings:
        # Names are a stranger's: nothing of them reaches the terminal but what it prints.
        print(re.sub("[^ -~]", "?", finding))
    return 4 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
