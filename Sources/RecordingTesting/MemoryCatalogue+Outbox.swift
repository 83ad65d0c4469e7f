// SPDX-License-Identifier: Apache-2.0

import Media
package import RecordingModel

extension MemoryCatalogue {
    package func announce(_ announcements: [Announcement]) {
        var isAnnounced = false
        for announcement in announcements {
            guard let template = callbackTemplate(for: announcement.key),
                let url = template.target(of: announcement)
            else { continue }
            lastDeliveryID += 1
            let head = DeliveryHead(
                id: lastDeliveryID, queue: DeliveryQueue(key: announcement.key, url: url),
                eventTime: announcement.time, due: nil)
            outbox.append(
                Delivery(
                    head: head, eventType: announcement.eventType, key: template.key, body: announcement.body,
                    attempts: 0, state: .pending))
            isAnnounced = true
        }
        if isAnnounced { announcing.yield() }
    }

    private func callbackTemplate(for key: StreamKey) -> CallbackTemplate? {
        let exact = callbackRuleList[RuleKey(domain: key.domain, application: key.application)]
        return (exact ?? callbackRuleList[RuleKey(domain: key.domain, application: "")]).flatMap {
            callbackTemplate(id: $0.templateID)
        }
    }

    package func pendingDeliveries(after id: Int64, limit: Int) -> [DeliveryHead] {
        Array(outbox.lazy.filter { $0.state == .pending && $0.head.id > id }.map(\.head).prefix(limit))
    }

    package func delivery(id: Int64) -> Delivery? { outbox.first { $0.head.id == id } }

    package func note(_ attempt: CallbackAttempt, ofDelivery id: Int64, _ outcome: DeliveryOutcome) {
        let now = attempt.responseTime
        let oldest = WallTime(microseconds: now.microseconds - HistoryLimits.callbacks)
        attempts.removeAll { $0.responseTime < oldest }
        attempts.append(attempt)
        guard let index = outbox.firstIndex(where: { $0.head.id == id }) else { return }
        outbox[index].attempts += 1
        switch outcome {
        case .delivered: outbox.remove(at: index)
        case .retry(let due): outbox[index].head.due = due
        case .givenUp:
            outbox[index].state = .givenUp
            outbox[index].head.due = now
            outbox.removeAll { $0.state == .givenUp && ($0.head.due ?? now) < oldest }
        }
    }

    package func deliveries(matching filter: DeliveryFilter, after id: Int64, limit: Int) -> [Delivery] {
        let matching = outbox.lazy.filter { delivery in
            delivery.head.id > id && (filter.state ?? delivery.state) == delivery.state
                && (filter.stream ?? delivery.head.queue.key.stream) == delivery.head.queue.key.stream
        }
        return Array(matching.prefix(limit))
    }

    package func resendDeliveries(ids: [Int64]?) -> Int {
        let chosen = outbox.filter { $0.state == .givenUp && (ids?.contains($0.head.id) ?? true) }
        outbox.removeAll { chosen.contains($0) }
        for var delivery in chosen {
            lastDeliveryID += 1
            (delivery.head.id, delivery.head.due) = (lastDeliveryID, nil)
            (delivery.attempts, delivery.state) = (0, .pending)
            outbox.append(delivery)
        }
        if !chosen.isEmpty { announcing.yield() }
        return chosen.count
    }
}
