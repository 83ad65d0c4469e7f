// SPDX-License-Identifier: Apache-2.0

/// An instant of the world's clock, for names, rows and callbacks; never for durations that must not jump.
package struct WallTime: Codable, Hashable, Comparable, Sendable {
    /// Microseconds since 1970-01-01T00:00:00Z.
    package var microseconds: Int64

    package init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// A whole second of unix time, the unit of the API.
    package static func seconds(_ seconds: Int64) -> WallTime {
        WallTime(microseconds: seconds * 1_000_000)
    }

    /// Whole seconds of unix time, rounded down.
    package var seconds: Int64 { (microseconds - microsecondOfSecond) / 1_000_000 }

    /// What is left above the whole second, 0 to 999,999.
    package var microsecondOfSecond: Int64 {
        let rest = microseconds % 1_000_000
        return rest < 0 ? rest + 1_000_000 : rest
    }

    package static func < (left: WallTime, right: WallTime) -> Bool {
        left.microseconds < right.microseconds
    }

    /// This instant moved by a distance of media time, truncated to the microsecond.
    package func advanced(by time: MediaTime) -> WallTime {
        WallTime(microseconds: microseconds + time.nanoseconds / 1_000)
    }
}
