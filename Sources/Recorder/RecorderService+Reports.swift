// SPDX-License-Identifier: Apache-2.0

import CoreMetrics
import Logging
import Media
import RecordingModel

// What recordings report: it is kept and told, in the order in which it comes.
extension RecorderService {
    func received(_ report: RecorderReport, of id: RecordingID) async {
        guard let running = running[id] else { return }
        let recording = running.recording
        switch report {
        case .began:
            let span = recording.span(ended: nil)
            _ = await facts.write(announcing: []) { try await $0.note(span, announcing: $1) }
        case .firstWritten(let time):
            self.running[id]?.isWritten = true
            await tell(.started, of: recording, at: time)
        case .stored(let files):
            await upload(files, of: recording)
        case .finished(let file, let stored, let time):
            await keep(file, stored, of: recording, at: time)
        case .noticed(let notice, let time):
            await received(notice, of: recording, at: time)
        case .suspended(let state):
            await suspend(running, state)
        case .ended(let fault):
            metrics.running.decrement()
            if let fault {
                metrics.failed(id.format)
                logger.error("recording failed", metadata: metadata(recording, ["error": "\(fault)"]))
            } else {
                logger.info("recording ended", metadata: metadata(recording))
            }
            await noteEnd(of: running, fault: fault)
            self.running[id] = nil
            wakeSettleWaiters(id)
            wakeIdleWaiters()
        }
    }

    private func received(_ notice: RecordingNotice, of recording: Recording, at time: WallTime) async {
        logger.warning("recording", metadata: metadata(recording, ["notice": "\(notice)"]))
        let announcements = announcements(of: notice, of: recording, at: time)
        if case .gap(let gap) = notice {
            _ = await facts.write(announcing: announcements) {
                try await $0.note(gap, inSession: String(recording.sessionID), announcing: $1)
            }
        } else if !announcements.isEmpty {
            _ = await facts.write(announcing: announcements) { try await $0.announce($1) }
        }
    }

    private func announcements(
        of notice: RecordingNotice, of recording: Recording, at time: WallTime
    ) -> [Announcement] {
        guard let exception = notice.exception,
            let count = running[recording.id]?.exceptions.note(
                exception.kind, times: notice.count, detail: exception.detail, at: time)
        else { return [] }
        return announcer.announcements(
            of: event(exception.kind, occurrences: count, detail: exception.detail, of: recording, at: time))
    }

    private func keep(_ finished: FinishedFile, _ stored: StoredFile, of recording: Recording, at time: WallTime) async
    {
        let file = RecordedFile(
            id: String(DecimalID.random()), cause: recording.id.cause, templateID: recording.templateID,
            sessionID: String(recording.sessionID), publication: recording.publication, format: recording.id.format,
            title: finished.title, path: MediaPath(recording.folder).text(ofFile: finished.path), size: finished.size,
            sha256: stored.sha256, facts: finished.facts, created: time)
        let upload = fileUpload(stored, of: recording)
        // It is announced with the URL that it has then.
        var announced = file
        announced.storeURL = upload?.url
        let announcements = announcer.announcements(of: .fileRecorded(announced))
        let isDurable = await facts.write(announcing: announcements) {
            try await $0.insert(file, announcing: $1, uploading: upload)
        }
        if upload != nil { uploads?.wake() }
        guard isDurable else {
            logger.error("file is not in the catalogue yet", metadata: metadata(recording, ["file.id": "\(file.id)"]))
            return
        }
        metrics.finished(file)
        logger.info(
            "file recorded",
            metadata: metadata(recording, ["file.id": "\(file.id)", "file.path": "\(file.path)"]))
    }

    /// Notes the end of a recording and announces it; of one that had nothing to write there is nothing to tell.
    private func noteEnd(of running: Running, fault: RecorderFault?) async {
        let now = clock.now
        let recording = running.recording
        var exceptions = running.exceptions
        var events = exceptions.flush().map { kind, count, detail in
            event(kind, occurrences: count, detail: detail, of: recording, at: now)
        }
        if let fault {
            events.append(event(.writeError, detail: "\(fault)", of: recording, at: now))
            events.append(event(running.isWritten ? .failed : .startFailed, of: recording, at: now))
        }
        if running.isWritten { events.append(event(.ended, of: recording, at: now)) }
        let span = recording.span(ended: now)
        _ = await facts.write(announcing: events.compactMap(announcer.announcement)) {
            try await $0.note(span, announcing: $1)
        }
    }

    /// Announces a change of a recording that is noted nowhere else.
    func tell(_ change: RecordingStatus.Change, of recording: Recording, at time: WallTime) async {
        let announcements = announcer.announcements(of: event(change, of: recording, at: time))
        _ = await facts.write(announcing: announcements) { try await $0.announce($1) }
    }

    private func event(
        _ kind: RecordingException.Kind, occurrences: Int = 1, detail: String, of recording: Recording,
        at time: WallTime
    ) -> RecordingEvent {
        .recordingException(
            RecordingException(
                kind, occurrences: occurrences, detail: detail, key: recording.publication.key,
                sessionID: String(recording.sessionID), format: recording.id.format, time: time))
    }

    private func event(
        _ change: RecordingStatus.Change, of recording: Recording, at time: WallTime
    ) -> RecordingEvent {
        .recordingStatus(
            RecordingStatus(
                change, key: recording.publication.key, cause: recording.id.cause,
                sessionID: String(recording.sessionID), format: recording.id.format, time: time,
                sequence: DecimalID.random()))
    }
}
