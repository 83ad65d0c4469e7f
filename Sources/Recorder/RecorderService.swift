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
    private struct Start: Hashable {
        var taskID: String
        var publication: PublicationID
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
    private var begun: Set<RecordingID> = []
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
        let tasks = try await catalogue.unfinishedTasks(at: now)
        // Nothing is being pushed yet, so nothing changes.
        for task in tasks { _ = planner.added(task, at: now) }
        setAlarm()
        logger.info("orders restored", metadata: ["orders": "\(tasks.count)"])
    }

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
            case .start(let taskID, let publication, let start, let end, let templateID):
                await startRecordings(taskID, publication, from: start, until: end, templateID: templateID)
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
        _ taskID: String, _ publication: PublicationID, from start: WallTime, until end: WallTime, templateID: UInt64
    ) async {
        let key = Start(taskID: taskID, publication: publication)
        starting[key] = .some(nil)
        let template = await template(templateID)
        let endMeanwhile = starting.removeValue(forKey: key) ?? nil
        guard let source = sources[publication] else { return }
        for format in RecordingFormat.allCases {
            guard let settings = template.formats[format], settings.isEnabled else { continue }
            await attach(
                Recording(
                    id: RecordingID(taskID: taskID, publication: publication, format: format),
                    publication: source.publication, sessionID: DecimalID.random(), templateID: templateID,
                    settings: settings, start: start, end: min(end, endMeanwhile ?? end)),
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
        // Its end, should it come while this waits, crosses to the loop behind it.
        await source.attach(id, from: recording.start) { flow in
            makeSink(flow, eventLoop) { report.yield((id, $0)) }
        }
    }

    private func endRecordings(_ taskID: String, _ publication: PublicationID, at time: WallTime) {
        let key = Start(taskID: taskID, publication: publication)
        if starting[key] != nil { starting[key] = time }
        for format in RecordingFormat.allCases {
            sources[publication]?.end(
                RecordingID(taskID: taskID, publication: publication, format: format), at: time)
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
        case .began(let time):
            begun.insert(id)
            await tell(.started, of: recording, at: time)
        case .finished(let file, let time):
            await keep(file, of: recording, at: time)
        case .ended(let fault):
            running[id] = nil
            metrics.running.decrement()
            let hasBegun = begun.remove(id) != nil
            if let fault {
                metrics.failed(id.format)
                logger.error("recording failed", metadata: metadata(recording, ["error": "\(fault)"]))
            } else {
                logger.info("recording ended", metadata: metadata(recording))
            }
            await tellEnd(of: recording, hasBegun: hasBegun, fault: fault)
            guard running.isEmpty else { return }
            for waiter in idleWaiters { waiter.resume() }
            idleWaiters = []
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
                    change, key: recording.publication.key, taskID: recording.id.taskID,
                    sessionID: String(recording.sessionID), format: recording.id.format, time: time,
                    sequence: DecimalID.random())))
    }

    private func metadata(_ recording: Recording, _ more: Logger.Metadata = [:]) -> Logger.Metadata {
        let own: Logger.Metadata = [
            "stream.key": "\(recording.publication.key)", "task.id": "\(recording.id.taskID)",
            "recording.id": "\(recording.sessionID)", "recording.format": "\(recording.id.format.rawValue)",
        ]
        return own.merging(more) { $1 }
    }
}

// Each order is a task of its own: a step is carried out whole though its caller's connection goes away.
extension RecorderService: RecordingOrders {
    package func create(_ task: RecordingTask) async throws {
        try await Task {
            try await catalogue.insert(task)
            await carryOut(planner.added(task, at: clock.now))
        }.value
    }

    package func stop(taskID: String, at time: WallTime) async throws -> Bool {
        try await Task {
            guard try await catalogue.stopTask(id: taskID, at: time) != nil else { return false }
            await carryOut(planner.stopped(taskID: taskID, at: time))
            return true
        }.value
    }

    package func delete(taskID: String, at time: WallTime) async throws -> Bool {
        try await Task {
            guard try await catalogue.deleteTask(id: taskID) else { return false }
            await carryOut(planner.deleted(taskID: taskID, at: time))
            return true
        }.value
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
