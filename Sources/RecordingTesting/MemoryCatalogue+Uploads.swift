// SPDX-License-Identifier: Apache-2.0

package import Media
package import RecordingModel

/// What a catalogue in memory keeps of uploads.
struct UploadShelf {
    struct File {
        var sessionID: String
        var lastSequence: Int64
        var upload: FileUpload
        var announcements: [Announcement]
        var isStored = false
    }

    var lastSequence: Int64 = 0
    var objects: [UploadObject.ID: UploadObject] = [:]
    var files: [String: File] = [:]

    func pending(inSession sessionID: String, upTo sequence: Int64) -> Bool {
        objects.values.contains {
            $0.id.sessionID == sessionID && $0.state == .pending && $0.sequence <= sequence
        }
    }

    /// Changes an object unless newer contents have come.
    mutating func change(_ object: UploadObject, _ change: (inout UploadObject) -> Void) -> Bool {
        guard var known = objects[object.id], known.sequence == object.sequence, known.state == object.state else {
            return false
        }
        change(&known)
        objects[object.id] = known
        return true
    }
}

extension MemoryCatalogue {
    package func note(_ order: UploadOrder, at now: WallTime) {
        var isChanged = false
        for file in order.files {
            let id = UploadObject.ID(sessionID: order.sessionID, name: file.name)
            let known = uploads.objects[id]
            if let known, known.size == file.size, known.sha256 == file.sha256, known.state != .deleting,
                !(isChanged && known.namesOthers)
            {
                continue
            }
            isChanged = true
            uploads.lastSequence += 1
            uploads.objects[id] = UploadObject(
                id: id, address: order.place.address(of: file.name), path: order.folder.text(ofFile: file.name),
                size: file.size, sha256: file.sha256, sequence: uploads.lastSequence,
                multipartID: known?.multipartID, due: now, noted: now)
        }
    }

    /// Keeps what a new file waits for.
    func insert(_ upload: FileUpload, of file: RecordedFile, announcing announcements: [Announcement]) {
        note(upload.order, at: file.created)
        let sessionID = upload.order.sessionID
        let last = uploads.objects.values.filter { $0.id.sessionID == sessionID }.map(\.sequence).max() ?? 0
        uploads.files[file.id] = UploadShelf.File(
            sessionID: sessionID, lastSequence: last, upload: upload, announcements: announcements)
        completeFiles(ofSession: sessionID)
    }

    package func dueUploads(at now: WallTime, limit: Int) -> DueUploads {
        let later = now...now.advanced(by: UploadBackoff.limit)
        let unfinished = uploads.objects.values.filter { $0.state != .stored }.sorted { $0.sequence < $1.sequence }
        let ready = unfinished.filter { object in
            (object.due == now || !later.contains(object.due))
                && !(object.state == .pending && object.namesOthers
                    && uploads.pending(inSession: object.id.sessionID, upTo: object.sequence - 1))
        }
        return DueUploads(
            objects: Array(ready.prefix(limit)),
            next: unfinished.map(\.due).filter { $0 > now && later.contains($0) }.min())
    }

    package func noteMultipart(_ multipartID: String?, of object: UploadObject) {
        guard uploads.objects[object.id]?.sequence == object.sequence else { return }
        uploads.objects[object.id]?.multipartID = multipartID
    }

    package func noteStored(_ object: UploadObject) {
        guard object.state == .pending else { return }
        let isCurrent = uploads.change(object) {
            $0.state = .stored
            $0.multipartID = nil
            $0.attempts = 0
        }
        if isCurrent { completeFiles(ofSession: object.id.sessionID) }
    }

    package func noteFailure(of object: UploadObject, until due: WallTime) {
        _ = uploads.change(object) {
            $0.attempts += 1
            $0.due = due
        }
    }

    package func noteDeleted(_ object: UploadObject) {
        guard object.state == .deleting, uploads.change(object, { _ in }) else { return }
        uploads.objects[object.id] = nil
    }

    package func storedCopies(limit: Int) -> [StoredCopy] {
        let stored = uploads.files.filter { $0.value.isStored }.map(\.key).sorted()
        return stored.prefix(limit).map { StoredCopy(fileID: $0, paths: objects(ofFile: $0).map(\.path)) }
    }

    package func noteCopyRemoved(fileID: String) {
        uploads.files[fileID] = nil
    }

    package func uploadFigures() -> UploadFigures {
        let pending = uploads.objects.values.filter { $0.state == .pending }
        return UploadFigures(
            pending: pending.count, bytes: pending.reduce(0) { $0 + $1.size }, oldest: pending.map(\.noted).min(),
            deleting: uploads.objects.values.count { $0.state == .deleting })
    }

    private func completeFiles(ofSession sessionID: String) {
        let complete = uploads.files.filter { entry in
            entry.value.sessionID == sessionID && !entry.value.isStored
                && !uploads.pending(inSession: sessionID, upTo: entry.value.lastSequence)
        }
        for (id, file) in complete.sorted(by: { $0.key < $1.key }) {
            files[id]?.storeURL = file.upload.url
            uploads.files[id]?.isStored = true
            if file.upload.keepsCopy { uploads.files[id] = nil }
            announce(file.announcements)
        }
    }

    /// Marks what a file has in the store to be deleted from there; called before the file goes.
    func deleteObjects(ofFile fileID: String) {
        guard let file = files[fileID] else { return }
        var ids = objects(ofFile: fileID).map(\.id)
        if !files.values.contains(where: { $0.sessionID == file.sessionID && $0.id != fileID }) {
            ids.append(UploadObject.ID(sessionID: file.sessionID, name: RecordingManifest.name))
        }
        for id in ids {
            uploads.objects[id]?.state = .deleting
            uploads.objects[id]?.attempts = 0
            uploads.objects[id]?.due = WallTime(microseconds: 0)
        }
        uploads.files[fileID] = nil
    }

    /// What belongs to a file alone: of HLS all of its recording but the manifest, the playlist first.
    private func objects(ofFile fileID: String) -> [UploadObject] {
        guard let file = files[fileID] else { return [] }
        return uploads.objects.values.filter { object in
            object.id.sessionID == file.sessionID && object.id.name != RecordingManifest.name
                && (file.format == .hls || object.path == file.path)
        }.sorted { ($0.namesOthers ? 0 : 1, $0.sequence) < ($1.namesOthers ? 0 : 1, $1.sequence) }
    }
}
