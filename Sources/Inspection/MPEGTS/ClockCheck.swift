// SPDX-License-Identifier: Apache-2.0

/// Holds the program clock against itself and against the decode times it governs.
struct ClockCheck {
    /// Ticks of 27 MHz of the last reference; nil before the first.
    private(set) var last: Int64?
    private static let wrap = Int64(1) << 33 * 300
    /// 100 ms (ISO/IEC 13818-1, 2.7.2).
    private static let longestStep: Int64 = 2_700_000
    /// A frame may wait in a decoder's buffer for a second (2.4.2.6).
    private static let longestLead: Int64 = 27_000_000

    /// Takes the next reference.
    mutating func advance(to reference: Int64, isDiscontinuous: Bool) throws(Violation) {
        defer { last = reference }
        guard let last, !isDiscontinuous else { return }
        let step = Self.distance(from: last, to: reference)
        guard step > 0 else { throw Violation(.tsClock, "The clock goes back, by \(-step / 27_000) ms.") }
        guard step <= Self.longestStep else {
            throw Violation(.tsClock, "The clock isn't told for \(step / 27_000) ms.")
        }
    }

    /// Compares the reference that a frame came after with the frame's decode time, in ticks of 90 kHz.
    static func check(_ decodeTime: Int64, after reference: Int64?) throws(Violation) {
        guard let reference else { throw Violation(.tsClock, "A frame comes before the first clock reference.") }
        let lead = distance(from: reference, to: decodeTime * 300)
        guard lead >= 0 else {
            throw Violation(.tsDecodeTime, "A frame comes \(-lead / 27_000) ms after it should be decoded.")
        }
        guard lead <= longestLead else {
            throw Violation(.tsDecodeTime, "A frame comes \(lead / 27_000) ms before it is decoded.")
        }
    }

    /// The way from one time to another, the shorter one around the wrap.
    private static func distance(from first: Int64, to second: Int64) -> Int64 {
        let distance = (second - first) % wrap
        if distance > wrap / 2 { return distance - wrap }
        return distance < -wrap / 2 ? distance + wrap : distance
    }
}
