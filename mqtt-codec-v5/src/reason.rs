//! Reason codes: how an operation went. MQTT 5.0, [section 2.4].
//!
//! [section 2.4]: https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html#_Toc3901031

use core::fmt;

use mqtt_codec::__private::invalid_number;
use mqtt_codec::__private::wire::{self, Fault, Out, Parsed, Wire};
use mqtt_codec::{Error, ErrorKind, InvalidNumber, Qos};

/// A reason code of any packet: how an operation went, as a number.
///
/// Each packet has an enum of those that it may carry; this is for what is common to all of them.
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct ReasonCode(u8);

/// What the enums of all packets have in common.
pub(crate) trait Reason: Copy + Default + PartialEq {
    fn new(code: u8) -> Option<Self>;
    fn code(self) -> u8;

    #[inline]
    fn parse(i: &[u8]) -> Parsed<'_, Self> {
        let (after, code) = wire::u8(i)?;
        match Self::new(code) {
            Some(reason) => Ok((after, reason)),
            None => Err(Fault::at(i, ErrorKind::ReasonCode)),
        }
    }
}

/// Table 2-6, a row a name: value, the name as code and as the standard writes it, and a mark for each packet that may
/// carry it, in the order of the enums named first.
macro_rules! table {
    (
        $($(#[$doc:meta])* $Packet:ident)*;
        $($value:literal $Name:ident $name:literal [$($mark:tt)*];)*
    ) => {
        table!(@columns [$([$(#[$doc])* $Packet])*] $([$value $Name $name [$($mark)*]])*);

        impl ReasonCode {
            /// Its name in the standard. 0x00 has three: this gives the most general one, the packets' own enums the
            /// others.
            pub const fn name(self) -> &'static str {
                #[expect(unreachable_patterns, reason = "three names for 0x00")]
                match self.0 {
                    $($value => $name,)*
                    _ => "unknown",
                }
            }
        }
    };

    // One packet after the other, each with the first mark of all rows.
    (@columns [] $($row:tt)*) => {};
    (@columns [[$(#[$doc:meta])* $Packet:ident] $($more:tt)*] $([$value:literal $Name:ident $name:literal [$mark:tt $($marks:tt)*]])*) => {
        table!(@rows [$(#[$doc])* $Packet] [] $([$mark $value $Name $name])*);
        table!(@columns [$($more)*] $([$value $Name $name [$($marks)*]])*);
    };

    // The rows that are marked.
    (@rows $packet:tt [$($row:tt)*] [x $value:literal $Name:ident $name:literal] $($more:tt)*) => {
        table!(@rows $packet [$($row)* [$value $Name $name]] $($more)*);
    };
    (@rows $packet:tt $rows:tt [- $value:literal $Name:ident $name:literal] $($more:tt)*) => {
        table!(@rows $packet $rows $($more)*);
    };
    (@rows [$(#[$doc:meta])* $Packet:ident] [[$first:literal $First:ident $first_name:literal] $([$value:literal $Name:ident $name:literal])*]) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
        #[repr(u8)]
        pub enum $Packet {
            #[doc = concat!($first_name, ", ", stringify!($first), ".")]
            #[default]
            $First = $first,
            $(#[doc = concat!($name, ", ", stringify!($value), ".")] $Name = $value,)*
        }

        impl $Packet {
            /// The reason with this code, if this packet may carry it.
            pub const fn new(code: u8) -> Option<Self> {
                match code {
                    $first => Some(Self::$First),
                    $($value => Some(Self::$Name),)*
                    _ => None,
                }
            }

            /// Its code.
            pub const fn code(self) -> u8 {
                self as u8
            }

            /// Its name in the standard.
            pub const fn name(self) -> &'static str {
                match self {
                    Self::$First => $first_name,
                    $(Self::$Name => $name,)*
                }
            }

            /// Whether it says that the operation failed: 0x80 and above.
            pub const fn is_error(self) -> bool {
                self.code() >= 0x80
            }
        }

        impl Reason for $Packet {
            fn new(code: u8) -> Option<Self> {
                Self::new(code)
            }

            fn code(self) -> u8 {
                self.code()
            }
        }

        impl From<$Packet> for ReasonCode {
            fn from(reason: $Packet) -> Self {
                Self(reason.code())
            }
        }

        impl From<$Packet> for u8 {
            fn from(reason: $Packet) -> Self {
                reason.code()
            }
        }

        impl TryFrom<u8> for $Packet {
            type Error = InvalidNumber;

            fn try_from(code: u8) -> Result<Self, InvalidNumber> {
                Self::new(code).ok_or(invalid_number("reason code"))
            }
        }

        impl TryFrom<ReasonCode> for $Packet {
            type Error = InvalidNumber;

            fn try_from(code: ReasonCode) -> Result<Self, InvalidNumber> {
                code.value().try_into()
            }
        }

        impl fmt::Display for $Packet {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.name())
            }
        }
    };
}

table! {
    /// How CONNECT was answered. Table 3-1.
    ConnackReason
    /// How a PUBLISH with QoS 1 was taken. Table 3-4.
    PubackReason
    /// How a PUBLISH with QoS 2 was taken. Table 3-5.
    PubrecReason
    /// How a PUBREC was taken. Table 3-6.
    PubrelReason
    /// How a PUBREL was taken. Table 3-7.
    PubcompReason
    /// How one subscription was answered. Table 3-8.
    SubackReason
    /// How the end of one subscription was answered. Table 3-9.
    UnsubackReason
    /// Why a connection ends. Table 3-10, and 0x8C, which Table 2-6 adds.
    DisconnectReason
    /// Where an authentication stands. Table 3-11.
    AuthReason;

    0x00 Success "Success"                                                  [x x x x x - x - x];
    0x00 NormalDisconnection "Normal disconnection"                         [- - - - - - - x -];
    0x00 GrantedQos0 "Granted QoS 0"                                        [- - - - - x - - -];
    0x01 GrantedQos1 "Granted QoS 1"                                        [- - - - - x - - -];
    0x02 GrantedQos2 "Granted QoS 2"                                        [- - - - - x - - -];
    0x04 DisconnectWithWillMessage "Disconnect with Will Message"           [- - - - - - - x -];
    0x10 NoMatchingSubscribers "No matching subscribers"                    [- x x - - - - - -];
    0x11 NoSubscriptionExisted "No subscription existed"                    [- - - - - - x - -];
    0x18 ContinueAuthentication "Continue authentication"                   [- - - - - - - - x];
    0x19 ReAuthenticate "Re-authenticate"                                   [- - - - - - - - x];
    0x80 UnspecifiedError "Unspecified error"                               [x x x - - x x x -];
    0x81 MalformedPacket "Malformed Packet"                                 [x - - - - - - x -];
    0x82 ProtocolError "Protocol Error"                                     [x - - - - - - x -];
    0x83 ImplementationSpecificError "Implementation specific error"        [x x x - - x x x -];
    0x84 UnsupportedProtocolVersion "Unsupported Protocol Version"          [x - - - - - - - -];
    0x85 ClientIdentifierNotValid "Client Identifier not valid"             [x - - - - - - - -];
    0x86 BadUserNameOrPassword "Bad User Name or Password"                  [x - - - - - - - -];
    0x87 NotAuthorized "Not authorized"                                     [x x x - - x x x -];
    0x88 ServerUnavailable "Server unavailable"                             [x - - - - - - - -];
    0x89 ServerBusy "Server busy"                                           [x - - - - - - x -];
    0x8a Banned "Banned"                                                    [x - - - - - - - -];
    0x8b ServerShuttingDown "Server shutting down"                          [- - - - - - - x -];
    0x8c BadAuthenticationMethod "Bad authentication method"                [x - - - - - - x -];
    0x8d KeepAliveTimeout "Keep Alive timeout"                              [- - - - - - - x -];
    0x8e SessionTakenOver "Session taken over"                              [- - - - - - - x -];
    0x8f TopicFilterInvalid "Topic Filter invalid"                          [- - - - - x x x -];
    0x90 TopicNameInvalid "Topic Name invalid"                              [x x x - - - - x -];
    0x91 PacketIdentifierInUse "Packet Identifier in use"                   [- x x - - x x - -];
    0x92 PacketIdentifierNotFound "Packet Identifier not found"             [- - - x x - - - -];
    0x93 ReceiveMaximumExceeded "Receive Maximum exceeded"                  [- - - - - - - x -];
    0x94 TopicAliasInvalid "Topic Alias invalid"                            [- - - - - - - x -];
    0x95 PacketTooLarge "Packet too large"                                  [x - - - - - - x -];
    0x96 MessageRateTooHigh "Message rate too high"                         [- - - - - - - x -];
    0x97 QuotaExceeded "Quota exceeded"                                     [x x x - - x - x -];
    0x98 AdministrativeAction "Administrative action"                       [- - - - - - - x -];
    0x99 PayloadFormatInvalid "Payload format invalid"                      [x x x - - - - x -];
    0x9a RetainNotSupported "Retain not supported"                          [x - - - - - - x -];
    0x9b QosNotSupported "QoS not supported"                                [x - - - - - - x -];
    0x9c UseAnotherServer "Use another server"                              [x - - - - - - x -];
    0x9d ServerMoved "Server moved"                                         [x - - - - - - x -];
    0x9e SharedSubscriptionsNotSupported "Shared Subscriptions not supported" [- - - - - x - x -];
    0x9f ConnectionRateExceeded "Connection rate exceeded"                  [x - - - - - - x -];
    0xa0 MaximumConnectTime "Maximum connect time"                          [- - - - - - - x -];
    0xa1 SubscriptionIdentifiersNotSupported "Subscription Identifiers not supported" [- - - - - x - x -];
    0xa2 WildcardSubscriptionsNotSupported "Wildcard Subscriptions not supported" [- - - - - x - x -];
}

impl ReasonCode {
    /// The reason code with this value, whether the standard has it or not.
    pub const fn new(value: u8) -> Self {
        Self(value)
    }

    /// Its value.
    pub const fn value(self) -> u8 {
        self.0
    }

    /// Whether it says that an operation failed: 0x80 and above.
    pub const fn is_error(self) -> bool {
        self.0 >= 0x80
    }
}

impl From<u8> for ReasonCode {
    fn from(value: u8) -> Self {
        Self(value)
    }
}

impl From<ReasonCode> for u8 {
    fn from(code: ReasonCode) -> Self {
        code.value()
    }
}

/// The subscription is granted with this QoS.
impl From<Qos> for SubackReason {
    fn from(granted: Qos) -> Self {
        match granted {
            Qos::AtMostOnce => Self::GrantedQos0,
            Qos::AtLeastOnce => Self::GrantedQos1,
            Qos::ExactlyOnce => Self::GrantedQos2,
        }
    }
}

/// The code that the standard gives the error, whether a packet can carry it or not: see [`ConnackReason`] and
/// [`DisconnectReason`] for what CONNACK and DISCONNECT say.
impl From<Error> for ReasonCode {
    fn from(error: Error) -> Self {
        Self(error.kind().reason_code())
    }
}

/// The reason of the DISCONNECT that tells the peer of the error.
///
/// DISCONNECT has no code for a protocol version or a client identifier, so 0x84 and 0x85 become 0x82, Protocol Error: a
/// CONNECT with either, after the connection was accepted, is a second one [MQTT-3.1.0-2].
impl From<Error> for DisconnectReason {
    fn from(error: Error) -> Self {
        Self::new(error.kind().reason_code()).unwrap_or(Self::ProtocolError)
    }
}

/// The reason of the CONNACK that tells the client of the error.
///
/// CONNACK has no code for a topic alias, so 0x94 becomes 0x82, Protocol Error: it comes of a PUBLISH that was sent before
/// CONNACK.
impl From<Error> for ConnackReason {
    fn from(error: Error) -> Self {
        Self::new(error.kind().reason_code()).unwrap_or(Self::ProtocolError)
    }
}

impl fmt::Display for ReasonCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#04x} {}", self.0, self.name())
    }
}

impl fmt::Debug for ReasonCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ReasonCode({:#04x})", self.0)
    }
}

/// Reason codes come in lists in SUBACK and UNSUBACK.
macro_rules! listed {
    ($($Reason:ty),*) => {$(
        #[doc(hidden)]
        impl<'a> Wire<'a> for $Reason {
            const ONE_BYTE: bool = true;

            fn parse(i: &'a [u8]) -> Parsed<'a, Self> {
                Reason::parse(i)
            }

            fn wire_len(&self) -> usize {
                1
            }

            fn put(&self, out: &mut Out<'_>) {
                out.u8(self.code());
            }
        }
    )*};
}

listed!(SubackReason, UnsubackReason);

#[cfg(test)]
mod tests {
    use std::format;
    use std::string::ToString;
    use std::vec::Vec;

    use super::*;

    /// The codes for which `new` finds a reason, each of which gives back its code and name.
    fn codes<R>(new: fn(u8) -> Option<R>) -> Vec<u8>
    where
        R: Reason + Into<ReasonCode> + Into<u8> + TryFrom<u8> + TryFrom<ReasonCode> + fmt::Display,
    {
        let mut codes = Vec::new();
        for code in 0..=u8::MAX {
            assert!(
                R::try_from(code).ok() == new(code) && R::try_from(ReasonCode::from(code)).ok() == new(code)
            );
            if let Some(reason) = new(code) {
                let name = reason.to_string();
                let umbrella: ReasonCode = reason.into();
                assert_eq!((umbrella, u8::from(umbrella)), (ReasonCode::new(code), code));
                assert_eq!(Into::<u8>::into(reason), code);
                assert!(code == 0 || umbrella.name() == name, "{code:#04x} {name}");
                codes.push(code);
            }
        }
        codes
    }

    /// Tables 3-1 and 3-4 to 3-11.
    #[test]
    fn each_packet_has_its_codes() {
        assert_eq!(
            codes(ConnackReason::new),
            b"\x00\x80\x81\x82\x83\x84\x85\x86\x87\x88\x89\x8a\x8c\x90\x95\x97\x99\x9a\x9b\x9c\x9d\x9f"
        );
        assert_eq!(codes(PubackReason::new), b"\x00\x10\x80\x83\x87\x90\x91\x97\x99");
        assert_eq!(codes(PubrecReason::new), b"\x00\x10\x80\x83\x87\x90\x91\x97\x99");
        assert_eq!(codes(PubrelReason::new), b"\x00\x92");
        assert_eq!(codes(PubcompReason::new), b"\x00\x92");
        assert_eq!(codes(SubackReason::new), b"\x00\x01\x02\x80\x83\x87\x8f\x91\x97\x9e\xa1\xa2");
        assert_eq!(codes(UnsubackReason::new), b"\x00\x11\x80\x83\x87\x8f\x91");
        assert_eq!(
            codes(DisconnectReason::new),
            b"\x00\x04\x80\x81\x82\x83\x87\x89\x8b\x8c\x8d\x8e\x8f\x90\x93\x94\x95\x96\x97\x98\x99\x9a\x9b\x9c\
            \x9d\x9e\x9f\xa0\xa1\xa2"
        );
        assert_eq!(codes(AuthReason::new), b"\x00\x18\x19");
    }

    #[test]
    fn zero_has_three_names() {
        assert_eq!(ConnackReason::default().name(), "Success");
        assert_eq!(DisconnectReason::default().name(), "Normal disconnection");
        assert_eq!(SubackReason::default().name(), "Granted QoS 0");
        assert_eq!(ReasonCode::new(0).name(), "Success");
        assert_eq!(format!("{:>20}", UnsubackReason::Success), "             Success");
    }

    #[test]
    fn from_0x80_on_they_are_errors() {
        assert!(
            ConnackReason::UnspecifiedError.is_error() && !PubackReason::NoMatchingSubscribers.is_error()
        );
        assert!(!ReasonCode::new(0x7f).is_error() && ReasonCode::new(0x80).is_error());
    }

    #[test]
    fn a_number_is_shown_as_the_standard_writes_it() {
        assert_eq!(ReasonCode::new(0x95).to_string(), "0x95 Packet too large");
        assert_eq!(ReasonCode::new(0x04).to_string(), "0x04 Disconnect with Will Message");
        assert_eq!(ReasonCode::new(0x03).to_string(), "0x03 unknown");
        assert_eq!(format!("{:?}", ReasonCode::new(0x95)), "ReasonCode(0x95)");
        assert_eq!(ReasonCode::new(0xff).value(), 0xff);
    }
}
