// SPDX-License-Identifier: Apache-2.0

import NIOPosix
import Synchronization

/// The threads that wait for disks, and the count of the jobs given to them.
final class StorageThreads: Sendable {
    private struct State {
        var jobs = 0
        var isClosed = false
        /// Who waits for the last job to end.
        var idle: [CheckedContinuation<Void, Never>] = []

        mutating func takeIdle() -> [CheckedContinuation<Void, Never>] {
            defer { idle = [] }
            return idle
        }
    }

    private let pool: NIOThreadPool
    private let state = Mutex(State())

    init(count: Int) {
        pool = NIOThreadPool(numberOfThreads: count)
        pool.start()
    }

    /// Counts a job in.
    /// - Returns: false when none is taken any more.
    func begin() -> Bool {
        state.withLock { state in
            if !state.isClosed { state.jobs += 1 }
            return !state.isClosed
        }
    }

    /// Counts a job out.
    func end() {
        let idle = state.withLock { state in
            state.jobs -= 1
            return state.jobs == 0 ? state.takeIdle() : []
        }
        for continuation in idle { continuation.resume() }
    }

    /// Runs a step of a counted job on one of the threads.
    func run(_ step: @escaping @Sendable () -> Void) {
        // Threads stop when no job is left, so that a step is never cancelled.
        pool.submit { _ in step() }
    }

    /// Takes no more jobs, waits for those in line, and stops the threads; calling it again does no harm.
    func shutdown() async {
        await withCheckedContinuation { continuation in
            let isIdle = state.withLock { state in
                state.isClosed = true
                if state.jobs > 0 { state.idle.append(continuation) }
                return state.jobs == 0
            }
            if isIdle { continuation.resume() }
        }
        // It fails only when the threads have been stopped before, and then there is nothing to do.
        try? await pool.shutdownGracefully()
    }

    deinit {
        // Who forgets the shutdown leaves no threads behind; it may be one of them that ends here.
        pool.shutdownGracefully { _ in }
    }
}
