// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore
import RecordingTesting

/// A stream that is different for each seed, with what must come out of it.
struct RandomStream {
    var tracks: [Track]
    var packets: [MediaPacket] = []
    /// The NAL units behind delimiter and missing parameter sets, or the one audio frame, of each packet.
    var units: [[[UInt8]]] = []
    let origin: MediaTime

    init(kinds: Set<MediaKind>, seed: UInt64, seconds: Int64 = 6) throws {
        var numbers = SeededGenerator(seed: seed)
        let lengthSize = [1, 2, 4].randomElement(using: &numbers) ?? 4
        origin = .milliseconds(Int64.random(in: -5_000...5_000_000, using: &numbers))
        tracks = []
        var entries: [(packet: MediaPacket, units: [[UInt8]])] = []
        if kinds.contains(.video) {
            tracks.append(try Samples.video(lengthSize: UInt8(lengthSize)))
            entries += Self.video(from: origin, seconds: seconds, lengthSize: lengthSize, using: &numbers)
        }
        if kinds.contains(.audio) {
            tracks.append(try Samples.audio())
            entries += Self.audio(from: origin, seconds: seconds, using: &numbers)
        }
        // As a publisher interleaves: by decode time, the keyframe before audio of the same time.
        for entry in entries.enumerated().sorted(by: {
            ($0.element.packet.decodeTime, $0.offset) < ($1.element.packet.decodeTime, $1.offset)
        }) {
            packets.append(entry.element.packet)
            units.append(entry.element.units)
        }
    }

    private static func video(
        from origin: MediaTime, seconds: Int64, lengthSize: Int, using numbers: inout SeededGenerator
    ) -> [(packet: MediaPacket, units: [[UInt8]])] {
        let longest = lengthSize == 1 ? 255 : 4_000
        let hasDelimiters = Bool.random(using: &numbers)
        let (isVariable, hasBFrames) = (Bool.random(using: &numbers), Bool.random(using: &numbers))
        var entries: [(packet: MediaPacket, units: [[UInt8]])] = []
        var time = origin
        var index = 0
        while time < origin + .seconds(seconds) {
            let isKeyframe = index % 25 == 0
            var units = (0..<Int.random(in: 1...3, using: &numbers)).map { _ in
                let length = Int.random(in: 2...longest, using: &numbers)
                return Samples.nalUnit(isKeyframe ? 0x65 : 0x41, length: length, using: &numbers)
            }
            // Above 16 bits, which leaves the PES length open.
            if index == 30, lengthSize == 4 {
                units.append(Samples.nalUnit(0x41, length: 70_000, using: &numbers))
            }
            let head = hasDelimiters ? [[UInt8(0x09), 0x10]] : []
            let offset = hasBFrames ? MediaTime.milliseconds(Int64.random(in: 0...3, using: &numbers) * 40) : .zero
            let packet = Samples.frame(
                head + units, at: time, offset: offset, isKeyframe: isKeyframe, lengthSize: lengthSize)
            entries.append((packet, units))
            time = time + .milliseconds(isVariable ? Int64.random(in: 1...300, using: &numbers) : 40)
            index += 1
        }
        return entries
    }

    private static func audio(
        from origin: MediaTime, seconds: Int64, using numbers: inout SeededGenerator
    ) -> [(packet: MediaPacket, units: [[UInt8]])] {
        (0..<seconds * 43).map { index in
            let bytes = Samples.nalUnit(
                0x21, length: Int.random(in: 2...800, using: &numbers), using: &numbers)
            let time = origin + .milliseconds(index * 1024 * 1000 / 44_100)
            return (Samples.sound(bytes, at: time), [bytes])
        }
    }
}
