// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore

/// Reads a whole MP3 file: frames without a byte between them, and the tag in the first.
struct StrictMP3 {
    struct Malformed: Error {
        var reason: String
    }

    /// What a Xing tag tells.
    struct Tag: Hashable {
        var name: String
        var frameCount: Int?
        var byteCount: Int?
        var places: [UInt8]
    }

    var tag: Tag
    /// All frames but the one with the tag.
    var frames: [ByteBuffer]

    init(_ file: ByteBuffer) throws {
        frames = try Self.split(file)
        guard !frames.isEmpty else { throw Malformed(reason: "empty") }
        tag = try Self.readTag(frames.removeFirst())
    }

    /// Cuts a file of frames apart.
    static func split(_ file: ByteBuffer) throws -> [ByteBuffer] {
        var rest = file
        var frames: [ByteBuffer] = []
        while rest.readableBytes > 0 {
            guard let length = try MPEGAudioFrameHeader(rest).frameLength, let frame = rest.readSlice(length: length)
            else { throw Malformed(reason: "frame at \(rest.readerIndex)") }
            frames.append(frame)
        }
        return frames
    }

    private static func readTag(_ frame: ByteBuffer) throws -> Tag {
        let configuration = try MPEGAudioConfiguration(frame: frame)
        let isMono = configuration.channelCount == 1
        let sideInformation = configuration.samplesPerFrame == 1_152 ? (isMono ? 17 : 32) : (isMono ? 9 : 17)
        var rest = frame
        guard let skipped = rest.readBytes(length: 4 + sideInformation), skipped.dropFirst(4).allSatisfy({ $0 == 0 }),
            let name = rest.readString(length: 4), ["Xing", "Info"].contains(name),
            let flags = rest.readInteger(as: UInt32.self), flags & ~0xF == 0, flags & 4 != 0
        else { throw Malformed(reason: "tag") }
        let frameCount = flags & 1 != 0 ? rest.readInteger(as: UInt32.self) : nil
        let byteCount = flags & 2 != 0 ? rest.readInteger(as: UInt32.self) : nil
        guard let places = rest.readBytes(length: 100) else { throw Malformed(reason: "tag's length") }
        guard rest.readableBytesView.allSatisfy({ $0 == 0 }) else { throw Malformed(reason: "bytes after the tag") }
        return Tag(
            name: name, frameCount: frameCount.map { Int($0) }, byteCount: byteCount.map { Int($0) }, places: places)
    }
}
