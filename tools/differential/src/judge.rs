//! Decoders as judges: each is shown bytes, and says whether they are a packet, and which.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};

use mqtt_codec_v5::{Side, Version};

use crate::seen::Seen;

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The version that the connection speaks.
    pub version: Version,
    /// Who sent the bytes, where that is known.
    pub sender: Option<Side>,
    /// What the receiver has read so far: a packet or the beginning of one, and perhaps more behind it.
    pub bytes: &'a [u8],
    /// The receiver's Maximum Packet Size, in bytes.
    pub limit: Option<u32>,
}

/// What a decoder says.
#[derive(Clone, Copy, Debug)]
pub enum Answer {
    /// It is a packet.
    Accept {
        /// Which one.
        seen: Seen,
        /// How many bytes it took, fixed header included; `None` from a decoder that does not say.
        taken: Option<usize>,
    },
    /// It is none. What a 5.0 receiver would answer, from a decoder that says so.
    Reject(Option<u8>),
    /// It is not all there.
    NeedMore,
    /// The decoder panicked.
    Panic,
}

/// A decoder.
pub trait Judge {
    /// Its name, as the registry knows it.
    const NAME: &'static str;
    /// The release that is asked.
    const RELEASE: &'static str;

    /// What it says of the first packet; `None` where it cannot be asked.
    fn judge(question: &Question<'_>) -> Option<Answer>;
}

/// One of the judges.
#[derive(Clone, Copy, Debug)]
pub struct Peer {
    /// Its name, as the registry knows it.
    pub name: &'static str,
    /// The release that is asked.
    pub release: &'static str,
    judge: fn(&Question<'_>) -> Option<Answer>,
}

impl Peer {
    pub(crate) const fn new<J: Judge>() -> Self {
        Self { name: J::NAME, release: J::RELEASE, judge: J::judge }
    }

    /// What it says of the first packet; `None` where it cannot be asked.
    pub fn ask(&self, question: &Question<'_>) -> Option<Answer> {
        ASKING.set(true);
        let answer = panic::catch_unwind(AssertUnwindSafe(|| (self.judge)(question)));
        ASKING.set(false);
        answer.unwrap_or(Some(Answer::Panic))
    }
}

thread_local! {
    static ASKING: Cell<bool> = const { Cell::new(false) };
}

/// Keeps panics of the decoders off the screen; others still show.
pub fn silence() {
    let show = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if !ASKING.get() {
            show(info);
        }
    }));
}

#[cfg(feature = "peers")]
impl Question<'_> {
    /// The limit as a decoder takes it that does not count the fixed header.
    pub(crate) fn limit_of_body(&self) -> Option<u32> {
        let header = self.bytes.iter().skip(1).take_while(|byte| **byte & 0x80 != 0).count() + 2;
        Some(self.limit?.saturating_sub(u32::try_from(header).ok()?))
    }
}

/// How many bytes the first packet takes by its fixed header, if that is all there.
pub fn frame_len(bytes: &[u8]) -> Option<usize> {
    let (mut len, mut shift) = (0, 0);
    for (n, byte) in bytes.iter().skip(1).take(4).enumerate() {
        len |= usize::from(byte & 0x7F) << shift;
        shift += 7;
        if byte & 0x80 == 0 {
            return Some(2 + n + len);
        }
    }
    None
}
