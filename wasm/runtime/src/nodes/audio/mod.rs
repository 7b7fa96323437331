//! Audio nodes. Each takes audio, or its JSON form, and says of every audio item it gives where that begins.

pub mod buffer;
pub mod channel_splitter;
pub mod format_converter;
pub mod gain;
mod input;
pub mod mixer;
pub mod resample;
#[cfg(test)]
mod testing;
pub mod vad;
