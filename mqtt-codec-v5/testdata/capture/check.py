"""Check that every recording consists of whole packets, and list them.

usage: check.py [--drop] DIR

Prints one line for each file (size, name, the packets in it in order) and then
how often each packet type occurs for each protocol and sender. Exits with 1 if
a file does not end where a packet ends; with --drop, removes that recording
(both directions) instead and says so.
"""

import collections
import itertools
import pathlib
import sys

TYPES = (
    "- CONNECT CONNACK PUBLISH PUBACK PUBREC PUBREL PUBCOMP SUBSCRIBE SUBACK "
    "UNSUBSCRIBE UNSUBACK PINGREQ PINGRESP DISCONNECT AUTH"
).split()


def packets(data):
    """Yield (type name, flags, body) of every packet, or raise ValueError."""
    at = 0
    while at < len(data):
        first = data[at]
        at += 1
        length = shift = 0
        while True:
            if at == len(data):
                raise ValueError("ends inside a fixed header")
            if shift > 21:
                raise ValueError(f"bad remaining length before byte {at}")
            byte = data[at]
            at += 1
            length |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                break
        if byte == 0 and shift > 7:
            raise ValueError(f"remaining length not minimal before byte {at}")
        if at + length > len(data):
            raise ValueError(f"{at + length - len(data)} bytes missing at the end")
        if first < 0x10:
            raise ValueError(f"packet type 0 before byte {at}")
        yield TYPES[first >> 4], first & 0x0F, data[at : at + length]
        at += length


def describe(version, name, flags, body):
    """The packet's name, with what tells it from others of its type."""
    v5 = version == "5.0"
    if name == "PUBLISH":
        name += f" q{flags >> 1 & 3}"
        name += " dup" if flags & 8 else ""
        name += " retain" if flags & 1 else ""
    elif name == "CONNACK":
        name += " session-present" if body[0] else ""
        name += f" 0x{body[1]:02x}" if body[1] else ""
    elif name in ("PUBACK", "PUBREC", "PUBREL", "PUBCOMP") and len(body) > 2:
        name += f" 0x{body[2]:02x}"
    elif name in ("DISCONNECT", "AUTH") and body:
        name += f" 0x{body[0]:02x}"
    elif name == "SUBACK" or name == "UNSUBACK" and v5:
        codes = body[3 + body[2] :] if v5 else body[2:]  # properties under 128 bytes
        name += " " + ",".join(f"0x{code:02x}" for code in codes)
    return name


def main():
    drop = sys.argv[1] == "--drop"
    folder = pathlib.Path(sys.argv[-1])
    counts = collections.Counter()
    bad = 0
    for path in sorted(folder.glob("*.bin")):
        version, side = path.name.split("-")[0], path.stem.split("-")[-1]
        try:
            found = list(packets(path.read_bytes()))
        except ValueError as error:
            print(f"{path.name}: {error}")
            if drop:
                stem = path.stem.removesuffix(side)
                for each in ("client", "server"):
                    (folder / f"{stem}{each}.bin").unlink(missing_ok=True)
                print(f"{stem}*: dropped")
            bad += not drop
            continue
        counts.update((version, side, name) for name, _, _ in found)
        listing = []
        for text, run in itertools.groupby(describe(version, *p) for p in found):
            times = len(list(run))
            listing.append(text if times == 1 else f"{text} x{times}")
        print(f"{path.stat().st_size:6} {path.name}: {', '.join(listing)}")

    columns = sorted({key[:2] for key in counts})
    print("\n" + " " * 12 + "".join(f"{v + ' ' + s:>17}" for v, s in columns))
    for name in TYPES[1:]:
        print(f"{name:12}" + "".join(f"{counts[v, s, name]:17}" for v, s in columns))
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
