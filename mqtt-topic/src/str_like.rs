//! What the checked strings have in common, written once.

/// What every one of them does as the string it is, for a tuple struct of one field.
macro_rules! impl_str {
    ($Type:ty) => {
        impl core::ops::Deref for $Type {
            type Target = str;

            #[inline]
            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl AsRef<str> for $Type {
            fn as_ref(&self) -> &str {
                self
            }
        }

        /// Equality, order and hash are those of the string, so maps can be asked with any `&str`.
        impl core::borrow::Borrow<str> for $Type {
            fn borrow(&self) -> &str {
                self
            }
        }

        impl core::fmt::Display for $Type {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                core::fmt::Display::fmt(&**self, f)
            }
        }

        impl core::fmt::Debug for $Type {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                core::fmt::Debug::fmt(&**self, f)
            }
        }

        crate::str_like::impl_eq!($Type, str, &str);
        #[cfg(feature = "alloc")]
        crate::str_like::impl_eq!($Type, alloc::string::String);
    };
}

/// Equality with other types of strings, in both directions.
macro_rules! impl_eq {
    ($Type:ty, $($Other:ty),+) => {$(
        impl PartialEq<$Other> for $Type {
            fn eq(&self, other: &$Other) -> bool {
                let other: &str = other;
                **self == *other
            }
        }

        impl PartialEq<$Type> for $Other {
            fn eq(&self, other: &$Type) -> bool {
                other == self
            }
        }
    )+};
}

/// The same, and what is made from `new` and `from_utf8`, for a `Type<'a>` around a `&'a str`.
macro_rules! impl_borrowed_str {
    ($Type:ident, $Error:ident, $what:literal) => {
        impl<'a> $Type<'a> {
            #[doc = concat!("A ", $what, " written in the source, for constants.")]
            ///
            /// # Panics
            ///
            #[doc = concat!("If `s` is no valid ", $what, "; in a `const`, the code does not compile.")]
            pub const fn from_static(s: &'static str) -> $Type<'static> {
                match $Type::new(s) {
                    Ok(checked) => checked,
                    Err(_) => panic!(concat!("not a valid ", $what)),
                }
            }

            /// The string itself, which lives as long as what it was made from.
            #[inline]
            pub const fn as_str(self) -> &'a str {
                self.0
            }
        }

        crate::str_like::impl_str!($Type<'_>);

        impl<'a> TryFrom<&'a str> for $Type<'a> {
            type Error = $Error;

            #[inline]
            fn try_from(s: &'a str) -> Result<Self, $Error> {
                Self::new(s)
            }
        }

        impl<'a> TryFrom<&'a [u8]> for $Type<'a> {
            type Error = $Error;

            #[inline]
            fn try_from(bytes: &'a [u8]) -> Result<Self, $Error> {
                Self::from_utf8(bytes)
            }
        }
    };
}

pub(crate) use {impl_borrowed_str, impl_eq, impl_str};
