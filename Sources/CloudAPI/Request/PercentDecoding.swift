// SPDX-License-Identifier: Apache-2.0

extension Collection<UInt8> {
    /// The text whose percent-encoded bytes these are, with `+` for a space (RFC 3986, 2.1), or nil when an escape is
    /// broken or the text is not UTF-8.
    package var percentDecoded: String? {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(count)
        var rest = makeIterator()
        while let byte = rest.next() {
            switch byte {
            case UInt8(ascii: "+"): decoded.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = rest.next()?.hexadecimalDigit, let low = rest.next()?.hexadecimalDigit else {
                    return nil
                }
                decoded.append(high << 4 | low)
            case _: decoded.append(byte)
            }
        }
        return String(validating: decoded, as: UTF8.self)
    }
}
