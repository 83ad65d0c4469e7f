// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization

/// Tells how late a shared machine runs: how much longer than it should a short sleep and a write to its disk take.
///
/// A server that the machine lets wait can't write what comes; what it then doesn't read hasn't reached it.
final class Pulse: Sendable {
    private struct State {
        var worst = 0.0
        var begun: ContinuousClock.Instant?
        var isOver = false

        /// With what has begun and is not over.
        var lateness: Double {
            max(self.worst, self.begun.map { (ContinuousClock.now - $0) / .seconds(1) - Pulse.interval } ?? 0)
        }
    }

    private static let interval = 0.05
    private let state = Mutex(State())

    /// Begins to beat, with a file in a folder.
    init(folder: String) {
        let path = folder + "/pulse"
        Thread.detachNewThread { [self] in
            _ = FileManager.default.createFile(atPath: path, contents: nil)
            let file = FileHandle(forWritingAtPath: path)
            while !self.state.withLock({ $0.isOver }) {
                self.state.withLock { $0.begun = .now }
                Thread.sleep(forTimeInterval: Self.interval)
                try? file?.write(contentsOf: Data(repeating: 1, count: 4_096))
                try? file?.synchronize()
                self.state.withLock { ($0.worst, $0.begun) = ($0.lateness, nil) }
            }
        }
    }

    /// The longest delay until now, in seconds.
    var worst: Double { self.state.withLock { $0.lateness } }

    func stop() { self.state.withLock { $0.isOver = true } }
}
