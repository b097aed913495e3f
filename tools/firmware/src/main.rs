//! What firmware does with the codec: no std, no allocator, and nothing that could panic.
//!
//! It is built to be linked: with an allocation anywhere in the codec the linker finds no allocator, and its symbols show
//! whether a panic was left in. It runs, too: exit status 0 says that the packets came out as they should.

#![no_std]
#![no_main]
#![deny(unsafe_code)]

use core::hint::black_box;
use core::panic::PanicInfo;

use mqtt_codec::{
    Delivery, Framer, Header, Packet, PacketId, ProtocolLevel, Publish, Qos, Side, Split, Subscribe,
    Subscription, TopicFilter, TopicName, Version, peek_protocol,
};
use mqtt_codec_v5::Stage;
use mqtt_topic::FixedFilterMap;

/// Linked only if a panic is possible, which `.ci/run` looks for.
#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    loop {}
}

/// 0 if all is well.
#[expect(unsafe_code, reason = "the C library calls the symbol `main`; nothing here is unsafe")]
#[unsafe(no_mangle)]
extern "C" fn main() -> i32 {
    let received = black_box(&b"\x82\x08\x00\x01\x00\x03a/+\x01\x32\x08\x00\x03a/b\x00\x0ahi"[..]);
    let all = [answer(received), answer_v5(), refuse(), dispatch(), subscribe()];
    i32::from(all != [Some(true); 5])
}

/// Whether the two packets received are read, and what answers them is written.
fn answer(received: &[u8]) -> Option<bool> {
    let framer = Framer::new(256);
    let mut out = [0; 64];
    let mut written = 0;
    let mut wanted = None;
    let mut rest = received;
    while let Ok(Split::Frame(frame, after)) = framer.split(rest) {
        let reply = match Packet::decode(frame).ok()? {
            Packet::Subscribe(subscribe) => {
                wanted = subscribe
                    .subscriptions
                    .iter()
                    .find(|wish| wish.qos == Qos::AtLeastOnce)
                    .map(|wish| wish.filter);
                Packet::Unsuback(subscribe.id)
            }
            Packet::Publish(publish) => reply(publish, wanted)?,
            _ => return None,
        };
        written += reply.encode_into(out.get_mut(written..)?).ok()?;
        rest = after;
    }
    Some(rest == b"i" && out.get(..written)? == b"\xb0\x02\x00\x01\x32\x08\x00\x03c/d\x00\x0ah")
}

/// The same for 5.0, where a connection begins.
fn answer_v5() -> Option<bool> {
    use mqtt_codec_v5::{Connack, ConnackProperties, ConnackReason, Packet, Text};

    let received = black_box(&b"\x10\x13\0\x04MQTT\x05\x02\0\x3c\x05\x11\0\0\0\x0a\0\x01c"[..]);
    let Ok(Split::Frame(frame, [])) = Framer::new(256).split(received) else { return None };
    let reply = match Packet::decode(frame) {
        Ok(Packet::Connect(connect)) => Packet::Connack(Connack {
            properties: ConnackProperties {
                session_expiry_interval: connect.properties.session_expiry_interval,
                reason_string: Some(const { Text::from_static("welcome") }),
                ..ConnackProperties::default()
            },
            ..Connack::default()
        }),
        Ok(Packet::Publish(publish)) => Packet::Publish(publish),
        _ => Packet::Connack(Connack { reason: ConnackReason::ProtocolError, ..Connack::default() }),
    };
    let mut out = [0; 64];
    let len = reply.fit(64).ok()?.encode_into(&mut out).ok()?;
    Some(out.get(..len)? == b"\x20\x12\0\0\x0f\x11\0\0\0\x0a\x1f\0\x07welcome")
}

/// Whether a connection is told apart by version, skipped by its headers, and answered when something is wrong.
fn refuse() -> Option<bool> {
    let received = black_box(&b"\x10\xff\x7f\0\x06MQIsdp\x83\x02\0\x3c"[..]);
    let error = Framer::new(256).split(received).err()?;
    let protocol = peek_protocol(received).ok()?;
    let silent = Stage::Connecting(protocol.version).answer(Side::Server, error).is_none();
    let to_skip = Header::read(received).ok()??.packet_len();

    let Ok(Split::Frame(frame, [])) = Framer::new(256).split(black_box(b"\x6a\x02\0\x01")) else {
        return None;
    };
    let released = Packet::decode_as(frame, ProtocolLevel::V3_1).is_ok();
    let error = Packet::decode(frame).err()?;
    let mut out = [0; 8];
    let len = Stage::Connected(Version::V5).answer(Side::Client, error)?.encode_into(&mut out).ok()?;
    Some(protocol.bridge && silent && to_skip == 16_386 && released && out.get(..len)? == b"\xe0\x02\x81\0")
}

/// Whether a message finds its handlers, and rules of access hold.
fn dispatch() -> Option<bool> {
    let mut handlers = FixedFilterMap::<fn(u8) -> u8, 3>::default();
    let own_topics = TopicFilter::from_utf8(black_box(b"lamp/17/#")).ok()?;
    handlers.insert(own_topics, |sum| sum + 1).ok()?;
    handlers.insert(const { TopicFilter::from_static("lamp/+/set") }, |sum| sum + 2).ok()?;
    handlers.insert(const { TopicFilter::from_static("#") }, |sum| sum + 4).ok()?;
    let is_full = handlers.insert(const { TopicFilter::from_static("+") }, |sum| sum).is_err();
    let everything = TopicFilter::new(black_box("#")).ok()?;
    let covered = handlers.covers(everything) && handlers.remove(everything).is_some();

    let name = TopicName::new(black_box("lamp/17/set")).ok()?;
    let sum = handlers.matches(name).fold(0, |sum, (_, handler)| handler(sum));
    handlers.matches_mut(name).for_each(|(_, handler)| *handler = |sum| sum + 8);
    let changed = handlers.iter_mut().fold(0, |sum, (_, handler)| handler(sum));
    let wish = TopicFilter::new(black_box("lamp/+/#")).ok()?;
    let granted = wish.intersection(own_topics)?.levels().eq(own_topics.levels());
    Some(
        is_full
            && covered
            && sum == 3
            && changed == 16
            && granted
            && wish.covers(own_topics)
            && !handlers.covers(wish),
    )
}

type Handler = fn(u8) -> u8;

/// Whether a table of handlers becomes a SUBSCRIBE.
fn subscribe() -> Option<bool> {
    const HANDLERS: [(&str, Handler); 2] = [("a", |sum| sum + 1), ("b/#", |sum| sum + 2)];

    let id = PacketId::new(black_box(1))?;
    let filters = black_box(&HANDLERS).iter().filter_map(|(filter, _)| TopicFilter::new(filter).ok());
    let wishes = filters.clone().map(|filter| Subscription::new(filter, Qos::AtLeastOnce));
    let mut out = [0; 32];
    let len = Subscribe::encode_iter_into(id, wishes, &mut out).ok()?;
    let sent = out.get(..len)? == b"\x82\x0c\0\x01\0\x01a\x01\0\x03b/#\x01";

    let wishes = filters.map(|filter| mqtt_codec_v5::Subscription::new(filter, Qos::AtLeastOnce));
    let properties = mqtt_codec_v5::SubscribeProperties::new();
    let len = mqtt_codec_v5::Subscribe::encode_iter_into(id, properties, wishes, &mut out).ok()?;
    let sent_v5 = out.get(..len)? == b"\x82\x0d\0\x01\0\0\x01a\x01\0\x03b/#\x01";
    Some(sent && sent_v5)
}

/// The message on another topic, if somebody wants it.
fn reply<'a>(publish: Publish<'a>, wanted: Option<TopicFilter<'_>>) -> Option<Packet<'a>> {
    let Delivery::AtLeastOnce { id, dup } = publish.delivery else { return None };
    let topic = TopicName::new("c/d").ok()?;
    let delivery = Delivery::AtLeastOnce { id: PacketId::new(id.get())?, dup };
    wanted?.matches(publish.topic).then_some(Packet::Publish(Publish { topic, delivery, ..publish }))
}
