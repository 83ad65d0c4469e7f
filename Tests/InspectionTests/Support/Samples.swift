// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore

/// Tracks and packets for tests.
enum Samples {
    /// H.264 of 320x180 as x264 describes it, or Baseline of 320x240.
    static func video(isSmall: Bool = true) throws -> Track {
        let hex =
            isSmall
            ? "0164000cffe1001a6764000cacd941419f9f011000000300100000030320f142996001000668ebe3cb22c0fdf8f800"
            : "0142c00dffe100166742c00dd90141fb011000003e90000ea600f142a48001000468cb83cb"
        return Track(configuration: .avc(try AVCDecoderConfiguration(record: ByteBuffer(plainHexEncodedBytes: hex))))
    }

    /// AAC LC of 44.1 kHz, stereo.
    static func audio() throws -> Track {
        Track(configuration: .aac(try AudioSpecificConfig(bytes: ByteBuffer(bytes: [0x12, 0x10]))))
    }

    /// One slice, different for each time.
    static func frame(_ milliseconds: Int64, offset: Int64 = 0, isKeyframe: Bool = false) -> MediaPacket {
        var payload = ByteBuffer(bytes: [0, 0, 0, 13, isKeyframe ? 0x65 : 0x41])
        payload.writeString("\((milliseconds + 1_000_000).padded(to: 12))")
        return MediaPacket(
            kind: .video, decodeTime: .milliseconds(milliseconds), compositionOffset: .milliseconds(offset),
            isKeyframe: isKeyframe, payload: payload)
    }

    static func sound(_ milliseconds: Int64) -> MediaPacket {
        MediaPacket(
            kind: .audio, decodeTime: .milliseconds(milliseconds), isKeyframe: true,
            payload: ByteBuffer(string: "sound \(milliseconds)"))
    }

    /// A keyframe each second, two B-frames between references, sound each 23 ms.
    static func recording(milliseconds: Int64, from start: Int64 = 0, group: Int64 = 1_000) -> [MediaPacket] {
        let frames = stride(from: start, to: start + milliseconds, by: 40).map { time in
            frame(time, offset: (time / 40 % 3) * 40, isKeyframe: (time - start) % group == 0)
        }
        let sounds = stride(from: start, to: start + milliseconds, by: 23).map { sound($0) }
        return (frames + sounds).enumerated()
            .sorted { ($0.element.decodeTime, $0.offset) < ($1.element.decodeTime, $1.offset) }.map(\.element)
    }
}
