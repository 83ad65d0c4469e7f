// SPDX-License-Identifier: Apache-2.0

import Subprocess

/// What a server printed, and whether it has ended.
actor ServerLog {
    private(set) var lines: [String] = []
    private(set) var hasEnded = false

    /// Collects lines until the server closes its output, which it does by ending.
    func collect(_ output: SubprocessOutputSequence) async {
        do {
            for try await line in output.strings(bufferingPolicy: .unbounded) { self.lines.append(line) }
        } catch {
            self.lines.append("output lost: \(error)")
        }
        self.hasEnded = true
    }

    /// The last lines, to be shown when something failed.
    var tail: String { self.lines.suffix(60).joined(separator: "\n") }
}
