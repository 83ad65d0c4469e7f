// SPDX-License-Identifier: Apache-2.0

/// Four characters that name a box, a brand, a handler or a coding (ISO/IEC 14496-12, 4.2).
package struct FourCC: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    package let rawValue: UInt32

    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// A code from four characters of ASCII.
    package init(stringLiteral text: String) {
        rawValue = text.utf8.reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// The four characters; what isn't printable is shown as a dot.
    package var description: String {
        String(
            decoding: (0..<4).map { index in
                let byte = UInt8(truncatingIfNeeded: rawValue >> (24 - 8 * index))
                return (0x20...0x7E).contains(byte) ? byte : UInt8(ascii: ".")
            }, as: UTF8.self)
    }
}
