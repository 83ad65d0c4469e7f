// SPDX-License-Identifier: Apache-2.0

import Glibc
import NIOPosix
import RecordingModel
import RecordingTesting

/// Runs everything that is asynchronous on one thread, one step after the other, each chosen by a seeded generator.
///
/// The runtime of Swift's concurrency hands every job that would go to the global pool to a hook; here those of a
/// simulation's thread go into its list instead. So the actors and services are the real ones, and one seed always
/// makes one run. Time goes on only when there is nothing left to do.
///
/// All of it is used on one thread, which is why it may say that it is Sendable.
final class SimulatedScheduler: @unchecked Sendable {
    private enum Step {
        case job(UnownedJob)
        case work(() -> Void)
    }

    private struct Event: Comparable, @unchecked Sendable {
        let time: Duration
        let number: Int
        let work: () -> Void

        static func < (left: Event, right: Event) -> Bool { (left.time, left.number) < (right.time, right.number) }
        static func == (left: Event, right: Event) -> Bool { left.number == right.number }
    }

    var generator: SeededGenerator
    private(set) var now = Duration.zero
    /// How many steps have been made.
    private(set) var stepCount = 0
    private var ready: [Step] = []
    private var events = BinaryHeap<Event>()
    private var eventCount = 0
    /// Clocks of processes that live, and when they began.
    private var clocks: [(clock: ManualClock, born: Duration)] = []

    private static let current = ThreadSpecificVariable<SimulatedScheduler>()

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
    }

    /// Lets a simulation have this thread.
    func run<Value>(_ work: () throws -> Value) rethrows -> Value {
        precondition(Self.isHooked, "the runtime has no hook for jobs")
        Self.current.currentValue = self
        defer { Self.current.currentValue = nil }
        return try work()
    }

    // MARK: What there is to do

    /// Steps that could be made now.
    var readyCount: Int { ready.count }

    func soon(_ work: @escaping () -> Void) { ready.append(.work(work)) }

    func after(_ delay: Duration, _ work: @escaping () -> Void) {
        eventCount += 1
        events.insert(Event(time: now + delay, number: eventCount, work: work))
    }

    /// Lets a clock go with the time.
    func add(_ clock: ManualClock) { clocks.append((clock, now)) }

    /// Lets it stand still for ever.
    func remove(_ clock: ManualClock) { clocks.removeAll { $0.clock === clock } }

    /// Makes one of the steps that can be made; false when there is none.
    func step() -> Bool {
        guard !ready.isEmpty else { return false }
        let index = Int.random(in: ready.indices, using: &generator)
        ready.swapAt(index, ready.count - 1)
        stepCount += 1
        switch ready.removeLast() {
        case .job(let job): unsafe job.runSynchronously(on: Self.anyExecutor)
        case .work(let work): work()
        }
        return true
    }

    /// Lets the time go to the next thing that is due, at most so far; false when there is nothing before.
    func advance(to limit: Duration) -> Bool {
        let wakes = clocks.compactMap { clock, born in clock.nextDeadline.map { $0.offset + born } }
        let next = ([events.first?.time].compactMap { $0 } + wakes).min()
        let time = max(now, min(next ?? limit, limit))
        for (clock, born) in clocks { clock.advance(by: time - born - clock.now.offset) }
        now = time
        while let event = events.first, event.time <= now {
            _ = events.removeFirst()
            event.work()
        }
        return next.map { $0 <= limit } ?? false
    }

    // MARK: The runtime

    private typealias Enqueue = @convention(thin) (UnownedJob) -> Void
    private typealias EnqueueHook = @convention(thin) (UnownedJob, Enqueue) -> Void

    /// Takes the jobs of simulations' threads away from the global pool.
    private static let isHooked: Bool = {
        guard let symbol = unsafe dlsym(dlopen(nil, RTLD_NOW), "swift_task_enqueueGlobal_hook") else { return false }
        let hook: EnqueueHook = { job, original in
            if let scheduler = SimulatedScheduler.current.currentValue {
                scheduler.ready.append(.job(job))
            } else {
                original(job)
            }
        }
        unsafe symbol.assumingMemoryBound(to: EnqueueHook?.self).pointee = hook
        return true
    }()

    /// What jobs of the global pool run on: no executor of their own, which the runtime writes as two zeros.
    private static var anyExecutor: UnownedSerialExecutor {
        unsafe unsafeBitCast((UInt(0), UInt(0)), to: UnownedSerialExecutor.self)
    }
}
