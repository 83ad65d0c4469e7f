// SPDX-License-Identifier: Apache-2.0

/// Asks again and again until there is an answer; throws ``Overdue`` when there is none in time.
func eventually<Answer>(
    _ what: String, within seconds: Double = 20, every interval: Duration = .milliseconds(50),
    _ ask: () async throws -> Answer?
) async throws -> Answer {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while true {
        if let answer = try await ask() { return answer }
        guard ContinuousClock.now < deadline else { throw Overdue(what: what, seconds: seconds) }
        try await Task.sleep(for: interval)
    }
}

/// Cancels work that takes too long, and throws ``Overdue`` in its place.
func withDeadline<Answer: Sendable>(
    _ what: String, seconds: Double, _ work: @escaping @Sendable () async throws -> Answer
) async throws -> Answer {
    try await withThrowingTaskGroup(of: Answer?.self) { group in
        group.addTask { try await work() }
        group.addTask {
            try await Task.sleep(for: .seconds(seconds))
            return nil
        }
        defer { group.cancelAll() }
        guard let first = try await group.next(), let answer = first else {
            throw Overdue(what: what, seconds: seconds)
        }
        return answer
    }
}

/// Something expected did not come in time.
struct Overdue: Error, CustomStringConvertible {
    let what: String
    let seconds: Double

    var description: String { "still waiting for \(self.what) after \(self.seconds) s" }
}
