// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// What the fakes of a test noted, in its order, a line each.
package final class Journal: Sendable {
    private let entries = Mutex<[String]>([])

    package init() {}

    /// Everything so far.
    package var lines: [String] { entries.withLock { $0 } }

    /// Adds a line.
    package func note(_ line: String) {
        entries.withLock { $0.append(line) }
    }

    /// Returns once a line has been noted so often; throws when the test is cancelled, as its time limit does.
    package func wait(for line: String, count: Int = 1) async throws {
        try await wait { lines in lines.count { $0 == line } >= count }
    }

    /// Returns once the lines satisfy a predicate.
    package func wait(until isSatisfied: ([String]) -> Bool) async throws {
        while !isSatisfied(lines) { try await Task.sleep(for: .milliseconds(2)) }
    }
}
