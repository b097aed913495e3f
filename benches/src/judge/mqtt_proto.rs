//! mqtt-proto: `Packet::decode` reads from a slice as if it were a stream, and does not say how far.

mod v3;
mod v5;

use mqtt_codec_v5::Version;

use super::{Answer, Judge, Question};
use crate::seen::Seen;

pub(super) struct MqttProto;

impl Judge for MqttProto {
    const NAME: &'static str = "mqtt-proto";
    const RELEASE: &'static str = "0.4.0";

    fn judge(question: &Question<'_>) -> Option<Answer> {
        if question.limit.is_some() {
            return None;
        }
        let decoded: Result<Option<Seen>, ()> = match question.version {
            Version::V5 => mqtt_proto::v5::Packet::decode(question.bytes)
                .map(|got| got.map(|got| v5::seen(&got)))
                .map_err(drop),
            _ => mqtt_proto::v3::Packet::decode(question.bytes)
                .map(|got| got.map(|got| v3::seen(&got)))
                .map_err(drop),
        };
        Some(match decoded {
            Ok(Some(seen)) => Answer::Accept { seen, taken: None },
            Ok(None) => Answer::NeedMore,
            Err(()) => Answer::Reject(None),
        })
    }
}
