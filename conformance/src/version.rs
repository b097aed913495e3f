//! The versions of MQTT, and how their standards are called.

use mqtt_codec_v5::Version;

/// All versions. 3.1 has no numbered statements, but rulings of its own.
pub const VERSIONS: [Version; 3] = [Version::V3_1, Version::V3_1_1, Version::V5];

/// As the standard is called.
pub const fn name(version: Version) -> &'static str {
    match version {
        Version::V3_1 => "3.1",
        Version::V3_1_1 => "3.1.1",
        Version::V5 => "5.0",
    }
}
