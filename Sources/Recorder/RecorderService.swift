// SPDX-License-Identifier: Apache-2.0

import CoreMetrics
package import Logging
package import Media
import NIOCore
package import RecordingModel

/// Makes what runs equal to what the planner wants.
///
/// Whatever happens (an order is made, stopped or deleted, a push begins or ends, the clock reaches a boundary) is
/// the same step: the planner is told, and its changes are carried out. It sees events, never packets.
///
/// Rules and templates are read when a push or a recording begins, and not again while it goes on.
package actor RecorderService {
    private struct Start: Hashable {
        var cause: RecordingCause
        var publication: PublicationID
    }

    /// What an output comes to, once its template has been read.
    private struct Plan {
        var templateID: UInt64 = 0
        var isDelayLive = false
        var formats: [RecordingFormat: FormatSettings]
        var content = RecordingContent.audioAndVideo
    }

    private let catalogue: any Catalogue
    private let notifier: any Notifier
    private let factory: RecordingFactory
    private let clock: any WallClock
    private let timer: any Clock<Duration>
    private let logger: Logger
    private let metrics = RecorderMetrics()
    private var planner = Planner()
    private var sources: [PublicationID: any LiveSource] = [:]
    private var running: [RecordingID: Recording] = [:]
    /// Recordings of which something has been written.
    private var written: Set<RecordingID> = []
    /// Orders that are being made durable, and whether they were stopped or deleted before the planner knew them: a
    /// caller may read an order's id from the catalogue before its maker has it.
    private var creating: [String: Bool] = [:]
    /// Orders whose template is being read, and the end that came meanwhile.
    private var starting: [Start: WallTime?] = [:]
    private let reports: AsyncStream<(RecordingID, RecorderReport)>
    private let report: AsyncStream<(RecordingID, RecorderReport)>.Continuation
    private var alarm: Task<Void, Never>?
    private var idleWaiters: [CheckedContinuation<Void, Never>] = []

    /// A service that knows no orders yet; `restore` reads them.
    package init(
        catalogue: any Catalogue, notifier: any Notifier, factory: RecordingFactory, clock: any WallClock,
        timer: any Clock<Duration> = ContinuousClock(), logger: Logger
    ) {
        self.catalogue = catalogue
        self.notifier = notifier
        self.factory = factory
        self.clock = clock
        self.timer = timer
        self.logger = logger
        (reports, report) = AsyncStream.makeStream()
    }

    /// Takes up the orders that are neither stopped nor over; called once, before anything is pushed.
    package func restore() async throws {
        let now = clock.now
        try await catalogue.closeSpans(at: now, forgettingBefore: now.advanced(by: .seconds(-Self.historySpan)))
        let tasks = try await catalogue.unfinishedTasks(at: now).map(\.order)
        let orders = try await tasks + catalogue.unfinishedLiveRecords(at: now).map(\.order)
        // Nothing is being pushed yet, so nothing changes.
        for order in orders { _ = planner.added(order, at: now) }
        setAlarm()
        logger.info("orders restored", metadata: ["orders": "\(orders.count)"])
    }

    /// Seconds for which it is known what was recorded: 180 days (recording-api.md, section 10), and one more.
    private static let historySpan: Int64 = 181 * 24 * 3_600

    /// Carries out what recordings report, until `stop`.
    package func run() async {
        for await (id, report) in reports { await received(report, of: id) }
    }

    /// Returns when no recording is left, and lets `run` return.
    ///
    /// Called after the last push has ended.
    package func stop() async {
        alarm?.cancel()
        if !running.isEmpty { await withCheckedContinuation { idleWaiters.append($0) } }
        report.finish()
    }

    // MARK: The planner's changes

    private func carryOut(_ changes: [Planner.Change]) async {
        for change in changes {
            switch change {
            case .start(let cause, let publication, let start, let end, let output):
                await startRecordings(
                    Start(cause: cause, publication: publication), from: start, until: end, output)
            case .end(let taskID, let publication, let time):
                endRecordings(taskID, publication, at: time)
            }
        }
        setAlarm()
    }

    private func setAlarm() {
        alarm?.cancel()
        guard let deadline = planner.nextDeadline else { return }
        alarm = Task {
            // The world's clock may step, so a long wait is looked at again in between.
            let microseconds = min(max(deadline.microseconds - clock.now.microseconds, 0), 60_000_000)
            try? await timer.sleep(for: .microseconds(microseconds))
            guard !Task.isCancelled else { return }
            // The step sets the next alarm, which cancels this one; it must not be cancelled with it.
            Task { await carryOut(planner.passed(clock.now)) }
        }
    }

    private func startRecordings(
        _ key: Start, from start: WallTime, until end: WallTime, _ output: RecordingOutput
    ) async {
        starting[key] = .some(nil)
        let plan = await plan(for: output)
        let endMeanwhile = starting.removeValue(forKey: key) ?? nil
        guard let source = sources[key.publication] else { return }
        for format in RecordingFormat.allCases {
            guard let settings = plan.formats[format], settings.isEnabled else { continue }
            await attach(
                Recording(
                    id: RecordingID(cause: key.cause, publication: key.publication, format: format),
                    publication: source.publication, sessionID: DecimalID.random(), templateID: plan.templateID,
                    settings: settings, content: plan.content, isDelayLive: plan.isDelayLive, start: start,
                    end: min(end, endMeanwhile ?? end)),
                to: source)
        }
    }

    private func attach(_ recording: Recording, to source: any LiveSource) async {
        guard let makeSink = factory.makeSink(for: recording) else {
            logger.error("format can't be recorded", metadata: metadata(recording))
            return
        }
        let id = recording.id
        running[id] = recording
        metrics.running.increment()
        metrics.started(id.format)
        logger.info("recording began", metadata: metadata(recording))
        let (report, eventLoop) = (report, source.eventLoop)
        // The history is written where reports are taken: a beginning must not wait for the disk.
        report.yield((id, .began))
        // Its end, should it come while this waits, crosses to the loop behind it.
        await source.attach(id, from: recording.start) { flow in
            makeSink(flow, eventLoop) { report.yield((id, $0)) }
        }
    }

    /// Writes into the history; what fails there must not touch a recording.
    private func note(_ span: RecordingSpan) async {
        do {
            try await catalogue.note(span)
        } catch {
            logger.error("recording is not in the history", metadata: ["error": "\(error)"])
        }
    }

    private func endRecordings(_ taskID: String, _ publication: PublicationID, at time: WallTime) {
        let cause = RecordingCause.order(taskID: taskID)
        let key = Start(cause: cause, publication: publication)
        if starting[key] != nil { starting[key] = time }
        for format in RecordingFormat.allCases {
            sources[publication]?.end(RecordingID(cause: cause, publication: publication, format: format), at: time)
        }
    }

    private func plan(for output: RecordingOutput) async -> Plan {
        switch output {
        case .template(let id):
            let template = await template(id)
            return Plan(templateID: id, isDelayLive: template.isDelayLive, formats: template.formats)
        case .single(let output):
            return Plan(formats: [output.format: output.settings], content: output.content)
        }
    }

    /// The template of an order or rule, read when its recording starts; the standard one when there is none.
    private func template(_ id: UInt64) async -> RecordTemplate {
        guard id != 0, let number = Int64(exactly: id) else { return .standard }
        do {
            return try await catalogue.recordTemplate(id: number) ?? .standard
        } catch {
            logger.error("template can't be read, the standard one is used", metadata: ["error": "\(error)"])
            return .standard
        }
    }

    // MARK: The recordings' reports

    private func received(_ report: RecorderReport, of id: RecordingID) async {
        guard let recording = running[id] else { return }
        switch report {
        case .began:
            await note(recording.span(ended: nil))
        case .firstWritten(let time):
            written.insert(id)
            await tell(.started, of: recording, at: time)
        case .finished(let file, let time):
            await keep(file, of: recording, at: time)
        case .ended(let fault):
            running[id] = nil
            metrics.running.decrement()
            let hasBegun = written.remove(id) != nil
            if let fault {
                metrics.failed(id.format)
                logger.error("recording failed", metadata: metadata(recording, ["error": "\(fault)"]))
            } else {
                logger.info("recording ended", metadata: metadata(recording))
            }
            await note(recording.span(ended: clock.now))
            await tellEnd(of: recording, hasBegun: hasBegun, fault: fault)
            guard running.isEmpty else { return }
            for waiter in idleWaiters { waiter.resume() }
            idleWaiters = []
        }
    }

    private func keep(_ finished: FinishedFile, of recording: Recording, at time: WallTime) async {
        let file = RecordedFile(
            id: String(DecimalID.random()), cause: recording.id.cause, templateID: recording.templateID,
            sessionID: String(recording.sessionID), publication: recording.publication, format: recording.id.format,
            title: finished.title, path: MediaPath(recording.folder).text(ofFile: finished.path), size: finished.size,
            facts: finished.facts, created: time)
        do {
            try await catalogue.insert(file)
        } catch {
            logger.error("file is not in the catalogue", metadata: metadata(recording, ["error": "\(error)"]))
            return
        }
        metrics.finished(file)
        logger.info(
            "file recorded",
            metadata: metadata(recording, ["file.id": "\(file.id)", "file.path": "\(file.path)"]))
        await notifier.notify(.fileRecorded(file))
    }

    /// Announces the end of a recording; of one that had nothing to write there is nothing to tell.
    private func tellEnd(of recording: Recording, hasBegun: Bool, fault: RecorderFault?) async {
        let now = clock.now
        if let fault {
            await notifier.notify(
                .recordingException(
                    RecordingException(
                        .writeError, level: .error, detail: "\(fault)", key: recording.publication.key,
                        sessionID: String(recording.sessionID), format: recording.id.format, time: now)))
            await tell(hasBegun ? .failed : .startFailed, of: recording, at: now)
        }
        if hasBegun { await tell(.ended, of: recording, at: now) }
    }

    private func tell(_ change: RecordingStatus.Change, of recording: Recording, at time: WallTime) async {
        await notifier.notify(
            .recordingStatus(
                RecordingStatus(
                    change, key: recording.publication.key, cause: recording.id.cause,
                    sessionID: String(recording.sessionID), format: recording.id.format, time: time,
                    sequence: DecimalID.random())))
    }

    private func metadata(_ recording: Recording, _ more: Logger.Metadata = [:]) -> Logger.Metadata {
        let own: Logger.Metadata = [
            "stream.key": "\(recording.publication.key)", "recording.cause": "\(recording.id.cause)",
            "recording.id": "\(recording.sessionID)", "recording.format": "\(recording.id.format.rawValue)",
        ]
        return own.merging(more) { $1 }
    }
}

// Each call is a task of its own: a step is carried out whole though its caller's connection goes away.
extension RecorderService: RecordingOrders {
    package func create(_ task: RecordingTask, within quota: OrderQuota) async throws -> OrderRefusal? {
        try await Task {
            try await create(task.order) { try await self.catalogue.insert(task, within: quota) }
        }.value
    }

    package func create(_ record: LiveRecord, within quota: OrderQuota) async throws -> OrderRefusal? {
        guard !record.isRealTime || planner.isPushed(record.key) else { return .notLive }
        return try await Task {
            try await create(record.order) { try await self.catalogue.insert(record, within: quota) }
        }.value
    }

    package func stop(taskID: String, at time: WallTime) async throws -> Bool {
        try await Task {
            guard try await catalogue.stopTask(id: taskID, at: time) != nil else { return false }
            await stopped(taskID, at: time)
            return true
        }.value
    }

    package func stopLiveRecord(
        id: UInt64, ofStream stream: String, at time: WallTime
    ) async throws -> LiveRecordMatch {
        try await Task {
            let match = try await catalogue.stopLiveRecord(id: id, ofStream: stream, at: time)
            if match == .found { await stopped(String(id), at: time) }
            return match
        }.value
    }

    package func delete(taskID: String, at time: WallTime) async throws -> Bool {
        try await Task {
            guard try await catalogue.deleteTask(id: taskID) else { return false }
            await deleted(taskID, at: time)
            return true
        }.value
    }

    package func deleteLiveRecord(
        id: UInt64, ofStream stream: String, at time: WallTime
    ) async throws -> LiveRecordMatch {
        try await Task {
            let match = try await catalogue.deleteLiveRecord(id: id, ofStream: stream)
            if match == .found { await deleted(String(id), at: time) }
            return match
        }.value
    }

    private func create(
        _ order: RecordingOrder, insert: () async throws -> OrderRefusal?
    ) async throws -> OrderRefusal? {
        creating[order.id] = false
        defer { creating[order.id] = nil }
        if let refusal = try await insert() { return refusal }
        if creating[order.id] == false { await carryOut(planner.added(order, at: clock.now)) }
        return nil
    }

    private func stopped(_ taskID: String, at time: WallTime) async {
        if creating[taskID] != nil { creating[taskID] = true }
        await carryOut(planner.stopped(taskID: taskID, at: time))
    }

    private func deleted(_ taskID: String, at time: WallTime) async {
        if creating[taskID] != nil { creating[taskID] = true }
        await carryOut(planner.deleted(taskID: taskID, at: time))
    }
}

extension RecorderService: PublicationObserver {
    package func publicationBegan(_ source: any LiveSource) async {
        let publication = source.publication
        sources[publication.id] = source
        let rule = await rule(for: publication.key)
        await carryOut(planner.began(publication.id, of: publication.key, rule: rule, at: clock.now))
        await notifier.notify(.pushBegan(publication))
    }

    package func publicationEnded(
        _ publication: Publication, at time: WallTime, code: StopCode, resolution: VideoSize?
    ) async {
        sources[publication.id] = nil
        await carryOut(planner.ended(publication.id, at: time))
        await notifier.notify(.pushEnded(publication, at: time, code: code, resolution: resolution))
    }

    private func rule(for key: StreamKey) async -> RecordRule? {
        do {
            return try await catalogue.recordRule(for: key)
        } catch {
            logger.error("rules can't be read, none is applied", metadata: ["error": "\(error)"])
            return nil
        }
    }
}
