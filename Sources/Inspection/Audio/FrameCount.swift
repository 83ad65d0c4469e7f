// SPDX-License-Identifier: Apache-2.0

import Media

/// The time in a file of frames that tell none: each begins where the one before it ends.
struct FrameCount {
    private var rate = 0
    /// Samples since the rate changed, and the time before that.
    private var samples: Int64 = 0
    private var base = MediaTime.zero

    /// The time of the next frame, which has `count` samples.
    mutating func advance(by count: Int64, rate: Int) -> MediaTime {
        if rate != self.rate {
            if self.rate > 0 { base = base + .samples(samples, rate: self.rate) }
            (self.rate, samples) = (rate, 0)
        }
        defer { samples += count }
        return base + .samples(samples, rate: rate)
    }
}
