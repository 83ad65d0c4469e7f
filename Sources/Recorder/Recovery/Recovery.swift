// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore
import RecordingModel

/// Ends a recording whose server died or whose destination failed, from its journal and what lies in its folder.
///
/// Whatever of this is done when the server dies again, the next attempt finds and goes on from there.
struct Recovery: Sendable {
    let store: any MediaStore
    /// What stopped the recording.
    let reason: Gap.Reason
    let now: WallTime
    /// What is in the library already; those that are in the object store need not be here any more.
    var filed: [RecordedFile] = []

    /// A recording that has been ended: what it made, and what it lacks beyond what its journal knew.
    struct Outcome: Sendable {
        let recording: Recording
        var files: [(finished: FinishedFile, stored: StoredFile)] = []
        var gaps: [Gap] = []
        /// Segments and whatever else belongs to the files.
        var parts: [StoredFile] = []
        /// Nil when there is nothing to tell.
        var manifest: StoredFile?
        /// When its last packet arrived.
        var ended: WallTime
    }

    /// Ends the recording of a session, but for the catalogue and for its journal, which is still needed until then.
    ///
    /// Of a recording whose journal isn't there it is enough to know it.
    /// - Returns: nil when nobody knows what was to be recorded, or when it has been deleted since.
    /// - Throws: a `StorageFault`, or a `RecorderFault` for what lies there and can't be made sense of.
    func run(_ sessionID: String, known: (Recording, RecordingOptions)? = nil) async throws -> Outcome? {
        let lines = try await store.journal(ofSession: sessionID)
        guard let journal = RecordingJournal(lines: lines) ?? known.map({ RecordingJournal($0, $1) }) else {
            return nil
        }
        let recording = journal.recording
        let packaging = RecordingFactory.packaging(of: recording, journal.options)
        let names = try await store.examine(folder: recording.folder) { $0.names }
        if journal.tellsOfDeleted(names) { return nil }
        let remains = try await store.examine(folder: recording.folder) { folder in
            // What is held is in no file that counts.
            journal.held.isEmpty
                ? Result { try packaging.recover(journal.notes, in: folder) }
                : Result { packaging.replay(journal.held) }
        }
        return try await finish(journal, try remains.get())
    }

    private func finish(_ journal: RecordingJournal, _ remains: PackagedRemains) async throws -> Outcome {
        let recording = journal.recording
        let writer = store.makeWriter(folder: recording.folder, sessionID: String(recording.sessionID))
        let written = try await writer.write(remains.operations.map { $0.corrected(by: journal).journalled })
        var manifest = RecordingManifest(recording)
        var outcome = Outcome(recording: recording, ended: max(recording.start, recording.publication.begun))
        var parts = journal.parts.merging(written.map { ($0.name, $0) }) { $1 }
        for file in remains.files.map({ $0.corrected(by: journal) }) {
            let stored: StoredFile
            if let known = written.last(where: { $0.name == file.path }) {
                stored = known
            } else {
                stored = try await store.describe(file.path, inFolder: recording.folder)
            }
            outcome.ended = max(outcome.ended, file.facts.ended)
            outcome.files.append((file, stored))
            parts[file.path] = nil
        }
        for part in try await unnotedParts(of: journal, besides: outcome.files.map(\.finished.path)) {
            parts[part.name] = part
        }
        outcome.gaps = remains.gaps
        outcome.gaps += [gap(after: outcome, journal)].compactMap { $0 }
        outcome.parts = parts.values.sorted { $0.name < $1.name }
        for part in outcome.parts { manifest.add(part: part) }
        for file in filed where file.storeURL != nil {
            let (finished, stored) = file.asRecorded
            guard !outcome.files.contains(where: { $0.stored.name == stored.name }) else { continue }
            manifest.add(finished, stored: stored)
        }
        for (finished, stored) in outcome.files { manifest.add(finished, stored: stored) }
        for gap in journal.gaps + outcome.gaps { manifest.add(gap) }
        manifest.complete()
        if !manifest.isEmpty {
            outcome.manifest = try await writer.write(
                [.replace(name: RecordingManifest.name, contents: manifest.contents)]
            ).last
        }
        return outcome
    }

    /// Segments and initialization segments that got their names shortly before the end.
    private func unnotedParts(of journal: RecordingJournal, besides files: [String]) async throws -> [StoredFile] {
        guard journal.recording.id.format == .hls else { return [] }
        let names = try await store.examine(folder: journal.recording.folder) { $0.names }
        var parts: [StoredFile] = []
        for name in names.sorted() where journal.parts[name] == nil && !files.contains(name) && name.isSegmentName {
            parts.append(try await store.describe(name, inFolder: journal.recording.folder))
        }
        return parts
    }

    /// What came after the last packet that is in a file, if something did.
    private func gap(after outcome: Outcome, _ journal: RecordingJournal) -> Gap? {
        let until = journal.ended ?? min(now, outcome.recording.end)
        guard outcome.ended.advanced(by: Self.tolerance) < until else { return nil }
        let facts = outcome.files.last?.finished.facts
        return Gap(
            reason, begun: outcome.ended, ended: until,
            position: facts.map { $0.lastDecodeTime - ($0.firstDecodeTime ?? .zero) } ?? .zero)
    }

    /// What packets are apart at most where nothing is missing.
    private static let tolerance = MediaTime.milliseconds(100)
}

extension RecordingWriter {
    /// Carries out operations; throws the fault.
    func write(_ operations: [FileOperation]) async throws(StorageFault) -> [StoredFile] {
        let result = await withCheckedContinuation { continuation in
            submit(operations) { continuation.resume(returning: $0) }
        }
        return try result.get()
    }
}

extension RecordingJournal {
    /// Whether it tells of a complete playlist, all of whose segments have left the folder: those that go to no object
    /// store leave it with their recording only.
    fileprivate func tellsOfDeleted(_ names: Set<String>) -> Bool {
        guard recording.place == nil else { return false }
        var (segments, isEnded) = (0, false)
        for note in notes {
            switch note {
            case .segmentEnded(let end) where names.contains(end.name): return false
            case .segmentEnded: segments += 1
            case .fileEnded: isEnded = true
            case .fileBegan, .trackChanged, .segmentBegan: break
            }
        }
        return isEnded && segments > 0
    }
}

extension FileOperation {
    /// A note of a file's end tells what the library will: the next attempt takes it for what the recording knew.
    fileprivate func corrected(by journal: RecordingJournal) -> FileOperation {
        if case .note(.fileEnded(let file)) = self { .note(.fileEnded(file.corrected(by: journal))) } else { self }
    }
}

extension FinishedFile {
    /// When the last packet arrived, by the journal's notes of the time: a cut-off file doesn't tell.
    fileprivate func corrected(by journal: RecordingJournal) -> FinishedFile {
        guard !journal.notes.contains(.fileEnded(self)) else { return self }
        var file = self
        let wall = journal.wall(at: facts.lastDecodeTime) ?? facts.ended
        // Nothing was recorded that arrived later.
        let ended = max(facts.begun, min(wall, journal.recording.end))
        file.facts = MediaFacts(video: facts.video, audio: facts.audio, begun: facts.begun, ended: ended)
        return file
    }
}

extension RecordedFile {
    /// The file as its recording knew it.
    fileprivate var asRecorded: (FinishedFile, StoredFile) {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return (
            FinishedFile(path: name, title: title, size: size, facts: facts),
            StoredFile(name: name, size: size, sha256: sha256)
        )
    }
}

extension MediaFacts {
    /// The decode time of the last packet of all.
    fileprivate var lastDecodeTime: MediaTime {
        [video, audio].compactMap { $0 }.filter { $0.packets > 0 }.map(\.lastDecodeTime).max() ?? .zero
    }
}

extension String {
    /// Whether a name is one of HLS's own, and not of something that was put beside the recording.
    fileprivate var isSegmentName: Bool {
        let number = hasPrefix("init-") ? dropFirst(5) : self[...]
        return number.prefix { $0.isNumber }.count >= 5 && [".ts", ".m4s", ".mp4"].contains { hasSuffix($0) }
    }
}
