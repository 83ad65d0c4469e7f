// SPDX-License-Identifier: Apache-2.0

import Logging
import Media
import RecordingModel

// What happens to recordings, as it stands in the catalogue and is announced.
extension RecorderService {
    /// Puts a file into the library, and announces it in the same step.
    func insert(
        _ finished: FinishedFile, _ stored: StoredFile, of recording: Recording, at time: WallTime
    ) async throws {
        var file = RecordedFile(
            id: String(DecimalID.random()), cause: recording.id.cause, templateID: recording.templateID,
            sessionID: String(recording.sessionID), publication: recording.publication, format: recording.id.format,
            title: finished.title, path: MediaPath(recording.folder).text(ofFile: finished.path), size: finished.size,
            sha256: stored.sha256, facts: finished.facts, created: time)
        if recording.settings.storageTime > 0 {
            file.notes.expires = time.advanced(by: .seconds(recording.settings.storageTime))
        }
        let upload = fileUpload(stored, of: recording)
        // It is announced with the URL that it has then.
        var announced = file
        announced.storeURL = upload?.url
        try await catalogue.insert(
            file, announcing: announcer.announcements(of: .fileRecorded(announced)), uploading: upload)
        if upload != nil { uploads?.wake() }
        metrics.finished(file)
        logger.info(
            "file recorded",
            metadata: metadata(recording, ["file.id": "\(file.id)", "file.path": "\(file.path)"]))
    }

    /// Writes down what is missing from a recording, and announces it with the exceptions that it makes.
    func note(_ gap: Gap, of recording: Recording, announcing announcements: [Announcement]) async {
        _ = await facts.write(announcing: announcements) {
            try await $0.note(gap, inSession: String(recording.sessionID), announcing: $1)
        }
    }

    /// Notes the end of a recording and announces it; of one that had nothing to write there is nothing to tell.
    func noteEnd(of running: Running, fault: RecorderFault?) async {
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

    func event(
        _ kind: RecordingException.Kind, occurrences: Int = 1, detail: String, of recording: Recording,
        at time: WallTime
    ) -> RecordingEvent {
        .recordingException(
            RecordingException(
                kind, occurrences: occurrences, detail: detail, key: recording.publication.key,
                sessionID: String(recording.sessionID), format: recording.id.format, time: time))
    }

    func event(
        _ change: RecordingStatus.Change, of recording: Recording, at time: WallTime
    ) -> RecordingEvent {
        .recordingStatus(
            RecordingStatus(
                change, key: recording.publication.key, cause: recording.id.cause,
                sessionID: String(recording.sessionID), format: recording.id.format, time: time,
                sequence: DecimalID.random()))
    }
}
