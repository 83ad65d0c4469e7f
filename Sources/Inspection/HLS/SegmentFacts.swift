// SPDX-License-Identifier: Apache-2.0

import Media

/// What the rules of a playlist ask of one segment.
struct SegmentFacts {
    /// Whether all that a decoder must know stands before the first frame.
    var beginsWithTables = false
    /// How many streams there are and of which type, by PID or track_ID: at first, and at the end.
    var firstStreams: [UInt16: Int] = [:]
    var streams: [UInt16: Int] = [:]
    /// Whether decoding can begin with the first picture; nil without video.
    private(set) var beginsWithKeyframe: Bool?
    /// How the streams are coded at first and at the end.
    private(set) var firstFormats: [Int: TrackFormat] = [:]
    private(set) var formats: [Int: TrackFormat] = [:]
    /// Decode time of the first frame of all, and of the first picture.
    var start: MediaTime?
    private(set) var videoStart: MediaTime?
    /// The last decode time of all, and of the pictures.
    private(set) var latest: MediaTime?
    private(set) var videoLatest: MediaTime?

    /// Takes the next frame.
    mutating func note(_ packet: InspectedPacket, _ format: TrackFormat) {
        formats[packet.track] = format
        if firstFormats[packet.track] == nil { firstFormats[packet.track] = format }
        start = start ?? packet.decodeTime
        latest = max(latest ?? packet.decodeTime, packet.decodeTime)
        guard packet.kind == .video else { return }
        if videoStart == nil {
            videoStart = packet.decodeTime
            beginsWithKeyframe = packet.isKeyframe
        }
        videoLatest = max(videoLatest ?? packet.decodeTime, packet.decodeTime)
    }
}
