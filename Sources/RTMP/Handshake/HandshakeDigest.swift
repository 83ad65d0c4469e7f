// SPDX-License-Identifier: Apache-2.0

import Crypto

/// The digest that Flash Player 9 and its successors hide in C1 and S1, and the signature in C2 and S2.
///
/// Not in RTMP 1.0; the layout is known from rtmpdump's librtmp and nginx-rtmp: 32 bytes of HMAC-SHA256 over the
/// other 1,504, at a place that four bytes of the packet add up to.
enum HandshakeDigest {
    /// Which of two blocks of 764 bytes holds the digest; the other held a Diffie-Hellman key for RTMPE.
    enum Scheme: Hashable, Sendable, CaseIterable {
        case digestFirst
        case keyFirst

        /// Where the four bytes lie whose sum tells the place of the digest.
        var base: Int {
            switch self {
            case .digestFirst: 8
            case .keyFirst: 772
            }
        }
    }

    static let length = 32
    /// Bytes of C1, C2, S1 and S2.
    static let packetLength = 1_536

    /// The key of C1's digest; C2's signature uses it with the suffix.
    static let clientKey = Array("Genuine Adobe Flash Player 001".utf8)
    /// The key of S1's digest; S2's signature uses it with the suffix.
    static let serverKey = Array("Genuine Adobe Flash Media Server 001".utf8)
    static let keySuffix: [UInt8] = [
        0xF0, 0xEE, 0xC2, 0x4A, 0x80, 0x68, 0xBE, 0xE8, 0x2E, 0x00, 0xD0, 0xD1, 0x02, 0x9E, 0x7E, 0x57,
        0x6E, 0xEC, 0x5D, 0x2D, 0x29, 0x80, 0x6F, 0xAB, 0x93, 0xB8, 0xE6, 0x36, 0xCF, 0xEB, 0x31, 0xAE,
    ]

    /// Where a packet of that scheme holds its digest.
    static func place(in packet: [UInt8], scheme: Scheme) -> Range<Int> {
        let sum = packet[scheme.base..<scheme.base + 4].reduce(0) { $0 + Int($1) }
        let start = scheme.base + 4 + sum % 728
        return start..<start + length
    }

    /// Finds the scheme and the digest of a packet; nil when it carries none, as in the simple handshake.
    static func find(in packet: [UInt8], key: [UInt8]) -> (scheme: Scheme, digest: [UInt8])? {
        for scheme in Scheme.allCases {
            let place = place(in: packet, scheme: scheme)
            let digest = Array(packet[place])
            if digest == self.digest(of: packet, leavingOut: place, key: key) { return (scheme, digest) }
        }
        return nil
    }

    /// Puts its digest into a packet and returns it.
    static func insert(into packet: inout [UInt8], scheme: Scheme, key: [UInt8]) -> [UInt8] {
        let place = place(in: packet, scheme: scheme)
        let digest = digest(of: packet, leavingOut: place, key: key)
        packet.replaceSubrange(place, with: digest)
        return digest
    }

    /// The last 32 bytes of the C2 or S2 that answers a digest: a signature of the 1,504 bytes before them.
    static func signature(of bytes: [UInt8], answering digest: [UInt8], key: [UInt8]) -> [UInt8] {
        authenticationCode(of: bytes, key: authenticationCode(of: digest, key: key + keySuffix))
    }

    private static func digest(of packet: [UInt8], leavingOut place: Range<Int>, key: [UInt8]) -> [UInt8] {
        authenticationCode(of: Array(packet[..<place.lowerBound] + packet[place.upperBound...]), key: key)
    }

    private static func authenticationCode(of bytes: [UInt8], key: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: bytes, using: SymmetricKey(data: key)))
    }
}
