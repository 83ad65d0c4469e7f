// SPDX-License-Identifier: Apache-2.0

/// The time since its making on a clock that doesn't step.
struct Stopwatch: Sendable {
    private let read: @Sendable () -> Duration
    private let wait: @Sendable (Duration) async throws -> Void

    init<C: Clock<Duration>>(_ clock: C) {
        let start = clock.now
        read = { start.duration(to: clock.now) }
        wait = { try await clock.sleep(until: start.advanced(by: $0), tolerance: nil) }
    }

    var elapsed: Duration { read() }

    /// Waits until so much time has passed since its making; throws when it is cancelled.
    func sleep(until time: Duration) async throws { try await wait(time) }
}
