// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Whether recordings can be made now: what `/readyz` answers.
final class Readiness: Sendable {
    enum State: Sendable {
        case starting
        case ready
        case stopping
    }

    private let state = Mutex(State.starting)

    func set(_ new: State) {
        state.withLock { $0 = new }
    }

    /// Nil when ready.
    var reason: String? {
        switch state.withLock({ $0 }) {
        case .starting: "the server is starting"
        case .ready: nil
        case .stopping: "the server is stopping"
        }
    }
}
