// SPDX-License-Identifier: Apache-2.0

import Media
import RecordingModel

extension PushRecord {
    /// `StreamName` and `StreamEventInfo` of the document, which have the same members.
    ///
    /// `hidesPrivate` writes the addresses of private networks as `-`.
    func json(hidesPrivate: Bool) -> JSONValue {
        let key = publication.key
        let address = publication.clientAddress
        return .object([
            "AppName": .string(key.application), "DomainName": .string(key.domain), "StreamName": .string(key.stream),
            "StreamStartTime": .string(APITime.text(publication.begun)),
            "StreamEndTime": .string(end.map { APITime.text($0.time) } ?? ""),
            "StopReason": .string(end?.code.reason ?? ""), "Duration": .integer(seconds),
            "ClientIp": .string(hidesPrivate && IPAddress.isPrivate(address) ? "-" : address),
            "Resolution": .string(end?.resolution.map { "\($0.width)*\($0.height)" } ?? ""),
        ])
    }
}

/// Reads addresses as they stand in the history.
enum IPAddress {
    /// Whether an address belongs to a network of its own (RFC 1918, 3; RFC 4193, 3.1) or to this machine or link.
    static func isPrivate(_ address: String) -> Bool {
        let address = address.lowercased()
        let octets = (address.hasPrefix("::ffff:") ? address.dropFirst(7) : address[...])
            .split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        if octets.count == 4, let first = octets[0], let second = octets[1] {
            return first == 10 || first == 127 || (first == 172 && (16...31).contains(second))
                || (first == 192 && second == 168) || (first == 169 && second == 254)
        }
        return address == "::1" || ["fc", "fd", "fe8", "fe9", "fea", "feb"].contains { address.hasPrefix($0) }
    }
}
