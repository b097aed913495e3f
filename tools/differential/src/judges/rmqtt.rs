//! rmqtt-codec: tokio-util's decoders; fields are `Bytes` that share the packet's buffer. An empty string is none for some fields.

mod v3;
mod v5;

use bytes::BytesMut;
use mqtt_codec_v5::Version;
use tokio_util::codec::Decoder;

use crate::judge::{Answer, Judge, Question};
use crate::seen::Seen;

pub(super) struct Rmqtt;

impl Judge for Rmqtt {
    const NAME: &'static str = "rmqtt-codec";
    const RELEASE: &'static str = "0.3.1";

    fn judge(question: &Question<'_>) -> Option<Answer> {
        let limit = question.limit_of_body().map_or(0, |limit| limit.max(1));
        let mut buf = BytesMut::with_capacity(question.bytes.len() + 64);
        buf.extend_from_slice(question.bytes);
        let decoded: Result<Option<Seen>, _> = match question.version {
            Version::V5 => rmqtt_codec::v5::Codec::new(limit, 0)
                .decode(&mut buf)
                .map(|got| got.map(|(got, _)| v5::seen(&got))),
            _ => rmqtt_codec::v3::Codec::new(limit)
                .decode(&mut buf)
                .map(|got| got.map(|(got, _)| v3::seen(&got))),
        };
        let taken = Some(question.bytes.len() - buf.len());
        Some(match decoded {
            Ok(Some(seen)) => Answer::Accept { seen, taken },
            Ok(None) => Answer::NeedMore,
            Err(_) => Answer::Reject(None),
        })
    }
}
