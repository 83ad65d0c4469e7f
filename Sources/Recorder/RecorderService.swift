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
package actor RecorderService {
    /// An order and the push it records.
    private struct Start: Hashable {
        var taskID: String
        var publication: PublicationID
    }

    /// What is needed to start an order, whatever happens to it until then.
    private struct Starting {
        let source: any LiveSource
        let start: WallTime
        /// Brought forward by an end that comes meanwhile.
        var end: WallTime
        let templateID: UInt64
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
    /// Orders that are to start, until every format of theirs is in place.
    private var starting: [Start: Starting] = [:]
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
        let tasks = try await catalogue.unfinishedTasks(at: now)
        for task in tasks { await carryOut(planner.added(task, at: now)) }
        logger.info("orders restored", metadata: ["orders": "\(tasks.count)"])
    }

    /// Carries out what recordings report, until `stop`.
    package func run() async {
        // In a task of its own: the files must be noted even when another service has failed and all are cancelled.
        await Task { for await (id, report) in reports { await received(report, of: id) } }.value
    }

    /// Returns when no recording is left, and lets `run` return.
    ///
    /// Called after the last push has ended.
    package func stop() async {
        alarm?.cancel()
        if !isIdle { await withCheckedContinuation { idleWaiters.append($0) } }
        report.finish()
    }

    private var isIdle: Bool { running.isEmpty && starting.isEmpty }

    private func wakeIdleWaiters() {
        guard isIdle else { return }
        for waiter in idleWaiters { waiter.resume() }
        idleWaiters = []
    }

    // MARK: The planner's changes

    private func carryOut(_ changes: [Planner.Change]) async {
        setAlarm()
        var starts: [Start] = []
        for change in changes {
            switch change {
            case .start(let taskID, let publication, let start, let end, let templateID):
                guard let source = sources[publication] else { continue }
                // All are noted before the first is waited for, so that an end finds each of them.
                let key = Start(taskID: taskID, publication: publication)
                starting[key] = Starting(source: source, start: start, end: end, templateID: templateID)
                starts.append(key)
            case .end(let taskID, let publication, let time):
                endRecordings(Start(taskID: taskID, publication: publication), at: time)
            }
        }
        guard !starts.isEmpty else { return }
        // In a task of its own: an order is carried out even when whoever gave it no longer waits for the answer.
        await Task { [starts] in for start in starts { await startRecordings(start) } }.value
    }

    private func setAlarm() {
        alarm?.cancel()
        guard let deadline = planner.nextDeadline else { return }
        alarm = Task {
            // The world's clock may step, so a long wait is looked at again in between.
            let microseconds = min(max(deadline.microseconds - clock.now.microseconds, 0), 60_000_000)
            try? await timer.sleep(for: .microseconds(microseconds))
            guard !Task.isCancelled else { return }
            await carryOut(planner.passed(clock.now))
        }
    }

    private func startRecordings(_ key: Start) async {
        guard let order = starting[key] else { return }
        let template = await template(order.templateID)
        for format in RecordingFormat.allCases {
            guard let settings = template.formats[format], settings.isEnabled else { continue }
            await attach(
                Recording(
                    id: RecordingID(taskID: key.taskID, publication: key.publication, format: format),
                    publication: order.source.publication, sessionID: DecimalID.random(),
                    templateID: order.templateID, settings: settings, start: order.start,
                    end: starting[key]?.end ?? order.end),
                to: order.source)
        }
        starting[key] = nil
        wakeIdleWaiters()
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
        // Its end, should it come while this waits, crosses to the loop behind it.
        await source.attach(id, from: recording.start) { flow in
            makeSink(flow, eventLoop) { report.yield((id, $0)) }
        }
    }

    private func endRecordings(_ key: Start, at time: WallTime) {
        if let end = starting[key]?.end { starting[key]?.end = min(end, time) }
        for format in RecordingFormat.allCases {
            sources[key.publication]?.end(
                RecordingID(taskID: key.taskID, publication: key.publication, format: format), at: time)
        }
    }

    /// The template of an order, read when its recording starts; the standard one when there is none.
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
        case .finished(let file, let time):
            await keep(file, of: recording, at: time)
        case .ended(let fault):
            running[id] = nil
            metrics.running.decrement()
            if let fault {
                metrics.failed(id.format)
                logger.error("recording failed", metadata: metadata(recording, ["error": "\(fault)"]))
            } else {
                logger.info("recording ended", metadata: metadata(recording))
            }
            wakeIdleWaiters()
        }
    }

    private func keep(_ finished: FinishedFile, of recording: Recording, at time: WallTime) async {
        let file = RecordedFile(
            id: String(DecimalID.random()), taskID: recording.id.taskID, templateID: recording.templateID,
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

    private func metadata(_ recording: Recording, _ more: Logger.Metadata = [:]) -> Logger.Metadata {
        let own: Logger.Metadata = [
            "stream.key": "\(recording.publication.key)", "task.id": "\(recording.id.taskID)",
            "recording.id": "\(recording.sessionID)", "recording.format": "\(recording.id.format.rawValue)",
        ]
        return own.merging(more) { $1 }
    }
}

extension RecorderService: RecordingOrders {
    package func create(_ task: RecordingTask) async throws {
        try await catalogue.insert(task)
        await carryOut(planner.added(task, at: clock.now))
    }

    package func stop(taskID: String, at time: WallTime) async throws -> Bool {
        guard try await catalogue.stopTask(id: taskID, at: time) != nil else { return false }
        await carryOut(planner.stopped(taskID: taskID, at: time))
        return true
    }

    package func delete(taskID: String, at time: WallTime) async throws -> Bool {
        guard try await catalogue.deleteTask(id: taskID) else { return false }
        await carryOut(planner.deleted(taskID: taskID, at: time))
        return true
    }
}

extension RecorderService: PublicationObserver {
    package func publicationBegan(_ source: any LiveSource) async {
        sources[source.publication.id] = source
        await carryOut(planner.began(source.publication.id, of: source.publication.key, at: clock.now))
        await notifier.notify(.pushBegan(source.publication))
    }

    package func publicationEnded(
        _ publication: Publication, at time: WallTime, code: StopCode, resolution: VideoSize?
    ) async {
        sources[publication.id] = nil
        await carryOut(planner.ended(publication.id, at: time))
        await notifier.notify(.pushEnded(publication, at: time, code: code, resolution: resolution))
    }
}
