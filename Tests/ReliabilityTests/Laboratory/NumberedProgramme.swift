// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore
import RecordingTesting

/// A publisher's packets, each with a number of its own in its payload: 25 pictures a second with a keyframe every half
/// second, and sound.
struct NumberedProgramme {
    private let hasVideo: Bool
    private let isMP3: Bool
    private var number = 10_000_000
    private var pictures: Int64 = 0
    private var sounds: Int64 = 0

    /// What `format` can hold: of MP3 the sound alone, as MP3.
    init(for format: String) {
        isMP3 = format == "mp3"
        hasVideo = !["mp3", "aac"].contains(format)
    }

    var tracks: [Track] {
        get throws {
            let audio = isMP3 ? Track(configuration: .mp3(try MPEGAudioConfiguration(frame: Self.mp3Frame))) : nil
            return [hasVideo ? try .testVideo() : nil, try audio ?? .testAudio()].compactMap { $0 }
        }
    }

    /// The packets until a time, in the order of their decode times.
    mutating func next(until end: MediaTime) -> [MediaPacket] {
        var packets: [MediaPacket] = []
        while true {
            let pictureTime = hasVideo ? pictures * 40 : .max
            let soundTime = isMP3 ? sounds * 24 : sounds * 1_024_000 / 44_100
            guard min(pictureTime, soundTime) < end.milliseconds else { return packets }
            number += 1
            if pictureTime <= soundTime {
                packets.append(picture(at: pictureTime))
                pictures += 1
            } else {
                packets.append(sound(at: soundTime))
                sounds += 1
            }
        }
    }

    private func picture(at time: Int64) -> MediaPacket {
        let isKeyframe = pictures % 12 == 0
        let digits = String(number)
        // Some pages long, so that one of them can be lost.
        let copies = isKeyframe ? 700 : 80
        var payload = ByteBuffer(integer: UInt32(1 + digits.utf8.count * copies))
        payload.writeInteger(isKeyframe ? 0x65 : 0x41 as UInt8)
        for _ in 0..<copies { payload.writeString(digits) }
        return MediaPacket(kind: .video, decodeTime: .milliseconds(time), isKeyframe: isKeyframe, payload: payload)
    }

    private func sound(at time: Int64) -> MediaPacket {
        var payload = ByteBuffer()
        if isMP3 {
            payload = Self.mp3Frame
            for copy in 1...46 { payload.setString(String(number), at: 384 - 8 * copy) }
        } else {
            for _ in 0..<40 { payload.writeString(String(number)) }
        }
        return MediaPacket(kind: .audio, decodeTime: .milliseconds(time), isKeyframe: true, payload: payload)
    }

    /// The number in what a file holds of a packet; nil when it isn't there to the last copy.
    static func number(in content: ByteBuffer) -> Int? {
        let digits = content.readableBytesView.suffix(8)
        let copies = (content.readableBytes - 16) / 8
        guard copies > 0,
            content.readableBytesView.suffix(8 * copies).elementsEqual((0..<copies).lazy.flatMap { _ in digits })
        else { return nil }
        return Int(String(decoding: digits, as: UTF8.self))
    }

    /// A whole frame of 24 ms at 128 kbit/s: MPEG-1 layer III of 48 kHz in stereo.
    private static let mp3Frame: ByteBuffer = {
        var frame = ByteBuffer(bytes: [0xFF, 0xFB, 0x94, 0x64])
        frame.writeRepeatingByte(0, count: 384 - 4)
        return frame
    }()
}
