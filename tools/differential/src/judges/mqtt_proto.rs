//! mqtt-proto: its decoder of streams, which reads a packet whole before it looks inside. Its other one, `Packet::decode`, reads
//! from a slice as if it had no end, and does not say how far.

mod v3;
mod v5;

use std::convert::Infallible;
use std::future::{self, Future};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use embedded_io_async::{ErrorType, Read};
use mqtt_codec_v5::Version;
use mqtt_proto::{GenericPollPacket, GenericPollPacketState};

use crate::judge::{Answer, Judge, Question};

pub(super) struct MqttProto;

impl Judge for MqttProto {
    const NAME: &'static str = "mqtt-proto";
    const RELEASE: &'static str = "0.4.0";

    fn judge(question: &Question<'_>) -> Option<Answer> {
        if question.limit.is_some() {
            return None;
        }
        let mut reader = Arrived(question.bytes);
        // `None`: it waits for the reader.
        let decoded = match question.version {
            Version::V5 => {
                let mut state = GenericPollPacketState::<mqtt_proto::v5::Header>::default();
                let packet = at_once(GenericPollPacket::new(&mut state, &mut reader));
                packet.map(|packet| packet.map(|(_, _, packet)| v5::seen(&packet)).map_err(drop))
            }
            _ => {
                let mut state = GenericPollPacketState::<mqtt_proto::v3::Header>::default();
                let packet = at_once(GenericPollPacket::new(&mut state, &mut reader));
                packet.map(|packet| packet.map(|(_, _, packet)| v3::seen(&packet)).map_err(drop))
            }
        };
        let taken = Some(question.bytes.len() - reader.0.len());
        Some(match decoded {
            Some(Ok(seen)) => Answer::Accept { seen, taken },
            Some(Err(())) => Answer::Reject(None),
            None => Answer::NeedMore,
        })
    }
}

/// What has come so far; more may come.
struct Arrived<'a>(&'a [u8]);

impl ErrorType for Arrived<'_> {
    type Error = Infallible;
}

impl Read for Arrived<'_> {
    async fn read(&mut self, buf: &mut [u8]) -> Result<usize, Infallible> {
        if self.0.is_empty() {
            future::pending::<()>().await;
        }
        let len = self.0.len().min(buf.len());
        if let (Some((now, later)), Some(filled)) = (self.0.split_at_checked(len), buf.get_mut(..len)) {
            filled.copy_from_slice(now);
            self.0 = later;
        }
        Ok(len)
    }
}

/// What comes of a future without waiting.
fn at_once<T>(future: impl Future<Output = T>) -> Option<T> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    }
}
