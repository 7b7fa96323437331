//! Links the static CPython of `wasm/build/cpython.sh` into the WASI module.
fn main() {
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() != Ok("wasi") || cfg!(feature = "rustpython") {
        return;
    }
    let root = std::env::var("CARGO_MANIFEST_DIR").expect("cargo sets it");
    // Cargo does not look into libraries: another CPython is told by its stamp.
    println!("cargo:rerun-if-changed={root}/../.build/python/.stamp");
    println!("cargo:rustc-link-search=native={root}/../.build/python/lib");
    println!("cargo:rustc-link-search=native=/usr/lib/wasm32-wasi");
    for library in ["python3.13", "mpdec", "Hacl_Hash_SHA2", "expat", "z"] {
        println!("cargo:rustc-link-lib=static={library}");
    }
    for library in ["dl", "wasi-emulated-signal", "wasi-emulated-getpid", "wasi-emulated-process-clocks", "m", "c"] {
        println!("cargo:rustc-link-lib=static={library}");
    }
}
