// SPDX-License-Identifier: Apache-2.0

extension String {
    /// This text with its percent escapes undone; the deprecated family wants some values encoded so, inside a request
    /// that is encoded as a whole (reference: recording-api, section 5).
    package var percentDecoded: String? { utf8.percentDecoded }
}

extension Collection<UInt8> {
    /// The text of percent-encoded bytes (RFC 3986, 2.1), or nil when an escape is broken or the text is not UTF-8.
    ///
    /// `+` and `%20` both are a space: the documents ask for the one and the Python SDK sends the other.
    package var percentDecoded: String? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        var rest = makeIterator()
        while let byte = rest.next() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = rest.next()?.hexadecimalDigit, let low = rest.next()?.hexadecimalDigit else {
                    return nil
                }
                bytes.append(high << 4 | low)
            case _: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
