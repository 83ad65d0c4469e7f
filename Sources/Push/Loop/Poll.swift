// SPDX-License-Identifier: Apache-2.0

import CKernel
import Glibc

/// Tells which sockets can be read or written anew (epoll, edge-triggered).
@safe
final class Poll {
    struct Event {
        /// The number under which the socket was added.
        var number: UInt64
        var isReadable: Bool
        var isWritable: Bool
    }

    private let descriptor: Int32
    private var events = unsafe [epoll_event](repeating: epoll_event(), count: 256)

    init() throws(SocketError) {
        descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard descriptor >= 0 else { throw SocketError(code: errno) }
    }

    deinit { close(descriptor) }

    /// Watches a descriptor until it is closed.
    func add(_ watched: Int32, number: UInt64) throws(SocketError) {
        var event = unsafe epoll_event()
        unsafe event.events = EPOLLIN.rawValue | EPOLLOUT.rawValue | EPOLLET.rawValue
        unsafe event.data.u64 = number
        guard unsafe epoll_ctl(descriptor, EPOLL_CTL_ADD, watched, &event) == 0 else {
            throw SocketError(code: errno)
        }
    }

    /// Waits for events, at most so many milliseconds, or for ever with -1.
    func wait(milliseconds: Int32, _ body: (Event) -> Void) throws(SocketError) {
        let count = unsafe epoll_wait(descriptor, &events, Int32(unsafe events.count), milliseconds)
        guard count >= 0 || errno == EINTR else { throw SocketError(code: errno) }
        for index in 0..<max(0, Int(count)) {
            let event = unsafe events[index]
            let flags = unsafe event.events
            // An error or a hang-up is found by whatever is tried next.
            let failed = flags & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0
            body(
                Event(
                    number: unsafe event.data.u64, isReadable: failed || flags & EPOLLIN.rawValue != 0,
                    isWritable: failed || flags & EPOLLOUT.rawValue != 0))
        }
    }
}
