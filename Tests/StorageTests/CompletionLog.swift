// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// The numbers of completed jobs, in order, noted from any thread.
final class CompletionLog: Sendable {
    private let entries = Mutex<[Int]>([])

    var numbers: [Int] { entries.withLock { $0 } }

    func note(_ number: Int) {
        entries.withLock { $0.append(number) }
    }
}
