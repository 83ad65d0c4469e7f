// SPDX-License-Identifier: Apache-2.0

import Media
import RecordingModel
import Synchronization

// What recordings have written becomes durable together: one call for all costs a fraction of one for each.
extension FileStore {
    /// What a recording has written of its open file.
    struct Mark: Sendable {
        /// Which of the recording's files it is.
        let file: Int
        let length: Int64
    }

    /// A writer that is let go when its recording does.
    struct OpenWriter: Sendable {
        weak let writer: FileWriter?
    }

    /// From one round to the next; with the writing before and the disk's own time, what is lost with the power stays
    /// below two seconds.
    package static let interval = Duration.milliseconds(500)

    /// Makes durable what all recordings have written by now; the server calls it each `interval`.
    ///
    /// Should that fail, nobody knows for whom: then each recording's own file is asked, once.
    package func synchronize() async {
        let writers = openWriters.withLock { $0.values.compactMap(\.writer) }
        guard !writers.isEmpty else { return }
        let marks = writers.map { ($0, $0.mark) }
        do {
            try await run("sync", on: syncThread) { [self] (_, _) throws(StorageFault) in try media.synchronizeSystem()
            }
            for case (let writer, let mark?) in marks { writer.isDurable(mark) }
        } catch {
            for writer in writers { writer.submit([.synchronize]) { _ in } }
        }
    }
}
