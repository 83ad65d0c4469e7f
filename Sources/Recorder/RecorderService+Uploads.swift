// SPDX-License-Identifier: Apache-2.0

import Logging
import Media
import RecordingModel

// What becomes durable is noted for the object store, where there is one.
extension RecorderService {
    /// Where the files of a recording go; nil when they stay here.
    func place(of recording: Recording) -> ObjectPlace? {
        uploads?.rules.place(
            for: UploadRules.Subject(
                key: recording.publication.key, cause: recording.id.cause, sessionID: String(recording.sessionID),
                begun: max(recording.start, recording.publication.begun), folder: MediaPath(recording.folder),
                storesToCOS: recording.storesToCOS, settings: recording.settings))
    }

    /// Sees that durable files are noted, each behind those that it names.
    ///
    /// In the line of the recording's files: older contents of a name must not come behind newer ones, nor anything
    /// behind the end of the recording, when its files may have been deleted.
    func upload(_ files: [StoredFile], of recording: Recording) {
        guard uploads != nil, recording.place != nil else { return }
        let before = filings[recording.sessionID]
        filings[recording.sessionID] = Task {
            let isWell = await before?.value ?? true
            await note(files, of: recording)
            return isWell
        }
    }

    /// What can't be noted is noted with what comes next, or by the journal.
    private func note(_ files: [StoredFile], of recording: Recording) async {
        let sessionID = recording.sessionID
        let older = (unnoted[sessionID] ?? []).filter { old in !files.contains { $0.name == old.name } }
        guard let uploads, let order = order(older + files, of: recording) else { return }
        unnoted[sessionID] = order.files
        do {
            try await catalogue.note(order, at: clock.now)
            unnoted[sessionID] = nil
        } catch {
            logger.error("uploads can't be noted yet", metadata: metadata(recording, ["error": "\(error)"]))
        }
        uploads.wake()
    }

    /// Notes what a recovered recording consists of, before its files are added.
    func upload(_ outcome: Recovery.Outcome) async throws {
        let files = outcome.parts + outcome.files.map(\.stored) + [outcome.manifest].compactMap { $0 }
        guard uploads != nil, let order = order(files, of: outcome.recording) else { return }
        try await catalogue.note(order, at: clock.now)
        unnoted[outcome.recording.sessionID] = nil
    }

    /// What a finished file waits for before it is announced, and its URL then; nil when it stays here.
    func fileUpload(_ stored: StoredFile, of recording: Recording) -> FileUpload? {
        let others = (unnoted[recording.sessionID] ?? []).filter { $0.name != stored.name }
        guard let uploads, let order = order(others + [stored], of: recording) else {
            return nil
        }
        return FileUpload(
            order: order, url: uploads.rules.url(of: order.place.address(of: stored.name)),
            keepsCopy: uploads.keepsCopies)
    }

    private func order(_ files: [StoredFile], of recording: Recording) -> UploadOrder? {
        recording.place.map {
            UploadOrder(
                sessionID: String(recording.sessionID), place: $0, folder: MediaPath(recording.folder), files: files)
        }
    }
}
