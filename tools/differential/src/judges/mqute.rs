//! mqute-codec: takes a frame off a `BytesMut`, then decodes it.

mod v3;
mod v5;

use bytes::BytesMut;
use mqtt_codec_v5::Version;
use mqute_codec::codec::PacketCodec;
use tokio_util::codec::Decoder;

use crate::judge::{Answer, Judge, Question};

pub(super) struct Mqute;

impl Judge for Mqute {
    const NAME: &'static str = "mqute-codec";
    const RELEASE: &'static str = "0.4.2";

    fn judge(question: &Question<'_>) -> Option<Answer> {
        let limit = question.limit_of_body().and_then(|limit| usize::try_from(limit).ok());
        let mut buf = BytesMut::from(question.bytes);
        let raw = match PacketCodec::new(limit, None).decode(&mut buf) {
            Ok(Some(raw)) => raw,
            Ok(None) => return Some(Answer::NeedMore),
            Err(_) => return Some(Answer::Reject(None)),
        };
        let taken = Some(question.bytes.len() - buf.len());
        let seen = match question.version {
            Version::V5 => mqute_codec::protocol::v5::Packet::decode(raw).map(|packet| v5::seen(&packet)),
            Version::V3_1 => {
                mqute_codec::protocol::v3::Packet::decode(raw).map(|packet| v3::seen_3_1(&packet))
            }
            Version::V3_1_1 => mqute_codec::protocol::v4::Packet::decode(raw).map(|packet| v3::seen(&packet)),
        };
        Some(seen.map_or(Answer::Reject(None), |seen| Answer::Accept { seen, taken }))
    }
}
