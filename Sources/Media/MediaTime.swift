// SPDX-License-Identifier: Apache-2.0

/// An instant, or a distance between two, on the publisher's clock.
///
/// Nanoseconds in 64 bits: exact for RTMP's milliseconds and for Enhanced RTMP's nanosecond offset, and
/// 292 years before it wraps. Never mixed with wall time or deadlines, which are other types.
package struct MediaTime: Codable, Hashable, Comparable, Sendable {
    /// Nanoseconds since the epoch of the stream; may be negative.
    package var nanoseconds: Int64

    package init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// A time of whole milliseconds, the unit of RTMP and FLV.
    package static func milliseconds(_ milliseconds: Int64) -> MediaTime {
        MediaTime(nanoseconds: milliseconds * 1_000_000)
    }

    /// A time of whole seconds.
    package static func seconds(_ seconds: Int64) -> MediaTime {
        MediaTime(nanoseconds: seconds * 1_000_000_000)
    }

    /// How long a count of samples lasts at a rate in hertz, to the nanosecond below; exact for any count.
    package static func samples(_ count: Int, rate: Int) -> MediaTime {
        let (seconds, rest) = count.quotientAndRemainder(dividingBy: rate)
        return MediaTime(nanoseconds: Int64(seconds) * 1_000_000_000 + Int64(rest) * 1_000_000_000 / Int64(rate))
    }

    package static let zero = MediaTime(nanoseconds: 0)

    /// This time in ticks of a clock of `timescale` ticks a second, rounded to the nearest (halves upwards).
    ///
    /// The whole seconds are scaled apart from the rest, so that nothing overflows.
    package func ticks(timescale: Int64) -> Int64 {
        let second: Int64 = 1_000_000_000
        let (whole, rest) = (nanoseconds / second, nanoseconds % second)
        let scaled = rest * timescale + second / 2
        let rounded = scaled >= 0 ? scaled / second : -((-scaled + second - 1) / second)
        return whole * timescale + rounded
    }

    /// This time in milliseconds, rounded to the nearest.
    package var milliseconds: Int64 { ticks(timescale: 1_000) }

    /// This time in seconds, for prose and playlists; not for arithmetic that must be exact.
    package var seconds: Double { Double(nanoseconds) / 1_000_000_000 }

    package static func < (left: MediaTime, right: MediaTime) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    package static func + (left: MediaTime, right: MediaTime) -> MediaTime {
        MediaTime(nanoseconds: left.nanoseconds + right.nanoseconds)
    }

    package static func - (left: MediaTime, right: MediaTime) -> MediaTime {
        MediaTime(nanoseconds: left.nanoseconds - right.nanoseconds)
    }
}
