// SPDX-License-Identifier: Apache-2.0

/// Where a file of the media library is fetched: `video_url` of event 100 and `MediaUrl` of the API.
package struct MediaURL: Hashable, Sendable {
    /// The absolute URL; every byte of the path that is not unreserved (RFC 3986, 2.3) is percent-encoded.
    package let text: String

    /// The URL of a `RecordedFile.path` on the server whose public URL is `base`, with or without a slash at its end.
    package init(base: String, path: String) {
        var text = base.hasSuffix("/") ? String(base.dropLast()) : base
        text += "/media/"
        self.text = text + path.percentEncodedPath
    }
}

extension MediaURL: CustomStringConvertible {
    package var description: String { text }
}

extension RecordedFile {
    /// Where it is fetched: from the object store once it is there, or else from the server of this public URL.
    package func url(base: String) -> String { storeURL ?? MediaURL(base: base, path: path).text }
}

extension String {
    /// As a URL's path: every byte that is not unreserved (RFC 3986, 2.3) is percent-encoded, but for slashes, which
    /// stand between the parts only.
    package var percentEncodedPath: String {
        utf8.reduce(into: "") { text, byte in
            text += byte.isUnreserved || byte == UInt8(ascii: "/") ? String(UnicodeScalar(byte)) : byte.percentEncoded
        }
    }
}

extension UInt8 {
    /// Whether this ASCII character needs no encoding anywhere in a URL (RFC 3986, 2.3).
    fileprivate var isUnreserved: Bool {
        isASCIILetterOrDigit || self == UInt8(ascii: "-") || self == UInt8(ascii: ".") || self == UInt8(ascii: "_")
            || self == UInt8(ascii: "~")
    }

    /// Whether this is one of `A–Z`, `a–z`, `0–9`.
    package var isASCIILetterOrDigit: Bool {
        switch self {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }

    /// `%` and two upper-case hexadecimal digits (RFC 3986, 2.1).
    var percentEncoded: String {
        let digits = String(self, radix: 16, uppercase: true)
        return digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
    }
}
