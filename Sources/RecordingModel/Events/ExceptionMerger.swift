// SPDX-License-Identifier: Apache-2.0

package import Media

/// Lets an exception of one recording be told at once, and what follows it within two minutes together
/// (reference: callbacks, section 6).
package struct ExceptionMerger: Sendable {
    private struct Window {
        var told: WallTime
        /// What came since then.
        var count = 0
        var detail = ""
    }

    private var windows: [RecordingException.Kind: Window] = [:]

    /// Microseconds in which exceptions of one kind are merged.
    private static let span: Int64 = 120_000_000

    package init() {}

    /// How many to tell of now, these included; nil when they are to wait.
    package mutating func note(
        _ kind: RecordingException.Kind, times count: Int = 1, detail: String, at time: WallTime
    ) -> Int? {
        guard let window = windows[kind], abs(time.microseconds - window.told.microseconds) < Self.span else {
            let waiting = windows[kind]?.count ?? 0
            windows[kind] = Window(told: time)
            return waiting + count
        }
        windows[kind]?.count += count
        windows[kind]?.detail = detail
        return nil
    }

    /// What has waited, as the recording ends.
    package mutating func flush() -> [(kind: RecordingException.Kind, count: Int, detail: String)] {
        defer { windows = [:] }
        return windows.filter { $0.value.count > 0 }.sorted { $0.key.rawValue > $1.key.rawValue }
            .map { ($0.key, $0.value.count, $0.value.detail) }
    }
}
