// SPDX-License-Identifier: Apache-2.0

import Media
import RecordingModel

// What becomes durable is noted for the object store, where there is one.
extension RecorderService {
    /// Where the files of a recording go; nil when they stay here.
    func place(of recording: Recording, storesToCOS: Bool) -> ObjectPlace? {
        uploads?.rules.place(
            for: UploadRules.Subject(
                key: recording.publication.key, cause: recording.id.cause, sessionID: String(recording.sessionID),
                begun: max(recording.start, recording.publication.begun), folder: MediaPath(recording.folder),
                storesToCOS: storesToCOS, settings: recording.settings))
    }

    /// Notes durable files, each behind those that it names.
    func upload(_ files: [StoredFile], of recording: Recording) async {
        guard let uploads, let order = order(files, of: recording) else { return }
        let now = clock.now
        _ = await facts.write(announcing: []) { catalogue, _ in try await catalogue.note(order, at: now) }
        uploads.wake()
    }

    /// What a finished file waits for before it is announced, and its URL then; nil when it stays here.
    func fileUpload(_ stored: StoredFile, of recording: Recording) -> FileUpload? {
        guard let uploads, let order = order([stored], of: recording) else { return nil }
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
