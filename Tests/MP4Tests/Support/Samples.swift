// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore

/// Made-up tracks and packets.
enum Samples {
    /// 320x180 at 25 frames a second as x264 describes it, or Baseline of 320x240.
    static func avc(isSmall: Bool = true) throws -> Track {
        let hex =
            isSmall
            ? "0164000cffe1001a6764000cacd941419f9f011000000300100000030320f142996001000668ebe3cb22c0fdf8f800"
            : "0142c00dffe100166742c00dd90141fb011000003e90000ea600f142a48001000468cb83cb"
        return Track(configuration: .avc(try AVCDecoderConfiguration(record: ByteBuffer(plainHexEncodedBytes: hex))))
    }

    /// AAC LC of 44.1 kHz stereo, or another configuration.
    static func aac(_ hex: String = "1210") throws -> Track {
        Track(configuration: .aac(try AudioSpecificConfig(bytes: ByteBuffer(plainHexEncodedBytes: hex))))
    }

    /// Opus in stereo with a pre-skip of 312 samples.
    static func opus() throws -> CodecConfiguration {
        let head = "4f70757348656164" + "0102" + "3801" + "80bb0000" + "0000" + "00"
        return .opus(try OpusConfiguration(head: ByteBuffer(plainHexEncodedBytes: head)))
    }

    /// One slice with a body that tells its time.
    static func frame(
        at milliseconds: Int64, offset: Int64 = 0, isKeyframe: Bool = false, fill: Int = 8
    ) -> MediaPacket {
        var payload = ByteBuffer(integer: UInt32(fill + 9))
        payload.writeInteger(isKeyframe ? 0x65 : 0x41 as UInt8)
        payload.writeInteger(milliseconds)
        payload.writeRepeatingByte(UInt8(truncatingIfNeeded: milliseconds), count: fill)
        return MediaPacket(
            kind: .video, decodeTime: .milliseconds(milliseconds), compositionOffset: .milliseconds(offset),
            isKeyframe: isKeyframe, payload: payload)
    }

    /// One access unit of audio.
    static func sound(at milliseconds: Int64, fill: Int = 5) -> MediaPacket {
        MediaPacket(
            kind: .audio, decodeTime: .milliseconds(milliseconds), isKeyframe: true,
            payload: ByteBuffer(repeating: UInt8(truncatingIfNeeded: milliseconds), count: fill))
    }

    /// `seconds` of video with or without B-frames and of audio, in the order of decode times, a keyframe a second.
    static func programme(
        seconds: Int64, video: Bool = true, audio: Bool = true, bFrames: Bool = false, audioFrom: Int64 = 0,
        videoFrom: Int64 = 0
    ) -> [MediaPacket] {
        var packets: [MediaPacket] = []
        if video {
            for index in 0..<(seconds * 25) where index * 40 >= videoFrom {
                let number = index - (videoFrom + 39) / 40
                // I P B B: the last two are shown before the second.
                let offset: Int64 = bFrames ? [80, 160, 40, 40][Int(number % 4)] : 0
                packets.append(frame(at: index * 40, offset: offset, isKeyframe: number % 25 == 0))
            }
        }
        if audio {
            for index in 0..<(seconds * 1_000 * 441 / 10 / 1_024) {
                // Milliseconds, rounded down as RTMP publishers do.
                let time = index * 1_024 * 10 / 441
                if time >= audioFrom { packets.append(sound(at: time, fill: 5 + Int(index % 7))) }
            }
        }
        return packets.enumerated().sorted { ($0.element.decodeTime, $0.offset) < ($1.element.decodeTime, $1.offset) }
            .map(\.element)
    }
}
