// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// VideoPacketType of Enhanced RTMP, without modifiers and multitrack, which stand around it.
package enum EnhancedVideoPacketType: UInt8, Hashable, Sendable {
    case sequenceStart = 0
    /// A frame; of H.264 and H.265 with its composition time before it.
    case codedFrames = 1
    case sequenceEnd = 2
    /// A frame whose composition time is zero.
    case codedFramesX = 3
    case metadata = 4
    case mpeg2TSSequenceStart = 5

    /// The value that announces several tracks.
    static let multitrack: UInt8 = 6
}

/// AudioPacketType of Enhanced RTMP, without modifiers and multitrack, which stand around it.
package enum EnhancedAudioPacketType: UInt8, Hashable, Sendable {
    case sequenceStart = 0
    case codedFrames = 1
    case sequenceEnd = 2
    case multichannelConfig = 4

    /// The value that announces several tracks.
    static let multitrack: UInt8 = 5
}

extension ByteBuffer {
    /// Writes the header of an Enhanced RTMP video tag and returns the count of bytes written.
    @discardableResult
    package mutating func writeEnhancedVideoHeader(
        _ packetType: EnhancedVideoPacketType, frameType: VideoTagHeader.FrameType, fourCC: FourCC
    ) -> Int {
        self.writeMultipleIntegers(0x80 | frameType.rawValue << 4 | packetType.rawValue, fourCC.rawValue)
    }

    /// Writes the header of an Enhanced RTMP audio tag and returns the count of bytes written.
    @discardableResult
    package mutating func writeEnhancedAudioHeader(_ packetType: EnhancedAudioPacketType, fourCC: FourCC) -> Int {
        self.writeMultipleIntegers(
            AudioTagHeader.SoundFormat.enhanced.rawValue << 4 | packetType.rawValue, fourCC.rawValue)
    }
}
