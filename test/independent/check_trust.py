"""Checks the trust data of an edition with securesystemslib and PyNaCl (libsodium), which know nothing of Tamizdat.

    check_trust.py <folder `trust` of an edition>
    check_trust.py --canonical      a JSON list on standard input: the canonical form of each member, as a JSON list

The chain of roots, key ids as hashes of canonical JSON, thresholds and signatures of all four roles over canonical JSON,
and length, hash and version of every file that another one names. Two libraries look at each signature: what TUF's own
programs use, and libsodium. Exits 1 at the first fault.
"""

import hashlib
import json
import os
import sys

import nacl.exceptions
import nacl.signing
import securesystemslib.keys
from securesystemslib.formats import encode_canonical

ROLES = ("root", "targets", "snapshot", "timestamp")


class Fault(Exception):
    pass


def demand(holds, what):
    if not holds:
        raise Fault(what)


def read(folder, name):
    with open(os.path.join(folder, name), "rb") as file:
        return file.read()


def check_keys(root):
    """Every key id is the hash of the canonical form of its key, as securesystemslib computes it."""
    for key_id, key in root["keys"].items():
        demand(hashlib.sha256(encode_canonical(key).encode()).hexdigest() == key_id, "key id " + key_id)
        demand(key["keytype"] == key["scheme"] == "ed25519", "key type of " + key_id)


def good_signers(metadata, root):
    """Ids of keys of the role whose signature both libraries find good."""
    role = root["roles"][metadata["signed"]["_type"]]
    message = encode_canonical(metadata["signed"]).encode()
    good = set()
    for signature in metadata["signatures"]:
        key_id = signature["keyid"]
        if key_id not in role["keyids"]:
            continue
        key = root["keys"][key_id]
        ours = securesystemslib.keys.verify_signature(dict(key, keyid=key_id), signature, message)
        try:
            verifier = nacl.signing.VerifyKey(bytes.fromhex(key["keyval"]["public"]))
            verifier.verify(message, bytes.fromhex(signature["sig"]))
            sodium = True
        except (nacl.exceptions.BadSignatureError, ValueError):
            sodium = False
        demand(ours == sodium, "the libraries disagree about a signature of " + key_id)
        if ours:
            good.add(key_id)
    return good


def check_signed(metadata, root, what):
    role = root["roles"][metadata["signed"]["_type"]]
    found = len(good_signers(metadata, root))
    demand(found >= role["threshold"], "%s: %d of %d signatures" % (what, found, role["threshold"]))
    return "%d/%d of %d" % (found, role["threshold"], len(role["keyids"]))


def load(folder, name, role, version=None):
    data = read(folder, name)
    metadata = json.loads(data)
    demand(metadata["signed"]["_type"] == role, name + ": of another role")
    demand(version is None or metadata["signed"]["version"] == version, name + ": of another version")
    return metadata, data


def check_named(data, meta, name):
    demand(len(data) == meta["length"], name + ": of another length")
    demand(hashlib.sha256(data).hexdigest() == meta["hashes"]["sha256"], name + ": of another hash")


def check(folder):
    told = {}
    root, version = None, 1
    while os.path.exists(os.path.join(folder, "%d.root.json" % version)):
        name = "%d.root.json" % version
        metadata, _ = load(folder, name, "root", version)
        check_keys(metadata["signed"])
        if root is not None:
            check_signed(metadata, root, name + " by the root before")
        root = metadata["signed"]
        told["root"] = check_signed(metadata, root, name)
        version += 1
    demand(root is not None, "no root")
    demand(set(root["roles"]) == set(ROLES) and root["consistent_snapshot"] is True, "roles of the root")

    timestamp, _ = load(folder, "timestamp.json", "timestamp")
    told["timestamp"] = check_signed(timestamp, root, "timestamp.json")
    parent = timestamp
    for role in ("snapshot", "targets"):
        meta = parent["signed"]["meta"][role + ".json"]
        name = "%d.%s.json" % (meta["version"], role)
        parent, data = load(folder, name, role, meta["version"])
        check_named(data, meta, name)
        told[role] = check_signed(parent, root, name)
    for target, meta in parent["signed"]["targets"].items():
        name = "targets/%s.%s" % (meta["hashes"]["sha256"], target)
        check_named(read(folder, name), meta, name)
    roles = ", ".join("%s %s" % (role, told[role]) for role in ROLES)
    return "agree: %d roots, signatures %s" % (version - 1, roles)


if __name__ == "__main__":
    if sys.argv[1:] == ["--canonical"]:
        print(json.dumps([encode_canonical(value) for value in json.load(sys.stdin)]))
        sys.exit(0)
    try:
        print(check(sys.argv[1]))
    except (Fault, OSError, ValueError, KeyError, AttributeError) as fault:
        print("error: %s: %s" % (type(fault).__name__, fault), file=sys.stderr)
        sys.exit(1)
