// SPDX-License-Identifier: Apache-2.0

/// Checks the names of domains.
package enum DomainName {
    /// Characters of a name (RFC 1035, 2.3.4).
    private static let maximumLength = 253

    /// The name in lower case; throws `InvalidParameter.DomainTooLong` or `.DomainFormatError`.
    ///
    /// A single label will do: the machines of a local network have no more.
    package static func checked(_ name: String) throws(APIFault) -> String {
        guard name.utf8.count <= maximumLength else { throw APIFault(.domainTooLong) }
        let labels = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let isWellFormed = labels.allSatisfy { label in
            (1...63).contains(label.count) && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
                && label.allSatisfy(\.isDomainCharacter)
        }
        guard isWellFormed else { throw APIFault(.domainFormat) }
        return name.lowercased()
    }
}

extension UInt8 {
    fileprivate var isDomainCharacter: Bool {
        let lowered = self | 0x20
        return isASCIIDigit || self == UInt8(ascii: "-") || self == UInt8(ascii: "_")
            || (lowered >= UInt8(ascii: "a") && lowered <= UInt8(ascii: "z"))
    }
}
