// SPDX-License-Identifier: Apache-2.0

import Media

/// The segment that packets go to, as far as it is known before it ends.
struct OpenSegment: Sendable {
    let name: String
    /// Its initialization segment; nil when it needs none.
    let map: String?
    /// The time of its first packet; later where it began before it could.
    let start: MediaTime
    let isDiscontinuous: Bool
    let programDateTime: WallTime?
    /// Bytes written to it so far.
    var byteCount: Int64 = 0
    private var hasVideo = false
    /// False once its first video frame turns out not to be a keyframe.
    private(set) var isIndependent = true

    init(name: String, map: String?, start: MediaTime, isDiscontinuous: Bool, programDateTime: WallTime?) {
        self.name = name
        self.map = map
        self.start = start
        self.isDiscontinuous = isDiscontinuous
        self.programDateTime = programDateTime
    }

    /// Where it ends if a packet of this time begins the next.
    ///
    /// Every segment lasts a millisecond: a change may cut it at once, and packets may step back a little.
    func end(before time: MediaTime) -> MediaTime { max(time, start + .milliseconds(1)) }

    /// Looks whether a packet is its first video frame, and one to begin with.
    mutating func note(_ packet: MediaPacket) {
        guard packet.kind == .video, !hasVideo else { return }
        hasVideo = true
        isIndependent = packet.isKeyframe
    }
}
