// SPDX-License-Identifier: Apache-2.0

import Media

/// The segment that packets go to, as far as it is known before it ends.
struct OpenSegment: Sendable {
    /// Begins at the time of its first packet; later where that was before it could.
    let beginning: SegmentStart
    /// Bytes written to it so far.
    var byteCount: Int64 = 0
    private var hasVideo = false
    /// False once its first video frame turns out not to be a keyframe.
    private(set) var isIndependent = true

    init(_ beginning: SegmentStart) {
        self.beginning = beginning
    }

    var start: MediaTime { beginning.start }

    /// Where it ends if a packet of this time begins the next.
    func end(before time: MediaTime) -> MediaTime { beginning.end(before: time) }

    /// Adds a packet by the recording's muxer, which comes with the call lest it be copied.
    mutating func append<M: SegmentMuxer>(
        _ packet: MediaPacket, with muxer: inout M, into batch: inout FileBatch
    ) throws(M.Failure) {
        let before = batch.byteCount
        defer { byteCount += Int64(batch.byteCount - before) }
        try batch.append { (bytes) throws(M.Failure) in try muxer.write(packet, into: &bytes) }
        note(packet)
    }

    /// Looks whether a packet is its first video frame, and one to begin with.
    mutating func note(_ packet: MediaPacket) {
        guard packet.kind == .video, !hasVideo else { return }
        hasVideo = true
        isIndependent = packet.isKeyframe
    }
}

extension SegmentStart {
    /// Where the segment ends if a packet of this time begins the next.
    ///
    /// Every segment lasts a millisecond: a change may cut it at once, and packets may step back a little.
    func end(before time: MediaTime) -> MediaTime { max(time, start + .milliseconds(1)) }
}
