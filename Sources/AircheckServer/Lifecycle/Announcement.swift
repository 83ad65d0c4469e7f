// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Waits for all listeners, then tells once that the server accepts work.
final class Announcement: Sendable {
    private let awaited: Mutex<Int>
    private let announce: @Sendable () -> Void

    /// `listeners` is how many have to report.
    init(listeners: Int, announce: @escaping @Sendable () -> Void) {
        awaited = Mutex(listeners)
        self.announce = announce
    }

    /// One more listens.
    func report() {
        let isLast = awaited.withLock { awaited in
            awaited -= 1
            return awaited == 0
        }
        if isLast { announce() }
    }
}
