//! MQTT topic names, topic filters and shared subscriptions: checked once, then matched without an allocation.
//!
//! A broker asks of each message which subscriptions want it; a client asks which of its handlers a message is for.
//! Both questions are [`TopicFilter::matches`]:
//!
//! ```
//! use mqtt_topic::{TopicFilter, TopicName};
//!
//! let filter = TopicFilter::new("plant/+/pump/#")?;
//! assert!(filter.matches(TopicName::new("plant/3/pump")?));
//! assert!(filter.matches(TopicName::new("plant/3/pump/pressure")?));
//! assert!(!filter.matches(TopicName::new("plant/3/valve")?));
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```
//!
//! The rules are those of MQTT 5.0 and 3.1.1, which agree on them but for shared subscriptions.
//!
//! # Features
//!
//! The crate is not on the registry: depend on it by git or by path.
//!
//! ```toml
//! [dependencies]
//! mqtt-topic = { git = "<this repository>" }
//! ```
//!
//! | feature | adds |
//! | --- | --- |
//! | none | names, filters, shared subscriptions, matching, relations, [`FixedFilterMap`]: no allocator is needed |
//! | `alloc` | [`TopicNameBuf`], [`TopicFilterBuf`], [`TextBuf`], [`TopicMap`]; [`FilterMap`] with a [`HashKey`] |
//! | `std` | random hash keys: `FilterMap::new` |
//!
//! Each has all of those above it. `std` is on by default; `default-features = false` leaves it out.
//!
//! # Names and filters
//!
//! [`TopicName`] and [`TopicFilter`] are checked `&str`s: who has one need not check it again. They are made of a
//! string, of the bytes of a packet, or of a literal in a constant, and dereference to `str`.
//!
//! ```
//! use mqtt_topic::{TextError, TopicFilter, TopicFilterError, TopicName};
//!
//! const STATUS: TopicName<'static> = TopicName::from_static("plant/3/pump/status");
//! assert!(STATUS.starts_with("plant/"));
//! assert!(STATUS.levels().eq(["plant", "3", "pump", "status"]));
//!
//! let from_the_wire = TopicName::from_utf8(b"caf\xC3\xA9")?;
//! assert_eq!(from_the_wire, "café");
//!
//! // A `+` is alone in its level, a `#` is alone in the last one, and neither is in a name.
//! assert_eq!(TopicFilter::new("plant/pump+"), Err(TopicFilterError::SingleLevel));
//! assert_eq!(TopicFilter::new("plant/#/pump"), Err(TopicFilterError::MultiLevel));
//! assert!(TopicName::new("plant/+").is_err());
//! assert_eq!(TopicName::from_utf8(b"pump\0"), Err(TextError::Nul.into()));
//! # Ok::<(), mqtt_topic::TopicNameError>(())
//! ```
//!
//! Every other string of a packet is [`Text`]: client identifiers, user names, reasons.
//!
//! # Matching
//!
//! Slashes make levels, and an empty level is a level. Letters match as they are: no case is folded and nothing is
//! normalised. What surprises people:
//!
//! ```
//! # use mqtt_topic::{TopicFilter, TopicName};
//! let matches = |filter, name| {
//!     TopicFilter::from_static(filter).matches(TopicName::from_static(name))
//! };
//!
//! assert!(matches("plant/#", "plant")); // `#` stands for the level above it, too
//! assert!(matches("plant/+", "plant/")); // and `+` for an empty level,
//! assert!(!matches("plant/+", "plant")); // but not for none
//! assert!(!matches("+", "/plant")); // this name has two levels, the first one empty
//!
//! // What a server says of itself is for those who ask for it by name.
//! assert!(!matches("#", "$SYS/uptime"));
//! assert!(!matches("+/uptime", "$SYS/uptime"));
//! assert!(matches("$SYS/#", "$SYS/uptime"));
//! ```
//!
//! # Shared subscriptions
//!
//! In MQTT 5.0, subscribers to `$share/group/filter` share the messages that the filter matches. As a [`TopicFilter`]
//! that is a filter as any other, and in MQTT 3.1.1 it is no more than that; [`TopicFilter::shared`] takes it apart.
//!
//! ```
//! use mqtt_topic::{TopicFilter, TopicName};
//!
//! let filter = TopicFilter::new("$share/workers/jobs/+")?;
//! if let Some(shared) = filter.shared()? {
//!     assert_eq!(shared.group(), "workers");
//!     assert_eq!(shared.filter(), "jobs/+");
//!     assert!(shared.matches(TopicName::new("jobs/7")?));
//! }
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```
//!
//! # To keep them
//!
//! With the feature `alloc`, which is on by default, [`TopicNameBuf`], [`TopicFilterBuf`] and [`TextBuf`] own their
//! string, and give the borrowed form at no cost. Maps keyed by them are asked with any `&str`.
//!
#![cfg_attr(feature = "alloc", doc = "```")]
#![cfg_attr(not(feature = "alloc"), doc = "```text")]
//! use mqtt_topic::{TopicFilterBuf, TopicName};
//!
//! let filter: TopicFilterBuf = "plant/+/pump".parse()?;
//! assert!(filter.as_filter().matches(TopicName::new("plant/3/pump")?));
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```
//!
//! # Filters made of foreign parts
//!
//! A rule such as "a client may read `devices/{its id}/#`" must not be put together from any identifier: a client that
//! calls itself `+` would read what belongs to all. Ask [`is_literal_level`] first:
//!
#![cfg_attr(feature = "alloc", doc = "```")]
#![cfg_attr(not(feature = "alloc"), doc = "```text")]
//! use mqtt_topic::{TopicFilterBuf, is_literal_level};
//!
//! fn own_topics(client_id: &str) -> Option<TopicFilterBuf> {
//!     if !is_literal_level(client_id) {
//!         return None;
//!     }
//!     format!("devices/{client_id}/#").parse().ok()
//! }
//!
//! assert_eq!(own_topics("pump-3").unwrap(), "devices/pump-3/#");
//! assert!(own_topics("+").is_none());
//! ```
//!
//! # Relations
//!
//! [`covers`](TopicFilter::covers): does one filter match all that another matches?
//! [`intersects`](TopicFilter::intersects): is there a name that both match?
//! [`intersection`](TopicFilter::intersection): which filter says what both match? And [`covers_set`]: do several
//! filters together match all that one matches?
//!
//! ```
//! use mqtt_topic::{TopicFilter, covers_set};
//!
//! let [plant, parts, third] = ["plant/#", "plant/+/#", "+/3/#"].map(TopicFilter::from_static);
//! assert!(plant.covers(parts));
//! assert!(!parts.covers(plant)); // `plant/#` matches `plant`, too
//! assert!(covers_set([parts, TopicFilter::from_static("plant")], plant));
//!
//! let both = plant.intersection(third).expect("they intersect");
//! assert!(both.levels().eq(["plant", "3", "#"]));
//! ```
//!
//! # Rules of access
//!
//! A rule such as "may read `plant/#`" can be kept in two ways, which do not promise the same. A [`FilterMap`] of what
//! a client may read serves both, be it three rules or a hundred thousand:
//!
#![cfg_attr(feature = "std", doc = "```")]
#![cfg_attr(not(feature = "std"), doc = "```text")]
//! use mqtt_topic::{FilterMap, SharedFilter, SharedFilterError, TopicFilter, TopicName};
//!
//! struct Rules {
//!     readable: FilterMap<()>,
//! }
//!
//! impl Rules {
//!     /// Subset: asked once, of a subscription.
//!     fn may_subscribe(&self, wish: TopicFilter) -> Result<bool, SharedFilterError> {
//!         // `$share/group/` hides the filter that counts.
//!         let filter = wish.shared()?.map_or(wish, SharedFilter::filter);
//!         Ok(self.readable.covers(filter))
//!     }
//!
//!     /// Deliver-time: asked of each message.
//!     fn may_receive(&self, message: TopicName) -> bool {
//!         self.readable.any_match(message)
//!     }
//! }
//!
//! let mut rules = Rules { readable: FilterMap::new() };
//! for filter in ["plant/+/status", "plant/3/#"] {
//!     rules.readable.insert(TopicFilter::new(filter)?, ())?;
//! }
//!
//! let may_subscribe = |wish| rules.may_subscribe(TopicFilter::from_static(wish));
//! assert_eq!(may_subscribe("plant/3/pump"), Ok(true));
//! assert_eq!(may_subscribe("$share/workers/plant/+/status"), Ok(true));
//! assert_eq!(may_subscribe("plant/+/pump"), Ok(false));
//! assert_eq!(may_subscribe("$share/workers/#"), Ok(false));
//!
//! let may_receive = |name| rules.may_receive(TopicName::from_static(name));
//! assert!(may_receive("plant/3/pump") && may_receive("plant/4/status"));
//! assert!(!may_receive("plant/4/pump"));
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```
//!
//! *Subset*: a subscription is refused unless the rules cover it. It costs once, and the client is told at once; but
//! a client that subscribes to `#` in order to get what it may read gets nothing, and new rules leave the
//! subscriptions as they are.
//!
//! *Deliver-time*: everybody may subscribe to anything, and each message is checked before it is delivered. It costs
//! each time, but a client gets what it may read whatever it asks for, and new rules hold from then on.
//!
//! In between, a server may grant less than was asked for: the intersections of the wish with each of the rules.
//! Whoever publishes needs no relations: a name is allowed if a rule matches it.
//!
//! Both answers are `false` where the work limit ends a lookup, which is right for rules that allow. Rules that deny use
//! [`FilterMap::try_any_match`], which tells `false` from unknown, and deny what is not known:
//!
#![cfg_attr(feature = "std", doc = "```")]
#![cfg_attr(not(feature = "std"), doc = "```text")]
//! use mqtt_topic::{FilterMap, TopicFilter, TopicName};
//!
//! fn is_denied(secret: &FilterMap<()>, message: TopicName) -> bool {
//!     secret.try_any_match(message).unwrap_or(true)
//! }
//!
//! let mut secret = FilterMap::new();
//! secret.insert(TopicFilter::new("plant/+/recipe/#")?, ())?;
//! assert!(is_denied(&secret, TopicName::new("plant/3/recipe")?));
//! assert!(!is_denied(&secret, TopicName::new("plant/3/pump")?));
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```
//!
//! A handful of rules can be a slice, asked with [`covers_set`] and [`TopicFilter::matches`]; firmware has
//! [`FixedFilterMap::covers`] and [`FixedFilterMap::any_match`]. None of these needs a work limit: each takes a pass or two
//! over its filters.
//!
//! # Many subscriptions
//!
//! A server asks of each message which of a million subscriptions want it. [`FilterMap`] is a map keyed by filter; its
//! look-up takes a name, yields every filter that matches, and takes as many steps for a million of them as for
//! a thousand.
//!
#![cfg_attr(feature = "std", doc = "```")]
#![cfg_attr(not(feature = "std"), doc = "```text")]
//! use mqtt_topic::{FilterMap, TopicFilter, TopicName};
//!
//! let mut subscriptions: FilterMap<Vec<&str>> = FilterMap::new();
//! for (filter, client) in [("plant/+/pump/#", "maintenance"), ("plant/3/#", "foreman"), ("plant/3/#", "log")] {
//!     subscriptions.entry(TopicFilter::new(filter)?)?.or_default().push(client);
//! }
//!
//! subscriptions.for_each_match(TopicName::new("plant/3/pump")?, |filter, clients| {
//!     println!("{clients:?} get it, having subscribed to {filter}");
//! })?;
//!
//! // A client has gone, and with it all filters that nobody else subscribed to.
//! subscriptions.retain(|_filter, clients| {
//!     clients.retain(|client| *client != "maintenance");
//!     !clients.is_empty()
//! });
//! assert!(subscriptions.keys().eq([TopicFilter::from_static("plant/3/#")]));
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```
//!
//! [`FilterMap::matches`] does the same as an iterator. [`FilterMap::for_each_match_mut`] calls handlers that have a state.
//! [`FilterMap::matches_batch`] looks up many names in a fraction of the time, because it asks for the memory of sixteen of
//! them together. [`FilterMap::covers`] is [`covers_set`] for a whole map. [`Limits`] bound the levels of filters that
//! strangers send, and the steps of a lookup that find nothing:
//!
#![cfg_attr(feature = "std", doc = "```")]
#![cfg_attr(not(feature = "std"), doc = "```text")]
//! use mqtt_topic::{FilterMap, LimitError, Limits, TopicFilter, TopicName};
//!
//! let limits = Limits::DEFAULT.with_max_levels(16).with_max_work(10_000);
//! let mut subscriptions = FilterMap::with_limits(limits);
//! subscriptions.insert(TopicFilter::new("plant/+/pump")?, "maintenance")?;
//! subscriptions.insert(TopicFilter::new("plant/3/#")?, "foreman")?;
//!
//! let seventeen_levels = "+/".repeat(16);
//! let refused = subscriptions.insert(TopicFilter::new(&seventeen_levels)?, "stranger");
//! assert_eq!(refused, Err(LimitError::Levels));
//!
//! let messages = ["plant/3/valve", "plant/4/valve", "plant/5/pump"].map(TopicName::from_static);
//! let mut sent = Vec::new();
//! subscriptions.matches_batch(&messages, |message, _filter, subscriber| sent.push((message, *subscriber)))?;
//! sent.sort();
//! assert_eq!(sent, [(0, "foreman"), (2, "maintenance")]);
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```
//!
//! # Retained messages
//!
//! A new subscriber asks the other way round: which names does its filter match? [`TopicMap`] is a map of names that
//! answers it without looking at all of them, says beforehand how many there may be, and can answer in pieces while the
//! map changes.
//!
#![cfg_attr(feature = "alloc", doc = "```")]
#![cfg_attr(not(feature = "alloc"), doc = "```text")]
//! use mqtt_topic::{TopicFilter, TopicMap, TopicName};
//!
//! let mut retained = TopicMap::new();
//! retained.insert(TopicName::new("plant/3/pump")?, "running")?;
//! retained.insert(TopicName::new("plant/4/pump")?, "stopped")?;
//! retained.insert(TopicName::new("plant/4/valve")?, "open")?;
//!
//! let pumps = TopicFilter::new("plant/+/pump")?;
//! assert!(retained.matches(pumps).map(|(_, state)| *state).eq(["running", "stopped"]));
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```
//!
//! However many names match, all of them come. To take some of them, and the others later, use `by_ref().take(n)` and then
//! [`pause`]:
//!
#![cfg_attr(feature = "alloc", doc = "```")]
#![cfg_attr(not(feature = "alloc"), doc = "```text")]
//! # use mqtt_topic::{TopicFilter, TopicMap, TopicName};
//! # let mut retained = TopicMap::new();
//! # retained.insert(TopicName::new("plant/3/pump")?, "running")?;
//! # retained.insert(TopicName::new("plant/4/pump")?, "stopped")?;
//! # retained.insert(TopicName::new("plant/4/valve")?, "open")?;
//! let mut piece = retained.matches(TopicFilter::new("#")?);
//! assert_eq!(piece.by_ref().take(2).count(), 2);
//! let cursor = piece.pause().expect("there is a third");
//!
//! retained.remove(TopicName::new("plant/3/pump")?); // the map may change
//! assert!(retained.resume(&cursor).map(|(_, state)| *state).eq(["open"]));
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```
//!
//! # Many threads
//!
//! `&` looks up, `&mut` changes, and both maps, [`FilterMap`] and [`TopicMap`], are `Send` and `Sync` if their values
//! are; how they are shared is up to who uses them. Under an `RwLock`, look-ups wait for as long as a change takes,
//! about a microsecond; and so that a look-up of many retained messages does not keep changes waiting, it holds the
//! lock for one piece, keeps the [`Cursor`], releases the lock, and goes on with [`TopicMap::resume`].
//!
//! In shards by the first level, each under a lock, with one more for filters that begin with a wildcard, fewer
//! look-ups wait. As a snapshot that is swapped, here with the crate `arc-swap`, none waits, but to change the map is
//! to copy it, which takes about 100 milliseconds for a million filters: changes are collected and made together. To
//! free that map takes another 20 or more. The writer does it, who keeps old maps for as long as they are looked at;
//! otherwise it would fall to the last reader.
//!
#![cfg_attr(feature = "std", doc = "```")]
#![cfg_attr(not(feature = "std"), doc = "```text")]
//! use std::sync::{Arc, Mutex};
//!
//! use arc_swap::ArcSwap;
//! use mqtt_topic::{FilterMap, LimitError, TopicFilter, TopicName};
//!
//! struct Shared {
//!     current: ArcSwap<FilterMap<u32>>,
//!     /// One writer at a time, or changes are lost. It frees the maps of the past once no reader has them.
//!     past: Mutex<Vec<Arc<FilterMap<u32>>>>,
//! }
//!
//! impl Shared {
//!     fn subscribe(&self, all: &[(TopicFilter, u32)]) -> Result<(), LimitError> {
//!         let mut past = self.past.lock().expect("no writer panics");
//!         let mut next = FilterMap::clone(&self.current.load());
//!         all.iter().try_for_each(|(filter, client)| next.insert(*filter, *client).map(drop))?;
//!         past.push(self.current.swap(Arc::new(next))); // whoever looks up from now on sees all of it
//!         past.retain(|map| Arc::strong_count(map) > 1);
//!         Ok(())
//!     }
//! }
//!
//! let shared = Shared { current: ArcSwap::from_pointee(FilterMap::new()), past: Mutex::default() };
//! let wishes = [("plant/#", 7), ("plant/+/pump", 8)].map(|(s, client)| (TopicFilter::from_static(s), client));
//! std::thread::scope(|threads| {
//!     let writer = threads.spawn(|| shared.subscribe(&wishes));
//!     // Meanwhile nothing waits, and nothing is seen by halves.
//!     let map = shared.current.load();
//!     let found = map.matches(TopicName::from_static("plant/3/pump")).count();
//!     assert!(found == 0 || found == 2);
//!     writer.join().expect("it does not panic")
//! })?;
//! assert_eq!(shared.current.load().len(), 2);
//! # Ok::<(), LimitError>(())
//! ```
//!
//! The example `concurrent` has all three ways, and measures look-ups while subscriptions change.
//!
//! # In firmware
//!
//! The crate is `no_std`, and without default features it needs no allocator. [`FixedFilterMap`] finds the handlers
//! of a message among a number of filters that is fixed at compile time:
//!
//! ```
//! use mqtt_topic::{FixedFilterMap, TopicFilter, TopicName};
//!
//! type Handler = fn(&[u8]) -> bool;
//!
//! fn switch(payload: &[u8]) -> bool {
//!     payload == b"on"
//! }
//!
//! let mut handlers = FixedFilterMap::<Handler, 8>::new();
//! handlers.insert(const { TopicFilter::from_static("lamp/+/set") }, switch as Handler)?;
//!
//! let (name, payload) = (TopicName::new("lamp/3/set")?, b"on");
//! for (_filter, handler) in handlers.matches(name) {
//!     assert!(handler(payload));
//! }
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```
//!
//! Handlers that have a state are called by [`FixedFilterMap::matches_mut`].
//!
//! # DESIGN
//!
//! Checks make one pass over the bytes, sixteen at a time, that finds U+0000, wildcards and whatever is not ASCII
//! together; `core` decides about text beyond ASCII. Matching compares eight bytes at a time, without recursion, so
//! the depth of a topic costs no stack; relations walk both filters once, level by level.
//!
//! In a [`FilterMap`], what a name's levels hash to is summed up, so that the hash of each filter that could match is
//! known: a look-up probes one hash table, once for each shape of filters that there is. The names of a [`TopicMap`]
//! are in a B+tree, in an order in which what is below a level stands together, so that a filter is one stretch of it,
//! or a few with gaps to skip.
//!
//! Nothing panics but `from_static`. There is one line of `unsafe`, where bytes just seen to be ASCII become a `str`;
//! it is tested with all inputs of up to three bytes, and with every byte at every place of longer ones.
//!
//! # MSRV
//!
//! Rust 1.85. A release that needs a newer one says so in its minor version.
//!
#![cfg_attr(
    not(feature = "alloc"),
    doc = "[`Cursor`]: #features
[`FilterMap`]: #features
[`FilterMap::covers`]: #features
[`FilterMap::for_each_match_mut`]: #features
[`FilterMap::matches`]: #features
[`FilterMap::matches_batch`]: #features
[`FilterMap::try_any_match`]: #features
[`HashKey`]: #features
[`Limits`]: #features
[`TextBuf`]: #features
[`TopicFilterBuf`]: #features
[`TopicMap`]: #features
[`TopicMap::resume`]: #features
[`TopicNameBuf`]: #features
[`pause`]: #features"
)]
#![cfg_attr(
    feature = "alloc",
    doc = "[`Cursor`]: topic_map::Cursor
[`pause`]: topic_map::Matches::pause"
)]
#![no_std]
#![deny(unsafe_code)]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(any(test, feature = "std"))]
extern crate std;

mod ascii;
mod cover;
mod filter;
#[cfg(feature = "alloc")]
pub mod filter_map;
mod fixed;
mod levels;
#[cfg(feature = "alloc")]
mod limits;
mod matching;
mod name;
#[cfg(feature = "alloc")]
mod owned;
#[cfg(feature = "alloc")]
mod present;
mod relation;
mod shared;
mod str_like;
mod text;
#[cfg(feature = "alloc")]
pub mod topic_map;
mod wildcard;
#[cfg(feature = "alloc")]
mod work;

/// Unsupported: only for the sibling crates `mqtt-codec` and `mqtt-codec-v5`. Any release may change it.
#[doc(hidden)]
pub mod __private {
    use crate::filter::TopicFilter;
    use crate::text::Text;

    /// Makes a filter of text that was validated as a filter before.
    #[inline]
    pub const fn filter_from_checked_text(text: Text<'_>) -> TopicFilter<'_> {
        TopicFilter::from_checked_text(text)
    }
}

pub use cover::covers_set;
pub use filter::{TopicFilter, TopicFilterError};
#[cfg(feature = "alloc")]
pub use filter_map::{FilterMap, HashKey};
pub use fixed::{CapacityError, FixedFilterMap, FixedIter, FixedIterMut, FixedMatches, FixedMatchesMut};
pub use levels::{Levels, is_literal_level};
#[cfg(feature = "alloc")]
pub use limits::{Incomplete, LimitError, Limits};
pub use name::{TopicName, TopicNameError};
#[cfg(feature = "alloc")]
pub use owned::{TextBuf, TopicFilterBuf, TopicNameBuf};
pub use relation::{Intersection, IntersectionLevels};
pub use shared::{SharedFilter, SharedFilterError};
pub use text::{Text, TextError};
#[cfg(feature = "alloc")]
pub use topic_map::TopicMap;
