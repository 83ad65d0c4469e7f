// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// A file that is being written: its muxer, and what has gone into it.
struct FileInProgress<M: FileMuxer>: Sendable {
    private var muxer: M
    let origin: MediaTime
    private(set) var facts: MediaFacts
    private(set) var size: Int64 = 0

    /// Makes a file the batch's current one and writes its head.
    init(
        muxer: M, tracks: [Track], origin: MediaTime, begun: WallTime, into batch: inout FileBatch
    ) throws(M.Failure) {
        self.muxer = muxer
        self.origin = origin
        facts = MediaFacts(begun: begun)
        for track in tracks { facts.note(track) }
        batch.note(.fileBegan(FileStart(origin: origin, begun: begun, tracks: tracks)))
        batch.open()
        try append(to: &batch) { (muxer, bytes) throws(M.Failure) in
            try muxer.start(tracks: tracks, origin: origin, into: &bytes)
        }
    }

    /// Makes a file that was cut off the batch's current one, as `muxer` has taken it up.
    init(
        resuming muxer: M, _ resumed: ResumedFile, part: String, origin: MediaTime, into batch: inout FileBatch
    ) {
        self.muxer = muxer
        self.origin = origin
        facts = resumed.facts
        size = resumed.byteCount
        batch.adopt(part: part, length: resumed.byteCount)
    }

    /// The decode time of the last packet of a track; nil before its first.
    func lastTime(of kind: MediaKind) -> MediaTime? {
        let track = kind == .video ? facts.video : facts.audio
        return track.flatMap { $0.packets > 0 ? $0.lastDecodeTime : nil }
    }

    /// The latest of the tracks' last decode times.
    var lastTime: MediaTime { MediaKind.allCases.compactMap { lastTime(of: $0) }.max() ?? origin }

    mutating func write(
        _ packet: MediaPacket, arrived: WallTime, into batch: inout FileBatch
    ) throws(M.Failure) {
        try append(to: &batch) { (muxer, bytes) throws(M.Failure) in try muxer.write(packet, into: &bytes) }
        facts.note(packet, arrived: arrived)
    }

    mutating func change(_ track: Track, into batch: inout FileBatch) throws(M.Failure) {
        let time = lastTime
        batch.note(.trackChanged(TrackChange(track, after: facts.packets(of: track.kind))))
        try append(to: &batch) { (muxer, bytes) throws(M.Failure) in
            try muxer.change(track, at: time, into: &bytes)
        }
        batch.patch(muxer.takePatches())
        facts.note(track)
    }

    /// Writes the file's end and tells how it becomes complete.
    mutating func complete(into batch: inout FileBatch) throws(M.Failure) -> Completion {
        var completion = Completion.patch([])
        try append(to: &batch) { (muxer, bytes) throws(M.Failure) in completion = try muxer.complete(into: &bytes) }
        if case .assemble(let pieces) = completion { size = pieces.reduce(0) { $0 + $1.byteCount } }
        return completion
    }

    private mutating func append(
        to batch: inout FileBatch, _ write: (inout M, inout ByteBuffer) throws(M.Failure) -> Void
    ) throws(M.Failure) {
        let before = batch.byteCount
        try batch.append { (bytes) throws(M.Failure) in try write(&muxer, &bytes) }
        size += Int64(batch.byteCount - before)
    }
}
