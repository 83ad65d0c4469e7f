// SPDX-License-Identifier: Apache-2.0

package import Media
package import NIOCore

/// A publisher's packets, each with a number of its own in its payload: 25 pictures a second with a keyframe every half
/// second, and sound that decodes to silence.
package struct NumberedProgramme: Sendable {
    private let hasVideo: Bool
    private let isMP3: Bool
    private var number: Int
    private var pictures: Int64 = 0
    private var sounds: Int64 = 0

    /// A programme whose first packet has the number after `number`, which has eight digits, as all have.
    package init(hasVideo: Bool = true, isMP3: Bool = false, after number: Int = 10_000_000) {
        self.hasVideo = hasVideo
        self.isMP3 = isMP3
        self.number = number
    }

    /// What `format` can hold: of MP3 the sound alone, as MP3.
    package init(for format: String) {
        self.init(hasVideo: !["mp3", "aac"].contains(format), isMP3: format == "mp3")
    }

    package var tracks: [Track] {
        get throws {
            let audio = isMP3 ? Track(configuration: .mp3(try MPEGAudioConfiguration(frame: Self.mp3Frame))) : nil
            return [hasVideo ? try .testVideo() : nil, try audio ?? .testAudio()].compactMap { $0 }
        }
    }

    /// The packets until a time, in the order of their decode times.
    package mutating func next(until end: MediaTime) -> [MediaPacket] {
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
            payload.writeBytes(Self.aacHead)
            for _ in 0..<Self.aacCopies { payload.writeString(String(number)) }
            payload.writeBytes(Self.aacSilence)
        }
        return MediaPacket(kind: .audio, decodeTime: .milliseconds(time), isKeyframe: true, payload: payload)
    }

    /// The number in what a file holds of a packet; nil when it isn't there to the last copy.
    package static func number(in content: ByteBuffer) -> Int? {
        var copies = (content.readableBytes - 16) / 8
        var end = content.writerIndex
        if content.getBytes(at: content.readerIndex, length: aacHead.count) == aacHead {
            (copies, end) = (aacCopies, content.readerIndex + aacHead.count + 8 * aacCopies)
        }
        guard copies > 0, let digits = content.getString(at: end - 8, length: 8) else { return nil }
        var expected = ByteBuffer()
        for _ in 0..<copies { expected.writeString(digits) }
        return content.getSlice(at: end - 8 * copies, length: 8 * copies) == expected ? Int(digits) : nil
    }

    /// The head of a data stream element of 320 bytes that begin at a byte (ISO/IEC 14496-3, table 4.10).
    private static let aacHead: [UInt8] = [0x81, 0xFF, 65]
    private static let aacCopies = 40
    /// A channel pair of 1,024 silent samples, and the end of the frame.
    private static let aacSilence: [UInt8] = [0x21, 0x00, 0x49, 0x90, 0x02, 0x19, 0x00, 0x23, 0x80]

    /// A whole frame of 24 ms at 128 kbit/s: MPEG-1 layer III of 48 kHz in stereo.
    private static let mp3Frame: ByteBuffer = {
        var frame = ByteBuffer(bytes: [0xFF, 0xFB, 0x94, 0x64])
        frame.writeRepeatingByte(0, count: 384 - 4)
        return frame
    }()
}
