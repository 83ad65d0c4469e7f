// SPDX-License-Identifier: Apache-2.0

import HLS
import Media

/// A packager behind the timeline that a recording session has before it.
struct TimedPackager<M: SegmentMuxer> {
    private var packager: HLSPackager<M>
    private var timeline = Timeline()

    init(_ packager: HLSPackager<M>) {
        self.packager = packager
    }

    mutating func start(
        tracks: [Track], origin: MediaTime, wall: WallTime, into batch: inout FileBatch
    ) throws(M.Failure) {
        for track in tracks { timeline.note(track) }
        try packager.start(tracks: tracks, origin: origin, wall: wall, into: &batch)
    }

    mutating func write(
        _ packet: MediaPacket, arrived: WallTime, into batch: inout FileBatch
    ) throws(M.Failure) -> FinishedFile? {
        var packet = packet
        let before = timeline
        let isJump = timeline.place(&packet) != nil
        do throws(M.Failure) {
            return try packager.write(packet, arrived: arrived, isDiscontinuous: isJump, into: &batch)
        } catch {
            timeline = before
            throw error
        }
    }

    mutating func change(_ track: Track, into batch: inout FileBatch) throws(M.Failure) {
        timeline.note(track)
        try packager.change(track, into: &batch)
    }

    mutating func finish(into batch: inout FileBatch) throws(M.Failure) -> FinishedFile? {
        try packager.finish(end: timeline.end, into: &batch)
    }
}
