// SPDX-License-Identifier: Apache-2.0

import CoreMetrics
package import Logging
package import RecordingModel
import Synchronization

/// Looks once a second how much room a store has.
package final class DiskWatch: DiskSpace {
    private let store: FileStore
    private let clock: any Clock<Duration>
    private let logger: Logger
    private let gauge: Mutex<DiskGauge>
    private let freeMeter = Meter(label: "aircheck_disk_free_bytes")
    private let secondsMeter = Meter(label: "aircheck_disk_seconds_left")
    private let lowMeter = Meter(label: "aircheck_disk_low")

    /// A watch over the file system of a store's media folder.
    package init(
        _ store: FileStore, marks: DiskGauge.Marks, clock: any Clock<Duration> = ContinuousClock(), logger: Logger
    ) {
        self.store = store
        self.clock = clock
        self.logger = logger
        gauge = Mutex(DiskGauge(marks: marks))
    }

    package var state: DiskState { gauge.withLock { $0.state } }

    package var freeBytes: Int64 { space.free }

    private var space: Space { (try? store.fileSystem.calls.space(at: store.root)) ?? Space(free: 0, total: 0) }

    /// Looks until it is cancelled.
    package func run() async {
        while !Task.isCancelled {
            look(after: 1)
            try? await clock.sleep(for: .seconds(1))
        }
    }

    /// Looks now; a disk that can't be asked has no room.
    package func look(after seconds: Double = 0) {
        let space = space
        let written = store.bytesWritten
        let (before, after, left) = gauge.withLock { gauge in
            let before = gauge.state
            gauge.note(free: space.free, written: written, after: seconds)
            return (before, gauge.state, gauge.secondsLeft(of: space.free))
        }
        freeMeter.set(space.free)
        secondsMeter.set(left ?? -1)
        lowMeter.set(after == .enough ? 0 : after == .low ? 1 : 2)
        guard before != after else { return }
        logger.log(
            level: after == .enough ? .notice : .error, "disk space",
            metadata: [
                "state": "\(after)", "free.bytes": "\(space.free)", "left.seconds": "\(left.map(String.init) ?? "-")",
            ])
    }
}
