//! Captured sessions: `mqtt-codec-v5/testdata/README.md` says what they are.

use std::fs;
use std::path::Path;

use mqtt_codec::Side;

/// Name, sender and bytes of each direction of the captured sessions whose name begins with one of `prefixes`: whole
/// packets. In the order of their names.
pub fn captured(prefixes: &[&str]) -> Vec<(String, Side, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../mqtt-codec-v5/testdata");
    let files = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut sessions = Vec::new();
    for file in files {
        let path = file.expect("a file").path();
        let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        if path.extension().is_some_and(|extension| extension == "bin")
            && prefixes.iter().any(|prefix| name.starts_with(prefix))
        {
            let sender = if name.ends_with("-client") { Side::Client } else { Side::Server };
            sessions.push((name, sender, fs::read(path).expect("a session")));
        }
    }
    sessions.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    sessions
}

/// The bytes alone.
pub fn captured_bytes(prefixes: &[&str]) -> Vec<Vec<u8>> {
    captured(prefixes).into_iter().map(|(.., bytes)| bytes).collect()
}
