// SPDX-License-Identifier: Apache-2.0

import Logging
import Synchronization

/// Keeps the lines that a logger gets.
final class LogRecorder: Sendable {
    private let entries = Mutex<[String]>([])

    /// Level, message and metadata of each line.
    var lines: [String] { entries.withLock { $0 } }

    /// Returns once so many lines begin with a text; throws when the test is cancelled, as its time limit does.
    func wait(for prefix: String, count: Int = 1) async throws {
        while lines.count(where: { $0.hasPrefix(prefix) }) < count { try await Task.sleep(for: .milliseconds(2)) }
    }

    var logger: Logger { Logger(label: "test") { _ in Handler(recorder: self) } }

    private struct Handler: LogHandler {
        var recorder: LogRecorder
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let fields = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            let line = ["\(event.level)", "\(event.message)"] + fields
            recorder.entries.withLock { $0.append(line.joined(separator: " ")) }
        }
    }
}
