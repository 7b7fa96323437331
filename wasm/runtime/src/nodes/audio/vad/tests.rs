use super::testing::{expected, speech, weights};
use super::*;
use crate::manifest::NodeSpec;
use crate::nodes::audio::testing::{audio, cut, heard, joined};
use proptest::prelude::*;
use serde_json::{json, Value as Json};
use std::f32::consts::TAU;

fn node(kind: &str, params: Json) -> Result<Box<dyn Node>> {
    let spec: NodeSpec = serde_json::from_value(json!({"id": "n", "node_type": kind, "params": params})).unwrap();
    let params = Params::of(&spec);
    let mut node = match kind {
        "energy" => energy(&params, Output::Events)?,
        "silero" => silero(&params)?,
        other => panic!("{other}"),
    };
    weights();
    node.initialize()?;
    Ok(node)
}

fn run(kind: &str, params: Json, items: impl IntoIterator<Item = Value>) -> Result<Vec<Value>> {
    let (mut node, mut out) = (node(kind, params)?, Vec::new());
    for item in items {
        node.process(item, &mut out)?;
    }
    node.flush(&mut out)?;
    Ok(out)
}

fn text(items: &[Value]) -> Json {
    serde_json::to_value(items).unwrap()
}

/// Silence with a tone in it for each pair of frames.
fn tones(frames: usize, channels: usize, spans: &[(usize, usize)]) -> Vec<f32> {
    let on = |frame: usize| spans.iter().any(|(from, to)| (*from..*to).contains(&frame));
    let at = |frame: usize| if on(frame) { 0.3 * (TAU * frame as f32 / 20.0).sin() } else { 0.0 };
    (0..frames).flat_map(|frame| std::iter::repeat_n(at(frame), channels)).collect()
}

#[test]
fn events_carry_the_time_of_the_stream() {
    // Windows of 240 frames at 8 kHz; the tone begins and ends on their edges, five seconds into the stream.
    let stream = cut(&tones(8_000, 2, &[(2_400, 4_800)]), 8_000, 2, 40_000, &[160]);
    let events = run("energy", json!({"pad_ms": 0}), stream).unwrap();
    let wanted = json!([
        {"type": "speech_start", "time": 5.3, "frame": 42_400},
        {"type": "speech_end", "time": 5.6, "frame": 44_800, "start": 5.3, "duration": 0.3},
    ]);
    assert_eq!(text(&events), wanted);
}

#[test]
fn segments_and_filter_give_the_padded_speech() {
    let samples = tones(16_000, 1, &[(2_400, 4_800), (9_600, 16_000)]);
    let stream = || cut(&samples, 8_000, 1, 100, &[333]);
    let segments = run("energy", json!({"output": "segments"}), stream()).unwrap();
    let spans: Vec<_> = segments.iter().map(heard).map(|s| (s.start.unwrap(), s.frames())).collect();
    assert_eq!(spans, [(2_260, 2_880), (9_460, 6_640)]);
    assert_eq!(heard(&segments[0]).samples[..], samples[2_160..5_040]);
    let filtered = run("energy", json!({"output": "filter"}), stream()).unwrap();
    let second = filtered.iter().position(|item| heard(item).start == Some(9_460)).unwrap();
    assert!(second > 1, "speech is given on while it lasts");
    assert_eq!(joined(&filtered[..second], 2_260), samples[2_160..5_040]);
    assert_eq!(joined(&filtered[second..], 9_460), samples[9_360..]);
}

#[test]
fn annotations_keep_the_item() {
    let item = json!({"data": vec![0.5; 480], "sample_rate": 8_000, "note": "kept"});
    let out = run("energy", json!({"output": "annotate"}), [serde_json::from_value(item.clone()).unwrap()]).unwrap();
    let mut wanted = item;
    wanted.as_object_mut().unwrap().extend([
        ("vad_results".to_string(), json!([true, true])),
        ("is_speech".to_string(), json!(true)),
        ("energy".to_string(), json!(0.5)),
    ]);
    assert_eq!(text(&out)[0], wanted);
    let out = run("energy", json!({"output": "annotate"}), [audio(vec![0.0; 100], 8_000, 1, 7)]).unwrap();
    let wanted = json!({"audio": {"channels": 1, "data": vec![0.0; 100], "sample_rate": 8_000},
                        "vad_results": [], "is_speech": false, "energy": null});
    assert_eq!(text(&out)[0], wanted);
}

#[test]
fn a_gap_ends_speech() {
    let loud = |start| audio(tones(2_400, 1, &[(0, 2_400)]), 8_000, 1, start);
    let events =
        run("energy", json!({"pad_ms": 0}), [loud(0), loud(2_401), loud(20_000), audio(vec![], 16_000, 2, 0)]).unwrap();
    let told: Vec<_> =
        text(&events).as_array().unwrap().iter().map(|e| (e["type"].to_string(), e["frame"].clone())).collect();
    let told: Vec<_> = told.iter().map(|(name, frame)| (name.trim_matches('"'), frame.as_i64().unwrap())).collect();
    assert_eq!(told, [("speech_start", 0), ("speech_end", 4_800), ("speech_start", 20_000), ("speech_end", 22_400)]);
}

#[test]
fn speech_is_found_where_it_is() {
    let recording = speech();
    let pause = 2.8..3.3;
    let events =
        text(&run("silero", json!({"min_silence_ms": 200}), cut(&recording.samples, 22_050, 1, 0, &[128])).unwrap());
    let types: Vec<_> = events.as_array().unwrap().iter().map(|event| event["type"].as_str().unwrap()).collect();
    assert_eq!(types, ["speech_start", "speech_end", "speech_start", "speech_end"], "{events}");
    let time = |index: usize| events[index]["time"].as_f64().unwrap();
    assert!((0.2..0.3).contains(&time(0)) && pause.contains(&time(1)) && pause.contains(&time(2)), "{events}");
    assert!((8.1..8.2).contains(&time(3)), "{events}");
}

#[test]
fn a_resampled_stream_is_judged_as_the_original_judges_it() {
    let frames = run("silero", json!({"output": "frames"}), cut(&speech().samples, 22_050, 1, 0, &[1_024])).unwrap();
    let frames = text(&frames);
    let expected = expected("resampled");
    let mut off = 0.0;
    for (frame, wanted) in frames.as_array().unwrap().iter().zip(&expected) {
        let found = frame["speech_probability"].as_f64().unwrap() as f32;
        off += (found - wanted).abs() / expected.len() as f32;
        assert!((found - wanted).abs() < 0.1, "{frame} should be {wanted}");
    }
    assert!(off < 5e-3, "{off} off on average");
    assert_eq!(frames.as_array().unwrap().len(), expected.len() + 1);
    assert!((frames[9]["time"].as_f64().unwrap() - 0.32).abs() < 1e-4);
}

#[test]
fn silence_noise_and_a_tone_are_not_speech() {
    let mut seed = 1u32;
    let mut noise = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 8) as f32 / 8_388_608.0 - 1.0
    };
    let noise: Vec<f32> = (0..16_000).map(|_| 0.1 * noise()).collect();
    for samples in
        [vec![0.0; 16_000], noise, tones(16_000, 1, &[(0, 16_000)]), vec![f32::NAN; 4_800], vec![f32::MAX; 4_800]]
    {
        let events = run("silero", json!({}), cut(&samples, 16_000, 1, 0, &[1_000])).unwrap();
        assert_eq!(text(&events), json!([]));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn how_a_stream_is_cut_makes_no_difference(
        spans in prop::collection::vec((0usize..20_000, 1usize..6_000), 0..5), channels in 1usize..4,
        sizes in prop::collection::vec(1usize..900, 1..8), start in 0u64..100_000,
    ) {
        let spans: Vec<_> = spans.iter().map(|(from, length)| (*from, from + length)).collect();
        let samples = tones(22_222, channels, &spans);
        let cut = |sizes: &[usize]| cut(&samples, 8_000, channels as u32, start, sizes);
        for output in ["events", "segments", "frames"] {
            let whole = run("energy", json!({"output": output}), cut(&[22_222])).unwrap();
            let pieces = run("energy", json!({"output": output}), cut(&sizes)).unwrap();
            prop_assert_eq!(text(&whole), text(&pieces));
        }
        // What the filter gives is the segments, in other pieces.
        let segments = run("energy", json!({"output": "segments"}), cut(&sizes)).unwrap();
        let filtered = run("energy", json!({"output": "filter"}), cut(&sizes)).unwrap();
        let all = |items: &[Value]| items.iter().flat_map(|item| heard(item).samples.to_vec()).collect::<Vec<f32>>();
        prop_assert_eq!(all(&segments), all(&filtered));
    }
}

#[test]
fn silero_hears_the_same_however_the_stream_is_cut() {
    let samples = &speech().samples[..44_000];
    let stereo: Vec<f32> = samples.iter().flat_map(|sample| [*sample, *sample]).collect();
    let whole = run("silero", json!({"output": "frames"}), cut(samples, 22_050, 1, 9, &[44_000])).unwrap();
    for sizes in [&[441][..], &[1, 3_000, 77]] {
        let pieces = run("silero", json!({"output": "frames"}), cut(&stereo, 22_050, 2, 9, sizes)).unwrap();
        assert_eq!(text(&whole), text(&pieces));
    }
}

#[test]
fn hostile_input_is_an_error_or_silence() {
    for kind in ["energy", "silero"] {
        let fail = |item| run(kind, json!({}), [item]).unwrap_err().message;
        assert!(fail(audio(vec![0.0], 8_000, 0, 0)).contains("0 interleaved channels"));
        assert!(fail(audio(vec![0.0; 65], 8_000, 65, 0)).contains("65 interleaved channels"));
        assert!(fail(audio(vec![], 0, 1, 0)).contains("0 Hz"));
        assert!(fail(Value::Null).contains("VAD takes audio"));
        let wide = [
            audio(vec![f32::INFINITY; 64 * 500], 48_000, 64, u64::MAX),
            audio(vec![], 1, 1, 0),
            audio(vec![f32::NAN; 9], 1, 1, 0),
        ];
        for output in ["events", "segments", "filter", "annotate", "frames"] {
            run(kind, json!({"output": output}), wide.clone()).unwrap();
        }
    }
    let refused = |kind, params| node(kind, params).err().unwrap().message;
    assert!(refused("silero", json!({"sampling_rate": 8_000})).contains("leave sampling_rate away (it is 8000)"));
    assert!(refused("silero", json!({"threshold": 50})).contains("a number from 0 to 1"));
    assert!(refused("energy", json!({"output": "text"})).contains("one of events, segments, filter, annotate, frames"));
    assert!(refused("energy", json!({"hangover_ms": -1})).contains("'hangover_ms' is -1"));
}

/// `cargo test --release -- --ignored --nocapture how_fast`
#[test]
#[ignore = "a measurement"]
fn how_fast_the_network_is() {
    let mut network = network::Network::from_bytes(&weights()).unwrap();
    let window = std::array::from_fn(|n| (n as f32 / 9.0).sin());
    let began = std::time::Instant::now();
    let sum: f32 = (0..10_000).map(|_| network.probability(&window)).sum();
    println!("{:.1} µs a window ({sum})", began.elapsed().as_micros() as f64 / 10_000.0);
}
