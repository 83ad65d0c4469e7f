// SPDX-License-Identifier: Apache-2.0

import CoreMetrics
import Logging
import Media
import NIOCore
import RecordingModel

/// Knows who publishes what: one push a stream, admitted, announced, and announced again when it is over.
actor StreamRegistry {
    private struct Entry {
        var publication: Publication
        var connection: ConnectionHandle
        /// Whether nothing can refuse the push any more.
        var isAdmitted = false
        /// Those who wait for this push to be over.
        var successors: [CheckedContinuation<Void, Never>] = []
    }

    private let admission: Admission
    private let observer: any PublicationObserver
    private let announcer: any Announcer
    private let facts: any FactWriter
    private let clock: any WallClock
    private let limits: IngestLimits
    private let logger: Logger
    private let metrics: IngestMetrics
    private var entries: [StreamKey: Entry] = [:]
    /// Pushes that were asked for and neither refused nor over.
    private var open = 0
    private var refusals = RefusalBudget()
    private var drainWaiters: [CheckedContinuation<Void, Never>] = []
    private var isStopping = false

    init(
        admission: Admission, observer: any PublicationObserver, announcer: any Announcer, facts: any FactWriter,
        clock: any WallClock, limits: IngestLimits, logger: Logger, metrics: IngestMetrics
    ) {
        self.admission = admission
        self.observer = observer
        self.announcer = announcer
        self.facts = facts
        self.clock = clock
        self.limits = limits
        self.logger = logger
        self.metrics = metrics
    }

    /// Decides on a push; when it returns nil, the push is admitted and everything that records it is in place.
    func admit(
        _ source: LoopBoundSource, connection: ConnectionHandle, query: @Sendable (String) -> String?
    ) async -> StopCode? {
        let publication = source.publication
        // A request that was on its way here when the server began to stop must not begin anything any more.
        guard !isStopping else { return .serverStopped }
        open += 1
        if let refusal = await refusal(of: publication, connection: connection, query: query) {
            metrics.publicationRefused(refusal)
            logger.notice("push refused", metadata: metadata(publication, refusal))
            await noteRefused(publication, refusal)
            closed()
            return refusal
        }
        metrics.publicationsBegun.increment()
        metrics.publications.increment()
        logger.info("push began", metadata: metadata(publication))
        // Before what is recorded of it, so that its begin is told first.
        let record = PushRecord(publication: publication, isAdmitted: true, end: nil)
        await note(record, announcing: announcer.announcements(of: .pushBegan(publication)))
        await observer.publicationBegan(source)
        return nil
    }

    /// Notes that an admitted push is over; its sinks have been told.
    func ended(_ publication: Publication, at time: WallTime, code: StopCode, resolution: PictureSize?) async {
        metrics.publications.decrement()
        metrics.publicationEnded(code)
        logger.info("push ended", metadata: metadata(publication, code))
        await observer.publicationEnded(publication, at: time, code: code, resolution: resolution)
        let end = PushRecord.End(time: time, code: code, resolution: resolution)
        let event = RecordingEvent.pushEnded(publication, at: time, code: code, resolution: resolution)
        _ = await facts.write(announcing: announcer.announcements(of: event)) {
            try await $0.endPush(publication.id, with: end, announcing: $1)
        }
        forget(publication.key)
        closed()
    }

    /// Admits no push any more.
    func stop() {
        isStopping = true
    }

    /// Returns when no push is left.
    func drained() async {
        guard open > 0 else { return }
        await withCheckedContinuation { drainWaiters.append($0) }
    }

    private func forget(_ key: StreamKey) {
        let successors = entries.removeValue(forKey: key)?.successors ?? []
        for successor in successors { successor.resume() }
    }

    private func closed() {
        open -= 1
        guard open == 0 else { return }
        for waiter in drainWaiters { waiter.resume() }
        drainWaiters = []
    }

    private func refusal(
        of publication: Publication, connection: ConnectionHandle, query: @Sendable (String) -> String?
    ) async -> StopCode? {
        if let code = await admission.refusal(of: publication.key, query: query) {
            return code
        }
        while let entry = entries[publication.key] {
            // After each wait the registry is looked at again: another successor may have been quicker.
            guard await isOver(entry) else { return .alreadyPublished }
            await over(entry.publication)
        }
        entries[publication.key] = Entry(publication: publication, connection: connection)
        if let code = await admission.ban(of: publication.key) {
            forget(publication.key)
            return code
        }
        entries[publication.key]?.isAdmitted = true
        return nil
    }

    /// Whether a push is over, or so silent that its connection is closed now in favour of a successor.
    private func isOver(_ entry: Entry) async -> Bool {
        guard let silence = await entry.connection.silence(of: entry.publication.id) else { return true }
        guard silence >= limits.takeoverSilence else { return false }
        entry.connection.close(entry.publication.id, .replacedDeadPush)
        return true
    }

    /// Returns when a push has been announced as over.
    private func over(_ publication: Publication) async {
        guard entries[publication.key]?.publication.id == publication.id else { return }
        await withCheckedContinuation { entries[publication.key]?.successors.append($0) }
    }

    /// Notes a refused push in the history, unless it belongs to no domain or too many come.
    private func noteRefused(_ publication: Publication, _ code: StopCode) async {
        guard ![.domainUnknown, .streamNameInvalid, .applicationNameInvalid].contains(code) else { return }
        let now = clock.now
        guard refusals.spend(at: now) else { return }
        let end = PushRecord.End(time: now, code: code)
        await note(PushRecord(publication: publication, isAdmitted: false, end: end), announcing: [])
    }

    /// Adds to the history; a push does not depend on it.
    private func note(_ push: PushRecord, announcing announcements: [Announcement]) async {
        _ = await facts.write(announcing: announcements) { try await $0.insert(push, announcing: $1) }
    }

    private func metadata(_ publication: Publication, _ code: StopCode? = nil) -> Logger.Metadata {
        var metadata: Logger.Metadata = [
            "stream.key": "\(publication.key)", "connection.peer": "\(publication.clientAddress)",
            "push.sequence": "\(publication.id.number)",
        ]
        if let code {
            metadata["stop.code"] = "\(code)"
            metadata["stop.reason"] = "\(code.reason)"
        }
        return metadata
    }
}

extension StreamRegistry: LiveStreams {
    func publications() -> [Publication] {
        entries.values.filter(\.isAdmitted).map(\.publication).sorted {
            ($0.begun, $0.id.number) < ($1.begun, $1.id.number)
        }
    }

    /// Returns when the pushes that were cut are over and announced.
    func end(where matches: @Sendable (StreamKey) -> Bool, code: StopCode) async {
        let cut = entries.values.filter { matches($0.publication.key) }
        for entry in cut { entry.connection.close(entry.publication.id, code) }
        for entry in cut { await over(entry.publication) }
    }
}
