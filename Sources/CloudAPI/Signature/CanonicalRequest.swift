// SPDX-License-Identifier: Apache-2.0

import Crypto

/// The one form of a request that both sides sign (reference: api3-protocol, section 3).
package struct CanonicalRequest: Hashable, Sendable {
    /// A signed header: its name in lower case, and its value.
    package struct Header: Hashable, Sendable {
        package var name: String
        package var value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    package var method: String
    /// What stood after `?`, as received; empty for POST.
    package var query: String
    package var headers: [Header]
    /// Hexadecimal SHA-256 of the body.
    package var payloadHash: String

    package init(method: String, query: String = "", headers: [Header], payloadHash: String) {
        self.method = method
        self.query = query
        self.headers = headers.sorted { $0.name < $1.name }
        self.payloadHash = payloadHash
    }

    package var text: String {
        let lines = headers.map { "\($0.name):\($0.value)\n" }.joined()
        let names = headers.map(\.name).joined(separator: ";")
        return "\(method)\n/\n\(query)\n\(lines)\n\(names)\n\(payloadHash)"
    }

    /// Hexadecimal SHA-256 of the text.
    package var hash: String { Self.hash(of: text.utf8) }

    /// Hexadecimal SHA-256 of bytes, in lower case.
    package static func hash(of bytes: some Sequence<UInt8>) -> String {
        SHA256.hash(data: Array(bytes)).hexadecimal
    }
}

extension Sequence<UInt8> {
    /// Two hexadecimal digits in lower case for each byte.
    package var hexadecimal: String {
        var text: [UInt8] = []
        text.reserveCapacity(2 * underestimatedCount)
        for byte in self {
            text.append(UInt8.hexadecimalDigits[Int(byte >> 4)])
            text.append(UInt8.hexadecimalDigits[Int(byte & 0x0F)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}

extension UInt8 {
    fileprivate static let hexadecimalDigits = Array("0123456789abcdef".utf8)
}
