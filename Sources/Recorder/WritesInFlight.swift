// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// The jobs of a recording that are on their way to the disk: how much they hold, and how long the oldest has taken.
///
/// Time is counted in ticks, the calls of `passed`.
struct WritesInFlight {
    private struct Job {
        let byteCount: Int
        let tick: Int
    }

    private var jobs = CircularBuffer<Job>()
    private var tick = 0
    private(set) var byteCount = 0

    var isEmpty: Bool { jobs.isEmpty }

    /// Whether so much waits, or the oldest job for so long, that nothing more should come.
    var isTooMuch: Bool { byteCount > Self.byteLimit || isLate }

    /// Whether there is room again.
    var isLittle: Bool { byteCount <= Self.byteLimit / 2 && !isLate }

    /// What waits behind a job that takes longer would die with the server.
    private var isLate: Bool { jobs.first.map { tick - $0.tick >= Self.tickLimit } ?? false }

    private static let byteLimit = 8 << 20
    private static let tickLimit = 2

    mutating func passed() {
        tick += 1
    }

    mutating func submitted(_ byteCount: Int) {
        jobs.append(Job(byteCount: byteCount, tick: tick))
        self.byteCount += byteCount
    }

    /// The oldest is done.
    mutating func completed() {
        byteCount -= jobs.popFirst()?.byteCount ?? 0
    }
}
