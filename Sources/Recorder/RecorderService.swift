// SPDX-License-Identifier: Apache-2.0

import CoreMetrics
package import Logging
import Media
import NIOCore
package import RecordingModel

/// Makes what runs equal to what the planner wants.
///
/// Whatever happens (an order is made, stopped or deleted, a push begins or ends, the clock reaches a boundary) is
/// the same step: the planner is told, and its changes are carried out. It sees events, never packets.
///
/// Rules and templates are read when a push or a recording begins, and not again while it goes on.
package actor RecorderService {
    /// Why a push is recorded.
    private struct Start: Hashable {
        var cause: RecordingCause
        var publication: PublicationID
    }

    /// What is needed to start, whatever happens until then.
    private struct Starting {
        let source: any LiveSource
        let start: WallTime
        /// Brought forward by an end that comes meanwhile.
        var end: WallTime
        let output: RecordingOutput
    }

    /// A recording on its way to its stream's loop.
    struct Attachment: Sendable {
        let recording: Recording
        let source: any LiveSource
        let makeSink: MakeSink
        /// Whether it begins here, rather than goes on from another push.
        let isNew: Bool
    }

    /// What an output comes to, once its template has been read.
    private struct Plan {
        var templateID: UInt64 = 0
        var isDelayLive = false
        var formats: [RecordingFormat: FormatSettings]
        var content = RecordingContent.audioAndVideo
        var continueDuration: Int64 = 0
        var storesToCOS = false
    }

    let catalogue: any Catalogue
    let announcer: any Announcer
    let facts: any FactWriter
    let uploads: UploadPlan?
    let factory: RecordingFactory
    let diskSpace: any DiskSpace
    let clock: any WallClock
    let timer: any Clock<Duration>
    /// Makes the ids of recordings, files and messages.
    let makeID: @Sendable () -> UInt64
    let logger: Logger
    let metrics = RecorderMetrics()
    var planner = Planner()
    var sources: [PublicationID: any LiveSource] = [:]
    var running: [RecordingID: Running] = [:]
    /// Recordings between two pushes.
    var suspended: [Recording.Continuation: Suspension] = [:]
    /// Recordings that their destination failed, until their orders record on.
    var interruptions: [RecordingID: Interruption] = [:]
    var lastInterruptions: [RecordingID: Interruption] = [:]
    /// By session, recordings that could not be ended at the first attempt.
    var laterRecoveries: [String: Task<Void, Never>] = [:]
    /// By order, changes of which it isn't known yet whether the catalogue made them.
    var doubts: [String: Task<Void, Never>] = [:]
    /// By session, the files that are complete and on their way to the catalogue: whether all is well with them.
    var filings: [UInt64: Task<Bool, Never>] = [:]
    /// Who waits until a recording whose push is over has been suspended or has ended.
    var settleWaiters: [RecordingID: [CheckedContinuation<Void, Never>]] = [:]
    var isStopping = false
    /// Orders that are being made durable, and whether they were stopped or deleted before the planner knew them: a
    /// caller may read an order's id from the catalogue before its maker has it.
    var creating: [String: Bool] = [:]
    /// What is to start, until every format of it is in place.
    private var starting: [Start: Starting] = [:]
    /// By session, durable files that the catalogue didn't take when they came.
    var unnoted: [UInt64: [StoredFile]] = [:]
    private let reports: AsyncStream<(RecordingID, RecorderReport)>
    let report: AsyncStream<(RecordingID, RecorderReport)>.Continuation
    private var alarm: Task<Void, Never>?
    private var idleWaiters: [CheckedContinuation<Void, Never>] = []

    /// A service that knows no orders yet; `restore` reads them.
    package init(
        catalogue: any Catalogue, announcer: any Announcer, facts: any FactWriter, uploads: UploadPlan? = nil,
        factory: RecordingFactory, diskSpace: any DiskSpace, clock: any WallClock,
        timer: any Clock<Duration> = ContinuousClock(),
        makeID: @escaping @Sendable () -> UInt64 = { DecimalID.random() }, logger: Logger
    ) {
        self.catalogue = catalogue
        self.announcer = announcer
        self.facts = facts
        self.uploads = uploads
        self.factory = factory
        self.diskSpace = diskSpace
        self.clock = clock
        self.timer = timer
        self.makeID = makeID
        self.logger = logger
        (reports, report) = AsyncStream.makeStream()
    }

    /// Ends what an earlier server left unfinished, then takes up the orders that are neither stopped nor over; called
    /// once, before anything is pushed.
    package func restore() async throws {
        try await recover()
        let now = clock.now
        try await catalogue.closeSpans(at: now, forgettingBefore: now.advanced(by: .seconds(-Self.historySpan)))
        // Nothing is being pushed yet, so nothing changes.
        planner = try await catalogue.unfinishedTasks(at: now) { [planner] count in
            planner.withRoom(for: count)
        } _: {
            _ = $0.added($1.order, at: now)
        }
        for record in try await catalogue.unfinishedLiveRecords(at: now) { _ = planner.added(record.order, at: now) }
        setAlarm()
        logger.info("orders restored", metadata: ["orders": "\(planner.orderCount)"])
    }

    /// Seconds for which it is known what was recorded: 180 days (recording-api.md, section 10), and one more.
    private static let historySpan: Int64 = 181 * 24 * 3_600

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
        isStopping = true
        finishSuspended { _ in true }
        let patience = Task {
            try? await timer.sleep(for: Self.filingPatience)
            for filing in filings.values where !Task.isCancelled { filing.cancel() }
        }
        repeat {
            await settleInterruptions()
            if !isIdle { await withCheckedContinuation { idleWaiters.append($0) } }
        } while !interruptions.isEmpty
        patience.cancel()
        report.finish()
    }

    private var isIdle: Bool { running.isEmpty && starting.isEmpty && suspended.isEmpty && filings.isEmpty }

    func wakeIdleWaiters() {
        guard isIdle else { return }
        for waiter in idleWaiters { waiter.resume() }
        idleWaiters = []
    }

    // MARK: The planner's changes

    func carryOut(_ changes: [Planner.Change]) async {
        setAlarm()
        var starts: [Start] = []
        for change in changes {
            switch change {
            case .start(let cause, let publication, let start, let end, let output):
                guard let source = sources[publication] else { continue }
                // All are noted before the first is waited for, so that an end finds each of them.
                let key = Start(cause: cause, publication: publication)
                starting[key] = Starting(source: source, start: start, end: end, output: output)
                starts.append(key)
            case .end(let taskID, let publication, let time):
                endRecordings(Start(cause: .order(taskID: taskID), publication: publication), at: time)
            }
        }
        await startRecordings(starts)
    }

    /// Starts all that begins in one step: a template is read once for all, and none waits for another.
    private func startRecordings(_ starts: [Start]) async {
        var plans: [RecordingOutput: Plan] = [:]
        for start in starts {
            guard let output = starting[start]?.output, plans[output] == nil else { continue }
            plans[output] = await plan(for: output)
        }
        await withDiscardingTaskGroup { group in
            var beginnings: [(recording: Recording, source: any LiveSource)] = []
            for start in starts {
                guard let order = starting[start], let plan = plans[order.output] else { continue }
                if plan.continueDuration > 0 {
                    // It may wait for what the push before has recorded.
                    group.addTask { await self.continueRecordings(start, by: plan) }
                } else {
                    starting[start] = nil
                    for recording in recordings(start, order, by: plan) {
                        beginnings.append((recording, order.source))
                    }
                }
            }
            begin(beginnings)
        }
        wakeIdleWaiters()
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

    /// What an order or rule records of a push, in each format.
    private func recordings(_ key: Start, _ order: Starting, by plan: Plan) -> [Recording] {
        RecordingFormat.allCases.compactMap { format in
            guard let settings = plan.formats[format], settings.isEnabled else { return nil }
            var recording = Recording(
                id: RecordingID(cause: key.cause, publication: key.publication, format: format),
                publication: order.source.publication, sessionID: makeID(), templateID: plan.templateID,
                settings: settings, content: plan.content, isDelayLive: plan.isDelayLive,
                storesToCOS: plan.storesToCOS, continueDuration: format == .hls ? plan.continueDuration : 0,
                start: order.start, end: order.end)
            recording.place = place(of: recording)
            return recording
        }
    }

    /// Starts what goes on with the recordings of the push before, where there are any.
    private func continueRecordings(_ key: Start, by plan: Plan) async {
        guard let order = starting[key] else { return }
        for var recording in recordings(key, order, by: plan) {
            if recording.continueDuration > 0, await resume(recording, on: order.source) { continue }
            recording.end = starting[key]?.end ?? order.end
            begin([(recording, order.source)])
        }
        starting[key] = nil
        wakeIdleWaiters()
    }

    /// Begins recordings, or lets them wait until there is room for them.
    func begin(_ beginnings: [(recording: Recording, source: any LiveSource)]) {
        var attachments: [Attachment] = []
        for (recording, source) in beginnings {
            guard diskSpace.state != .critical else {
                refuse(recording)
                continue
            }
            running[recording.id] = Running(recording)
            metrics.running.increment()
            metrics.started(recording.id.format)
            attachments.append(
                Attachment(
                    recording: recording, source: source, makeSink: factory.makeSink(for: recording), isNew: true))
        }
        attach(attachments)
    }

    /// Puts sinks on their streams' loops, to which their ends will cross behind them.
    ///
    /// One crossing serves all streams of a loop: all their recordings are in force before the first of them has
    /// anything to do.
    func attach(_ attachments: [Attachment]) {
        var crossings: [(eventLoop: any EventLoop, attachments: [Attachment])] = []
        var places: [ObjectIdentifier: Int] = [:]
        for attachment in attachments {
            let eventLoop = attachment.source.eventLoop
            if let place = places[ObjectIdentifier(eventLoop)] {
                crossings[place].attachments.append(attachment)
            } else {
                places[ObjectIdentifier(eventLoop)] = crossings.count
                crossings.append((eventLoop, [attachment]))
            }
        }
        for (eventLoop, attachments) in crossings {
            eventLoop.execute { [clock, report] in
                for attachment in attachments {
                    let id = attachment.recording.id
                    // History and log are written where reports are taken: a beginning must not wait for the disk.
                    if attachment.isNew { report.yield((id, .began(at: clock.now))) }
                    attachment.source.attach(id, from: attachment.recording.start) { flow in
                        attachment.makeSink(flow, eventLoop) { report.yield((id, $0)) }
                    }
                }
            }
        }
    }

    private func endRecordings(_ key: Start, at time: WallTime) {
        if let end = starting[key]?.end { starting[key]?.end = min(end, time) }
        let ids = RecordingFormat.allCases.map {
            RecordingID(cause: key.cause, publication: key.publication, format: $0)
        }
        sources[key.publication]?.end(ids, at: time)
        for id in ids {
            // Should its destination have failed it, nothing of it may begin again.
            if let end = running[id]?.recording.end { running[id]?.recording.end = min(end, time) }
            if let end = interruptions[id]?.recording.end { interruptions[id]?.recording.end = min(end, time) }
            running[id]?.isOver = true
            interruptions[id]?.isOver = true
        }
    }

    private func plan(for output: RecordingOutput) async -> Plan {
        switch output {
        case .template(let id):
            let template = await template(id)
            return Plan(
                templateID: id, isDelayLive: template.isDelayLive, formats: template.formats,
                continueDuration: template.flowContinueDuration, storesToCOS: template.storesToCOS)
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

    func metadata(_ recording: Recording, _ more: Logger.Metadata = [:]) -> Logger.Metadata {
        let own: Logger.Metadata = [
            "stream.key": "\(recording.publication.key)", "recording.cause": "\(recording.id.cause)",
            "recording.id": "\(recording.sessionID)", "recording.format": "\(recording.id.format.rawValue)",
        ]
        return own.merging(more) { $1 }
    }
}
