// SPDX-License-Identifier: Apache-2.0

import Glibc
import NIOCore

/// A TCP connection none of whose calls waits.
struct Socket {
    let descriptor: Int32

    /// Begins to connect; when that is done, or has failed, the socket becomes writable.
    init(connectingTo endpoint: Endpoint) throws(SocketError) {
        let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        descriptor = socket(endpoint.family, type, 0)
        guard descriptor >= 0 else { throw SocketError(code: errno) }
        // A frame leaves when it is sent, as that of an encoder does.
        var yes: Int32 = 1
        unsafe setsockopt(
            descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
        let descriptor = descriptor
        let result = unsafe endpoint.withAddress { unsafe connect(descriptor, $0, $1) }
        guard result == 0 || errno == EINPROGRESS else {
            let code = errno
            Glibc.close(descriptor)
            throw SocketError(code: code)
        }
    }

    /// Why connecting failed; nil when it hasn't.
    var connectionError: SocketError? {
        var code: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        unsafe getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length)
        return code == 0 ? nil : SocketError(code: code)
    }

    /// Sends bytes of a buffer and returns how many the system took; nil while it takes none.
    func send(_ range: Range<Int>, of buffer: ByteBuffer) throws(SocketError) -> Int? {
        while true {
            let count = unsafe buffer.withVeryUnsafeBytes { bytes in
                let bytes = unsafe UnsafeRawBufferPointer(rebasing: bytes[range])
                return unsafe Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
            }
            if count >= 0 { return count }
            switch errno {
            case EINTR: continue
            case EAGAIN: return nil
            default: throw SocketError(code: errno)
            }
        }
    }

    /// Receives into an empty buffer and returns how many bytes, 0 at the end; nil while there are none.
    func receive(into buffer: inout ByteBuffer) throws(SocketError) -> Int? {
        while true {
            let count = unsafe buffer.withUnsafeMutableWritableBytes { bytes in
                unsafe recv(descriptor, bytes.baseAddress, bytes.count, 0)
            }
            if count >= 0 {
                buffer.moveWriterIndex(forwardBy: count)
                return count
            }
            switch errno {
            case EINTR: continue
            case EAGAIN: return nil
            default: throw SocketError(code: errno)
            }
        }
    }

    /// Tells the peer that nothing follows.
    func finishSending() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    func close() {
        Glibc.close(descriptor)
    }
}
