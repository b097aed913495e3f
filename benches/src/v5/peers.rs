//! The other codecs. Each is checked against the sample before it is measured.

use super::{Sample, Stream};
use crate::row::Row;

mod bytebeam;
mod owning;
mod rmqtt;

use bytebeam::{Mqttbytes, Rumqttc};
use owning::{decode_all, decode_one, encode_one, visit_one};
use rmqtt::Rmqtt;

pub(super) fn decode(sample: &'static Sample) -> Vec<Row> {
    vec![decode_one::<Mqttbytes>(sample), decode_one::<Rumqttc>(sample), decode_one::<Rmqtt>(sample)]
}

pub(super) fn visit(sample: &'static Sample) -> Vec<Row> {
    vec![visit_one::<Mqttbytes>(sample), visit_one::<Rumqttc>(sample), visit_one::<Rmqtt>(sample)]
}

pub(super) fn decode_stream(stream: &'static Stream) -> Vec<Row> {
    vec![decode_all::<Mqttbytes>(stream), decode_all::<Rumqttc>(stream), decode_all::<Rmqtt>(stream)]
}

pub(super) fn encode(sample: &'static Sample) -> Vec<Row> {
    vec![encode_one::<Mqttbytes>(sample), encode_one::<Rumqttc>(sample), rmqtt::encode(sample)]
}
