// SPDX-License-Identifier: Apache-2.0

import RecordingModel
import RecordingTesting
import Synchronization

/// An outbox that doesn't say when rows come, as if another process wrote them, and that fails as a test wants.
final class SilentOutbox: Outbox {
    struct Fault: Error {}

    private let catalogue: MemoryCatalogue
    private let faults = Mutex(0)
    let announced = AsyncStream<Void> { _ in }

    init(catalogue: MemoryCatalogue) {
        self.catalogue = catalogue
    }

    /// Lets as many notes fail.
    func failNotes(_ count: Int) {
        faults.withLock { $0 = count }
    }

    func announce(_ announcements: [Announcement]) async throws { await catalogue.announce(announcements) }

    func pendingDeliveries(after id: Int64, limit: Int) async throws -> [DeliveryHead] {
        await catalogue.pendingDeliveries(after: id, limit: limit)
    }

    func delivery(id: Int64) async throws -> Delivery? { await catalogue.delivery(id: id) }

    func note(_ attempt: CallbackAttempt, ofDelivery id: Int64, _ outcome: DeliveryOutcome) async throws {
        let fails = faults.withLock { count in
            defer { count = max(0, count - 1) }
            return count > 0
        }
        if fails { throw Fault() }
        await catalogue.note(attempt, ofDelivery: id, outcome)
    }

    func deliveries(matching filter: DeliveryFilter, after id: Int64, limit: Int) async throws -> [Delivery] {
        await catalogue.deliveries(matching: filter, after: id, limit: limit)
    }

    func resendDeliveries(ids: [Int64]?) async throws -> Int { await catalogue.resendDeliveries(ids: ids) }
}
