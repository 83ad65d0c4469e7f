// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import Synchronization

/// The threads that wait for disks, and the count of the jobs given to them.
///
/// To wake a thread costs as much as a small write. So what an event loop submits in one of its turns is begun
/// together, behind the turn.
final class StorageThreads: Sendable {
    typealias Step = @Sendable () -> Void

    private struct State {
        var jobs = 0
        var isClosed = false
        /// Who waits for the last job to end.
        var idle: [CheckedContinuation<Void, Never>] = []
        /// What no thread has taken yet.
        var steps = CircularBuffer<Step>()
        /// Threads that take steps.
        var awake = 0
        /// Whether an event loop will wake threads behind its turn.
        var isWakeDue = false

        mutating func takeIdle() -> [CheckedContinuation<Void, Never>] {
            defer { idle = [] }
            return idle
        }
    }

    private let pool: NIOThreadPool
    private let count: Int
    private let state = Mutex(State())

    /// How many steps one thread is woken for.
    private static let stepsTogether = 16

    init(count: Int) {
        self.count = count
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
    func run(_ step: @escaping Step) {
        let loop = MultiThreadedEventLoopGroup.currentEventLoop
        let wakes = state.withLock { state in
            state.steps.append(step)
            guard loop != nil else { return true }
            defer { state.isWakeDue = true }
            return !state.isWakeDue
        }
        guard wakes else { return }
        if let loop { loop.execute { self.wake() } } else { wake() }
    }

    /// Has as many threads take steps as can be of use: one takes several that don't have to wait for the disk.
    private func wake() {
        let woken = state.withLock { state in
            state.isWakeDue = false
            let wanted = min(count - state.awake, (state.steps.count + Self.stepsTogether - 1) / Self.stepsTogether)
            state.awake += wanted
            return wanted
        }
        // Threads stop when no job is left, so that a step is never cancelled.
        for _ in 0..<woken { pool.submit { _ in self.takeSteps() } }
    }

    private func takeSteps() {
        while let step = nextStep() { step() }
    }

    /// The next step; nil when there is none, and then the thread sleeps.
    private func nextStep() -> Step? {
        state.withLock { state in
            if state.steps.isEmpty { state.awake -= 1 }
            return state.steps.popFirst()
        }
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
