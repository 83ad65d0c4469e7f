// SPDX-License-Identifier: Apache-2.0

package import Media
import NIOCore

extension MP4Muxer {
    /// Makes the tables of the fragments that are whole.
    ///
    /// The notes tell the configurations, so the head isn't read: it may be torn where it was being rewritten. Nor are
    /// the bytes that `complete` patches and what it appends. The unfinished copy of a file that gets its movie box
    /// at the front has no fragments.
    package mutating func resume(_ file: any ByteSource, from history: FileHistory) -> ResumedFile? {
        guard let begin = Self.firstFragment(of: file), (try? use(history)) != nil else { return nil }
        headRoom = Int(begin - Self.reservationOffset) - Self.reservationLength
        var fragments = WrittenFragments(file, from: begin, of: tracks.list)
        var (video, audio) = (history.facts(of: .video), history.facts(of: .audio))
        while tracks.tableByteCount <= Self.maximumTableByteCount, let chunks = fragments.next() {
            for chunk in chunks {
                tracks.append(
                    chunk: chunk.samples, description: chunk.description, offset: chunk.offset, slot: chunk.slot)
                let track = tracks.list[chunk.slot]
                switch track.kind {
                case .video: video?.count(chunk.samples, timescale: track.clock.timescale, from: tracks.origin)
                case .audio: audio?.count(chunk.samples, timescale: track.clock.timescale, from: tracks.origin)
                }
            }
            position = fragments.offset
        }
        guard position > 0 else { return nil }
        // The configuration that the last packet kept has, not one that came after it.
        if let track = history.track(of: .video, after: video?.packets ?? 0) { video?.track = track }
        if let track = history.track(of: .audio, after: audio?.packets ?? 0) { audio?.track = track }
        return ResumedFile(
            byteCount: position, facts: MediaFacts(video: video, audio: audio, begun: history.start.begun))
    }

    /// Takes the configurations in the order in which they came.
    private mutating func use(_ history: FileHistory) throws(MP4Error) {
        tracks.origin = history.start.origin
        let all = history.start.tracks.map { TrackChange($0, after: 0) } + history.changes
        for (index, change) in all.enumerated() {
            let next = all[(index + 1)...].first { $0.track.kind == change.track.kind }
            try tracks.use(change.track.configuration, isFollowed: next.map { $0.packets > change.packets } ?? true)
        }
    }

    /// Where the first fragment begins: by its first bytes, for its head may not be there to lead to it.
    private static func firstFragment(of file: any ByteSource) -> Int64? {
        var fileType = ByteBuffer()
        fileType.writeFileType()
        let headOffset = reservationOffset + Int64(reservationLength)
        let begin = headOffset + Int64(minimumHeadRoom)
        let mark: [UInt32] = [("moof" as FourCC).rawValue, 16, ("mfhd" as FourCC).rawValue, 0, 1]
        guard file.byteCount >= begin + 24, file.read(at: 0, count: fileType.readableBytes) == fileType,
            let head = file.read(at: headOffset, count: 8), head.getInteger(at: head.readerIndex + 4) == movieType,
            let bytes = file.read(at: begin, count: Int(min(file.byteCount - begin, largestHeadRoom)))
        else { return nil }
        let place = (bytes.readerIndex..<bytes.writerIndex).first { place in
            mark.indices.allSatisfy { bytes.getInteger(at: place + 4 + 4 * $0) == mark[$0] }
        }
        return place.map { begin + Int64($0 - bytes.readerIndex) }
    }

    private static let movieType = ("moov" as FourCC).rawValue
    /// How far the first fragment is searched for.
    private static let largestHeadRoom: Int64 = 1 << 20
}

extension FileHistory {
    /// The configuration of the packets of a kind after so many of them.
    fileprivate func track(of kind: MediaKind, after packets: Int64) -> Track? {
        let changes = changes.filter { $0.track.kind == kind && $0.packets <= packets }
        return changes.last?.track ?? start.tracks.first { $0.kind == kind }
    }

    /// Facts of a track that has no packet yet; nil where there never was one.
    fileprivate func facts(of kind: MediaKind) -> MediaFacts.TrackFacts? {
        (start.tracks + changes.map(\.track)).first { $0.kind == kind }.map { MediaFacts.TrackFacts(track: $0) }
    }
}

extension MediaFacts.TrackFacts {
    /// Counts samples whose times count from `origin`.
    mutating func count(_ samples: [SampleFigures], timescale: Int64, from origin: MediaTime) {
        for sample in samples {
            count(byteCount: Int(sample.size), at: origin + .samples(Int(sample.decodeTime), rate: Int(timescale)))
        }
    }
}
