// SPDX-License-Identifier: Apache-2.0

package import Media
import NIOCore

/// Packets of one recording → a folder of segments `00000.ts`, `00001.ts`… under the playlist `index.m3u8`; of
/// fragmented MP4 `00000.m4s`… with the initialization segments `init-00000.mp4`….
///
/// On disk a segment is sealed before the playlist names it, and so is the initialization segment that it
/// needs; ENDLIST is written once, by `finish`.
/// Nothing is opened before the first packet, so a recording without packets leaves nothing behind; a packet
/// that the muxer refuses leaves the packager as it was.
///
/// What changes in mid-stream never drops a frame: a new track or configuration is written at once, after
/// that, or after a jump of the publisher's clock, the next cut point begins a segment after EXT-X-DISCONTINUITY.
/// Where a segment can't tell of it, the track's next packet begins one, cut point or not.
package struct HLSPackager<M: SegmentMuxer>: Packager {
    /// The playlist's name, the same while it grows and when it is sealed.
    package static var playlistName: String { "index.m3u8" }

    let policy: SegmentPolicy
    let title: @Sendable (_ start: WallTime, _ end: WallTime) -> String
    private var muxer: M
    var tracks: [Track] = [] {
        didSet { hasVideo = tracks.contains { $0.kind == .video } }
    }
    private var hasVideo = false
    /// Tracks that the muxer hasn't been told of.
    private var changes: [Track] = []
    var origin = MediaTime.zero
    var playlist: MediaPlaylist
    var facts: MediaFacts?
    private var segment: OpenSegment?
    /// Whether the next segment stands after EXT-X-DISCONTINUITY.
    private var isChanged = false
    /// The last EXT-X-PROGRAM-DATE-TIME and the time it belongs to.
    private var anchor: (time: MediaTime, wall: WallTime)
    private var sealedCount = 0
    var sealedBytes: Int64 = 0
    /// The last initialization segment, and how many there were.
    private var initialization = ByteBuffer()
    private var initializationCount = 0

    /// A packager of segments of about `targetDuration`; `title` names the whole by its first and last packet.
    package init(
        muxer: M, targetDuration: MediaTime = .seconds(10),
        title: @escaping @Sendable (_ start: WallTime, _ end: WallTime) -> String
    ) {
        self.muxer = muxer
        self.title = title
        policy = SegmentPolicy(targetDuration: targetDuration)
        playlist = MediaPlaylist(targetDuration: policy.promisedDuration)
        anchor = (.zero, WallTime(microseconds: 0))
    }

    package static func holds(_ configuration: CodecConfiguration) -> Bool { M.holds(configuration) }

    /// Begins the recording and opens nothing yet; throws what the muxer has against the tracks.
    package mutating func start(
        tracks: [Track], origin: MediaTime, wall: WallTime, into batch: inout FileBatch
    ) throws(M.Failure) {
        try check(tracks)
        var facts = MediaFacts(begun: wall)
        for track in tracks { facts.note(track) }
        self.tracks = tracks
        self.facts = facts
        self.origin = origin
        anchor = (origin, wall)
    }

    /// Takes one packet; nil always, since the playlist is the file and ends with the recording.
    package mutating func write(
        _ packet: MediaPacket, arrived: WallTime, isDiscontinuous: Bool, into batch: inout FileBatch
    ) throws(M.Failure) -> FinishedFile? {
        let isChanged = isDiscontinuous || isChanged
        if let segment, !cuts(segment, before: packet, isChange: isChanged) {
            try append(packet, into: &batch)
            self.isChanged = isChanged
        } else {
            try beginSegment(with: packet, arrived: arrived, isChanged: isChanged, into: &batch)
            self.isChanged = false
        }
        facts?.note(packet, arrived: arrived)
        return nil
    }

    /// Notes a new or changed track, to be written with the next packet; throws what the muxer has against it.
    package mutating func change(_ track: Track, into batch: inout FileBatch) throws(M.Failure) {
        // Some encoders repeat their configuration; that is no change.
        guard !tracks.contains(track) else { return }
        var changed = tracks
        if let index = tracks.firstIndex(where: { $0.kind == track.kind }) {
            changed[index] = track
        } else {
            changed.append(track)
        }
        try check(changed)
        tracks = changed
        facts?.note(track)
        guard segment != nil else { return }
        batch.note(.trackChanged(TrackChange(track, after: facts?.packets(of: track.kind) ?? 0)))
        changes.removeAll { $0.kind == track.kind }
        changes.append(track)
        isChanged = true
    }

    /// Ends the recording; nil when it had no packet, and then there is no file at all.
    package mutating func finish(end: MediaTime, into batch: inout FileBatch) throws(M.Failure) -> FinishedFile? {
        guard let segment, let facts else { return nil }
        var tail = ByteBuffer()
        let patches = try muxer.finish(into: &tail)
        seal(segment, tail: tail, patches: patches, end: end, facts, into: &batch)
        self.segment = nil
        playlist.seal()
        let contents = playlist.contents
        let finished = finished(with: contents, facts)
        batch.note(.fileEnded(finished))
        batch.replace(name: Self.playlistName, contents: contents)
        return finished
    }
}

extension HLSPackager {
    /// The recording whose sealed playlist is `playlist`.
    func finished(with playlist: ByteBuffer, _ facts: MediaFacts) -> FinishedFile {
        FinishedFile(
            path: Self.playlistName, title: title(facts.begun, facts.ended),
            size: sealedBytes + Int64(playlist.readableBytes), facts: facts)
    }

    /// Asks a copy of the muxer whether it takes some tracks.
    private func check(_ tracks: [Track]) throws(M.Failure) {
        var trial = muxer
        var bytes = ByteBuffer()
        try trial.start(tracks: tracks, origin: origin, into: &bytes)
    }

    private func cuts(_ segment: OpenSegment, before packet: MediaPacket, isChange: Bool) -> Bool {
        if !changes.isEmpty, changes.contains(where: { $0.kind == packet.kind && !muxer.canChange(to: $0) }) {
            return true
        }
        return policy.cuts(
            after: packet.decodeTime - segment.start,
            atCutPoint: hasVideo ? packet.kind == .video && packet.isKeyframe : true,
            isChange: isChange)
    }

    /// Adds a packet to the open segment, after what changed before it.
    private mutating func append(_ packet: MediaPacket, into batch: inout FileBatch) throws(M.Failure) {
        if !changes.isEmpty { try tellChanges(at: packet.decodeTime, into: &batch) }
        try segment?.append(packet, with: &muxer, into: &batch)
    }

    /// Tells the muxer of what changed, as far as the open segment can.
    private mutating func tellChanges(at time: MediaTime, into batch: inout FileBatch) throws(M.Failure) {
        let before = batch.byteCount
        defer { segment?.byteCount += Int64(batch.byteCount - before) }
        try batch.append { (bytes) throws(M.Failure) in
            for track in changes where muxer.canChange(to: track) {
                try muxer.change(track, at: time, into: &bytes)
            }
        }
        changes.removeAll { muxer.canChange(to: $0) }
    }

    /// Ends the open segment, if any, and begins the next with a packet.
    ///
    /// The new segment's first bytes are made before anything is said to the batch: should the muxer refuse
    /// the packet, neither is an empty segment left open nor the old one ended.
    private mutating func beginSegment(
        with packet: MediaPacket, arrived: WallTime, isChanged: Bool, into batch: inout FileBatch
    ) throws(M.Failure) {
        var next = muxer
        var (tail, head) = (ByteBuffer(), ByteBuffer())
        let patches = segment == nil ? [] : try next.finish(into: &tail)
        try next.start(tracks: tracks, origin: origin, into: &head)
        try next.write(packet, into: &head)
        let start = segment?.end(before: packet.decodeTime) ?? packet.decodeTime
        if let segment, let facts {
            seal(segment, tail: tail, patches: patches, end: start, facts, into: &batch)
            batch.replace(name: Self.playlistName, contents: playlist.contents)
        } else if let facts {
            batch.note(.fileBegan(FileStart(origin: origin, begun: facts.begun, tracks: tracks)))
        }
        muxer = next
        changes = []
        if isChanged { anchor = (start, max(arrived, wall(at: start))) }
        let map = map(into: &batch)
        let beginning = SegmentStart(
            name: "\(sealedCount.padded(to: 5)).\(muxer.pathExtension)", map: map, start: start,
            isDiscontinuous: isChanged, programDateTime: isChanged || segment == nil ? anchor.wall : nil,
            bytesBefore: sealedBytes)
        var opened = OpenSegment(beginning)
        opened.byteCount = Int64(head.readableBytes)
        opened.note(packet)
        segment = opened
        batch.note(.segmentBegan(beginning))
        batch.open()
        batch.append { $0.writeImmutableBuffer(head) }
    }

    /// The file that EXT-X-MAP names for the muxer's segment, written if there is a new one.
    private mutating func map(into batch: inout FileBatch) -> String? {
        let needed = muxer.initialization
        guard needed.readableBytes > 0 else { return nil }
        if needed != initialization {
            initialization = needed
            initializationCount += 1
            sealedBytes += Int64(needed.readableBytes)
            batch.replace(name: mapName, contents: needed)
        }
        return mapName
    }

    private var mapName: String { "init-\((initializationCount - 1).padded(to: 5)).mp4" }

    /// When a time was, counted from the last EXT-X-PROGRAM-DATE-TIME; the next isn't before that.
    private func wall(at time: MediaTime) -> WallTime {
        anchor.wall.advanced(by: time - anchor.time)
    }

    private mutating func seal(
        _ segment: OpenSegment, tail: ByteBuffer, patches: [Patch], end: MediaTime, _ facts: MediaFacts,
        into batch: inout FileBatch
    ) {
        batch.append { $0.writeImmutableBuffer(tail) }
        let end = SegmentEnd(
            name: segment.beginning.name, duration: segment.end(before: end) - segment.start,
            isIndependent: segment.isIndependent, byteCount: segment.byteCount + Int64(tail.readableBytes),
            facts: facts)
        batch.note(.segmentEnded(end))
        batch.seal(name: end.name, patches: patches)
        list(segment.beginning, end)
    }

    /// Adds a segment that is sealed to the playlist.
    mutating func list(_ beginning: SegmentStart, _ end: SegmentEnd) {
        sealedCount += 1
        sealedBytes = beginning.bytesBefore + end.byteCount
        playlist.append(
            .init(
                uri: beginning.name, duration: end.duration, isIndependent: end.isIndependent,
                isDiscontinuous: beginning.isDiscontinuous, programDateTime: beginning.programDateTime,
                map: beginning.map))
    }
}
