//! A packet as the fields that it has on the wire, in their order. They are read off the decoded packet; each says how
//! many bytes it takes, and together they cover the frame.

mod field;
mod v3;
mod v5;

use field::{number, words};
use mqtt_codec_v5::{AnyPacket, Frame};

pub(crate) use field::{Field, Value};

pub(crate) fn fields<'a>(frame: Frame<&'a [u8]>, packet: &AnyPacket<'a>) -> Vec<Field<'a>> {
    let remaining_length = u32::try_from(frame.body().len()).unwrap_or(u32::MAX);
    let mut fields = vec![
        words("packet type and flags", 1, first_byte(packet)),
        number("remaining length", frame.header_len() - 1, remaining_length),
    ];
    match packet {
        AnyPacket::V3(packet) => fields.extend(v3::body(packet)),
        AnyPacket::V5(packet) => fields.extend(v5::body(frame, packet)),
    }
    fields
}

fn first_byte(packet: &AnyPacket<'_>) -> String {
    let name = packet.packet_type().to_string();
    let (delivery, retain) = match packet {
        AnyPacket::V3(mqtt_codec::Packet::Publish(publish)) => (publish.delivery, publish.retain),
        AnyPacket::V5(mqtt_codec_v5::Packet::Publish(publish)) => (publish.delivery, publish.retain),
        _ => return name,
    };
    let mut said = vec![name, format!("QoS {}", u8::from(delivery.qos()))];
    said.extend(delivery.dup().then(|| "DUP".into()));
    said.extend(retain.then(|| "RETAIN".into()));
    said.join(", ")
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use mqtt_codec_v5::{Framer, Split, Version};

    use super::*;

    #[test]
    fn the_fields_of_every_captured_packet_cover_it() {
        let mut packets = 0;
        for entry in
            fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../mqtt-codec-v5/testdata")).unwrap()
        {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap();
            let version = match name.split_once('-') {
                Some(("3.1", _)) => Version::V3_1,
                Some(("3.1.1", _)) => Version::V3_1_1,
                Some(("5.0", _)) => Version::V5,
                _ => continue,
            };
            let bytes = fs::read(&path).unwrap();
            let mut rest = &bytes[..];
            while let Split::Frame(frame, after) = Framer::default().split(rest).unwrap() {
                // Two bridges begin with a CONNECT that is refused.
                if let Ok(packet) = AnyPacket::decode(frame, version) {
                    let covered: usize = fields(frame, &packet).iter().map(|field| field.len).sum();
                    assert_eq!(covered, frame.packet_len(), "{name}: {packet:?}");
                    packets += 1;
                }
                rest = after;
            }
        }
        assert!(packets > 1_000, "{packets} packets");
    }
}
