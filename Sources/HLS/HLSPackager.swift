// SPDX-License-Identifier: Apache-2.0

package import Media
import NIOCore

/// Packets of one recording → a folder of segments `00000.ts`, `00001.ts`… under the playlist `index.m3u8`.
///
/// On disk a segment is sealed before the playlist names it, and ENDLIST is written once, by `finish`.
/// Nothing is opened before the first packet, so a recording without packets leaves nothing behind; a packet
/// that the muxer refuses leaves the packager as it was.
///
/// What changes in mid-stream never drops a frame: a new track or configuration is written at once, after
/// that, or after a jump of the publisher's clock, the next cut point begins a segment after EXT-X-DISCONTINUITY.
package struct HLSPackager<M: Muxer>: Packager {
    /// The playlist's name, the same while it grows and when it is sealed.
    package static var playlistName: String { "index.m3u8" }

    private let policy: SegmentPolicy
    private let title: @Sendable (_ start: WallTime, _ end: WallTime) -> String
    private var muxer: M
    private var tracks: [Track] = []
    /// Tracks that the muxer hasn't been told of.
    private var changes: [Track] = []
    private var origin = MediaTime.zero
    private var playlist: MediaPlaylist
    private var facts: MediaFacts?
    private var segment: OpenSegment?
    /// Whether the next segment stands after EXT-X-DISCONTINUITY.
    private var isChanged = false
    /// The last EXT-X-PROGRAM-DATE-TIME and the time it belongs to.
    private var anchor: (time: MediaTime, wall: WallTime)
    private var sealedCount = 0
    private var sealedBytes: Int64 = 0

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
        let changed = tracks.filter { $0.kind != track.kind } + [track]
        try check(changed)
        tracks = changed
        facts?.note(track)
        guard segment != nil else { return }
        changes.append(track)
        isChanged = true
    }

    /// Ends the recording; nil when it had no packet, and then there is no file at all.
    package mutating func finish(end: MediaTime, into batch: inout FileBatch) throws(M.Failure) -> FinishedFile? {
        guard let segment, let facts else { return nil }
        var tail = ByteBuffer()
        let patches = try muxer.finish(into: &tail)
        seal(segment, tail: tail, patches: patches, end: end, into: &batch)
        self.segment = nil
        playlist.seal()
        let contents = playlist.contents
        batch.replace(name: Self.playlistName, contents: contents)
        return FinishedFile(
            path: Self.playlistName, title: title(facts.begun, facts.ended),
            size: sealedBytes + Int64(contents.readableBytes), facts: facts)
    }
}

extension HLSPackager {
    /// Asks a copy of the muxer whether it takes some tracks.
    private func check(_ tracks: [Track]) throws(M.Failure) {
        var trial = muxer
        var bytes = ByteBuffer()
        try trial.start(tracks: tracks, origin: origin, into: &bytes)
    }

    private func cuts(_ segment: OpenSegment, before packet: MediaPacket, isChange: Bool) -> Bool {
        let hasVideo = tracks.contains { $0.kind == .video }
        return policy.cuts(
            after: packet.decodeTime - segment.start,
            atCutPoint: hasVideo ? packet.kind == .video && packet.isKeyframe : true,
            isChange: isChange)
    }

    /// Adds a packet to the open segment, after what changed before it.
    private mutating func append(_ packet: MediaPacket, into batch: inout FileBatch) throws(M.Failure) {
        let before = batch.byteCount
        defer { segment?.byteCount += Int64(batch.byteCount - before) }
        try batch.append { (bytes) throws(M.Failure) in
            for track in changes { try muxer.change(track, at: packet.decodeTime, into: &bytes) }
            changes = []
            try muxer.write(packet, into: &bytes)
        }
        segment?.note(packet)
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
        if let segment {
            seal(segment, tail: tail, patches: patches, end: packet.decodeTime, into: &batch)
            batch.replace(name: Self.playlistName, contents: playlist.contents)
        }
        muxer = next
        changes = []
        if isChanged { anchor = (packet.decodeTime, max(arrived, wall(at: packet.decodeTime))) }
        var opened = OpenSegment(
            start: packet.decodeTime, isDiscontinuous: isChanged,
            programDateTime: isChanged || segment == nil ? anchor.wall : nil)
        opened.byteCount = Int64(head.readableBytes)
        opened.note(packet)
        segment = opened
        batch.open()
        batch.append { $0.writeImmutableBuffer(head) }
    }

    /// When a time was, counted from the last EXT-X-PROGRAM-DATE-TIME; the next isn't before that.
    private func wall(at time: MediaTime) -> WallTime {
        anchor.wall.advanced(by: time - anchor.time)
    }

    private mutating func seal(
        _ segment: OpenSegment, tail: ByteBuffer, patches: [Patch], end: MediaTime, into batch: inout FileBatch
    ) {
        let name = "\(sealedCount.padded(to: 5)).ts"
        batch.append { $0.writeImmutableBuffer(tail) }
        batch.seal(name: name, patches: patches)
        sealedCount += 1
        sealedBytes += segment.byteCount + Int64(tail.readableBytes)
        playlist.append(
            .init(
                uri: name, duration: end - segment.start, isIndependent: segment.isIndependent,
                isDiscontinuous: segment.isDiscontinuous, programDateTime: segment.programDateTime))
    }
}
