// SPDX-License-Identifier: Apache-2.0

import Foundation
import Inspection
import Media
import NIOCore
import RecordingTesting

extension Track {
    static func aac(_ hex: String) throws -> Track {
        Track(configuration: .aac(try AudioSpecificConfig(bytes: ByteBuffer(plainHexEncodedBytes: hex))))
    }

    static func mp3(_ frame: ByteBuffer) throws -> Track {
        Track(configuration: .mp3(try MPEGAudioConfiguration(frame: frame)))
    }
}

extension MediaPacket {
    static func audio(_ payload: ByteBuffer, at milliseconds: Int64) -> MediaPacket {
        MediaPacket(
            kind: .audio, decodeTime: .milliseconds(milliseconds), isKeyframe: true, payload: payload)
    }
}

extension ByteBuffer {
    /// A silent MP3 frame: a header, zeros, and a number that tells one frame from another.
    static func mp3Frame(
        version: UInt32 = 3, bitrateIndex: UInt32 = 9, rateIndex: UInt32 = 0, mode: UInt32 = 0, number: UInt8 = 0
    ) throws -> ByteBuffer {
        let header = 0xFFE3_0000 | version << 19 | bitrateIndex << 12 | rateIndex << 10 | mode << 6
        var frame = ByteBuffer(integer: header)
        let length = try MPEGAudioFrameHeader(frame).frameLength ?? 4
        frame.writeRepeatingByte(0, count: length - 5)
        frame.writeInteger(number)
        return frame
    }

    static func contents(of url: URL) throws -> ByteBuffer {
        ByteBuffer(bytes: try Data(contentsOf: url))
    }

    func write(to url: URL) throws {
        try Data(readableBytesView).write(to: url)
    }
}

/// Writes a whole file.
func file<M: FileMuxer>(_ muxer: M, of tracks: [Track], _ packets: [MediaPacket]) throws -> ByteBuffer {
    var muxer = muxer
    var bytes = ByteBuffer()
    try muxer.start(tracks: tracks, origin: packets.first?.decodeTime ?? .zero, into: &bytes)
    for packet in packets { try muxer.write(packet, into: &bytes) }
    let patches = try muxer.finish(into: &bytes)
    bytes.apply(patches)
    let report = try FileInspector().inspect(bytes)
    guard report.isFaultless else { throw BrokenFile(lines: report.lines) }
    return bytes
}

/// A file that breaks a rule of its format.
struct BrokenFile: Error {
    var lines: [String]
}
