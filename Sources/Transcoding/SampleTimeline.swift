// SPDX-License-Identifier: Apache-2.0

import Media

/// Lays a stream of samples on the publisher's clock, and finds the holes in it.
///
/// Sound is counted in samples and packets are stamped by a clock, so the two never agree to the sample. Up to
/// `tolerance` apart nothing is done. A packet later than that is preceded by a hole, which silence fills so that
/// what follows stays in time. Behind a longer hole, and where packets come too close, nothing is filled or dropped:
/// the times that are told step by the difference.
struct SampleTimeline: Hashable {
    /// Jitter of stamps stays below it.
    static let tolerance = MediaTime.milliseconds(100)
    /// The longest hole that is filled; a longer one is for the recording to judge.
    static let longestFill = MediaTime.seconds(3)

    /// The time of the first sample, as if all before the last step had stepped with it.
    private var anchor: MediaTime?
    /// How long the samples before those at the present rate are.
    private var before = MediaTime.zero
    private var samples = 0
    private var sampleRate: Int
    /// Frames put out.
    private var frames = 0
    private let outputRate: Int

    init(sampleRate: Int, outputRate: Int) {
        self.sampleRate = sampleRate
        self.outputRate = outputRate
    }

    /// Samples of silence that belong before a packet with this time; the timeline counts none of them yet.
    mutating func silence(before time: MediaTime) -> Int {
        guard let anchor else {
            self.anchor = time
            return 0
        }
        let hole = time - (anchor + consumed)
        if hole > Self.tolerance, hole <= Self.longestFill {
            return Int(hole.ticks(timescale: Int64(sampleRate)))
        }
        if hole > Self.longestFill || hole < .zero - Self.tolerance { self.anchor = anchor + hole }
        return 0
    }

    /// Counts samples that went to the encoder.
    mutating func consume(_ count: Int) {
        samples += count
    }

    /// Goes on at another rate, with what the encoder added to end at a whole frame.
    mutating func change(sampleRate: Int) {
        before = max(consumed, .samples(frames * MP3Format.samplesPerFrame, rate: outputRate))
        samples = 0
        self.sampleRate = sampleRate
    }

    /// The time of the next frame that is put out.
    mutating func nextFrameTime() -> MediaTime {
        defer { frames += 1 }
        return (anchor ?? .zero) + .samples(frames * MP3Format.samplesPerFrame, rate: outputRate)
    }

    private var consumed: MediaTime { before + .samples(samples, rate: sampleRate) }
}
