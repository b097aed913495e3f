//! Table 2-4: each property once.

/// Hands the rows to `$callback!`: identifier, names, type of the value, name in the standard.
macro_rules! table {
    ($callback:ident) => {
        $callback! {
            0x01 PAYLOAD_FORMAT_INDICATOR PayloadFormatIndicator(PayloadFormat) "Payload Format Indicator",
            0x02 MESSAGE_EXPIRY_INTERVAL MessageExpiryInterval(u32) "Message Expiry Interval",
            0x03 CONTENT_TYPE ContentType(Text<'a>) "Content Type",
            0x08 RESPONSE_TOPIC ResponseTopic(TopicName<'a>) "Response Topic",
            0x09 CORRELATION_DATA CorrelationData(&'a [u8]) "Correlation Data",
            0x0b SUBSCRIPTION_IDENTIFIER SubscriptionIdentifier(SubscriptionId) "Subscription Identifier",
            0x11 SESSION_EXPIRY_INTERVAL SessionExpiryInterval(u32) "Session Expiry Interval",
            0x12 ASSIGNED_CLIENT_IDENTIFIER AssignedClientIdentifier(Text<'a>) "Assigned Client Identifier",
            0x13 SERVER_KEEP_ALIVE ServerKeepAlive(u16) "Server Keep Alive",
            0x15 AUTHENTICATION_METHOD AuthenticationMethod(Text<'a>) "Authentication Method",
            0x16 AUTHENTICATION_DATA AuthenticationData(&'a [u8]) "Authentication Data",
            0x17 REQUEST_PROBLEM_INFORMATION RequestProblemInformation(bool) "Request Problem Information",
            0x18 WILL_DELAY_INTERVAL WillDelayInterval(u32) "Will Delay Interval",
            0x19 REQUEST_RESPONSE_INFORMATION RequestResponseInformation(bool) "Request Response Information",
            0x1a RESPONSE_INFORMATION ResponseInformation(Text<'a>) "Response Information",
            0x1c SERVER_REFERENCE ServerReference(Text<'a>) "Server Reference",
            0x1f REASON_STRING ReasonString(Text<'a>) "Reason String",
            0x21 RECEIVE_MAXIMUM ReceiveMaximum(NonZeroU16) "Receive Maximum",
            0x22 TOPIC_ALIAS_MAXIMUM TopicAliasMaximum(u16) "Topic Alias Maximum",
            0x23 TOPIC_ALIAS TopicAlias(TopicAlias) "Topic Alias",
            0x24 MAXIMUM_QOS MaximumQos(MaximumQos) "Maximum QoS",
            0x25 RETAIN_AVAILABLE RetainAvailable(bool) "Retain Available",
            0x26 USER_PROPERTY UserProperty(UserProperty<'a>) "User Property",
            0x27 MAXIMUM_PACKET_SIZE MaximumPacketSize(NonZeroU32) "Maximum Packet Size",
            0x28 WILDCARD_SUBSCRIPTION_AVAILABLE WildcardSubscriptionAvailable(bool) "Wildcard Subscription Available",
            0x29 SUBSCRIPTION_IDENTIFIER_AVAILABLE SubscriptionIdentifierAvailable(bool) "Subscription Identifier Available",
            0x2a SHARED_SUBSCRIPTION_AVAILABLE SharedSubscriptionAvailable(bool) "Shared Subscription Available",
        }
    };
}

pub(crate) use table;

macro_rules! identifiers {
    ($($id:literal $ID:ident $Name:ident($Type:ty) $name:literal,)*) => {
        /// The identifiers.
        pub(crate) mod id {
            $(pub(crate) const $ID: u8 = $id;)*
        }

        /// A bit for each identifier that is defined.
        const KNOWN: u64 = 0 $(| 1 << $id)*;

        /// The names.
        pub(crate) mod name {
            $(pub(crate) const $ID: &str = $name;)*
        }
    };
}

table!(identifiers);

/// Checks that some packet may have a property with this identifier.
pub(crate) fn is_known(id: u32) -> bool {
    KNOWN & 1_u64.checked_shl(id).unwrap_or(0) != 0
}
