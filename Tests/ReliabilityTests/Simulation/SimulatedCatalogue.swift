// SPDX-License-Identifier: Apache-2.0

import Media
import RecordingModel
import RecordingTesting

/// The catalogue as one process sees it: calls take their time, and fail before or after they have done their work.
///
/// What it holds outlives the process; a call of a dead one does nothing.
struct SimulatedCatalogue: Catalogue {
    let world: SimulatedWorld
    let process: SimulatedProcess
    let announced: AsyncStream<Void>
    private let announcing: AsyncStream<Void>.Continuation

    init(_ world: SimulatedWorld, _ process: SimulatedProcess) {
        self.world = world
        self.process = process
        (announced, announcing) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// As SQLite does, throws when the task has been cancelled.
    private func read<Value: Sendable>(
        _ work: @Sendable (isolated MemoryCatalogue) throws -> Value
    ) async throws -> Value {
        try Task.checkCancellation()
        return try await call("read", work)
    }

    private func write<Value: Sendable>(
        _ name: String, _ work: @Sendable (isolated MemoryCatalogue) throws -> Value
    ) async throws -> Value {
        try Task.checkCancellation()
        return try await call(name, work)
    }

    private func call<Value: Sendable>(
        _ name: String, _ work: @Sendable (isolated MemoryCatalogue) throws -> Value
    ) async throws -> Value {
        await process.pause()
        await process.stayAlive()
        if world.faults.isCatalogueDown || world.chance(world.faults.catalogueBefore) {
            throw SimulatedFault(description: "the catalogue refuses \(name)")
        }
        let value = try await world.catalogue.perform { [world, process, announcing] base -> Value? in
            guard process.isAlive else { return nil }
            let last = base.lastDelivery
            let value = try work(base)
            world.committed(name, after: last, base)
            if base.lastDelivery > last { announcing.yield() }
            return value
        }
        guard let value else { return try await never() }
        await process.pause(upTo: .milliseconds(300))
        await process.stayAlive()
        if world.chance(world.faults.catalogueAfter) {
            world.trace("catalogue: the answer of \(name) is lost")
            throw SimulatedFault(description: "the answer of \(name) is lost")
        }
        return value
    }

    private func never<Value>() async throws -> Value {
        await process.stayAlive()
        throw SimulatedFault(description: "dead")
    }
}

// MARK: Orders

extension SimulatedCatalogue {
    func stopTask(id: String, at time: WallTime) async throws -> RecordingTask? {
        try await write("stopTask") { $0.stopTask(id: id, at: time) }
    }

    func task(id: String) async throws -> RecordingTask? {
        try await read { $0.task(id: id) }
    }

    func deleteTask(id: String) async throws -> Bool {
        try await write("deleteTask") { $0.deleteTask(id: id) }
    }

    func tasks(matching filter: TaskFilter, after cursor: TaskCursor?, limit: Int) async throws -> [RecordingTask] {
        try await read { $0.tasks(matching: filter, after: cursor, limit: limit) }
    }

    func unfinishedTasks<Value: Sendable>(
        at now: WallTime, into initial: @escaping @Sendable (_ count: Int) -> Value,
        _ add: @escaping @Sendable (inout Value, RecordingTask) -> Void
    ) async throws -> Value {
        try await read { $0.unfinishedTasks(at: now, into: initial, add) }
    }

    func insert(_ task: RecordingTask, within quota: OrderQuota) async throws -> OrderRefusal? {
        try await write("insert") { try $0.insert(task, within: quota) }
    }

    func insert(_ record: LiveRecord, within quota: OrderQuota) async throws -> OrderRefusal? {
        try await write("insert") { try $0.insert(record, within: quota) }
    }

    func stopLiveRecord(id: UInt64, ofStream stream: String, at time: WallTime) async throws -> LiveRecordMatch {
        try await write("stopLiveRecord") { $0.stopLiveRecord(id: id, ofStream: stream, at: time) }
    }

    func deleteLiveRecord(id: UInt64, ofStream stream: String) async throws -> LiveRecordMatch {
        try await write("deleteLiveRecord") { $0.deleteLiveRecord(id: id, ofStream: stream) }
    }

    func unfinishedLiveRecords(at now: WallTime) async throws -> [LiveRecord] {
        try await read { $0.unfinishedLiveRecords(at: now) }
    }

    func pushDomainNames(limit: Int) async throws -> [String] {
        try await read { $0.pushDomainNames(limit: limit) }
    }
}

// MARK: Templates and rules

extension SimulatedCatalogue {
    func insert(_ template: RecordTemplate, quota: Int) async throws -> Int64? {
        try await write("insert") { $0.insert(template, quota: quota) }
    }

    func recordTemplate(id: Int64) async throws -> RecordTemplate? {
        try await read { base in base.recordTemplates().first { $0.id == id } }
    }

    func recordTemplates() async throws -> [RecordTemplate] {
        try await read { $0.recordTemplates() }
    }

    func changeRecordTemplate(
        id: Int64, _ change: @escaping @Sendable (inout RecordTemplate) -> Void
    ) async throws -> Bool {
        try await write("changeRecordTemplate") { $0.changeRecordTemplate(id: id, change) }
    }

    func deleteRecordTemplate(id: Int64) async throws -> TemplateDeletion {
        try await write("deleteRecordTemplate") { $0.deleteRecordTemplate(id: id) }
    }

    func insert(_ rule: RecordRule, quota: Int) async throws -> RuleInsertion {
        try await write("insert") { $0.insert(rule, quota: quota) }
    }

    func deleteRecordRule(domain: String, application: String, stream: String) async throws -> Bool {
        try await write("deleteRecordRule") {
            $0.deleteRecordRule(domain: domain, application: application, stream: stream)
        }
    }

    func recordRules() async throws -> [RecordRule] {
        try await read { $0.recordRules() }
    }

    func recordRule(for key: StreamKey) async throws -> RecordRule? {
        try await read { $0.recordRule(for: key) }
    }
}

// MARK: History

extension SimulatedCatalogue {
    func note(_ span: RecordingSpan, announcing announcements: [Announcement]) async throws {
        try await write("note") { $0.note(span, announcing: announcements) }
    }

    func note(_ gap: Gap, inSession sessionID: String, announcing announcements: [Announcement]) async throws {
        try await write("note") { $0.note(gap, inSession: sessionID, announcing: announcements) }
    }

    func gaps(inSession sessionID: String) async throws -> [Gap] {
        try await read { $0.gaps(inSession: sessionID) }
    }

    func closeSpans(at time: WallTime, forgettingBefore horizon: WallTime) async throws {
        try await write("closeSpans") { $0.closeSpans(at: time, forgettingBefore: horizon) }
    }

    func spans(within window: ClosedRange<WallTime>, isDelayLive: Bool, domains: [String]) async throws
        -> [RecordingSpan]
    {
        try await read { $0.spans(within: window, isDelayLive: isDelayLive, domains: domains) }
    }
}

// MARK: Domains, pushes and bans

extension SimulatedCatalogue {
    func domains() async throws -> [PushDomain] {
        try await read { $0.domains() }
    }

    func setDomain(named name: String, isEnabled: Bool) async throws -> Bool {
        try await write("setDomain") { $0.setDomain(named: name, isEnabled: isEnabled) }
    }

    func deleteDomain(named name: String, purpose: PushDomain.Purpose) async throws -> Bool {
        try await write("deleteDomain") { $0.deleteDomain(named: name, purpose: purpose) }
    }

    func insert(_ domain: PushDomain, quota: Int) async throws -> DomainInsertion {
        try await write("insert") { $0.insert(domain, quota: quota) }
    }

    func domain(named name: String) async throws -> PushDomain? {
        try await read { $0.domain(named: name) }
    }

    func domainCount() async throws -> Int {
        try await read { $0.domainCount() }
    }

    func changeAuthentication(
        ofDomain name: String, purpose: PushDomain.Purpose,
        _ change: @escaping @Sendable (inout PushAuthentication) throws -> Void
    ) async throws -> Bool {
        try await write("changeAuthentication") {
            try $0.changeAuthentication(ofDomain: name, purpose: purpose, change)
        }
    }

    func insert(_ push: PushRecord, announcing announcements: [Announcement]) async throws {
        try await write("insert") { $0.insert(push, announcing: announcements) }
    }

    func endPush(_ id: PublicationID, with end: PushRecord.End, announcing announcements: [Announcement]) async throws {
        try await write("endPush") { $0.endPush(id, with: end, announcing: announcements) }
    }

    func endOpenPushes(
        with end: PushRecord.End, announcing announcement: @escaping @Sendable (Publication) -> Announcement?
    ) async throws {
        try await write("endOpenPushes") { $0.endOpenPushes(with: end, announcing: announcement) }
    }

    func pushes(matching filter: PushFilter, offset: Int, limit: Int) async throws -> (total: Int, pushes: [PushRecord])
    {
        try await read { $0.pushes(matching: filter, offset: offset, limit: limit) }
    }

    func hasPushes(toDomain name: String, since time: WallTime) async throws -> Bool {
        try await read { $0.hasPushes(toDomain: name, since: time) }
    }

    func insert(_ ban: StreamBan) async throws {
        try await write("insert") { $0.insert(ban) }
    }

    func ban(ofStream name: String, at time: WallTime) async throws -> StreamBan? {
        try await read { $0.ban(ofStream: name, at: time) }
    }

    func deleteBan(ofStream name: String) async throws {
        try await write("deleteBan") { $0.deleteBan(ofStream: name) }
    }
}

// MARK: Callbacks

extension SimulatedCatalogue {
    func insert(_ template: CallbackTemplate, quota: Int) async throws -> Int64? {
        try await write("insert") { $0.insert(template, quota: quota) }
    }

    func callbackTemplate(id: Int64) async throws -> CallbackTemplate? {
        try await read { $0.callbackTemplate(id: id) }
    }

    func insert(_ rule: CallbackRule) async throws -> Bool {
        try await write("insert") { try $0.insert(rule) }
    }

    func callbackTemplates() async throws -> [CallbackTemplate] {
        try await read { $0.callbackTemplates() }
    }

    func modifyCallbackTemplate(id: Int64, _ change: @escaping @Sendable (inout CallbackTemplate) throws -> Void)
        async throws -> Bool
    {
        try await write("modifyCallbackTemplate") { try $0.modifyCallbackTemplate(id: id, change) }
    }

    func deleteCallbackTemplate(id: Int64) async throws -> CallbackTemplateDeletion {
        try await write("deleteCallbackTemplate") { $0.deleteCallbackTemplate(id: id) }
    }

    func callbackRules() async throws -> [CallbackRule] {
        try await read { $0.callbackRules() }
    }

    func deleteCallbackRule(domain: String, application: String) async throws -> Bool {
        try await write("deleteCallbackRule") { $0.deleteCallbackRule(domain: domain, application: application) }
    }

    func callbackAttempts(matching filter: CallbackAttemptFilter, offset: Int, limit: Int) async throws -> (
        total: Int, attempts: [CallbackAttempt]
    ) {
        try await read { $0.callbackAttempts(matching: filter, offset: offset, limit: limit) }
    }

    func announce(_ announcements: [Announcement]) async throws {
        try await write("announce") { $0.announce(announcements) }
    }

    func pendingDeliveries(after id: Int64, limit: Int) async throws -> [DeliveryHead] {
        try await read { $0.pendingDeliveries(after: id, limit: limit) }
    }

    func delivery(id: Int64) async throws -> Delivery? {
        try await read { $0.delivery(id: id) }
    }

    func note(_ attempt: CallbackAttempt, ofDelivery id: Int64, _ outcome: DeliveryOutcome) async throws {
        try await write("note") { $0.note(attempt, ofDelivery: id, outcome) }
    }

    func deliveries(matching filter: DeliveryFilter, after id: Int64, limit: Int) async throws -> [Delivery] {
        try await read { $0.deliveries(matching: filter, after: id, limit: limit) }
    }

    func resendDeliveries(ids: [Int64]?) async throws -> Int {
        try await write("resendDeliveries") { $0.resendDeliveries(ids: ids) }
    }
}

// MARK: Media library

extension SimulatedCatalogue {
    func insert(_ file: RecordedFile, announcing announcements: [Announcement], uploading upload: FileUpload?)
        async throws
    {
        try await write("insert") { try $0.insert(file, announcing: announcements, uploading: upload) }
    }

    func files(ids: [String]) async throws -> [RecordedFile] {
        try await read { $0.files(ids: ids) }
    }

    func files(matching filter: RecordedFileFilter, offset: Int, limit: Int) async throws -> (
        total: Int, files: [RecordedFile]
    ) {
        try await read { $0.files(matching: filter, offset: offset, limit: limit) }
    }

    func files(inSession sessionID: String) async throws -> [RecordedFile] {
        try await read { $0.files(inSession: sessionID) }
    }

    func modifyFile(id: String, _ change: @escaping @Sendable (inout RecordedFile) throws -> Void) async throws -> (
        before: RecordedFile, after: RecordedFile
    )? {
        try await write("modifyFile") { try $0.modifyFile(id: id, change) }
    }

    func deleteFile(id: String) async throws -> Bool {
        try await write("deleteFile") { $0.deleteFile(id: id) }
    }

    func expiredFiles(at now: WallTime, limit: Int) async throws -> [RecordedFile] {
        try await read { $0.expiredFiles(at: now, limit: limit) }
    }

    func oldestFiles(limit: Int) async throws -> [RecordedFile] {
        try await read { $0.oldestFiles(limit: limit) }
    }

    func localByteCount() async throws -> Int64 {
        try await read { $0.localByteCount() }
    }

    func deleteTasks(endedBefore horizon: WallTime) async throws {
        try await write("deleteTasks") { $0.deleteTasks(endedBefore: horizon) }
    }
}

// MARK: Uploads

extension SimulatedCatalogue {
    func note(_ order: UploadOrder, at now: WallTime) async throws {
        try await write("note") { $0.note(order, at: now) }
    }

    func dueUploads(at now: WallTime, limit: Int) async throws -> DueUploads {
        try await read { $0.dueUploads(at: now, limit: limit) }
    }

    func noteMultipart(_ multipartID: String?, of object: UploadObject) async throws {
        try await write("noteMultipart") { $0.noteMultipart(multipartID, of: object) }
    }

    func noteStored(_ object: UploadObject) async throws {
        try await write("noteStored") { $0.noteStored(object) }
    }

    func noteFailure(of object: UploadObject, until due: WallTime) async throws {
        try await write("noteFailure") { $0.noteFailure(of: object, until: due) }
    }

    func noteDeleted(_ object: UploadObject) async throws {
        try await write("noteDeleted") { $0.noteDeleted(object) }
    }

    func storedCopies(limit: Int) async throws -> [StoredCopy] {
        try await read { $0.storedCopies(limit: limit) }
    }

    func noteCopyRemoved(fileID: String) async throws {
        try await write("noteCopyRemoved") { $0.noteCopyRemoved(fileID: fileID) }
    }

    func uploadFigures() async throws -> UploadFigures {
        try await read { $0.uploadFigures() }
    }
}
