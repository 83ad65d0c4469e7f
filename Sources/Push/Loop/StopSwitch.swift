// SPDX-License-Identifier: Apache-2.0

import CKernel
import Glibc

/// Ends a push from another thread: the first request in order, the second at once.
package final class StopSwitch: Sendable {
    /// Becomes readable with each request.
    let descriptor: Int32

    package init() throws(SocketError) {
        descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        guard descriptor >= 0 else { throw SocketError(code: errno) }
    }

    deinit { close(descriptor) }

    package func request() {
        var one: UInt64 = 1
        unsafe write(descriptor, &one, MemoryLayout<UInt64>.size)
    }

    /// How many requests came since the last call.
    func takeRequests() -> Int {
        var count: UInt64 = 0
        let size = unsafe read(descriptor, &count, MemoryLayout<UInt64>.size)
        return size > 0 ? Int(clamping: count) : 0
    }
}
