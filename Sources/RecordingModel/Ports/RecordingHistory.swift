// SPDX-License-Identifier: Apache-2.0

package import Media

/// The part of the catalogue that remembers how many recordings went on when.
package protocol RecordingHistory: Sendable {
    /// Notes that a recording began or ended, and what is announced of it; its first end counts.
    func note(_ span: RecordingSpan, announcing: [Announcement]) async throws
    /// Writes down what is missing from a recording, and what is announced of it.
    func note(_ gap: Gap, inSession sessionID: String, announcing: [Announcement]) async throws
    /// What is missing from a recording, in the order in which it was written down.
    func gaps(inSession sessionID: String) async throws -> [Gap]
    /// Ends the recordings that a process left open when it died, and forgets those that ended before `horizon`.
    func closeSpans(at time: WallTime, forgettingBefore horizon: WallTime) async throws
    /// The recordings of normal or slow live that went on within a window; no domains stand for all.
    func spans(within window: ClosedRange<WallTime>, isDelayLive: Bool, domains: [String]) async throws
        -> [RecordingSpan]
}
