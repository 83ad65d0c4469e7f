// SPDX-License-Identifier: Apache-2.0

import Glibc

/// An address to connect to.
package struct Endpoint: Sendable {
    let family: Int32
    private let storage: [UInt8]

    /// Why a host has no address.
    package struct Unresolvable: Error, CustomStringConvertible {
        package var description: String
    }

    /// All addresses of a host, in the order in which they are to be tried; asks the system's resolver and waits.
    package static func resolve(host: String, port: UInt16) throws(Unresolvable) -> [Endpoint] {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let result = unsafe getaddrinfo(host, String(port), &hints, &list)
        guard result == 0 else { throw Unresolvable(description: unsafe String(cString: gai_strerror(result))) }
        defer { unsafe freeaddrinfo(list) }
        var endpoints: [Endpoint] = []
        while let entry = unsafe list?.pointee, let address = unsafe entry.ai_addr {
            let bytes = unsafe UnsafeRawBufferPointer(start: address, count: Int(entry.ai_addrlen))
            unsafe endpoints.append(Endpoint(family: entry.ai_family, storage: Array(bytes)))
            unsafe list = entry.ai_next
        }
        return endpoints
    }

    func withAddress<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        unsafe storage.withUnsafeBytes { bytes in
            // A resolved address is never empty.
            guard let base = bytes.baseAddress else { preconditionFailure("an address without bytes") }
            return unsafe body(base.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
        }
    }
}
