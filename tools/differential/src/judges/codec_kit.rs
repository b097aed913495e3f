//! mqtt-codec-kit: its decoders for tokio-util's `Framed`.

mod v3;
mod v5;

use bytes::BytesMut;
use mqtt_codec_v5::Version;
use tokio_util::codec::Decoder;

use crate::judge::{Answer, Judge, Question};
use crate::seen::Seen;

pub(super) struct CodecKit;

impl Judge for CodecKit {
    const NAME: &'static str = "mqtt-codec-kit";
    const RELEASE: &'static str = "1.0.5";

    fn judge(question: &Question<'_>) -> Option<Answer> {
        if question.limit.is_some() {
            return None;
        }
        let mut buf = BytesMut::from(question.bytes);
        let decoded: Result<Option<Seen>, ()> = match question.version {
            Version::V5 => {
                let got = mqtt_codec_kit::v5::packet::MqttDecoder::new().decode(&mut buf);
                got.map(|got| got.map(|got| v5::seen(&got))).map_err(drop)
            }
            _ => {
                let got = mqtt_codec_kit::v4::packet::MqttDecoder::new().decode(&mut buf);
                got.map(|got| got.map(|got| v3::seen(&got))).map_err(drop)
            }
        };
        let taken = Some(question.bytes.len() - buf.len());
        Some(match decoded {
            Ok(Some(seen)) => Answer::Accept { seen, taken },
            Ok(None) => Answer::NeedMore,
            Err(()) => Answer::Reject(None),
        })
    }
}
