// SPDX-License-Identifier: Apache-2.0

package import Media
package import RecordingModel

/// What a catalogue in memory keeps of rules, orders of the deprecated family, and the history.
struct RecordingShelf {
    var rules: [RecordRule] = []
    var liveRecords: [UInt64: LiveRecord] = [:]
    var spans: [String: RecordingSpan] = [:]
    var gaps: [String: [Gap]] = [:]
}

extension Catalogue {
    /// Keeps a new order, however many there are.
    package func insert(_ task: RecordingTask) async throws {
        _ = try await insert(task, within: .unlimited)
    }
}

// MARK: - Templates and rules

extension MemoryCatalogue {
    package func changeRecordTemplate(id: Int64, _ change: @escaping @Sendable (inout RecordTemplate) -> Void) -> Bool {
        guard let index = recordTemplateList.firstIndex(where: { $0.id == id }) else { return false }
        change(&recordTemplateList[index])
        return true
    }

    package func deleteRecordTemplate(id: Int64) -> TemplateDeletion {
        if recording.rules.contains(where: { $0.templateID == id }) { return .inUse }
        guard let index = recordTemplateList.firstIndex(where: { $0.id == id }) else { return .unknown }
        recordTemplateList.remove(at: index)
        return .deleted
    }

    package func insert(_ rule: RecordRule, quota: Int) -> RuleInsertion {
        guard recordTemplateList.contains(where: { $0.id == rule.templateID }) else { return .noTemplate }
        if recording.rules.contains(where: { $0.names == rule.names }) { return .taken }
        guard recording.rules.count < quota else { return .quotaReached }
        recording.rules.append(rule)
        return .inserted
    }

    package func deleteRecordRule(domain: String, application: String, stream: String) -> Bool {
        let names = [domain.lowercased(), application, stream]
        guard let index = recording.rules.firstIndex(where: { $0.names == names }) else { return false }
        recording.rules.remove(at: index)
        return true
    }

    package func recordRules() -> [RecordRule] {
        recording.rules.sorted { $0.names.lexicographicallyPrecedes($1.names) }
    }

    package func recordRule(for key: StreamKey) -> RecordRule? { RuleBook(recording.rules).rule(for: key) }
}

extension RecordRule {
    fileprivate var names: [String] { [domain, application, stream] }
}

// MARK: - Orders within quotas

extension MemoryCatalogue {
    package func insert(_ task: RecordingTask, within quota: OrderQuota) throws -> OrderRefusal? {
        guard tasks[task.id] == nil else { throw Refusal.duplicate(id: task.id) }
        let running = running(at: task.created)
        let made = tasks.values.count { $0.created >= quota.dayBegan }
        if let refusal = quota.refusal(running: running.tasks, inAll: running.inAll, made: made) { return refusal }
        tasks[task.id] = task
        return nil
    }

    package func insert(_ record: LiveRecord, within quota: OrderQuota) throws -> OrderRefusal? {
        guard recording.liveRecords[record.id] == nil else { throw Refusal.duplicate(id: record.taskID) }
        let running = running(at: record.created)
        let made = recording.liveRecords.values.count { $0.created >= quota.dayBegan }
        if let refusal = quota.refusal(running: running.inAll - running.tasks, inAll: running.inAll, made: made) {
            return refusal
        }
        recording.liveRecords[record.id] = record
        return nil
    }

    private func running(at now: WallTime) -> (tasks: Int, inAll: Int) {
        let count = tasks.values.count { $0.order.runs(at: now) }
        return (count, count + recording.liveRecords.values.count { $0.order.runs(at: now) })
    }

    package func stopLiveRecord(id: UInt64, ofStream stream: String, at time: WallTime) -> LiveRecordMatch {
        let match = match(id: id, stream: stream)
        if match == .found, recording.liveRecords[id]?.stopped == nil { recording.liveRecords[id]?.stopped = time }
        return match
    }

    package func deleteLiveRecord(id: UInt64, ofStream stream: String) -> LiveRecordMatch {
        let match = match(id: id, stream: stream)
        if match == .found { recording.liveRecords[id] = nil }
        return match
    }

    private func match(id: UInt64, stream: String) -> LiveRecordMatch {
        if recording.liveRecords[id]?.key.stream == stream { return .found }
        return recording.liveRecords.values.contains { $0.key.stream == stream } ? .noTask : .noStream
    }

    package func unfinishedLiveRecords(at now: WallTime) -> [LiveRecord] {
        recording.liveRecords.values.filter { $0.stopped == nil && now < $0.end }.sorted { $0.id < $1.id }
    }

    package func pushDomainNames(limit: Int) -> [String] {
        Array(domainList.values.filter { $0.purpose == .push }.map(\.name).sorted().prefix(limit))
    }
}

extension RecordingOrder {
    fileprivate func runs(at now: WallTime) -> Bool { !isStopped && start <= now && now < end }
}

extension OrderQuota {
    fileprivate func refusal(running count: Int, inAll total: Int, made madeCount: Int) -> OrderRefusal? {
        if let running, count >= running { return .tooManyRunning }
        if let runningInAll, total >= runningInAll { return .tooManyRunning }
        if let made, madeCount >= made { return .tooManyMade }
        return nil
    }
}

// MARK: - History

extension MemoryCatalogue {
    package func note(_ span: RecordingSpan, announcing announcements: [Announcement]) {
        recording.spans[span.sessionID, default: span].ended = recording.spans[span.sessionID]?.ended ?? span.ended
        announce(announcements)
    }

    package func note(_ gap: Gap, inSession sessionID: String, announcing announcements: [Announcement]) {
        recording.gaps[sessionID, default: []].append(gap)
        announce(announcements)
    }

    package func gaps(inSession sessionID: String) -> [Gap] { recording.gaps[sessionID] ?? [] }

    package func closeSpans(at time: WallTime, forgettingBefore horizon: WallTime) {
        recording.spans = recording.spans.compactMapValues { span in
            var span = span
            span.ended = span.ended ?? time
            return span.ended.map { $0 < horizon } ?? false ? nil : span
        }
    }

    package func spans(
        within window: ClosedRange<WallTime>, isDelayLive: Bool, domains: [String]
    ) -> [RecordingSpan] {
        let domains = domains.map { $0.lowercased() }
        return recording.spans.values.filter { span in
            span.isDelayLive == isDelayLive && (domains.isEmpty || domains.contains(span.domain))
                && span.begun <= window.upperBound && (span.ended.map { $0 >= window.lowerBound } ?? true)
        }
    }
}
