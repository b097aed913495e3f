"""Sessions of the Python client paho-mqtt; see capture.sh for the ports.

usage: paho_sessions.py all | shutdown
"""

import os
import socket
import sys
import time

from paho.mqtt.client import CallbackAPIVersion, Client, MQTTv31, MQTTv311, MQTTv5
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

OPEN, LIMITS, ACCOUNTS = (int(os.environ[n]) for n in ("OPEN", "LIMITS", "ACCOUNTS"))
NAMES = {MQTTv31: "3.1", MQTTv311: "3.1.1", MQTTv5: "5.0"}


def relay(*words):
    with socket.create_connection(("127.0.0.1", int(os.environ["RELAY"]))) as conn:
        conn.sendall(" ".join(map(str, words)).encode() + b"\n")
        answer = conn.makefile().readline().strip()
    if answer != "ok" and not answer.isdigit():
        raise RuntimeError(f"{words}: {answer}")
    return answer


def props(packet, **values):
    made = Properties(getattr(PacketTypes, packet))
    for name, value in values.items():
        setattr(made, name, value)
    return made


class Session:
    """One client, of which each connection is recorded under a name of its own."""

    def __init__(self, version, client_id="", **options):
        self.version = version
        self.client = Client(
            CallbackAPIVersion.VERSION2, client_id, protocol=version, **options
        )
        self.events = []
        self.seen = 0
        self.client.on_connect = lambda *a: self.events.append(("connect", a[3]))
        self.client.on_disconnect = lambda *a: self.events.append(("disconnect", a[3]))
        self.client.on_message = lambda c, u, m: self.events.append(("message", m))
        self.client.on_publish = lambda *a: self.events.append(("publish", a[2]))
        self.client.on_subscribe = lambda *a: self.events.append(("subscribe", a[3]))
        self.client.on_unsubscribe = lambda *a: self.events.append(("unsubscribe", a[3]))

    def connect(self, name, broker, **options):
        self.name = f"{NAMES.get(self.version, f'level{self.version}')}-paho-{name}"
        port = relay("open", self.name, broker)
        options.setdefault("keepalive", 60)
        self.client.connect("127.0.0.1", int(port), **options)
        self.until("connect")
        return self

    def until(self, kind, times=1, seconds=5):
        """Serve the connection until so many new events of this kind were seen."""
        end = time.monotonic() + seconds
        while times:
            self.client.loop(0.02)
            while times and self.seen < len(self.events):
                event = self.events[self.seen]
                self.seen += 1
                times -= event[0] == kind
            if time.monotonic() > end:
                raise TimeoutError(f"{self.name}: no {kind}")
        return event[1]

    def serve(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.client.loop(0.02)

    def publish(self, *args, **options):
        self.client.publish(*args, **options)
        self.until("publish")

    def subscribe(self, *filters, **options):
        self.client.subscribe(list(filters), **options)
        return self.until("subscribe")

    def unsubscribe(self, *filters, **options):
        self.client.unsubscribe(list(filters), **options)
        return self.until("unsubscribe")

    def disconnect(self, *args):
        self.client.disconnect(*args)
        self.ended()

    def drop(self):
        """End the connection without a DISCONNECT."""
        self.client.socket().shutdown(socket.SHUT_RDWR)
        self.ended()

    def ended(self):
        if self.client.socket() is not None:
            self.until("disconnect")
        relay("wait", self.name)


def persistent(version, client_id, **options):
    """A session that outlives its connections, and what connect() needs for it."""
    if version == MQTTv5:
        keep = props("CONNECT", SessionExpiryInterval=300)
        return Session(version, client_id, **options), {
            "clean_start": False,
            "properties": keep,
        }
    return Session(version, client_id, clean_session=False, **options), {}


def publish_and_subscribe(v):
    """All QoS in both directions on one connection, with an echo of each message."""
    for qos in (0, 1, 2):
        s = Session(v, f"paho-qos{qos}").connect(f"publish-qos{qos}", OPEN)
        s.subscribe((f"paho/qos/{qos}", qos))
        for payload in ("hello", None, bytes(range(256))):
            s.client.publish(f"paho/qos/{qos}", payload, qos)
            s.until("message")
        s.serve(0.2)
        s.unsubscribe(f"paho/qos/{qos}")
        s.disconnect()

    s = Session(v, "paho-large").connect("large", OPEN)
    s.subscribe(("large/#", 1))
    # Remaining lengths of 126 to 129 (5.0: 127 to 130), and one of three bytes.
    for size in (115, 116, 117, 118):
        s.publish("large/a", b"x" * size, 1)
    s.publish("large/b", bytes(i * i % 251 for i in range(20 * 1024)), 1)
    s.serve(0.3)
    s.disconnect()

    s = Session(v, "pähö-日本").connect("non-ascii", OPEN)
    s.subscribe(("température/+/°C", 1), ("日本/#", 2), ("🚀", 0))
    s.publish("température/été/°C", "21,5 °C", 1)
    s.publish("日本/東京", "こんにちは", 2)
    s.publish("🚀", "\U0001f680 away")
    s.serve(0.3)
    s.disconnect()


def filters_and_retained(v):
    s = Session(v, "paho-filters").connect("filters-retained", OPEN)
    for n in (1, 2, 3):
        s.publish(f"paho/kept/{n}", f"retained {n}", n - 1, retain=True)
    s.subscribe(
        ("paho/kept/#", 2),
        ("paho/+/1", 1),
        ("$SYS/broker/version", 0),
        ("+/+/no match", 0),
        ("/", 1),
    )
    s.serve(0.4)
    for n in (1, 2, 3):
        s.publish(f"paho/kept/{n}", None, n - 1, retain=True)
    s.serve(0.2)
    s.unsubscribe("paho/kept/#", "paho/+/1", "$SYS/broker/version", "/")
    s.disconnect()


def wills(v):
    watcher = Session(v, "paho-watcher").connect("will-watcher", OPEN)
    watcher.subscribe(("paho/will/#", 2))

    s = Session(v, "paho-will-text")
    s.client.will_set("paho/will/text", "gone – really", 1, retain=True)
    s.connect("will-text", OPEN)
    s.drop()
    watcher.until("message")

    s = Session(v, "paho-will-binary")
    s.client.will_set("paho/will/binary", bytes(range(0, 256, 5)), 2)
    s.client.username_pw_set("someone", b"\x00\xff\xfebinary")
    s.connect("will-binary-password-binary", OPEN)
    s.drop()
    watcher.until("message")

    s = Session(v, "paho-will-empty")
    s.client.will_set("paho/will/unused", None, 0)
    s.client.username_pw_set("nøbody")
    s.connect("will-empty-username-only", OPEN)
    s.disconnect()

    watcher.publish("paho/will/text", None, 1, retain=True)
    watcher.serve(0.2)
    watcher.disconnect()


def accounts(v):
    s = Session(v, "paho-alice")
    s.client.username_pw_set("alice", "secret")
    s.connect("accounts-subscribe-refused", ACCOUNTS)
    s.subscribe(("public/a", 1), ("private/a", 2), ("public/#", 2), ("#", 0))
    s.publish("private/a", "not allowed", 1)
    s.publish("private/a", "not allowed", 2)
    s.publish("public/a", "allowed", 2)
    s.serve(0.2)
    s.unsubscribe("public/a", "private/a")
    s.disconnect()

    s = Session(v, "paho-alice")
    s.client.username_pw_set("alice", "wrong")
    s.connect("refused-password", ACCOUNTS)
    s.ended()

    s = Session(v, "paho-anonymous").connect("refused-anonymous", ACCOUNTS)
    s.ended()

    s = Session(v, "")
    try:
        s.connect("refused-empty-identifier", LIMITS)
        s.ended()
    except ConnectionRefusedError:
        pass  # refused with 3.1.1, it tries 3.1 on a port that takes one connection


def keep_alive(v):
    s = Session(v, "paho-ping").connect("keep-alive", OPEN, keepalive=1)
    s.serve(2.5)
    s.disconnect()
    s = Session(v, "paho-silent").connect("keep-alive-timeout", OPEN, keepalive=1)
    time.sleep(8)  # the broker looks for silent clients every 5 s
    s.ended()


def resumed(v):
    other = Session(v, "paho-other").connect("resumed-other", OPEN)

    s, how = persistent(v, f"paho-resumed-{v}")
    s.connect("resumed-1", OPEN, **how)
    s.subscribe(("paho/resumed/#", 2))
    s.disconnect()
    for qos in (0, 1, 2):
        other.publish(f"paho/resumed/{qos}", f"queued, qos {qos}", qos)
    s.connect("resumed-2", OPEN, **how)
    s.until("message", 2)
    s.serve(0.2)
    s.disconnect()

    # The server sends again what this client received but did not acknowledge.
    s, how = persistent(v, f"paho-resumed-{v}", manual_ack=True)
    s.connect("dup-from-server-1", OPEN, **how)
    other.publish("paho/resumed/dup", "acknowledged late", 1)
    other.publish("paho/resumed/dup", "half acknowledged", 2)
    s.until("message")
    s.drop()
    s.connect("dup-from-server-2", OPEN, **how)
    for _ in range(2):
        message = s.until("message")
        s.client.ack(message.mid, message.qos)
    s.serve(0.2)
    s.disconnect()
    other.disconnect()

    # The client sends again what was not acknowledged to it.
    s, how = persistent(v, f"paho-again-{v}")
    s.connect("dup-from-client-1", OPEN, **how)
    relay("mute", s.name)
    s.client.publish("paho/again/1", "again", 1)
    s.client.publish("paho/again/2", "again", 2)
    s.serve(0.2)
    s.drop()
    s.connect("dup-from-client-2", OPEN, **how)
    s.until("publish", 2)
    s.disconnect()

    s = Session(v, f"paho-resumed-{v}")
    s.connect("session-cleaned", OPEN)
    s.disconnect()


def taken_over(v):
    older = Session(v, "paho-twin").connect("taken-over-older", OPEN)
    newer = Session(v, "paho-twin").connect("taken-over-newer", OPEN)
    older.ended()
    newer.disconnect()


def version_3_1():
    s = Session(MQTTv31, "paho-31")
    s.client.will_set("paho/31/will", "gone", 1)
    s.client.username_pw_set("someone", "secret")
    s.connect("publish-qos-0-1-2", OPEN)
    s.subscribe(("paho/31/#", 2), ("other", 0))
    for qos in (0, 1, 2):
        s.client.publish("paho/31/x", f"qos {qos}", qos)
        s.until("message")
    s.serve(0.2)
    s.unsubscribe("paho/31/#", "other")
    s.disconnect()


def only_3_1_1():
    # The client sends protocol level 6, which no server knows.
    s = Session(6, "paho-level6").connect("refused-level", OPEN)
    s.ended()
    s = Session(MQTTv311, "paho-bridge")
    s.client.enable_bridge_mode()
    s.connect("bridge-mode-level-0x84", OPEN)
    s.subscribe(("paho/bridge", 1))
    s.publish("paho/bridge", "not sent back", 1)
    s.serve(0.1)
    s.disconnect()


def only_5_0():
    many = [("name", "one"), ("name", "two"), ("ключ", "значение"), ("", "")]

    s = Session(MQTTv5, "paho-properties")
    s.client.will_set(
        "paho/properties/will", '{"state": "gone"}', 1, True,
        props("WILLMESSAGE", WillDelayInterval=1, PayloadFormatIndicator=1,
              MessageExpiryInterval=3600, ContentType="application/json",
              ResponseTopic="paho/answer", CorrelationData=b"\x00\x01\xff",
              UserProperty=many),
    )  # fmt: skip
    s.connect(
        "properties", OPEN,
        clean_start=True,
        properties=props("CONNECT", SessionExpiryInterval=0, ReceiveMaximum=7,
                         MaximumPacketSize=100_000, TopicAliasMaximum=5,
                         RequestResponseInformation=1, RequestProblemInformation=0,
                         UserProperty=many),
    )  # fmt: skip
    s.subscribe(("paho/properties/#", 2), properties=props(
        "SUBSCRIBE", SubscriptionIdentifier=268_435_455, UserProperty=many))  # fmt: skip
    s.subscribe(("paho/properties/+", 1), properties=props(
        "SUBSCRIBE", SubscriptionIdentifier=128))  # fmt: skip
    for qos in (0, 1, 2):
        s.client.publish(
            "paho/properties/all", "плюс ça change", qos,
            properties=props("PUBLISH", PayloadFormatIndicator=1,
                             MessageExpiryInterval=60, ContentType="text/plain",
                             ResponseTopic="paho/réponse", CorrelationData=bytes(range(20)),
                             UserProperty=many),
        )  # fmt: skip
        s.until("message")
    s.serve(0.2)
    s.unsubscribe("paho/properties/#", "paho/nothing", properties=props(
        "UNSUBSCRIBE", UserProperty=many))  # fmt: skip
    s.disconnect(ReasonCode(PacketTypes.DISCONNECT, "Normal disconnection"), props(
        "DISCONNECT", SessionExpiryInterval=0, ReasonString="that is all",
        UserProperty=many))  # fmt: skip

    s = Session(MQTTv5, "paho-alias").connect("topic-alias", OPEN)
    s.subscribe(("paho/alias", 1))
    for qos, topic in ((0, "paho/alias"), (1, ""), (2, "")):
        s.client.publish(topic, "aliased", qos, properties=props("PUBLISH", TopicAlias=10))
        s.until("message")
    s.disconnect()

    s = Session(MQTTv5, "paho-options").connect("subscription-options", OPEN)
    s.publish("paho/options/kept", "kept", 1, retain=True)
    s.subscribe(
        ("paho/options/no-local", SubscribeOptions(qos=1, noLocal=True)),
        ("paho/options/+", SubscribeOptions(2, retainAsPublished=True, retainHandling=1)),
        ("$share/group/paho/options/#", SubscribeOptions(1, retainHandling=2)),
        ("paho/options/kept", SubscribeOptions(0, True, True, 2)),
    )
    s.subscribe(("paho/options/+", SubscribeOptions(2, retainHandling=1)))
    s.publish("paho/options/no-local", "not to me", 1)
    s.publish("paho/options/kept", None, 1, retain=True)
    s.serve(0.3)
    s.unsubscribe("$share/group/paho/options/#", "paho/options/unknown")
    s.disconnect()

    s = Session(MQTTv5, "paho-acks").connect("no-matching-subscribers", OPEN)
    s.publish("nobody/listens", "qos 1", 1)
    s.publish("nobody/listens", "qos 2", 2)
    s.unsubscribe("never/subscribed", "nor/this")
    s.disconnect()

    watcher = Session(MQTTv5, "paho-watcher").connect("disconnect-with-will-watcher", OPEN)
    watcher.subscribe(("paho/parting", 1))
    s = Session(MQTTv5, "paho-parting")
    s.client.will_set("paho/parting", "still sent", 1)
    s.connect("disconnect-with-will", OPEN)
    s.disconnect(ReasonCode(PacketTypes.DISCONNECT, "Disconnect with will message"))
    watcher.until("message")
    watcher.serve(0.1)
    watcher.disconnect()

    s = Session(MQTTv5, "").connect("assigned-identifier", OPEN, keepalive=1200)
    s.disconnect()

    # The broker with limits tells them, and hangs up on whoever does not keep them.
    for name, topic, payload, qos, options in (
        ("limit-packet-size", "a", bytes(3000), 0, {}),
        ("limit-qos", "a", "qos 2", 2, {}),
        ("limit-retain", "a", "retained", 0, {"retain": True}),
        ("limit-topic-alias", "a", "alias", 0, {"properties": props("PUBLISH", TopicAlias=9)}),
        ("unknown-topic-alias", "", "alias", 0, {"properties": props("PUBLISH", TopicAlias=1)}),
    ):
        s = Session(MQTTv5, "paho-limits").connect(name, LIMITS)
        s.subscribe(("paho/limits", 2))
        s.client.publish(topic, payload, qos, **options)
        s.serve(0.3)
        if s.client.socket() is not None:
            s.disconnect()

    # An administrator of the broker disables an account that is connected.
    bob = Session(MQTTv5, "paho-bob")
    bob.client.username_pw_set("bob", "secret")
    bob.connect("account-disabled", ACCOUNTS)
    admin = Session(MQTTv5, "paho-admin")
    admin.client.username_pw_set("admin", "secret")
    admin.connect("account-disabled-admin", ACCOUNTS)
    admin.publish(
        "$CONTROL/dynamic-security/v1",
        '{"commands": [{"command": "disableClient", "username": "bob"}]}', 1,
    )  # fmt: skip
    bob.ended()
    admin.disconnect()


def shutdown():
    """Wait until the broker is stopped."""
    s = Session(MQTTv5, "paho-shutdown").connect("broker-stopped", OPEN)
    print("connected", flush=True)
    s.until("disconnect", seconds=20)


if sys.argv[1] == "shutdown":
    shutdown()
else:
    version_3_1()
    only_3_1_1()
    only_5_0()
    for version in (MQTTv311, MQTTv5):
        publish_and_subscribe(version)
        filters_and_retained(version)
        wills(version)
        accounts(version)
        keep_alive(version)
        resumed(version)
        taken_over(version)
