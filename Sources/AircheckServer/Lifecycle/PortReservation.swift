// SPDX-License-Identifier: Apache-2.0

import Glibc
import NIOCore

/// Holds a free port until the server that was promised it listens there.
///
/// Every URL handed out names the HTTP port, so it must be known before the graph is built. Linux lets two sockets
/// with SO_REUSEADDR bind one address while neither listens: the port can't go to anybody else in between.
final class PortReservation: Sendable {
    let port: Int
    private let descriptor: Int32

    /// Reserves a free port of a host.
    init(host: String) throws {
        let address = try SocketAddress.makeAddressResolvingHost(host, port: 0)
        let family = address.protocol == .inet6 ? AF_INET6 : AF_INET
        descriptor = socket(family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard let port = Self.bind(descriptor, to: address) else {
            close(descriptor)
            throw SettingsError(description: "no port of \(host) can be bound")
        }
        self.port = port
    }

    /// Gives the port up; the server listens there by now.
    func release() {
        close(descriptor)
    }

    private static func bind(_ descriptor: Int32, to address: SocketAddress) -> Int? {
        var yes: Int32 = 1
        let size = socklen_t(MemoryLayout<Int32>.size)
        guard unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, size) == 0,
            unsafe address.withSockAddr({ unsafe Glibc.bind(descriptor, $0, socklen_t($1)) }) == 0
        else { return nil }
        var bound = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = unsafe withUnsafeMutablePointer(to: &bound) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe getsockname(descriptor, $0, &length)
            }
        }
        guard result == 0 else { return nil }
        // The port is at the same place for both families.
        return unsafe withUnsafeBytes(of: &bound) {
            Int(unsafe $0.loadUnaligned(fromByteOffset: 2, as: UInt16.self).bigEndian)
        }
    }
}
