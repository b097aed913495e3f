//! Receives what clients publish, in every version of MQTT, and prints it:
//!
//! ```text
//! cargo run --example receive -- 127.0.0.1:1883
//! mosquitto_pub -p 1883 -V mqttv5 -q 2 -t plant/3 -m hello
//! ```
//!
//! The part between the two marks is the first example of the repository's README: a test compares them.

#![expect(clippy::expect_used, reason = "what is expected cannot fail")]

// README begins.
use std::{collections::HashSet, io, time::Duration};

use bytes::{Buf, BytesMut};
use mqtt_codec_v5::{v3, *};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::timeout;

/// Serves one client that publishes. `name` is unique: it becomes the identifier of a client of 5.0 that has none.
async fn serve(mut stream: impl AsyncRead + AsyncWrite + Unpin, name: &str) -> io::Result<()> {
    let (mut received, mut out) = (BytesMut::new(), BytesMut::new());
    let mut client = Client::default();
    loop {
        let read = timeout(client.patience(), stream.read_buf(&mut received)).await??;
        if let Err(error) = client.received(&mut received, &mut out, name) {
            client.closing = true;
            client.refuse(error, &received, &mut out);
        }
        stream.write_all_buf(&mut out).await?;
        if read == 0 || client.closing {
            return stream.shutdown().await;
        }
    }
}

#[derive(Default)]
struct Client {
    stage: Stage,
    keep_alive: u16,
    /// Messages of QoS 2 that the client has not released yet: they may come again.
    unreleased: HashSet<PacketId>,
    closing: bool,
}

impl Client {
    /// Handles all whole packets at the beginning of `received`, and removes them.
    fn received(&mut self, received: &mut BytesMut, out: &mut BytesMut, name: &str) -> Result<(), Error> {
        while !self.closing {
            let limit = if matches!(self.stage, Stage::Connected(_)) { 1024 * 1024 } else { 4 * 1024 };
            let Split::Frame(frame, _) = Framer::new(limit).split(received)? else { break };
            let version = match self.stage.version() {
                None => peek_protocol(frame.bytes())?.version, // an error for anything but CONNECT
                Some(_) if frame.packet_type() == PacketType::Connect => {
                    return Err(Error::new(ErrorKind::SecondConnect, 0));
                }
                Some(version) => version,
            };
            if self.stage == Stage::New {
                self.stage = Stage::Connecting(version);
            }
            let packet = AnyPacket::decode(frame, version)?;
            packet.check_sent_by(Side::Client)?;
            let answer = match packet {
                AnyPacket::V3(packet) => self.packet_v3(packet).map(AnyPacket::V3),
                AnyPacket::V5(packet) => self.packet_v5(&packet, name)?.map(AnyPacket::V5),
            };
            if let Some(answer) = answer {
                answer.encode(out).expect("an answer can be encoded");
            }
            received.advance(frame.packet_len());
        }
        Ok(())
    }

    fn packet_v3(&mut self, packet: v3::Packet<'_>) -> Option<v3::Packet<'static>> {
        match packet {
            v3::Packet::Connect(connect) => {
                (self.stage, self.keep_alive) = (Stage::Connected(connect.level.into()), connect.keep_alive);
                Some(v3::Connack::Accepted { session_present: false }.into())
            }
            v3::Packet::Publish(v3::Publish { topic, payload, delivery, .. }) => {
                self.message(topic, payload, delivery);
                match delivery {
                    Delivery::AtMostOnce => None,
                    Delivery::AtLeastOnce { id, .. } => Some(v3::Packet::Puback(id)),
                    Delivery::ExactlyOnce { id, .. } => Some(v3::Packet::Pubrec(id)),
                }
            }
            v3::Packet::Pubrel(id) => {
                self.unreleased.remove(&id);
                Some(v3::Packet::Pubcomp(id))
            }
            v3::Packet::Pingreq => Some(v3::Packet::Pingresp),
            _ => {
                self.closing = true; // DISCONNECT, or a subscription, which this server has no answer to
                None
            }
        }
    }

    fn packet_v5<'a>(&mut self, packet: &Packet<'_>, name: &'a str) -> Result<Option<Packet<'a>>, Error> {
        Ok(match packet {
            Packet::Connect(connect) if connect.properties.authentication_method.is_some() => {
                self.closing = true;
                Some(Connack { reason: ConnackReason::BadAuthenticationMethod, ..Connack::default() }.into())
            }
            Packet::Connect(connect) => {
                (self.stage, self.keep_alive) = (Stage::Connected(Version::V5), connect.keep_alive);
                let properties = ConnackProperties {
                    session_expiry_interval: Some(0), // no session is kept, whatever the client asked for
                    assigned_client_identifier: Text::new(name).ok().filter(|_| connect.client_id.is_empty()),
                    ..ConnackProperties::default()
                };
                Some(Connack { properties, ..Connack::default() }.into())
            }
            Packet::Publish(Publish { topic, payload, delivery, properties, .. }) => {
                let (Some(topic), None) = (*topic, properties.topic_alias) else {
                    return Err(Error::new(ErrorKind::TopicAlias, 0)); // CONNACK allowed none
                };
                self.message(topic, payload, *delivery);
                match *delivery {
                    Delivery::AtMostOnce => None,
                    Delivery::AtLeastOnce { id, .. } => Some(Puback::new(id).into()),
                    Delivery::ExactlyOnce { id, .. } => Some(Pubrec::new(id).into()),
                }
            }
            Packet::Pubrel(Pubrel { id, .. }) => {
                let found = self.unreleased.remove(id);
                let reason =
                    if found { PubcompReason::Success } else { PubcompReason::PacketIdentifierNotFound };
                Some(Pubcomp { reason, ..Pubcomp::new(*id) }.into())
            }
            Packet::Pingreq => Some(Packet::Pingresp),
            Packet::Disconnect(_) => {
                self.closing = true;
                None
            }
            _ => {
                self.closing = true; // a subscription, which this server does not serve
                let reason = DisconnectReason::ImplementationSpecificError;
                Some(Disconnect { reason, ..Disconnect::default() }.into())
            }
        })
    }

    /// Prints a message, but one of QoS 2 only once.
    fn message(&mut self, topic: TopicName<'_>, payload: &[u8], delivery: Delivery) {
        let again = matches!(delivery, Delivery::ExactlyOnce { id, .. } if !self.unreleased.insert(id));
        if !again {
            println!("{topic}: {}", payload.escape_ascii());
        }
    }

    /// Writes what a client is owed that sent something wrong.
    fn refuse(&mut self, error: Error, received: &[u8], out: &mut BytesMut) {
        if let (Stage::New, Ok(protocol)) = (self.stage, peek_protocol(received)) {
            self.stage = Stage::Connecting(protocol.version); // a CONNECT over the limit says how to refuse it
        }
        if let Some(answer) = self.stage.answer(Side::Server, error) {
            answer.encode(out).expect("an answer can be encoded");
        }
    }

    /// The longest wait for the next bytes: one and a half times Keep Alive.
    fn patience(&self) -> Duration {
        match (self.stage, self.keep_alive) {
            (Stage::Connected(_), 0) => Duration::MAX,
            (Stage::Connected(_), seconds) => Duration::from_millis(u64::from(seconds) * 1_500),
            _ => Duration::from_secs(10),
        }
    }
}
// README ends.

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:1883".into());
    let listener = tokio::net::TcpListener::bind(address).await?;
    println!("listening on {}", listener.local_addr()?);
    for number in 1_u64.. {
        let (stream, peer) = listener.accept().await?;
        tokio::spawn(async move {
            if let Err(error) = serve(stream, &format!("publisher-{number}")).await {
                eprintln!("{peer}: {error}");
            }
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    /// Everything that the server sends to a client that sends `bytes`, in pieces of `size` bytes, and closes its side.
    fn answers(bytes: &[u8], size: usize) -> Vec<u8> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let (mut client, stream) = tokio::io::duplex(size);
            let server = tokio::spawn(async move { serve(stream, "assigned").await });
            let (mut reader, mut writer) = tokio::io::split(&mut client);
            let mut found = Vec::new();
            // The server may close the connection before it has read everything.
            let sent = async {
                let _ = writer.write_all(bytes).await;
                let _ = writer.shutdown().await;
            };
            let ((), read) = tokio::join!(sent, reader.read_to_end(&mut found));
            read.unwrap();
            server.await.unwrap().unwrap();
            found
        })
    }

    fn captured(name: &str) -> Vec<u8> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
        fs::read(folder.join(format!("{name}.bin"))).unwrap()
    }

    /// What mosquitto_pub and paho sent, in all three versions, and what they have to be answered.
    #[test]
    fn captured_publishers_are_answered() {
        let to_each_qos: [&[u8]; 3] = [b"", b"\x40\x02\0\x01", b"\x50\x02\0\x01\x70\x02\0\x01"];
        for (version, connack) in [("3.1", CONNACK_3), ("3.1.1", CONNACK_3), ("5.0", CONNACK_5)] {
            for (qos, answer) in to_each_qos.into_iter().enumerate() {
                let client = captured(&format!("{version}-mosquitto-publish-qos{qos}-client"));
                for size in [1, 7, 64 * 1024] {
                    assert_eq!(answers(&client, size), [connack, answer].concat(), "{version}, QoS {qos}");
                }
            }
        }
    }

    /// Packets, one after the other.
    type Packets = &'static [&'static [u8]];

    const CONNECT_3: &[u8] = b"\x10\x0d\0\x04MQTT\x04\x02\0\x3c\0\x01c";
    const CONNACK_3: &[u8] = b"\x20\x02\0\0";
    const CONNECT_5: &[u8] = b"\x10\x0e\0\x04MQTT\x05\x02\0\x3c\0\0\x01c";
    const CONNACK_5: &[u8] = b"\x20\x08\0\0\x05\x11\0\0\0\0";

    #[test]
    fn what_is_wrong_is_answered_by_version_and_stage() {
        let table: &[(&str, Packets, Packets)] = &[
            ("not MQTT", &[b"GET / HTTP/1.1\r\n"], &[]),
            ("no CONNECT first", &[b"\xc0\0"], &[]),
            ("level 6", &[b"\x10\x0d\0\x04MQTT\x06\x02\0\x3c\0\x01c"], &[b"\x20\x02\0\x01"]),
            ("5.0, reserved flag", &[b"\x10\x0e\0\x04MQTT\x05\x03\0\x3c\0\0\x01c"], &[b"\x20\x03\0\x81\0"]),
            ("5.0, over the limit", &[b"\x10\xff\x7f\0\x04MQTT\x05\x02\0\x3c"], &[b"\x20\x03\0\x95\0"]),
            ("3.1.1, over the limit", &[b"\x10\xff\x7f\0\x04MQTT\x04\x02\0\x3c"], &[]),
            ("3.1.1, no identifier", &[b"\x10\x0c\0\x04MQTT\x04\0\0\x3c\0\0"], &[b"\x20\x02\0\x02"]),
            ("3.1.1, PUBLISH to a wildcard", &[CONNECT_3, b"\x30\x03\0\x01#"], &[CONNACK_3]),
            ("3.1.1, second CONNECT", &[CONNECT_3, CONNECT_3, b"\xc0\0"], &[CONNACK_3]),
            ("5.0, second CONNECT", &[CONNECT_5, CONNECT_5, b"\xc0\0"], &[CONNACK_5, b"\xe0\x02\x82\0"]),
            ("5.0, one of 3.1.1", &[CONNECT_5, CONNECT_3, b"\xc0\0"], &[CONNACK_5, b"\xe0\x02\x82\0"]),
            (
                "5.0, an alias",
                &[CONNECT_5, b"\x30\x07\0\x01a\x03\x23\0\x01"],
                &[CONNACK_5, b"\xe0\x02\x94\0"],
            ),
            (
                "5.0, PUBREL of nothing",
                &[CONNECT_5, b"\x62\x02\0\x07"],
                &[CONNACK_5, b"\x70\x04\0\x07\x92\0"],
            ),
            ("5.0, a server's packet", &[CONNECT_5, b"\xd0\0"], &[CONNACK_5, b"\xe0\x02\x82\0"]),
        ];
        for (case, sent, expected) in table {
            assert_eq!(answers(&sent.concat(), 64 * 1024), expected.concat(), "{case}");
        }
    }

    #[test]
    fn a_client_without_an_identifier_is_told_one() {
        let found = answers(b"\x10\x0d\0\x04MQTT\x05\x02\0\x3c\0\0\0\xc0\0\xe0\0", 64 * 1024);
        assert_eq!(found, b"\x20\x13\0\0\x10\x11\0\0\0\0\x12\0\x08assigned\xd0\0");
    }

    /// The packet of QoS 2 that the first version of this example answered with PUBACK.
    #[test]
    fn qos_2_is_answered_with_pubrec_also_when_it_comes_again() {
        let publish = b"\x34\x08\0\x03a/b\0\x07x";
        let again = b"\x3c\x08\0\x03a/b\0\x07x";
        let sent = [CONNECT_3, publish, again, b"\x62\x02\0\x07"].concat();
        assert_eq!(answers(&sent, 64 * 1024), b"\x20\x02\0\0\x50\x02\0\x07\x50\x02\0\x07\x70\x02\0\x07");
    }

    #[test]
    fn the_readme_has_this_example() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let readme = fs::read_to_string(root.join("README.md")).unwrap();
        let (_, rest) = include_str!("receive.rs").split_once("// README begins.\n").unwrap();
        let (example, _) = rest.split_once("// README ends.\n").unwrap();
        assert!(
            readme.contains(&format!("```rust\n{example}```")),
            "copy examples/receive.rs into README.md"
        );
    }
}
