// SPDX-License-Identifier: Apache-2.0

package import Media
import NIOCore

extension MediaPacket {
    /// A video packet at a decode time in milliseconds; unless given, its payload is one NAL unit of its kind.
    package static func video(
        at milliseconds: Int64, keyframe: Bool = false, payload: [UInt8]? = nil
    ) -> MediaPacket {
        let slice: [UInt8] = [0, 0, 0, 2, keyframe ? 0x65 : 0x41, UInt8(truncatingIfNeeded: milliseconds)]
        return MediaPacket(
            kind: .video, decodeTime: .milliseconds(milliseconds), isKeyframe: keyframe,
            payload: ByteBuffer(bytes: payload ?? slice))
    }

    /// An audio packet at a decode time in milliseconds.
    package static func audio(at milliseconds: Int64, payload: [UInt8] = [0x21, 0x10, 0x04]) -> MediaPacket {
        MediaPacket(
            kind: .audio, decodeTime: .milliseconds(milliseconds), isKeyframe: true,
            payload: ByteBuffer(bytes: payload))
    }
}
