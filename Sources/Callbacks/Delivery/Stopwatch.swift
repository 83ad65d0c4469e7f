// SPDX-License-Identifier: Apache-2.0

/// The time since its making on a clock that doesn't step.
struct Stopwatch: Sendable {
    private let read: @Sendable () -> Duration

    init<C: Clock<Duration>>(_ clock: C) {
        let start = clock.now
        read = { start.duration(to: clock.now) }
    }

    var elapsed: Duration { read() }
}
