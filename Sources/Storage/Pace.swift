// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// Lets a thread read no more than so many bytes a second, by putting it to sleep.
final class Pace: Sendable {
    private let bytesPerSecond: Double
    private let start = ContinuousClock.now
    private let spent = Mutex<Double>(0)

    init(bytesPerSecond: Double) {
        self.bytesPerSecond = bytesPerSecond
    }

    /// Waits until so many more bytes are due.
    func spend(_ byteCount: Int) {
        let total = spent.withLock { spent in
            spent += Double(byteCount)
            return spent
        }
        let ahead = Duration.seconds(total / bytesPerSecond) - (ContinuousClock.now - start)
        // Shorter waits cost more than they spare.
        guard ahead > .milliseconds(5) else { return }
        usleep(UInt32(min(1_000_000, ahead / .microseconds(1))))
    }
}
