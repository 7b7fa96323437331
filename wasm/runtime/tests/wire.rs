//! The wire format: what goes in comes out, and no bytes bring it down.

use prost::Message;
use proptest::prelude::*;
use remotemedia_runtime::manifest::Request;
use remotemedia_runtime::value::{Audio, Tensor, Value};
use remotemedia_runtime::wire::{self, data_buffer::DataType, AudioBuffer, AudioFormat, DataBuffer};
use remotemedia_runtime::ErrorKind;

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::Int),
        (-1e300f64..1e300).prop_map(Value::Float),
        ".*".prop_map(Value::String),
    ];
    let json = leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::Array),
            proptest::collection::vec(("[a-z]{0,8}", inner), 0..6)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    });
    let audio = (proptest::collection::vec(-1f32..1.0, 0..64), 1u32..96_000, 1u32..4).prop_map(|(mut samples, sample_rate, channels)| {
        samples.truncate(samples.len() / channels as usize * channels as usize);
        Value::Audio(Audio::new(samples, sample_rate, channels))
    });
    let bytes = proptest::collection::vec(any::<u8>(), 0..64);
    let tensor = proptest::collection::vec(any::<i16>(), 0..32).prop_map(|numbers| {
        let data: Vec<u8> = numbers.iter().flat_map(|n| n.to_le_bytes()).collect();
        Value::Tensor(Tensor { data: data.into(), shape: vec![numbers.len() as u64], dtype: "int16".into() })
    });
    prop_oneof![json, audio, bytes.prop_map(|bytes| Value::Bytes(bytes.into())), tensor]
}

proptest! {
    #[test]
    fn a_value_survives_the_wire(value in any_value()) {
        let bytes = wire::encode_value(&value).encode_to_vec();
        let back = wire::decode_value(DataBuffer::decode(bytes.as_slice()).unwrap()).unwrap();
        prop_assert_eq!(format!("{back:?}"), format!("{value:?}"));
    }

    #[test]
    fn any_bytes_are_a_value_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..256)) {
        if let Err(error) = wire::decode(bytes.clone().into()).and_then(wire::push_of) {
            prop_assert_eq!(error.kind, ErrorKind::Protocol);
        }
    }

    #[test]
    fn a_damaged_envelope_is_a_value_or_an_error(value in any_value(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let data = wire::encode_value(&value);
        let envelope = wire::Envelope { body: Some(wire::envelope::Body::Data(data)), ..Default::default() };
        let mut bytes = envelope.encode_to_vec();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let _ = wire::decode(bytes.clone().into()).and_then(wire::push_of);
        let _ = wire::decode(bytes[..at].to_vec().into()).and_then(wire::push_of);
    }

    #[test]
    fn any_text_is_a_manifest_or_an_error(text in ".{0,200}") {
        prop_assert!(Request::parse(text.as_bytes()).is_err());
    }

    #[test]
    fn any_json_is_a_manifest_or_an_error(value in any_value()) {
        let json = value.to_json();
        let wrapped = format!(r#"{{"manifest":{json},"input_data":{json}}}"#);
        prop_assert!(Request::parse(json.as_bytes()).is_err());
        prop_assert!(Request::parse(wrapped.as_bytes()).is_err());
    }
}

#[test]
fn integer_samples_become_floats() {
    let audio = |format: AudioFormat, samples: Vec<u8>, channels| {
        let audio = AudioBuffer {
            samples: samples.into(),
            sample_rate: 8_000,
            channels,
            format: format.into(),
            ..Default::default()
        };
        wire::decode_value(DataBuffer { data_type: Some(DataType::Audio(audio)), ..Default::default() })
    };
    let samples = |value| match value {
        Ok(Value::Audio(audio)) => audio.samples.to_vec(),
        other => panic!("{other:?}"),
    };
    assert_eq!(samples(audio(AudioFormat::I16, vec![0, 0x40, 0, 0x80], 1)), [0.5, -1.0]);
    assert_eq!(samples(audio(AudioFormat::I32, vec![0, 0, 0, 0x40], 1)), [0.5]);
    assert_eq!(samples(audio(AudioFormat::Unspecified, 0.25f32.to_le_bytes().to_vec(), 1)), [0.25]);
    assert_eq!(audio(AudioFormat::F32, vec![0; 6], 1).unwrap_err().kind, ErrorKind::Protocol);
    assert_eq!(audio(AudioFormat::F32, vec![0; 8], 0).unwrap_err().kind, ErrorKind::Protocol);
    assert_eq!(audio(AudioFormat::I16, vec![0; 6], 2).unwrap_err().kind, ErrorKind::Protocol);
}

#[test]
fn deeply_nested_json_is_refused_not_followed() {
    let text = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let error = Request::parse(text.as_bytes()).err().unwrap();
    assert!(error.to_string().contains("recursion limit"), "{error}");
}
