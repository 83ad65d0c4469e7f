// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// A file that is being written: what has gone into it.
///
/// Its muxer stands beside it and comes with each call: whoever only looks at the file, for each packet, would copy the
/// muxer where the compiler doesn't know which it is.
struct FileInProgress: Sendable {
    let origin: MediaTime
    private(set) var facts: MediaFacts
    private(set) var size: Int64 = 0

    /// Makes a file the batch's current one and writes its head.
    init<M: FileMuxer>(
        _ muxer: inout M, tracks: [Track], origin: MediaTime, begun: WallTime, into batch: inout FileBatch
    ) throws(M.Failure) {
        self.origin = origin
        facts = MediaFacts(begun: begun)
        for track in tracks { facts.note(track) }
        batch.note(.fileBegan(FileStart(origin: origin, begun: begun, tracks: tracks)))
        batch.open()
        try append(to: &batch) { (bytes) throws(M.Failure) in
            try muxer.start(tracks: tracks, origin: origin, into: &bytes)
        }
    }

    /// Makes a file that was cut off the batch's current one, as a muxer has taken it up.
    init(resuming resumed: ResumedFile, part: String, origin: MediaTime, into batch: inout FileBatch) {
        self.origin = origin
        facts = resumed.facts
        size = resumed.byteCount
        batch.adopt(part: part, length: resumed.byteCount)
    }

    /// The decode time of the last packet of a track; nil before its first.
    func lastTime(of kind: MediaKind) -> MediaTime? {
        guard facts.packets(of: kind) > 0 else { return nil }
        return kind == .video ? facts.video?.lastDecodeTime : facts.audio?.lastDecodeTime
    }

    /// The latest of the tracks' last decode times.
    var lastTime: MediaTime { MediaKind.allCases.compactMap { lastTime(of: $0) }.max() ?? origin }

    mutating func write<M: FileMuxer>(
        _ packet: MediaPacket, arrived: WallTime, with muxer: inout M, into batch: inout FileBatch
    ) throws(M.Failure) {
        try append(to: &batch) { (bytes) throws(M.Failure) in try muxer.write(packet, into: &bytes) }
        facts.note(packet, arrived: arrived)
    }

    mutating func change<M: FileMuxer>(
        _ track: Track, with muxer: inout M, into batch: inout FileBatch
    ) throws(M.Failure) {
        let time = lastTime
        batch.note(.trackChanged(TrackChange(track, after: facts.packets(of: track.kind))))
        try append(to: &batch) { (bytes) throws(M.Failure) in
            try muxer.change(track, at: time, into: &bytes)
        }
        batch.patch(muxer.takePatches())
        facts.note(track)
    }

    /// Writes the file's end and tells how it becomes complete.
    mutating func complete<M: FileMuxer>(
        with muxer: inout M, into batch: inout FileBatch
    ) throws(M.Failure) -> Completion {
        var completion = Completion.patch([])
        try append(to: &batch) { (bytes) throws(M.Failure) in completion = try muxer.complete(into: &bytes) }
        if case .assemble(let pieces) = completion { size = pieces.reduce(0) { $0 + $1.byteCount } }
        return completion
    }

    private mutating func append<Failure: Error>(
        to batch: inout FileBatch, _ write: (inout ByteBuffer) throws(Failure) -> Void
    ) throws(Failure) {
        let before = batch.byteCount
        try batch.append(write)
        size += Int64(batch.byteCount - before)
    }
}
