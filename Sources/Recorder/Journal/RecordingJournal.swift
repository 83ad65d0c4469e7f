// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore
import RecordingModel

/// What a recording's journal tells of it.
struct RecordingJournal: Sendable {
    let recording: Recording
    let options: RecordingOptions
    /// What is in no file yet, or in one that doesn't count.
    private(set) var held: [HeldNote] = []
    private(set) var gaps: [Gap] = []
    private(set) var parts: [String: StoredFile] = [:]
    /// When the stream was lost or the order's end came; nil when neither did before the server died.
    private(set) var ended: WallTime?
    private var clock: (time: MediaTime, wall: WallTime)?
    private(set) var notes: [PackagerNote] = []

    /// Reads a journal; nil when its first line is missing, before which there was no media.
    init?(lines: [ByteBuffer]) {
        let entries = lines.compactMap { JournalEntry(line: $0) }
        guard case .began(let recording, let options) = entries.first else { return nil }
        (self.recording, self.options) = (recording, options)
        for entry in entries.dropFirst() { note(entry) }
    }

    /// The journal of a recording that could not even be noted.
    init(_ recording: Recording, _ options: RecordingOptions) {
        (self.recording, self.options) = (recording, options)
    }

    private mutating func note(_ entry: JournalEntry) {
        switch entry {
        case .began: break
        case .packager(let note): notes.append(note)
        case .held(let note): held.append(note)
        case .heldWritten: held = []
        case .gap(let gap): gaps.append(gap)
        case .clock(let time, let wall): clock = (time, wall)
        case .stored(let files): for file in files { parts[file.name] = file }
        case .resumed: ended = nil
        case .ended(let time): ended = time
        }
    }

    /// When a packet arrived that is at a place of the recording, as near as can be told; nil when nothing tells.
    func wall(at time: MediaTime) -> WallTime? {
        clock.map { $0.wall.advanced(by: time - $0.time) }
    }
}
