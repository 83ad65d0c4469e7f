// SPDX-License-Identifier: Apache-2.0

import MP4
import Media
import NIOCore

/// Segments as HLS has them, cut at each keyframe or, of sound alone, about each second.
struct SegmentedRecording {
    private(set) var initialization = ByteBuffer()
    private(set) var segments: [ByteBuffer] = []

    init(tracks: [Track], _ packets: [MediaPacket], origin: MediaTime = .zero) throws {
        var muxer = FragmentedMuxer()
        var segment = ByteBuffer()
        let hasVideo = tracks.contains { $0.kind == .video }
        var start: MediaTime?
        var hasBegun = false
        for packet in packets {
            let isCutPoint =
                hasVideo
                ? packet.kind == .video && packet.isKeyframe && hasBegun
                : packet.decodeTime - (start ?? origin) >= .seconds(1)
            if start == nil || isCutPoint {
                if start != nil { close(&muxer, &segment) }
                try muxer.start(tracks: tracks, origin: origin, into: &segment)
                start = packet.decodeTime
            }
            hasBegun = hasBegun || packet.kind == .video
            try muxer.write(packet, into: &segment)
        }
        close(&muxer, &segment)
        initialization = muxer.initialization
    }

    private mutating func close(_ muxer: inout FragmentedMuxer, _ segment: inout ByteBuffer) {
        _ = muxer.finish(into: &segment)
        segments.append(segment)
        segment = ByteBuffer()
    }
}
