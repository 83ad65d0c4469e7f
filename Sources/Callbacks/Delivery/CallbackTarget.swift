// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
package import NIOCore
import NIOPosix

/// Looks up where a URL leads, and whether that is the public network.
struct CallbackTarget: Sendable {
    /// Threads of its own, and not few: a name server that doesn't answer must keep neither a disk nor those waiting
    /// whose names are known to others.
    private let threads = NIOThreadPool(numberOfThreads: 32)

    init() {
        threads.start()
    }

    /// What became of a look-up.
    enum Lookup: Hashable, Sendable {
        /// The host's address, for the names that a client may know the host by.
        case isPublic([String: String])
        /// The reason in words.
        case refused(String)
    }

    /// Resolves the URL's host; throws when that fails.
    func look(up url: String) async throws -> Lookup {
        guard let host = URL(string: url)?.host?.filter({ $0 != "[" && $0 != "]" }), !host.isEmpty else {
            return .refused("the URL has no host")
        }
        let address = try await threads.runIfActive { try SocketAddress.makeAddressResolvingHost(host, port: 0) }
        guard let text = address.ipAddress, address.isPublic else {
            return .refused("\(host) leads to \(address.ipAddress ?? "no address"), which is no public address")
        }
        return .isPublic([host: text])
    }

    func shutdown() async {
        // It fails only when it has been done before.
        try? await threads.shutdownGracefully()
    }
}

extension SocketAddress {
    /// Whether it is neither of this machine, nor of a private network, nor of more than one machine.
    package var isPublic: Bool {
        guard let text = ipAddress else { return false }
        switch self {
        case .v4: return Self.isPublic(v4: Self.bytes(v4: text))
        case .v6: return Self.isPublic(v6: Self.bytes(v6: text))
        case .unixDomainSocket: return false
        }
    }

    /// Of an address in its usual text form, as `ipAddress` gives it.
    private static func bytes(v4 text: some StringProtocol) -> [UInt8] {
        text.split(separator: ".").compactMap { UInt8($0) }
    }

    private static func bytes(v6 text: String) -> [UInt8] {
        // A zone may follow, and the last four bytes may stand there as those of version 4.
        let address = text.prefix { $0 != "%" }
        let halves = address.split(separator: "::", omittingEmptySubsequences: false).map { half in
            half.split(separator: ":").flatMap { group in
                group.contains(".")
                    ? bytes(v4: group) : UInt16(group, radix: 16).map { [UInt8($0 >> 8), UInt8($0 & 0xFF)] } ?? []
            }
        }
        let (head, tail) = (halves.first ?? [], halves.dropFirst().first ?? [])
        return head + [UInt8](repeating: 0, count: max(0, 16 - head.count - tail.count)) + tail
    }

    private static func isPublic(v4 bytes: some Collection<UInt8>) -> Bool {
        let number = bytes.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        // Unspecified, RFC 1918, carrier's network, loopback, link-local, RFC 6890, benchmarks, multicast and reserved.
        let ranges: [(UInt32, Int)] = [
            (0x0000_0000, 8), (0x0A00_0000, 8), (0x6440_0000, 10), (0x7F00_0000, 8), (0xA9FE_0000, 16),
            (0xAC10_0000, 12), (0xC000_0000, 24), (0xC0A8_0000, 16), (0xC612_0000, 15), (0xE000_0000, 3),
        ]
        return !ranges.contains { prefix, length in number >> (32 - length) == prefix >> (32 - length) }
    }

    private static func isPublic(v6 bytes: [UInt8]) -> Bool {
        // Forms that lead to an address of version 4: compatible (with :: and ::1 among them), mapped, NAT64, 6to4.
        if bytes.prefix(12).allSatisfy({ $0 == 0 }) { return isPublic(v4: bytes.suffix(4)) }
        if bytes.prefix(10).allSatisfy({ $0 == 0 }), bytes[10] == 0xFF, bytes[11] == 0xFF {
            return isPublic(v4: bytes.suffix(4))
        }
        if bytes.starts(with: [0x00, 0x64, 0xFF, 0x9B]) { return isPublic(v4: bytes.suffix(4)) }
        if bytes.starts(with: [0x20, 0x02]) { return isPublic(v4: bytes[2..<6]) }
        // Unique local, link-local and site-local, multicast.
        return bytes[0] & 0xFE != 0xFC && !(bytes[0] == 0xFE && bytes[1] & 0x80 != 0) && bytes[0] != 0xFF
    }
}
