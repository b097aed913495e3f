//! mqttbytes, and rumqttc's modules of the same name that it became: they take a packet off a `BytesMut`.

mod v3;
mod v5;

use bytes::BytesMut;
use mqtt_codec_v5::Version;

use crate::judge::{Answer, Judge, Question};

pub(super) struct Mqttbytes;
pub(super) struct Rumqttc;

impl Judge for Mqttbytes {
    const NAME: &'static str = "mqttbytes";
    const RELEASE: &'static str = "0.6.0";

    fn judge(question: &Question<'_>) -> Option<Answer> {
        if question.version == Version::V3_1 {
            return None;
        }
        // It writes a line to standard error for each UNSUBSCRIBE of 5.0: a debugging aid that was left in.
        if question.version == Version::V5 && question.bytes.first().is_some_and(|first| first >> 4 == 10) {
            return None;
        }
        let mut buf = BytesMut::from(question.bytes);
        let decoded = match question.version {
            Version::V5 => {
                mqttbytes::v5::read(&mut buf, limit(question)).map(|packet| v5::Mqttbytes::seen(&packet))
            }
            _ => mqttbytes::v4::read(&mut buf, limit(question)).map(|packet| v3::Mqttbytes::seen(&packet)),
        };
        let taken = Some(question.bytes.len() - buf.len());
        Some(match decoded {
            Ok(seen) => Answer::Accept { seen, taken },
            Err(mqttbytes::Error::InsufficientBytes(_)) => Answer::NeedMore,
            Err(_) => Answer::Reject(None),
        })
    }
}

impl Judge for Rumqttc {
    const NAME: &'static str = "rumqttc";
    const RELEASE: &'static str = "0.25.1";

    fn judge(question: &Question<'_>) -> Option<Answer> {
        if question.version == Version::V3_1 {
            return None;
        }
        let mut buf = BytesMut::from(question.bytes);
        let (decoded, need_more) = match question.version {
            Version::V5 => match rumqttc::v5::mqttbytes::v5::Packet::read(&mut buf, question.limit_of_body())
            {
                Ok(packet) => (Some(v5::Rumqttc::seen(&packet)), false),
                Err(error) => (None, matches!(error, rumqttc::v5::mqttbytes::Error::InsufficientBytes(_))),
            },
            _ => match rumqttc::mqttbytes::v4::Packet::read(&mut buf, limit(question)) {
                Ok(packet) => (Some(v3::Rumqttc::seen(&packet)), false),
                Err(error) => (None, matches!(error, rumqttc::mqttbytes::Error::InsufficientBytes(_))),
            },
        };
        let taken = Some(question.bytes.len() - buf.len());
        Some(match decoded {
            Some(seen) => Answer::Accept { seen, taken },
            None if need_more => Answer::NeedMore,
            None => Answer::Reject(None),
        })
    }
}

fn limit(question: &Question<'_>) -> usize {
    question.limit_of_body().map_or(usize::MAX, |limit| usize::try_from(limit).unwrap_or(usize::MAX))
}
