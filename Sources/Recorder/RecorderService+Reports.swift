// SPDX-License-Identifier: Apache-2.0

import CoreMetrics
import Logging
import Media
import RecordingModel

// What recordings report: it is kept and told, in the order in which it comes.
extension RecorderService {
    func received(_ report: RecorderReport, of id: RecordingID) async {
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
            running[id] = nil
            wakeIdleWaiters()
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

    /// Writes into the history; what fails there must not touch a recording.
    private func note(_ span: RecordingSpan) async {
        do {
            try await catalogue.note(span)
        } catch {
            logger.error("recording is not in the history", metadata: ["error": "\(error)"])
        }
    }
}
