// SPDX-License-Identifier: Apache-2.0

import CoreMetrics
import RecordingModel

/// Counts what is recorded, by format.
struct RecorderMetrics: Sendable {
    let running = Meter(label: "aircheck_recordings_running")

    /// Recordings whose stream is not read, because the disk is behind.
    static let held = Meter(label: "aircheck_recordings_held")

    func started(_ format: RecordingFormat) {
        counter("aircheck_recordings", format).increment()
    }

    func failed(_ format: RecordingFormat) {
        counter("aircheck_recordings_failed", format).increment()
    }

    /// A file was read back and is not what it should be.
    func checkFailed(_ format: RecordingFormat) {
        counter("aircheck_file_checks_failed", format).increment()
    }

    func finished(_ file: RecordedFile) {
        counter("aircheck_files", file.format).increment()
        counter("aircheck_file_bytes", file.format).increment(by: file.size)
    }

    private func counter(_ label: String, _ format: RecordingFormat) -> Counter {
        Counter(label: label, dimensions: [("format", format.rawValue)])
    }
}
