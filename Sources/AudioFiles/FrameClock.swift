// SPDX-License-Identifier: Apache-2.0

import Media

/// Compares the times of packets with the lengths of their frames, for files that have no times of their own.
struct FrameClock: Sendable {
    private var first: MediaTime?
    /// The time of the last frame.
    private var last = MediaTime.zero
    /// How long the frames before the last are; whole until the sample rate changes.
    private var before = MediaTime.zero
    private var samples = 0
    private var sampleRate = 1
    private var lastSamples = 0

    /// Counts a frame of `samples` samples per channel that stands at `time`.
    mutating func note(samples count: Int, sampleRate rate: Int, at time: MediaTime) {
        if first == nil { first = time }
        samples += lastSamples
        if rate != sampleRate {
            before = before + .samples(samples, rate: sampleRate)
            samples = 0
            sampleRate = rate
        }
        last = time
        lastSamples = count
    }

    /// The time from the first frame to the last, less the frames between: what a player of the file skips.
    ///
    /// Below zero where frames stand closer than they are long.
    var missing: MediaTime {
        guard let first else { return .zero }
        return last - first - before - .samples(samples, rate: sampleRate)
    }
}
