//! From verdicts about windows to segments of speech: what makes any detector steady.

/// In frames of the stream; scores as the detector gives them.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// Speech begins at this score …
    pub on: f32,
    /// … and goes on down to this one.
    pub off: f32,
    /// Shorter speech is none.
    pub min_speech: u64,
    /// Shorter silence does not end a segment.
    pub min_silence: u64,
    /// Added before and after a segment.
    pub pad: u64,
}

/// A boundary of speech, padding included, in frames from the stream's beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Boundary {
    Start(u64),
    /// Start and end of the segment.
    End(u64, u64),
}

enum State {
    Silence,
    /// Speech from `start` on; certain once it has lasted long enough. `quiet` is where the silence began that may end it.
    Speech {
        start: u64,
        quiet: Option<u64>,
        certain: bool,
    },
}

/// Takes the windows of one stream in their order.
///
/// A start is told once speech has lasted `min_speech`, an end once silence has lasted `min_silence` (or the padding, if
/// that is longer): later than they were, but with the place where they were.
pub struct Segmenter {
    rules: Rules,
    state: State,
    /// End of the last window.
    position: u64,
    /// End of the last segment: no padding reaches back over it.
    last_end: u64,
}

impl Segmenter {
    pub fn new(rules: Rules) -> Segmenter {
        Segmenter { rules, state: State::Silence, position: 0, last_end: 0 }
    }

    /// The window from the last one's end to `end`.
    pub fn push(&mut self, score: f32, end: u64) -> Option<Boundary> {
        let from = std::mem::replace(&mut self.position, end);
        match &mut self.state {
            State::Silence if score >= self.rules.on => {
                let certain = end - from >= self.rules.min_speech;
                self.state = State::Speech { start: from, quiet: None, certain };
                certain.then(|| Boundary::Start(self.padded(from)))
            }
            State::Silence => None,
            State::Speech { quiet, .. } if score < self.rules.off => {
                let began = *quiet.get_or_insert(from);
                if end - began < self.rules.min_silence.max(self.rules.pad) {
                    return None;
                }
                self.close()
            }
            State::Speech { start, quiet, certain } => {
                if score >= self.rules.on {
                    *quiet = None;
                }
                if *certain || quiet.is_some() || end - *start < self.rules.min_speech {
                    return None;
                }
                *certain = true;
                let start = *start;
                Some(Boundary::Start(self.padded(start)))
            }
        }
    }

    /// The stream has ended: speech that is still going on ends with it.
    pub fn finish(&mut self) -> Option<Boundary> {
        self.close()
    }

    fn close(&mut self) -> Option<Boundary> {
        let end = self.speech();
        self.state = State::Silence;
        let (start, end) = end?;
        self.last_end = end;
        Some(Boundary::End(start, end))
    }

    /// The segment that is open, as far as it is certain.
    pub fn speech(&self) -> Option<(u64, u64)> {
        match self.state {
            State::Speech { start, quiet, certain: true } => {
                let end = quiet.map_or(self.position, |quiet| (quiet + self.rules.pad).min(self.position));
                Some((self.padded(start), end))
            }
            _ => None,
        }
    }

    /// The first frame that a segment may still hold.
    pub fn needed(&self) -> u64 {
        match self.state {
            State::Silence => self.padded(self.position),
            State::Speech { start, .. } => self.padded(start),
        }
    }

    fn padded(&self, start: u64) -> u64 {
        start.saturating_sub(self.rules.pad).max(self.last_end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: Rules = Rules { on: 0.5, off: 0.3, min_speech: 20, min_silence: 30, pad: 5 };

    /// Boundaries of windows of ten frames, each with the index of the window that told it; the end is window 99.
    fn segment(rules: Rules, scores: &[f32]) -> Vec<(usize, Boundary)> {
        let mut segmenter = Segmenter::new(rules);
        let mut told = Vec::new();
        for (index, score) in scores.iter().enumerate() {
            told.extend(segmenter.push(*score, (index as u64 + 1) * 10).map(|boundary| (index, boundary)));
        }
        told.extend(segmenter.finish().map(|boundary| (99, boundary)));
        told
    }

    #[test]
    fn starts_and_ends_are_told_late_but_where_they_were() {
        let told = segment(RULES, &[0.0, 0.0, 0.9, 0.9, 0.0, 0.0, 0.0, 0.0]);
        assert_eq!(told, [(3, Boundary::Start(15)), (6, Boundary::End(15, 45))]);
    }

    #[test]
    fn short_speech_is_none_and_short_silence_no_end() {
        assert_eq!(segment(RULES, &[0.9, 0.0, 0.0, 0.0, 0.9]), []);
        let told = segment(RULES, &[0.9, 0.9, 0.0, 0.0, 0.9, 0.0, 0.0, 0.0]);
        assert_eq!(told, [(1, Boundary::Start(0)), (7, Boundary::End(0, 55))]);
    }

    #[test]
    fn between_the_two_thresholds_speech_goes_on_but_does_not_begin() {
        assert_eq!(segment(RULES, &[0.4; 9]), []);
        assert_eq!(segment(RULES, &[0.9, 0.4, 0.4, 0.4, 0.4]), [(1, Boundary::Start(0)), (99, Boundary::End(0, 50))]);
        // Silence that has begun is not ended by it.
        assert_eq!(segment(RULES, &[0.9, 0.9, 0.1, 0.4, 0.1])[1], (4, Boundary::End(0, 25)));
    }

    #[test]
    fn the_end_of_the_stream_ends_speech() {
        assert_eq!(segment(RULES, &[0.0, 0.9, 0.9]), [(2, Boundary::Start(5)), (99, Boundary::End(5, 30))]);
        assert_eq!(segment(RULES, &[0.0, 0.9, 0.9, 0.0])[1], (99, Boundary::End(5, 35)));
    }

    #[test]
    fn padding_neither_overlaps_nor_reaches_ahead() {
        let rules = Rules { pad: 25, min_silence: 0, min_speech: 0, ..RULES };
        let told = segment(rules, &[0.9, 0.0, 0.0, 0.0, 0.9, 0.0, 0.0, 0.0]);
        // The padding is longer than the silence asked for, so that it is there when the segment ends.
        let segments =
            [(0, Boundary::Start(0)), (3, Boundary::End(0, 35)), (4, Boundary::Start(35)), (7, Boundary::End(35, 75))];
        assert_eq!(told, segments);
    }
}
