// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOCore

/// The audio and video tags of an FLV file, read without a line of the code under test.
struct FLVFile: Sendable {
    struct Tag: Sendable {
        enum Kind: UInt8, Sendable {
            case audio = 8
            case video = 9
        }

        let kind: Kind
        /// Milliseconds.
        let timestamp: UInt32
        let body: ByteBuffer

        /// An AAC or AVC decoder configuration (FLV 10.1, E.4.2.2 and E.4.3.1).
        var isConfiguration: Bool { self.body.getInteger(at: self.body.readerIndex + 1, as: UInt8.self) == 0 }

        /// One coded frame or access unit; ends of sequence and configurations are none.
        var isPacket: Bool { self.body.getInteger(at: self.body.readerIndex + 1, as: UInt8.self) == 1 }

        var isKeyframe: Bool {
            self.kind == .video && self.isPacket
                && (self.body.getInteger(at: self.body.readerIndex) ?? 0 as UInt8) >> 4 == 1
        }
    }

    /// In the file's order; script tags are left out.
    let tags: [Tag]

    init(path: String) throws {
        guard let bytes = FileManager.default.contents(atPath: path) else { throw FLVFileError.unreadable }
        var buffer = ByteBuffer(bytes: bytes)
        guard buffer.readBytes(length: 3) == Array("FLV".utf8) else { throw FLVFileError.malformed }
        buffer.moveReaderIndex(to: 13)
        var tags: [Tag] = []
        while let type = buffer.readInteger(as: UInt8.self) {
            guard let length = buffer.readUInt24(), let low = buffer.readUInt24(),
                let high = buffer.readInteger(as: UInt8.self), buffer.readUInt24() != nil,
                let body = buffer.readSlice(length: Int(length)), buffer.readInteger(as: UInt32.self) == length + 11
            else { throw FLVFileError.malformed }
            guard let kind = Tag.Kind(rawValue: type) else { continue }
            tags.append(Tag(kind: kind, timestamp: UInt32(high) << 24 | low, body: body))
        }
        self.tags = tags
    }

    /// Writes a file of some tags, without anything about them.
    static func write(_ tags: [Tag], to path: String) throws {
        let hasAudio = tags.contains { $0.kind == .audio }
        let hasVideo = tags.contains { $0.kind == .video }
        var buffer = ByteBuffer(bytes: Array("FLV".utf8) + [1, (hasAudio ? 4 : 0) | (hasVideo ? 1 : 0), 0, 0, 0, 9])
        buffer.writeInteger(0 as UInt32)
        for tag in tags {
            let length = UInt32(tag.body.readableBytes)
            buffer.writeInteger(UInt32(tag.kind.rawValue) << 24 | length)
            buffer.writeInteger(tag.timestamp << 8 | tag.timestamp >> 24)
            buffer.writeRepeatingByte(0, count: 3)
            buffer.writeImmutableBuffer(tag.body)
            buffer.writeInteger(length + 11)
        }
        try Data(buffer.readableBytesView).write(to: URL(fileURLWithPath: path))
    }
}

enum FLVFileError: Error {
    case unreadable
    case malformed
}

extension FLVFile.Tag {
    /// A video packet with filler data behind its pictures (ISO/IEC 14496-10, 7.3.2.7), so many bytes in all.
    func filled(to size: Int) -> FLVFile.Tag {
        let rest = size - self.body.readableBytes - 4
        guard self.kind == .video, self.isPacket, rest > 2 else { return self }
        var body = self.body
        body.writeInteger(UInt32(rest))
        body.writeInteger(12 as UInt8)
        body.writeRepeatingByte(0xFF, count: rest - 2)
        body.writeInteger(0x80 as UInt8)
        return FLVFile.Tag(kind: self.kind, timestamp: self.timestamp, body: body)
    }
}

extension ByteBuffer {
    fileprivate mutating func readUInt24() -> UInt32? {
        guard let (high, low) = self.readMultipleIntegers(as: (UInt8, UInt16).self) else { return nil }
        return UInt32(high) << 16 | UInt32(low)
    }
}
