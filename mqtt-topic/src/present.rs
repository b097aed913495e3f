//! The one place where an option is expected to hold a value.

/// The value of an option that is `Some` whatever a caller does, because of the `invariant` of the type that has it.
#[expect(
    clippy::expect_used,
    reason = "a reference to a value just inserted has no other way out of a numbered slot"
)]
#[inline]
#[track_caller]
pub(crate) fn present<T>(option: Option<T>, invariant: &'static str) -> T {
    option.expect(invariant)
}
