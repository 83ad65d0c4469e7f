// SPDX-License-Identifier: Apache-2.0

import Logging
import Media
import RecordingModel

/// A recording that its destination failed or refused: it is ended as well as can be, then its order records on.
struct Interruption: Sendable {
    var recording: Recording
    /// How often in a row this has happened.
    let count: Int
    let begun: WallTime
    /// Whether its order ended it, so that nothing of it may begin again, wherever the clock steps.
    var isOver: Bool
    /// Sees it through.
    var task: Task<Void, Never>?
    /// What it waits for between two attempts; a stop of the server cuts that short.
    var pause: Task<Void, Never>?

    /// How long to wait before the next attempt: the first may succeed at once, in a new file.
    static func pause(before attempt: Int) -> Duration {
        attempt <= 1 ? .milliseconds(100) : min(.seconds(15), .seconds(1 << min(attempt - 2, 10)))
    }
}

// What is unfinished: recordings of a server that died, and those whose destination failed.
extension RecorderService {
    /// How many recordings are ended side by side: each waits for the disk most of its time.
    private static let concurrentRecoveries = 8

    /// Ends the recordings that the server before this one left; called once, before orders are taken up.
    func recover() async throws {
        let sessions = try await factory.store.unfinishedSessions()
        guard !sessions.isEmpty else { return }
        logger.info("unfinished recordings found", metadata: ["recordings": "\(sessions.count)"])
        await withTaskGroup(of: Void.self) { group in
            for (index, session) in sessions.enumerated() {
                if index >= Self.concurrentRecoveries { await group.next() }
                group.addTask { await self.recoverOrLater(session, reason: .serverDied) }
            }
        }
    }

    /// What can't be ended now is tried again while the server runs.
    func recoverOrLater(_ sessionID: String, reason: Gap.Reason) async {
        if await end(sessionID, reason: reason) != nil { return }
        laterRecoveries[sessionID] = Task {
            var attempt = 2
            repeat {
                try? await timer.sleep(for: Interruption.pause(before: attempt))
                attempt += 1
                if Task.isCancelled { return }
            } while await end(sessionID, reason: reason) == nil
            laterRecoveries[sessionID] = nil
        }
    }

    /// Notes that a recording was cut short, so that a stop of its order is noticed until it is mended.
    func interrupt(_ recording: Recording, isOver: Bool = false) {
        let now = clock.now
        let id = recording.id
        // What failed again within a minute fails for the same reason.
        let isAgain = lastInterruptions[id].map { $0.begun > now.advanced(by: .seconds(-60)) } ?? false
        let interruption = Interruption(
            recording: recording, count: isAgain ? (lastInterruptions[id]?.count ?? 0) + 1 : 1, begun: now,
            isOver: isOver)
        lastInterruptions = lastInterruptions.filter { $0.value.begun > now.advanced(by: .seconds(-60)) }
        lastInterruptions[id] = interruption
        interruptions[id] = interruption
    }

    /// Sees that the order of a recording that was cut short records on, once something has been told.
    func beginMending(_ recording: Recording, announcing announcements: [Announcement] = []) {
        let id = recording.id
        interruptions[id]?.task = Task {
            if !announcements.isEmpty {
                _ = await facts.write(announcing: announcements) { try await $0.announce($1) }
            }
            await mend(id, sessionID: String(recording.sessionID))
        }
    }

    private func mend(_ id: RecordingID, sessionID: String) async {
        guard let interruption = interruptions[id] else { return }
        var attempt = interruption.count
        var ended: Ending?
        repeat {
            await pause(id, for: Interruption.pause(before: attempt))
            // On a disk that is full the next recording would be cut short as well.
            while diskSpace.state == .critical, !isStopping { await pause(id, for: .seconds(1)) }
            attempt += 1
            ended = await end(sessionID, reason: .storageFault, of: interruption.recording)
        } while ended == nil && !isStopping
        // What can't be ended now, the next server ends.
        guard let last = interruptions[id], let ended else { return interruptions[id] = nil }
        var next = last.recording
        next.sessionID = makeID()
        guard !isStopping, !last.isOver, let source = sources[id.publication], clock.now < next.end else {
            await noteHole(in: next, from: ended.time)
            // Not before: a stop waits for it.
            return interruptions[id] = nil
        }
        interruptions[id] = nil
        // What the stream still remembers of the time since is not lost.
        next.start = max(next.start, ended.lastArrival)
        next.interrupted = ended.time
        next.place = place(of: next)
        begin([(next, source)])
    }

    private func pause(_ id: RecordingID, for duration: Duration) async {
        guard !isStopping else { return }
        let pause = Task { _ = try? await timer.sleep(for: duration) }
        interruptions[id]?.pause = pause
        await pause.value
    }

    /// Writes down what came while a recording was being ended that could not go on any more.
    private func noteHole(in recording: Recording, from time: WallTime) async {
        var hole = recording
        hole.start = max(hole.start, time)
        guard hole.start < min(clock.now, hole.end) else { return }
        hole.place = place(of: hole)
        _ = await end(String(hole.sessionID), reason: .storageFault, of: hole)
    }

    /// Ends what was cut short as well as can be, before the server ends.
    func settleInterruptions() async {
        for task in laterRecoveries.values { task.cancel() }
        for task in doubts.values { task.cancel() }
        // One whose files are still being filed is no task yet.
        while let interruption = interruptions.values.first(where: { $0.task != nil }) {
            interruption.pause?.cancel()
            await interruption.task?.value
        }
    }

    /// When a recording was ended after all, up to which its gap is written down, and when its last packet arrived.
    private struct Ending {
        let time: WallTime
        let lastArrival: WallTime
    }

    /// Ends what a session left, once and for all.
    /// - Returns: nil when it can't be ended now.
    private func end(_ sessionID: String, reason: Gap.Reason, of recording: Recording? = nil) async -> Ending? {
        do {
            let now = clock.now
            let known = try await catalogue.files(inSession: sessionID)
            let recovery = Recovery(store: factory.store, reason: reason, now: now, filed: known)
            guard let outcome = try await recovery.run(sessionID, known: recording.map { ($0, factory.options) })
            else {
                try await factory.store.finish(sessionID: sessionID, folder: [])
                return Ending(time: now, lastArrival: now)
            }
            try await upload(outcome)
            try await keep(outcome, known: known, isKnown: reason == .storageFault)
            try await factory.store.finish(sessionID: sessionID, folder: outcome.recording.folder)
            logger.notice(
                "recording recovered",
                metadata: metadata(outcome.recording, ["files": "\(outcome.files.count)"]))
            return Ending(time: now, lastArrival: outcome.ended)
        } catch {
            logger.error(
                "recording can't be ended", metadata: ["recording.id": "\(sessionID)", "error": "\(error)"])
            return nil
        }
    }

    /// Brings what was recovered into the catalogue, but for what is there already; its end may be known, too.
    private func keep(_ outcome: Recovery.Outcome, known: [RecordedFile], isKnown: Bool) async throws {
        let recording = outcome.recording
        let sessionID = String(recording.sessionID)
        let known = Set(known.map(\.path))
        for (finished, stored) in outcome.files {
            let path = MediaPath(recording.folder).text(ofFile: finished.path)
            guard !known.contains(path) else { continue }
            try await check(stored, of: recording, isHurried: true)
            try await insert(finished, stored, of: recording, at: clock.now)
        }
        let gaps = try await catalogue.gaps(inSession: sessionID)
        for gap in outcome.gaps where !gaps.contains(where: { $0.begun == gap.begun && $0.reason == gap.reason }) {
            let announcement = RecordingNotice.gap(gap).exception.flatMap {
                announcer.announcement(of: event($0.kind, detail: $0.detail, of: recording, at: clock.now))
            }
            try await catalogue.note(gap, inSession: sessionID, announcing: [announcement].compactMap { $0 })
        }
        let end = event(.ended, of: recording, at: outcome.ended)
        try await catalogue.note(
            recording.span(ended: outcome.ended), announcing: isKnown ? [] : announcer.announcements(of: end))
    }

    /// Lets a recording wait for which there is no room, and tells so.
    func refuse(_ recording: Recording) {
        logger.error("no room for a recording", metadata: metadata(recording))
        let event = event(.writeError, detail: "the disk is full", of: recording, at: clock.now)
        interrupt(recording)
        beginMending(recording, announcing: announcer.announcements(of: event))
    }
}
