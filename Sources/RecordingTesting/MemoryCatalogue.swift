// SPDX-License-Identifier: Apache-2.0

package import Media
package import RecordingModel

/// A catalogue that forgets everything with the process.
package actor MemoryCatalogue: Catalogue {
    /// What a caller in the right would never ask for.
    package enum Refusal: Error {
        case duplicate(id: String)
        case noCallbackTemplate(id: Int64)
    }

    struct RuleKey: Hashable {
        var domain: String
        var application: String
    }

    var tasks: [String: RecordingTask] = [:]
    var recordTemplateList: [RecordTemplate] = []
    private var templateDelay: (@Sendable () async -> Void)?
    private var recordTemplateCount: Int64 = 0
    var recording = RecordingShelf()
    var domainList: [String: PushDomain] = [:]
    var callbackTemplateList: [CallbackTemplate] = []
    private var lastCallbackTemplateID: Int64 = 0
    var callbackRuleList: [RuleKey: CallbackRule] = [:]
    var files: [String: RecordedFile] = [:]
    package internal(set) var pushes: [PushRecord] = []
    var bans: [String: StreamBan] = [:]
    var attempts: [CallbackAttempt] = []
    /// By id.
    var outbox: [Delivery] = []
    var lastDeliveryID: Int64 = 0
    package nonisolated let announced: AsyncStream<Void>
    let announcing: AsyncStream<Void>.Continuation
    var uploads = UploadShelf()

    /// Holds nothing.
    package init() {
        (announced, announcing) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }
}

// MARK: - Orders

extension MemoryCatalogue {
    package func task(id: String) -> RecordingTask? { tasks[id] }

    package func stopTask(id: String, at time: WallTime) -> RecordingTask? {
        if tasks[id]?.stopped == nil { tasks[id]?.stopped = time }
        return tasks[id]
    }

    package func deleteTask(id: String) -> Bool { tasks.removeValue(forKey: id) != nil }

    package func tasks(matching filter: TaskFilter, after cursor: TaskCursor?, limit: Int) -> [RecordingTask] {
        let matching = tasks.values.filter { task in
            filter.window.contains(task.start) && filter.window.contains(task.end)
                && (filter.stream ?? task.key.stream) == task.key.stream
                && (filter.domain?.lowercased() ?? task.key.domain) == task.key.domain
                && (filter.application ?? task.key.application) == task.key.application
                && cursor.map { ($0.start, $0.id) < (task.start, task.id) } ?? true
        }
        return Array(matching.sorted { ($0.start, $0.id) < ($1.start, $1.id) }.prefix(limit))
    }

    package func unfinishedTasks<Value: Sendable>(
        at now: WallTime, into initial: @escaping @Sendable (_ count: Int) -> Value,
        _ add: @escaping @Sendable (inout Value, RecordingTask) -> Void
    ) -> Value {
        let unfinished = tasks.values.filter { $0.stopped == nil && now < $0.end }.sorted { $0.id < $1.id }
        return unfinished.reduce(into: initial(unfinished.count), add)
    }
}

// MARK: - Templates, domains and callbacks

extension MemoryCatalogue {
    package func insert(_ template: RecordTemplate, quota: Int) -> Int64? {
        guard recordTemplateList.count < quota else { return nil }
        recordTemplateCount += 1
        recordTemplateList.append(template)
        recordTemplateList[recordTemplateList.count - 1].id = recordTemplateCount
        return recordTemplateCount
    }

    /// Lets every reading of a template wait.
    package func delayTemplates(by delay: @escaping @Sendable () async -> Void) {
        templateDelay = delay
    }

    /// As SQLite's reader does, it throws when its task has been cancelled.
    package func recordTemplate(id: Int64) async throws -> RecordTemplate? {
        await templateDelay?()
        try Task.checkCancellation()
        return recordTemplateList.first { $0.id == id }
    }

    package func recordTemplates() -> [RecordTemplate] { recordTemplateList }

    package func insert(_ domain: PushDomain, quota: Int) -> DomainInsertion {
        guard domainList[domain.name] == nil else { return .taken }
        guard domainList.count < quota else { return .quotaReached }
        domainList[domain.name] = domain
        return .inserted
    }

    package func domain(named name: String) -> PushDomain? { domainList[name.lowercased()] }

    package func domainCount() -> Int { domainList.count }

    package func changeAuthentication(
        ofDomain name: String, purpose: PushDomain.Purpose,
        _ change: @Sendable (inout PushAuthentication) throws -> Void
    ) throws -> Bool {
        guard var domain = domainList[name.lowercased()], domain.purpose == purpose else { return false }
        try change(&domain.authentication)
        domainList[name.lowercased()] = domain
        return true
    }

    package func insert(_ template: CallbackTemplate, quota: Int) -> Int64? {
        guard callbackTemplateList.count < quota else { return nil }
        callbackTemplateList.append(template)
        lastCallbackTemplateID += 1
        callbackTemplateList[callbackTemplateList.count - 1].id = lastCallbackTemplateID
        return lastCallbackTemplateID
    }

    package func callbackTemplate(id: Int64) -> CallbackTemplate? { callbackTemplateList.first { $0.id == id } }

    package func insert(_ rule: CallbackRule) throws -> Bool {
        let key = RuleKey(domain: rule.domain, application: rule.application)
        guard callbackRuleList[key] == nil else { return false }
        guard callbackTemplate(id: rule.templateID) != nil else {
            throw Refusal.noCallbackTemplate(id: rule.templateID)
        }
        callbackRuleList[key] = rule
        return true
    }
}

// MARK: - Media library

extension MemoryCatalogue {
    package func insert(
        _ file: RecordedFile, announcing announcements: [Announcement], uploading upload: FileUpload?
    ) throws {
        guard files[file.id] == nil else { throw Refusal.duplicate(id: file.id) }
        files[file.id] = file
        guard let upload else { return announce(announcements) }
        insert(upload, of: file, announcing: announcements)
    }

    package func files(ids: [String]) -> [RecordedFile] { ids.compactMap { files[$0] } }

    package func files(
        matching filter: RecordedFileFilter, offset: Int, limit: Int
    ) -> (total: Int, files: [RecordedFile]) {
        let domains = filter.domains.map { $0.lowercased() }
        let matching = files.values.filter { file in
            (filter.createdAfter.map { $0 <= file.created } ?? true)
                && (filter.createdBefore.map { file.created <= $0 } ?? true)
                && (filter.ids.isEmpty || filter.ids.contains(file.id))
                && (filter.titles.isEmpty || filter.titles.contains(file.title))
                && (filter.titlePrefixes.isEmpty
                    || filter.titlePrefixes.contains { file.title.utf8.starts(with: $0.utf8) })
                && (filter.streams.isEmpty || filter.streams.contains(file.publication.key.stream))
                && (domains.isEmpty || domains.contains(file.publication.key.domain))
                && (filter.applications.isEmpty || filter.applications.contains(file.publication.key.application))
        }
        let sorted = matching.sorted { ($0.created, $0.id) < ($1.created, $1.id) }
        let ordered = filter.newestFirst ? sorted.reversed() : sorted
        return (total: matching.count, files: Array(ordered.dropFirst(offset).prefix(limit)))
    }
}
