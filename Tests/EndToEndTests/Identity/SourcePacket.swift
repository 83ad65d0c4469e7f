// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// The coded frame of a tag, read without a line of the code under test.
struct SourcePacket: Hashable, Sendable {
    /// Presentation time less decode time, in milliseconds.
    let compositionTime: Int64
    /// As the tag has it, without a delimiter of AV1.
    let byteCount: Int
    /// The frame without what containers add, leave out or keep elsewhere: parameter sets and delimiters.
    let content: ByteBuffer

    /// nil: the tag has a configuration, metadata or an end.
    init?(_ tag: FLVFile.Tag) {
        var body = tag.body
        guard let head = body.readInteger(as: UInt8.self) else { return nil }
        var isDelimited = false
        switch tag.kind {
        case .audio:
            switch head >> 4 {
            case 9: guard head & 0xF == 1, body.readInteger(as: UInt32.self) != nil else { return nil }
            case 10: guard body.readInteger(as: UInt8.self) == 1 else { return nil }
            case _: break
            }
            self.compositionTime = 0
            self.content = body
        case .video:
            let fourCC: UInt32?
            var composition: UInt32 = 0
            if head & 0x80 != 0 {
                fourCC = body.readInteger(as: UInt32.self)
                if head & 0xF == 1, fourCC == Self.hevc {
                    guard let time = body.readUInt24() else { return nil }
                    composition = time
                } else {
                    guard head & 0xF == 1 || head & 0xF == 3 else { return nil }
                }
            } else {
                guard body.readInteger(as: UInt8.self) == 1, let time = body.readUInt24() else { return nil }
                composition = time
                fourCC = head & 0xF == 12 ? Self.hevc : Self.avc
            }
            // SI24.
            self.compositionTime = Int64(Int32(bitPattern: composition << 8) >> 8)
            switch fourCC {
            case Self.avc: self.content = body.unitsWithout { (7...9).contains($0 & 0x1F) }
            case Self.hevc: self.content = body.unitsWithout { (32...35).contains($0 >> 1 & 0x3F) }
            case Self.av1: (self.content, isDelimited) = (body.withoutTemporalDelimiter, true)
            case _: self.content = body
            }
        }
        // ffmpeg ends some streams with an empty tag.
        guard self.content.readableBytes > 0 else { return nil }
        self.byteCount = isDelimited ? self.content.readableBytes : body.readableBytes
    }

    private static let avc: UInt32 = 0x6176_6331
    private static let hevc: UInt32 = 0x6876_6331
    private static let av1: UInt32 = 0x6176_3031
}

extension ByteBuffer {
    fileprivate mutating func readUInt24() -> UInt32? {
        guard let (high, low) = self.readMultipleIntegers(as: (UInt8, UInt16).self) else { return nil }
        return UInt32(high) << 16 | UInt32(low)
    }

    /// NAL units behind lengths of four bytes, without those whose first byte is of a kind that is kept elsewhere.
    fileprivate func unitsWithout(_ isKeptElsewhere: (UInt8) -> Bool) -> ByteBuffer {
        var rest = self
        var kept = ByteBuffer()
        while let unit = rest.readLengthPrefixedSlice(as: UInt32.self) {
            guard let head = unit.getInteger(at: unit.readerIndex, as: UInt8.self), !isKeptElsewhere(head) else {
                continue
            }
            kept.writeInteger(UInt32(unit.readableBytes))
            kept.writeImmutableBuffer(unit)
        }
        return kept
    }

    /// OBUs without the delimiter at their front, which containers leave out (AV1-ISOBMFF, 2.4).
    fileprivate var withoutTemporalDelimiter: ByteBuffer {
        var rest = self
        if rest.getInteger(at: rest.readerIndex) == 0x1200 as UInt16 { rest.moveReaderIndex(forwardBy: 2) }
        return rest.slice()
    }
}
