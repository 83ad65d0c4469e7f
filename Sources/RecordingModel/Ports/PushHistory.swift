// SPDX-License-Identifier: Apache-2.0

package import Media

/// Remembers pushes for two months; the oldest are forgotten as new ones come.
package protocol PushHistory: Sendable {
    /// Adds a push, one that begins or one that was refused, and what is announced of it; a push that is known stays as
    /// it is, and nothing is announced again: who had no answer may ask again.
    func insert(_ push: PushRecord, announcing: [Announcement]) async throws
    /// Notes the end of a push, and what is announced of it; no end is noted of a push that is unknown or has one.
    func endPush(_ id: PublicationID, with end: PushRecord.End, announcing: [Announcement]) async throws
    /// Ends every push that has no end, and writes what is announced of each: for the start of a server whose
    /// predecessor was killed.
    func endOpenPushes(
        with end: PushRecord.End, announcing: @escaping @Sendable (Publication) -> Announcement?
    ) async throws
    /// Pushes that match, by their end and then their begin, from `offset`, at most `limit`, and how many match.
    func pushes(
        matching filter: PushFilter, offset: Int, limit: Int
    ) async throws -> (total: Int, pushes: [PushRecord])
    /// Whether a domain has, or had at `time` or later, a push that was let in.
    func hasPushes(toDomain name: String, since time: WallTime) async throws -> Bool
}

/// How long the history reaches back.
package enum HistoryLimits {
    /// Microseconds for which pushes are kept: the longest two months of a calendar.
    package static let pushes: Int64 = 62 * 24 * 3_600 * 1_000_000
    /// Microseconds for which attempts to deliver callbacks are kept.
    package static let callbacks: Int64 = 14 * 24 * 3_600 * 1_000_000
}
