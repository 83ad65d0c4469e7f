// SPDX-License-Identifier: Apache-2.0

package import Media
import NIOCore

extension HLSPackager {
    /// Lists the segments that the notes tell of, the last one as far as it is whole, and ends the list.
    package mutating func recover(
        _ notes: [PackagerNote], in folder: any CutFolder, into batch: inout FileBatch
    ) throws(M.Failure) -> [FinishedFile] {
        var (last, noted): (NotedSegment?, FinishedFile?)
        for note in notes {
            switch note {
            case .fileBegan(let start): begin(start)
            case .trackChanged(let change): replace(change.track)
            case .segmentBegan(let start):
                // What stands before it has been listed.
                if let last { list(last) }
                last = NotedSegment(start: start, tracks: tracks)
            case .segmentEnded(let end): last?.end = end
            case .fileEnded(let end): noted = end
            }
        }
        if let last { complete(last, in: folder, into: &batch) }
        guard !playlist.isEmpty, let facts else { return [] }
        playlist.seal()
        let contents = playlist.contents
        let finished = finished(with: contents, facts)
        if folder.open(Self.playlistName)?.contents(upTo: contents.readableBytes) != contents {
            if noted != finished { batch.note(.fileEnded(finished)) }
            batch.replace(name: Self.playlistName, contents: contents)
        }
        return [finished]
    }

    private mutating func begin(_ start: FileStart) {
        (origin, tracks) = (start.origin, start.tracks)
        var facts = MediaFacts(begun: start.begun)
        for track in start.tracks { facts.note(track) }
        self.facts = facts
    }

    private mutating func replace(_ track: Track) {
        if let index = tracks.firstIndex(where: { $0.kind == track.kind }) {
            tracks[index] = track
        } else {
            tracks.append(track)
        }
        facts?.note(track)
    }

    private mutating func list(_ segment: NotedSegment) {
        guard let end = segment.end else { return }
        list(segment.start, end)
        facts = end.facts
    }

    /// Gives the segment its name, if it hasn't it yet, and lists it.
    private mutating func complete(
        _ segment: NotedSegment, in folder: any CutFolder, into batch: inout FileBatch
    ) {
        if let end = segment.end, folder.names.contains(end.name) { return list(segment) }
        guard let facts else { return }
        for part in folder.parts.reversed() {
            guard let source = folder.open(part) else { continue }
            let history = SegmentHistory(
                origin: origin, start: segment.start, tracks: segment.tracks, facts: facts,
                isWhole: source.byteCount == segment.end?.byteCount)
            guard let resumed = M.resume(source, history) else { continue }
            var segment = segment
            // Of one that is whole all is known, also when its last packet arrived.
            if segment.end?.byteCount != resumed.byteCount {
                // Whatever the bytes say, no segment outlasts what the playlist has promised.
                let duration = segment.start.end(before: resumed.end) - segment.start.start
                segment.end = SegmentEnd(
                    name: segment.start.name, duration: min(duration, .seconds(policy.promisedDuration)),
                    isIndependent: resumed.isIndependent, byteCount: resumed.byteCount, facts: resumed.facts)
            }
            batch.adopt(part: part, length: resumed.byteCount)
            if let end = segment.end { batch.note(.segmentEnded(end)) }
            batch.seal(name: segment.start.name, patches: [])
            return list(segment)
        }
    }
}

/// One segment as the notes tell of it.
private struct NotedSegment {
    var start: SegmentStart
    /// The tracks with which it began.
    var tracks: [Track]
    /// Nil when it was still growing.
    var end: SegmentEnd?
}

extension ByteSource {
    /// All bytes, if there are exactly so many.
    fileprivate func contents(upTo count: Int) -> ByteBuffer? {
        byteCount == Int64(count) ? read(at: 0, count: count) : nil
    }
}
