// SPDX-License-Identifier: Apache-2.0

import FLV
import Media
import NIOCore

/// 320x180 at 25 frames a second, as x264 describes it, or Baseline of 320x240.
func makeVideoTrack(isSmall: Bool = true) throws -> Track {
    let hex =
        isSmall
        ? "0164000cffe1001a6764000cacd941419f9f011000000300100000030320f142996001000668ebe3cb22c0fdf8f800"
        : "0142c00dffe100166742c00dd90141fb011000003e90000ea600f142a48001000468cb83cb"
    return Track(configuration: .avc(try AVCDecoderConfiguration(record: ByteBuffer(plainHexEncodedBytes: hex))))
}

/// AAC LC: 44.1 kHz stereo, or another configuration.
func makeAudioTrack(_ hex: String = "1210") throws -> Track {
    Track(configuration: .aac(try AudioSpecificConfig(bytes: ByteBuffer(plainHexEncodedBytes: hex))))
}

/// One slice with a body of `fill`.
func makeFrame(at milliseconds: Int64, offset: Int64 = 0, isKeyframe: Bool = false, fill: Int = 8) -> MediaPacket {
    var payload = ByteBuffer(integer: UInt32(fill + 1))
    payload.writeInteger(isKeyframe ? 0x65 : 0x41 as UInt8)
    payload.writeRepeatingByte(UInt8(truncatingIfNeeded: milliseconds), count: fill)
    return MediaPacket(
        kind: .video, decodeTime: .milliseconds(milliseconds), compositionOffset: .milliseconds(offset),
        isKeyframe: isKeyframe, payload: payload)
}

/// One access unit of audio.
func makeSound(at milliseconds: Int64, fill: Int = 5) -> MediaPacket {
    MediaPacket(
        kind: .audio, decodeTime: .milliseconds(milliseconds), isKeyframe: true,
        payload: ByteBuffer(repeating: UInt8(truncatingIfNeeded: milliseconds), count: fill))
}

/// What makes two packets the same for a recording.
struct PacketKey: Hashable, CustomStringConvertible {
    var kind: MediaKind
    var time: MediaTime
    var offset: MediaTime
    var isKeyframe: Bool
    var payload: ByteBuffer

    init(_ packet: MediaPacket, origin: MediaTime = .zero) {
        kind = packet.kind
        time = packet.decodeTime - origin
        offset = packet.compositionOffset
        isKeyframe = packet.isKeyframe
        payload = packet.payload
    }

    var description: String {
        "\(kind)\(isKeyframe ? "!" : "") \(time.milliseconds)+\(offset.milliseconds) (\(payload.readableBytes) bytes)"
    }
}
