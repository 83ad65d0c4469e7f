// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore
import RecordingModel
import RecordingTesting

extension MediaPacket {
    /// A video frame whose payload has this many bytes: one NAL unit.
    static func picture(at milliseconds: Int64, keyframe: Bool = false, size: Int) -> MediaPacket {
        var payload = ByteBuffer(integer: UInt32(size - 4))
        payload.writeInteger(keyframe ? UInt8(0x65) : 0x41)
        payload.writeRepeatingByte(0x5A, count: size - 5)
        return MediaPacket(
            kind: .video, decodeTime: .milliseconds(milliseconds), isKeyframe: keyframe, payload: payload)
    }
}

extension WallTime {
    /// A time of tests, in milliseconds after their beginning.
    static func test(_ milliseconds: Int64) -> WallTime {
        WallTime(microseconds: 1_767_225_600_000_000 + milliseconds * 1_000)
    }
}

extension TestSource {
    /// Feeds a keyframe, an audio frame and a picture, all of which arrive at one time, and lets that time pass.
    func play(at time: WallTime) async throws {
        let milliseconds = time.microseconds / 1_000
        try await play(
            [
                .picture(at: milliseconds, keyframe: true, size: 64), .audio(at: milliseconds),
                .picture(at: milliseconds + 40, size: 64),
            ], at: time)
    }
}
