//! Values and failures as the protobuf of `wasm/wire/wire.proto`.

use crate::error::{Error, ErrorKind, Result};
use crate::node::{Answer, Ask};
use crate::session::{Event, Session};
use crate::value::{Audio, Tensor, Value};
use prost::bytes::Bytes;
use prost::Message;

#[allow(clippy::all, missing_docs)]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/remotemedia.v1.rs"));
}
pub use generated::*;

use data_buffer::DataType;
use envelope::Body;
use failure::Kind;

/// Reads an envelope.
///
/// # Errors
/// [`ErrorKind::Protocol`] for bytes that are none.
pub fn decode(bytes: Bytes) -> Result<Envelope> {
    Envelope::decode(bytes).map_err(|error| protocol(format!("Not an envelope: {error}")))
}

/// What a host pushes: the node it is for, if it names one, and the value.
///
/// # Errors
/// [`ErrorKind::Protocol`] for an envelope without a value.
pub fn push_of(envelope: Envelope) -> Result<(Option<String>, Value)> {
    if envelope.call > 0 {
        return Err(protocol(format!("An answer to call {} is no push", envelope.call)));
    }
    let Some(Body::Data(data)) = envelope.body else { return Err(protocol("The envelope holds no value")) };
    let target = (!envelope.node_id.is_empty()).then_some(envelope.node_id);
    Ok((target, decode_value(data)?))
}

/// What a host answers: the number of the call, and what it says to it.
///
/// # Errors
/// [`ErrorKind::Protocol`] for an envelope without a call, or with another body than a call is answered with.
pub fn answer_of(envelope: Envelope) -> Result<(u64, Answer)> {
    let answer = match envelope.body {
        _ if envelope.call == 0 => return Err(protocol("The answer names no call")),
        Some(Body::Data(data)) => Answer::Item(decode_value(data)?),
        Some(Body::Settled(Settled {})) => Answer::Settled,
        Some(Body::Failure(Failure { exception, message, .. })) => Answer::Failed { exception, message },
        _ => return Err(protocol("An answer is an item, settled or a failure")),
    };
    Ok((envelope.call, answer))
}

fn protocol(text: impl Into<String>) -> Error {
    Error::new(ErrorKind::Protocol, text)
}

/// Reads one value.
///
/// # Errors
/// [`ErrorKind::Protocol`] for a buffer whose parts do not fit each other, or of a kind that no node here takes.
pub fn decode_value(data: DataBuffer) -> Result<Value> {
    let bad = |text: &str| Err(protocol(text));
    match data.data_type {
        None => bad("The buffer holds no value"),
        Some(DataType::Json(json)) => serde_json::from_str(&json.json_payload)
            .map_err(|error| protocol(format!("The JSON of the buffer is broken: {error}"))),
        Some(DataType::Text(text)) => match String::from_utf8(text.text_data.into()) {
            Ok(text) => Ok(Value::String(text)),
            Err(_) => bad("The text of the buffer is not UTF-8"),
        },
        Some(DataType::Binary(binary)) => Ok(Value::Bytes(binary.data.as_ref().into())),
        Some(DataType::Audio(audio)) => decode_audio(audio),
        Some(DataType::Numpy(array)) => tensor(&array.data, array.shape, &array.dtype),
        Some(DataType::Tensor(array)) => {
            let dtype = match array.dtype() {
                TensorDtype::F32 => "float32",
                TensorDtype::F16 => "float16",
                TensorDtype::I32 => "int32",
                TensorDtype::I8 => "int8",
                TensorDtype::U8 => "uint8",
                TensorDtype::Unspecified => return bad("The tensor has no dtype"),
            };
            tensor(&array.data, array.shape, dtype)
        }
        Some(DataType::Video(_)) => bad("No node here takes video frames"),
    }
}

fn tensor(data: &[u8], shape: Vec<u64>, dtype: &str) -> Result<Value> {
    Tensor::new(data.into(), shape, dtype.to_string()).map(Value::Tensor).map_err(protocol)
}

fn decode_audio(audio: AudioBuffer) -> Result<Value> {
    let (format, start) = (audio.format(), audio.start_frame);
    let (AudioBuffer { samples: bytes, sample_rate, channels, .. }, size) = match format {
        AudioFormat::I16 => (audio, 2),
        _ => (audio, 4),
    };
    if bytes.len() % size != 0 || channels == 0 || (bytes.len() / size) % channels as usize != 0 {
        let text = format!("{} bytes are no {channels} interleaved channels of {size}-byte samples", bytes.len());
        return Err(protocol(text));
    }
    let samples: Vec<f32> = match format {
        AudioFormat::I16 => bytes.chunks_exact(2).map(|b| f32::from(i16::from_le_bytes([b[0], b[1]])) / 32_768.0).collect(),
        AudioFormat::I32 => {
            let sample = |b: &[u8]| i32::from_le_bytes([b[0], b[1], b[2], b[3]]) as f32 / 2_147_483_648.0;
            bytes.chunks_exact(4).map(sample).collect()
        }
        _ => bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect(),
    };
    Ok(Value::Audio(Audio { start, ..Audio::new(samples, sample_rate, channels) }))
}

/// Writes one value: text, audio, arrays and bytes as their own buffers, everything else as JSON.
pub fn encode_value(value: &Value) -> DataBuffer {
    let data_type = match value {
        Value::String(text) => DataType::Text(TextBuffer { text_data: text.clone().into(), ..TextBuffer::default() }),
        Value::Bytes(bytes) => DataType::Binary(BinaryBuffer { data: bytes.to_vec().into(), mime_type: String::new() }),
        Value::Audio(audio) => DataType::Audio(AudioBuffer {
            samples: audio.samples.iter().flat_map(|sample| sample.to_le_bytes()).collect::<Vec<u8>>().into(),
            sample_rate: audio.sample_rate,
            channels: audio.channels,
            format: AudioFormat::F32.into(),
            num_samples: audio.samples.len() as u64,
            metadata_json: None,
            start_frame: audio.start,
        }),
        Value::Tensor(tensor) => DataType::Numpy(NumpyBuffer {
            data: tensor.data.to_vec().into(),
            shape: tensor.shape.clone(),
            dtype: tensor.dtype.clone(),
            strides: tensor.strides(),
            c_contiguous: true,
            f_contiguous: tensor.f_contiguous(),
        }),
        other => DataType::Json(JsonData { json_payload: other.to_json(), schema_type: String::new() }),
    };
    DataBuffer { data_type: Some(data_type), ..DataBuffer::default() }
}

/// Writes an event of a session as an envelope's bytes.
pub fn encode_event(session: &Session, event: &Event) -> Vec<u8> {
    let envelope = match event {
        Event::Failure(error) => return encode_failure(error),
        Event::Output { node, sequence, span, value } => Envelope {
            node_id: session.node_id(*node).to_string(),
            sequence: *sequence,
            body: Some(Body::Data(encode_value(value))),
            start_seconds: span.map(|(start, _)| start),
            end_seconds: span.map(|(_, end)| end),
            ..Envelope::default()
        },
        Event::Call { node, sequence, call, span, ask } => Envelope {
            node_id: session.node_id(*node).to_string(),
            sequence: *sequence,
            body: Some(match ask {
                Ask::Process(value) => Body::Data(encode_value(value)),
                Ask::Flush => Body::Flush(Flush {}),
            }),
            start_seconds: span.map(|(start, _)| start),
            end_seconds: span.map(|(_, end)| end),
            call: *call,
            ..Envelope::default()
        },
        Event::Abandon { node, sequence, call } => Envelope {
            node_id: session.node_id(*node).to_string(),
            sequence: *sequence,
            body: Some(Body::Abandon(Abandon {})),
            call: *call,
            ..Envelope::default()
        },
        Event::Settled { sequence } => {
            Envelope { sequence: *sequence, body: Some(Body::Settled(Settled {})), ..Envelope::default() }
        }
        Event::Metrics(metrics) => {
            let json = serde_json::to_string(metrics).expect("metrics always have a JSON form");
            Envelope { body: Some(Body::MetricsJson(json)), ..Envelope::default() }
        }
        Event::Step { node, sequence, start, duration } => Envelope {
            node_id: session.node_id(*node).to_string(),
            sequence: *sequence,
            body: Some(Body::Step(Step { age_ns: start.elapsed().as_nanos() as u64, duration_ns: duration.as_nanos() as u64 })),
            ..Envelope::default()
        },
    };
    envelope.encode_to_vec()
}

/// The node that runs and its push, as an envelope's bytes without a body.
pub fn encode_running() -> Vec<u8> {
    let (node_id, sequence) = crate::log::running();
    Envelope { node_id, sequence, ..Envelope::default() }.encode_to_vec()
}

/// Writes a failure as an envelope's bytes.
pub fn encode_failure(error: &Error) -> Vec<u8> {
    let python = error.python.as_deref().cloned().unwrap_or_default();
    let frame = |frame: crate::error::Frame| Frame {
        module: frame.module,
        function: frame.function,
        line: frame.line,
        source: frame.source,
    };
    let failure = Failure {
        kind: kind(error.kind).into(),
        message: error.to_string(),
        node_type: error.node_type.clone(),
        phase: error.phase.map_or("", |phase| phase.name()).to_string(),
        exception: python.exception,
        detail: python.detail,
        frames: python.frames.into_iter().map(frame).collect(),
        module: python.module,
        line: python.line,
        column: python.column,
    };
    Envelope {
        node_id: error.node_id.clone(),
        sequence: error.sequence,
        body: Some(Body::Failure(failure)),
        ..Envelope::default()
    }
    .encode_to_vec()
}

fn kind(kind: ErrorKind) -> Kind {
    match kind {
        ErrorKind::Parse => Kind::Parse,
        ErrorKind::Manifest => Kind::Manifest,
        ErrorKind::UnknownNodeType => Kind::UnknownNodeType,
        ErrorKind::Execution => Kind::Execution,
        ErrorKind::PythonSyntax => Kind::PythonSyntax,
        ErrorKind::PythonException => Kind::PythonException,
        ErrorKind::PythonImport => Kind::PythonImport,
        ErrorKind::Memory => Kind::Memory,
        ErrorKind::OutputLimit => Kind::OutputLimit,
        ErrorKind::Depth => Kind::Depth,
        ErrorKind::Time => Kind::Time,
        ErrorKind::Protocol => Kind::Protocol,
    }
}
