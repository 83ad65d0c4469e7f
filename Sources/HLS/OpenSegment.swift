// SPDX-License-Identifier: Apache-2.0

import Media

/// The segment that packets go to, as far as it is known before it ends.
struct OpenSegment: Sendable {
    /// The time of its first packet.
    let start: MediaTime
    let isDiscontinuous: Bool
    let programDateTime: WallTime?
    /// Bytes written to it so far.
    var byteCount: Int64 = 0
    private var hasVideo = false
    /// False once its first video frame turns out not to be a keyframe.
    private(set) var isIndependent = true

    init(start: MediaTime, isDiscontinuous: Bool, programDateTime: WallTime?) {
        self.start = start
        self.isDiscontinuous = isDiscontinuous
        self.programDateTime = programDateTime
    }

    /// Looks whether a packet is its first video frame, and one to begin with.
    mutating func note(_ packet: MediaPacket) {
        guard packet.kind == .video, !hasVideo else { return }
        hasVideo = true
        isIndependent = packet.isKeyframe
    }
}
