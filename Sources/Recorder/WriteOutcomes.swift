// SPDX-License-Identifier: Apache-2.0

import RecordingModel
import Synchronization

/// What became of a sink's jobs, in their order, until the sink looks.
///
/// To wake an event loop costs as much as a small write. A sink looks in each turn of its stream, which is soon enough
/// for bytes that were written; it is told at once of a file or a fault, and of everything while it waits.
final class WriteOutcomes: Sendable {
    typealias Outcome = Result<[StoredFile], StorageFault>

    private struct State {
        var outcomes: [Outcome] = []
        var isAwaited = true
    }

    private let state = Mutex(State())

    /// Keeps an outcome.
    /// - Returns: whether the sink has to look at once.
    func append(_ outcome: Outcome) -> Bool {
        let isNews =
            switch outcome {
            case .success(let files): !files.isEmpty
            case .failure: true
            }
        return state.withLock { state in
            state.outcomes.append(outcome)
            return isNews || state.isAwaited
        }
    }

    /// Hands over what has been kept.
    func take() -> [Outcome] {
        state.withLock { state in
            defer { state.outcomes.removeAll() }
            return state.outcomes
        }
    }

    /// Lets the sink wait for each outcome to come, or no longer.
    /// - Returns: whether it has to look at once.
    func await(_ isAwaited: Bool) -> Bool {
        state.withLock { state in
            state.isAwaited = isAwaited
            return isAwaited && !state.outcomes.isEmpty
        }
    }
}
