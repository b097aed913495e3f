//! mqtt-protocol-core: its packet builder and its packets' parsers, as its connections use them. What the connections check
//! besides (who may send what, identifiers in use, topic aliases) depends on more than one packet, and is not asked here.

mod v3;
mod v5;

use mqtt_codec_v5::Version;
use mqtt_protocol_core::mqtt::common::Cursor;
use mqtt_protocol_core::mqtt::connection::{PacketBuildResult, PacketBuilder};

use crate::judge::{Answer, Judge, Question};

pub(super) struct ProtocolCore;

impl Judge for ProtocolCore {
    const NAME: &'static str = "mqtt-protocol-core";
    const RELEASE: &'static str = "0.7.9";

    fn judge(question: &Question<'_>) -> Option<Answer> {
        if question.version == Version::V3_1 {
            return None;
        }
        let mut builder =
            question.limit.map_or_else(PacketBuilder::new, PacketBuilder::with_maximum_packet_size);
        let mut bytes = Cursor::new(question.bytes);
        let raw = match builder.feed(&mut bytes) {
            PacketBuildResult::Complete(raw) => raw,
            PacketBuildResult::Incomplete => return Some(Answer::NeedMore),
            PacketBuildResult::Error(_) => return Some(Answer::Reject(None)),
        };
        let taken = usize::try_from(bytes.position()).ok();
        let seen = if question.version == Version::V5 { v5::seen(&raw) } else { v3::seen(&raw) };
        Some(seen.map_or(Answer::Reject(None), |seen| Answer::Accept { seen, taken }))
    }
}
