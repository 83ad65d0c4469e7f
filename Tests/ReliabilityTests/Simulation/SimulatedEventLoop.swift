// SPDX-License-Identifier: Apache-2.0

import Dispatch
import NIOCore

/// A loop whose tasks are steps of a simulation, in their order, as long as its process lives.
final class SimulatedEventLoop: EventLoop, @unchecked Sendable {
    private let process: SimulatedProcess
    private var tasks: CircularBuffer<@Sendable () -> Void> = []
    private(set) var inEventLoop = false

    init(_ process: SimulatedProcess) {
        self.process = process
    }

    func execute(_ task: @escaping @Sendable () -> Void) {
        tasks.append(task)
        process.scheduler.soon { [self] in
            guard process.isAlive, let task = tasks.popFirst() else { return }
            let before = inEventLoop
            inEventLoop = true
            task()
            inEventLoop = before
        }
    }

    func next() -> any EventLoop { self }

    func scheduleTask<T>(deadline: NIODeadline, _ task: @escaping @Sendable () throws -> T) -> Scheduled<T> {
        preconditionFailure("nothing here waits on a loop")
    }

    func scheduleTask<T>(in delay: TimeAmount, _ task: @escaping @Sendable () throws -> T) -> Scheduled<T> {
        preconditionFailure("nothing here waits on a loop")
    }

    func shutdownGracefully(queue: DispatchQueue, _ callback: @escaping @Sendable ((any Error)?) -> Void) {
        preconditionFailure("it ends with its process")
    }
}
