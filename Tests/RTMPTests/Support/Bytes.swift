// SPDX-License-Identifier: Apache-2.0

import NIOCore

extension ByteBuffer {
    /// Bytes written as pairs of hexadecimal digits, spaces between them as you like.
    init(hex: String) {
        let digits = hex.compactMap(\.hexDigitValue)
        self.init(bytes: stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) })
    }

    /// This buffer's first `count` bytes.
    func prefix(_ count: Int) -> ByteBuffer {
        var copy = self
        return copy.readSlice(length: count) ?? copy
    }
}
