// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Holds up those who pass, from `close` to `open`; open at first.
package final class Gate: Sendable {
    private struct State {
        var isClosed = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    package init() {}

    package func close() {
        state.withLock { $0.isClosed = true }
    }

    package func open() {
        let waiters = state.withLock { state in
            defer { state = State() }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Returns when the gate is open.
    package func pass() async {
        await withCheckedContinuation { continuation in
            let passes = state.withLock { state in
                if state.isClosed { state.waiters.append(continuation) }
                return !state.isClosed
            }
            if passes { continuation.resume() }
        }
    }
}
