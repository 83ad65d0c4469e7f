// SPDX-License-Identifier: Apache-2.0

import Media
package import NIOCore

/// What stands before the payload of an H.264 video tag (FLV 10.1, E.4.3.1), or of an H.265 one as encoders wrote
/// it before there was Enhanced RTMP.
package struct VideoTagHeader: Hashable, Sendable {
    /// What decoding the frame takes.
    package enum FrameType: UInt8, Hashable, Sendable {
        case key = 1
        case inter = 2
        case disposableInter = 3
        case generatedKey = 4
        /// No frame: a command for the player.
        case command = 5
    }

    /// AVCPacketType.
    package enum PacketType: UInt8, Hashable, Sendable {
        case sequenceHeader = 0
        case nalUnits = 1
        case endOfSequence = 2
    }

    /// CodecID, as far as it is recorded.
    package enum Codec: UInt8, Hashable, Sendable {
        case avc = 7
        /// By no specification; in use since 2015 or so, mostly in China.
        case hevc = 12
    }

    package var frameType: FrameType
    package var codec: Codec
    package var packetType: PacketType
    /// Presentation less decode time in milliseconds, -2^23 to 2^23 - 1.
    package var compositionTime: Int32

    package init(frameType: FrameType, codec: Codec = .avc, packetType: PacketType, compositionTime: Int32 = 0) {
        self.frameType = frameType
        self.codec = codec
        self.packetType = packetType
        self.compositionTime = compositionTime
    }

    /// Bytes of a header.
    package static let length = 5
}

extension ByteBuffer {
    /// Reads the header of a video tag; nil when there are too few bytes.
    package mutating func readVideoTagHeader() throws(FLVError) -> VideoTagHeader? {
        guard let first = self.getInteger(at: self.readerIndex, as: UInt8.self) else { return nil }
        guard let frameType = VideoTagHeader.FrameType(rawValue: first >> 4) else {
            throw .invalid(field: "FrameType")
        }
        guard let codec = VideoTagHeader.Codec(rawValue: first & 0x0F) else { throw .invalid(field: "CodecID") }
        guard readableBytes >= VideoTagHeader.length,
            let (_, type) = self.readMultipleIntegers(as: (UInt8, UInt8).self),
            let compositionTime = self.readInt24()
        else { return nil }
        guard let packetType = VideoTagHeader.PacketType(rawValue: type) else {
            throw .invalid(field: "AVCPacketType")
        }
        return VideoTagHeader(
            frameType: frameType, codec: codec, packetType: packetType, compositionTime: compositionTime)
    }

    /// Writes the header of a video tag and returns the count of bytes written.
    @discardableResult
    package mutating func writeVideoTagHeader(_ header: VideoTagHeader) -> Int {
        self.writeMultipleIntegers(
            header.frameType.rawValue << 4 | header.codec.rawValue,
            UInt32(header.packetType.rawValue) << 24 | UInt32(bitPattern: header.compositionTime) & 0xFF_FFFF)
    }
}
