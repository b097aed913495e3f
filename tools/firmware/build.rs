//! A binary without std names the C library itself: it calls `main`.

fn main() {
    println!("cargo:rustc-link-arg-bins=-lc");
}
