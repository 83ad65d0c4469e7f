// SPDX-License-Identifier: Apache-2.0

package import Media
import NIOCore

extension FLVMuxer {
    /// Goes over the tags as far as they are what this muxer would have written, without reading their payloads.
    ///
    /// Configurations come from the notes; a sequence header in the file only says where each begins. The end of a
    /// sequence is the first thing that `complete` writes: what counts is before it. What it patches isn't read.
    package mutating func resume(_ file: any ByteSource, from history: FileHistory) -> ResumedFile? {
        guard let head = FileHead(file) else { return nil }
        origin = history.start.origin
        header = head.header
        index = KeyframeIndex(capacity: head.indexCapacity)
        position = head.byteCount
        var configurations = history.changes
        for track in history.start.tracks {
            note(track)
            configurations.insert(TrackChange(track, after: 0), at: 0)
        }
        var known = MediaKind.allCases.map { kind in configurations.filter { $0.track.kind == kind } }
        var tags = WrittenTags(file, from: position)
        while let tag = tags.next(), let kind = MediaKind(tag.header.kind) {
            guard take(tag, kind, of: file, &known[Int(kind.rawValue)]) else { break }
            position = tags.offset
        }
        let facts = MediaFacts(video: video, audio: audio, begun: history.start.begun)
        return facts.firstDecodeTime == nil ? nil : ResumedFile(byteCount: position, facts: facts)
    }

    /// Takes a frame or a sequence header; false when the tag is neither.
    private mutating func take(
        _ tag: WrittenTags.Tag, _ kind: MediaKind, of file: any ByteSource, _ known: inout [TrackChange]
    ) -> Bool {
        let count = (kind == .video ? video : audio)?.packets ?? 0
        // A codec without sequence headers changes with its frames.
        while let next = known.first, next.packets <= count, !next.track.configuration.hasSequenceHeader {
            note(known.removeFirst().track)
        }
        guard let track = (kind == .video ? video : audio)?.track, let frame = tag.frame(of: track.configuration) else {
            guard let found = known.firstIndex(where: { tag.isSequenceHeader(of: $0.track.configuration, in: file) })
            else { return false }
            note(known[found].track)
            known.removeFirst(found + 1)
            return true
        }
        let time = origin + .milliseconds(Int64(tag.header.timestamp))
        switch kind {
        case .video: video?.count(byteCount: frame.byteCount, at: time)
        case .audio: audio?.count(byteCount: frame.byteCount, at: time)
        }
        if kind == .video, frame.isKeyframe {
            index.append(KeyframeIndex.Entry(position: position, time: tag.header.timestamp))
        }
        lastTimestamp = max(lastTimestamp, tag.header.timestamp)
        return true
    }
}

/// What stands before the first sequence header, as far as it isn't patched.
private struct FileHead {
    let header: FileHeader
    let indexCapacity: Int
    let byteCount: Int64

    init?(_ file: any ByteSource) {
        let count = FileHeader.length + 4 + TagHeader.length
        guard file.byteCount >= Int64(count), var bytes = file.read(at: 0, count: count),
            let header = try? bytes.readFLVFileHeader(), bytes.readInteger(as: UInt32.self) == 0,
            let tag = try? bytes.readFLVTagHeader(), tag.kind == .scriptData,
            let capacity = ScriptTag.indexCapacity(length: tag.dataSize)
        else { return nil }
        let end = Int64(count + tag.dataSize)
        guard file.byteCount >= end + 4,
            file.read(at: end, count: 4)?.getInteger(at: 0, as: UInt32.self) == UInt32(TagHeader.length + tag.dataSize)
        else { return nil }
        (self.header, indexCapacity, byteCount) = (header, capacity, end + 4)
    }
}

extension MediaKind {
    fileprivate init?(_ kind: TagHeader.Kind) {
        switch kind {
        case .video: self = .video
        case .audio: self = .audio
        case .scriptData: return nil
        }
    }
}
