// SPDX-License-Identifier: Apache-2.0

import RecordingTesting

/// One life of the server: once it is dead, nothing that it still wants to do has an effect, and nothing returns to it.
final class SimulatedProcess: @unchecked Sendable {
    let number: Int
    let scheduler: SimulatedScheduler
    let clock = ManualClock()
    private(set) var isAlive = true

    init(number: Int, scheduler: SimulatedScheduler) {
        self.number = number
        self.scheduler = scheduler
        scheduler.add(clock)
    }

    func die() {
        isAlive = false
        scheduler.remove(clock)
    }

    /// What every call to the outside does: it takes no time, or lets others go first, or takes a while.
    func pause(upTo longest: Duration = .seconds(1)) async {
        let choice = Int.random(in: 0..<100, using: &scheduler.generator)
        guard choice >= 30, isAlive else { return await stayAlive() }
        let delay = longest * (Double(Int.random(in: 1...1_000, using: &scheduler.generator)) / 1_000)
        await wait(choice < 92 ? .zero : delay)
    }

    /// Waits; for ever when the process dies meanwhile.
    func wait(_ time: Duration) async {
        await unsafe withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
            let resume = { [self] in if isAlive { unsafe continuation.resume() } }
            if time == .zero { scheduler.soon(resume) } else { scheduler.after(time, resume) }
        }
    }

    /// Returns only to the living.
    func stayAlive() async {
        guard !isAlive else { return }
        await unsafe withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
    }
}
