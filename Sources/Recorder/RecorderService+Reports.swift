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
            await note(recording.span(ended: nil))
        case .firstWritten(let time):
            self.running[id]?.isWritten = true
            await tell(.started, of: recording, at: time)
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
            await note(recording.span(ended: clock.now))
            await tellEnd(of: running, fault: fault)
            self.running[id] = nil
            wakeSettleWaiters(id)
            wakeIdleWaiters()
        }
    }

    private func received(_ notice: RecordingNotice, of recording: Recording, at time: WallTime) async {
        logger.warning("recording", metadata: metadata(recording, ["notice": "\(notice)"]))
        if case .gap(let gap) = notice {
            do {
                try await catalogue.note(gap, inSession: String(recording.sessionID))
            } catch {
                logger.error("gap is not in the catalogue", metadata: metadata(recording, ["error": "\(error)"]))
            }
        }
        guard let exception = notice.exception,
            let count = running[recording.id]?.exceptions.note(
                exception.kind, times: notice.count, detail: exception.detail, at: time)
        else { return }
        await tell(exception.kind, occurrences: count, detail: exception.detail, of: recording, at: time)
    }

    private func keep(_ finished: FinishedFile, _ stored: StoredFile, of recording: Recording, at time: WallTime) async
    {
        let file = RecordedFile(
            id: String(DecimalID.random()), cause: recording.id.cause, templateID: recording.templateID,
            sessionID: String(recording.sessionID), publication: recording.publication, format: recording.id.format,
            title: finished.title, path: MediaPath(recording.folder).text(ofFile: finished.path), size: finished.size,
            sha256: stored.sha256, facts: finished.facts, created: time)
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
    private func tellEnd(of running: Running, fault: RecorderFault?) async {
        let now = clock.now
        let recording = running.recording
        var exceptions = running.exceptions
        for (kind, count, detail) in exceptions.flush() {
            await tell(kind, occurrences: count, detail: detail, of: recording, at: now)
        }
        if let fault {
            await tell(.writeError, detail: "\(fault)", of: recording, at: now)
            await tell(running.isWritten ? .failed : .startFailed, of: recording, at: now)
        }
        if running.isWritten { await tell(.ended, of: recording, at: now) }
    }

    private func tell(
        _ kind: RecordingException.Kind, occurrences: Int = 1, detail: String, of recording: Recording,
        at time: WallTime
    ) async {
        await notifier.notify(
            .recordingException(
                RecordingException(
                    kind, occurrences: occurrences, detail: detail, key: recording.publication.key,
                    sessionID: String(recording.sessionID), format: recording.id.format, time: time)))
    }

    func tell(_ change: RecordingStatus.Change, of recording: Recording, at time: WallTime) async {
        await notifier.notify(
            .recordingStatus(
                RecordingStatus(
                    change, key: recording.publication.key, cause: recording.id.cause,
                    sessionID: String(recording.sessionID), format: recording.id.format, time: time,
                    sequence: DecimalID.random())))
    }

    /// Writes into the history; what fails there must not touch a recording.
    private func note(_ span: RecordingSpan) async {
        do {
            try await catalogue.note(span)
        } catch {
            logger.error("recording is not in the history", metadata: ["error": "\(error)"])
        }
    }
}
