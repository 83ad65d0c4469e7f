// SPDX-License-Identifier: Apache-2.0

package import Media

/// Takes orders from whoever may give them, and sees that they are carried out.
package protocol RecordingOrders: Sendable {
    /// Makes an order durable, then lets it take effect.
    /// - Returns: why not, if it was not taken.
    func create(_ task: RecordingTask, within quota: OrderQuota) async throws -> OrderRefusal?
    /// Ends an order for good: what it records is sealed at `time`, and it never starts again.
    /// - Returns: false when there is no such order.
    func stop(taskID: String, at time: WallTime) async throws -> Bool
    /// Forgets an order: what it records goes on, later pushes are not recorded.
    /// - Returns: false when there is no such order.
    func delete(taskID: String, at time: WallTime) async throws -> Bool

    /// Makes an order of CreateLiveRecord durable, then lets it take effect.
    /// - Returns: why not, if it was not taken.
    func create(_ record: LiveRecord, within quota: OrderQuota) async throws -> OrderRefusal?
    /// Ends an order of CreateLiveRecord for good.
    func stopLiveRecord(id: UInt64, ofStream stream: String, at time: WallTime) async throws -> LiveRecordMatch
    /// Forgets an order of CreateLiveRecord; what it records goes on.
    func deleteLiveRecord(id: UInt64, ofStream stream: String, at time: WallTime) async throws -> LiveRecordMatch
}
