// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore

/// A publisher's packets, made one after another: 25 pictures a second with B-frames and a keyframe every two
/// seconds, and sound at 48 kHz on milliseconds, as RTMP has it.
struct Programme {
    private let kinds: Set<MediaKind>
    /// Samples of an audio frame.
    private let frameLength: Int64
    private let keyframe: ByteBuffer
    private let frame: ByteBuffer
    private let sound: ByteBuffer
    private var pictures: Int64 = 0
    private var sounds: Int64 = 0

    /// The payloads are the same for all packets, so that a day of them takes no memory.
    init(
        kinds: Set<MediaKind>, frameLength: Int64 = 1_024, keyframeSize: Int = 64, frameSize: Int = 24,
        sound: ByteBuffer = ByteBuffer(repeating: 0x21, count: 12)
    ) {
        self.kinds = kinds
        self.frameLength = frameLength
        self.sound = sound
        keyframe = Self.slice(0x65, size: keyframeSize)
        frame = Self.slice(0x41, size: frameSize)
    }

    /// The next packet in the order of decode times; nil once that is `end` or later.
    mutating func next(until end: MediaTime) -> MediaPacket? {
        let pictureTime = kinds.contains(.video) ? pictures * 40 : .max
        let soundTime = kinds.contains(.audio) ? sounds * frameLength / 48 : .max
        guard min(pictureTime, soundTime) < end.milliseconds else { return nil }
        guard pictureTime <= soundTime else {
            sounds += 1
            return MediaPacket(kind: .audio, decodeTime: .milliseconds(soundTime), isKeyframe: true, payload: sound)
        }
        let number = pictures % 50
        pictures += 1
        // I P B B: the last two are shown before the second.
        let offset: Int64 = [40, 120, 0, 0][Int(number % 4)]
        return MediaPacket(
            kind: .video, decodeTime: .milliseconds(pictureTime), compositionOffset: .milliseconds(offset),
            isKeyframe: number == 0, payload: number == 0 ? keyframe : frame)
    }

    private static func slice(_ header: UInt8, size: Int) -> ByteBuffer {
        var payload = ByteBuffer(integer: UInt32(size - 4))
        payload.writeInteger(header)
        payload.writeRepeatingByte(0x5A, count: size - 5)
        return payload
    }

    /// H.264 of 320x180, and AAC LC of 48 kHz in stereo.
    static func tracks(_ kinds: Set<MediaKind>) throws -> [Track] {
        try ["h264", "aac"].map { name in
            let record = name == "aac" ? "1190" : CodecSample.all[0].record
            let bytes = try ByteBuffer(plainHexEncodedBytes: record)
            guard let configuration = try CodecConfiguration(name: name, bytes: bytes) else {
                throw CodecError.truncated
            }
            return Track(configuration: configuration)
        }.filter { kinds.contains($0.kind) }
    }

    /// A whole frame of 24 ms at 128 kbit/s: MPEG-1 layer III of 48 kHz in stereo.
    static let mp3Frame: ByteBuffer = {
        var frame = ByteBuffer(bytes: [0xFF, 0xFB, 0x94, 0x64])
        frame.writeRepeatingByte(0, count: 384 - 4)
        return frame
    }()

    static func mp3() throws -> Track {
        Track(configuration: .mp3(try MPEGAudioConfiguration(frame: mp3Frame)))
    }
}
