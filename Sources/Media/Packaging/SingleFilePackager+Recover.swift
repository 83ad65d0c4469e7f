// SPDX-License-Identifier: Apache-2.0

extension SingleFilePackager {
    /// Completes the last file, where it isn't complete, from the provisional file that holds it.
    ///
    /// That is the last one that the muxer can take up, which an unfinished copy isn't: what a copy was made of may
    /// be there again after a power loss.
    package mutating func recover(
        _ notes: [PackagerNote], in folder: any CutFolder, into batch: inout FileBatch
    ) throws(M.Failure) -> [FinishedFile] {
        let files = NotedFile.files(of: notes)
        var finished: [FinishedFile] = []
        for (index, file) in files.enumerated() {
            let isLast = index == files.count - 1
            if let end = file.end, !isLast || folder.names.contains(end.path) {
                titles[end.title] = 1
                if folder.names.contains(end.path) { finished.append(end) }
            } else if isLast, let end = try complete(file, in: folder, into: &batch) {
                finished.append(end)
            }
        }
        return finished
    }

    private mutating func complete(
        _ noted: NotedFile, in folder: any CutFolder, into batch: inout FileBatch
    ) throws(M.Failure) -> FinishedFile? {
        for part in folder.parts.reversed() {
            muxer = newMuxer
            guard let source = folder.open(part), var resumed = muxer.resume(source, from: noted.history) else {
                continue
            }
            // Nothing was lost: then it is known when the last packet arrived.
            if let end = noted.end, end.facts.hasBytes(of: resumed.facts) { resumed.facts = end.facts }
            file = FileInProgress(
                resuming: resumed, part: part, origin: noted.history.start.origin, into: &batch)
            return try seal(into: &batch)
        }
        return nil
    }
}

/// One file as the notes tell of it.
private struct NotedFile {
    var history: FileHistory
    /// Nil when it was still growing.
    var end: FinishedFile?

    static func files(of notes: [PackagerNote]) -> [NotedFile] {
        var files: [NotedFile] = []
        for note in notes {
            switch note {
            case .fileBegan(let start): files.append(NotedFile(history: FileHistory(start)))
            case .trackChanged(let change): files.indices.last.map { files[$0].history.changes.append(change) }
            case .fileEnded(let end): files.indices.last.map { files[$0].end = end }
            case .segmentBegan, .segmentEnded: break
            }
        }
        return files
    }
}

extension MediaFacts {
    /// Whether as many bytes of each kind were counted.
    fileprivate func hasBytes(of other: MediaFacts) -> Bool {
        video?.bytes ?? 0 == other.video?.bytes ?? 0 && audio?.bytes ?? 0 == other.audio?.bytes ?? 0
    }
}
