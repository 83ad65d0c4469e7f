// SPDX-License-Identifier: Apache-2.0

package import Media

/// The part of the catalogue that takes orders within quotas, and keeps those of the deprecated family.
package protocol OrderBook: Sendable {
    /// Keeps a new order, if the quota lets it; both in one step.
    func insert(_ task: RecordingTask, within quota: OrderQuota) async throws -> OrderRefusal?

    /// Keeps a new order of CreateLiveRecord, if the quota lets it; both in one step.
    func insert(_ record: LiveRecord, within quota: OrderQuota) async throws -> OrderRefusal?
    /// Marks an order of CreateLiveRecord stopped at a time; the first stop counts.
    func stopLiveRecord(id: UInt64, ofStream stream: String, at time: WallTime) async throws -> LiveRecordMatch
    /// Forgets an order of CreateLiveRecord.
    func deleteLiveRecord(id: UInt64, ofStream stream: String) async throws -> LiveRecordMatch
    /// Orders of CreateLiveRecord that are neither stopped nor over.
    func unfinishedLiveRecords(at now: WallTime) async throws -> [LiveRecord]
    /// Names of registered push domains, at most `limit`.
    func pushDomainNames(limit: Int) async throws -> [String]
}

/// Whether an order of CreateLiveRecord was found by its stream's name and its id.
package enum LiveRecordMatch: Hashable, Sendable {
    case found
    /// The stream has orders, but none of this id.
    case noTask
    /// No order names this stream.
    case noStream
}
