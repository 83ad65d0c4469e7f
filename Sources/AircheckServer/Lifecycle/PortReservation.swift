// SPDX-License-Identifier: Apache-2.0

import Glibc
import NIOCore

/// Holds a free port until the server that was promised it listens there.
///
/// Every URL handed out names the HTTP port, so it must be known before the graph is built. Linux lets two sockets
/// with SO_REUSEADDR bind one address while neither listens: the port can't go to anybody else in between.
struct PortReservation: ~Copyable {
    let port: Int
    private let descriptor: Int32

    /// Reserves a free port of a host.
    init(host: String) throws {
        let address = try SocketAddress.makeAddressResolvingHost(host, port: 0)
        let family = address.protocol == .inet6 ? AF_INET6 : AF_INET
        descriptor = socket(family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var yes: Int32 = 1
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let isBound =
            unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size)) == 0
            && address.withSockAddr { unsafe bind(descriptor, $0, socklen_t($1)) } == 0
            && withUnsafeMutablePointer(to: &storage) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe getsockname(descriptor, $0, &length)
                }
            } == 0
        guard isBound else {
            close(descriptor)
            throw SettingsError(description: "no port of \(host) can be bound")
        }
        // The port is at the same place for both families.
        port = withUnsafeBytes(of: &storage) {
            Int(unsafe $0.loadUnaligned(fromByteOffset: 2, as: UInt16.self).bigEndian)
        }
    }

    deinit {
        close(descriptor)
    }
}
