// SPDX-License-Identifier: Apache-2.0

/// Names one call, in its answer and in the log: a random UUID in lower case (RFC 9562, 5.4).
package struct RequestID: Hashable, Sendable {
    package let text: String

    package init(using generator: inout some RandomNumberGenerator) {
        let high = generator.next() & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
        let low = generator.next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        let digits = Array((high.hexadecimal + low.hexadecimal).utf8)
        let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
        text = groups.map { String(decoding: digits[$0], as: UTF8.self) }.joined(separator: "-")
    }
}

extension UInt64 {
    /// Sixteen hexadecimal digits in lower case.
    package var hexadecimal: String {
        let digits = String(self, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
