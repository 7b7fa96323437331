//! Generates the wire types from `wasm/wire/wire.proto`; protox compiles it, so no protoc is needed.
fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo:rerun-if-changed=../wire/wire.proto");
    let descriptors = protox::compile(["wire.proto"], ["../wire"])?;
    let mut config = prost_build::Config::new();
    config.bytes(["."]);
    config.compile_fds(descriptors)?;
    #[cfg(feature = "rustpython")]
    library::stage()?;
    Ok(())
}

/// The Python library of the RustPython variant.
#[cfg(feature = "rustpython")]
#[path = "src/rustpython/library.rs"]
mod library;
