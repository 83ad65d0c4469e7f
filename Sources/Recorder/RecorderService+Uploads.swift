// SPDX-License-Identifier: Apache-2.0

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

    /// Notes durable files, each behind those that it names.
    func upload(_ files: [StoredFile], of recording: Recording) async {
        guard let uploads, let order = order(files, of: recording) else { return }
        let now = clock.now
        let isNoted = await facts.write(announcing: []) { catalogue, _ in try await catalogue.note(order, at: now) }
        // Older contents of a name must not come back with a file that is finished later.
        unnoted[recording.sessionID]?.removeAll { old in files.contains { $0.name == old.name } }
        // A finished file must not overtake those that it names.
        if !isNoted { unnoted[recording.sessionID, default: []] += files }
        uploads.wake()
    }

    /// Notes what a recovered recording consists of, before its files are added.
    func upload(_ outcome: Recovery.Outcome) async throws {
        let files = outcome.parts + outcome.files.map(\.stored) + [outcome.manifest].compactMap { $0 }
        guard uploads != nil, let order = order(files, of: outcome.recording) else { return }
        let now = clock.now
        // Behind what was noted of it before and waits to be written: that would bring older contents back.
        let isNoted = await facts.write(announcing: []) { catalogue, _ in try await catalogue.note(order, at: now) }
        guard isNoted else { throw NotNoted() }
        unnoted[outcome.recording.sessionID] = nil
    }

    /// What a finished file waits for before it is announced, and its URL then; nil when it stays here.
    func fileUpload(_ stored: StoredFile, of recording: Recording) -> FileUpload? {
        guard let uploads, let order = order((unnoted[recording.sessionID] ?? []) + [stored], of: recording) else {
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

/// What there is to upload could not be written down; it will be tried again.
private struct NotNoted: Error {}
