// SPDX-License-Identifier: Apache-2.0

import Media
package import NIOCore

/// The head of one chunk (RTMP 1.0, 5.3.1): basic header, message header and extended timestamp.
///
/// Fields that the format leaves to the chunk stream's header before are zero.
package struct ChunkHeader: Hashable, Sendable {
    /// The types of message header, 0 to 3 (RTMP 1.0, 5.3.1.2).
    package enum Format: UInt8, Hashable, Sendable, CaseIterable {
        case full = 0
        case sameMessageStream = 1
        case timestampOnly = 2
        case none = 3
    }

    package var format: Format
    /// 2 to 65,599; 2 is for protocol control.
    package var chunkStreamID: UInt32
    /// Milliseconds: absolute in a full header, else since the message before.
    ///
    /// A header of no fields carries it only where it repeats an extended timestamp.
    package var timestamp: UInt32
    /// Bytes of the whole message, below 2^24.
    package var messageLength: UInt32
    package var messageTypeID: UInt8
    package var messageStreamID: UInt32

    package init(
        format: Format,
        chunkStreamID: UInt32,
        timestamp: UInt32 = 0,
        messageLength: UInt32 = 0,
        messageTypeID: UInt8 = 0,
        messageStreamID: UInt32 = 0
    ) {
        self.format = format
        self.chunkStreamID = chunkStreamID
        self.timestamp = timestamp
        self.messageLength = messageLength
        self.messageTypeID = messageTypeID
        self.messageStreamID = messageStreamID
    }

    /// The value of the 24-bit field from which on the timestamp follows in 32 bits (RTMP 1.0, 5.3.1.3).
    package static let extendedTimestamp: UInt32 = 0xFF_FFFF

    /// Whether the timestamp needs the 32-bit field.
    package var hasExtendedTimestamp: Bool { timestamp >= Self.extendedTimestamp }
}

extension ByteBuffer {
    /// Reads the head of a chunk, but of one without fields not the extended timestamp, since only the reader of
    /// the chunk stream knows whether there is one.
    ///
    /// Nil, and nothing read, while bytes are missing.
    package mutating func readChunkHeader() -> ChunkHeader? {
        let start = readerIndex
        guard let header = readCompleteChunkHeader() else {
            moveReaderIndex(to: start)
            return nil
        }
        return header
    }

    private mutating func readCompleteChunkHeader() -> ChunkHeader? {
        guard
            let first = readInteger(as: UInt8.self), let format = ChunkHeader.Format(rawValue: first >> 6),
            let chunkStreamID = readChunkStreamID(after: first)
        else { return nil }
        var header = ChunkHeader(format: format, chunkStreamID: chunkStreamID)
        if format == .none { return header }
        guard let timestamp = readUInt24() else { return nil }
        if format != .timestampOnly {
            guard let length = readUInt24(), let typeID = readInteger(as: UInt8.self) else { return nil }
            header.messageLength = length
            header.messageTypeID = typeID
        }
        if format == .full {
            // The one little-endian field of the protocol (RTMP 1.0, 5.3.1.2.1).
            guard let streamID = readInteger(endianness: .little, as: UInt32.self) else { return nil }
            header.messageStreamID = streamID
        }
        header.timestamp = timestamp
        if timestamp == ChunkHeader.extendedTimestamp {
            guard let extended = readInteger(as: UInt32.self) else { return nil }
            header.timestamp = extended
        }
        return header
    }

    /// Reads the rest of a basic header of one, two or three bytes (RTMP 1.0, 5.3.1.1).
    private mutating func readChunkStreamID(after first: UInt8) -> UInt32? {
        switch first & 0x3F {
        case 0: readInteger(as: UInt8.self).map { UInt32($0) + 64 }
        // The third byte counts 256: the field is little-endian, though the specification doesn't call it so.
        case 1: readInteger(endianness: .little, as: UInt16.self).map { UInt32($0) + 64 }
        case let identifier: UInt32(identifier)
        }
    }

    /// Writes the head of a chunk and returns the count of bytes written.
    @discardableResult
    package mutating func writeChunkHeader(_ header: ChunkHeader) -> Int {
        var count = writeChunkBasicHeader(header)
        if header.format != .none {
            count += writeUInt24(min(header.timestamp, ChunkHeader.extendedTimestamp))
        }
        if header.format == .full || header.format == .sameMessageStream {
            count += writeUInt24(header.messageLength) + writeInteger(header.messageTypeID)
        }
        if header.format == .full { count += writeInteger(header.messageStreamID, endianness: .little) }
        if header.hasExtendedTimestamp { count += writeInteger(header.timestamp) }
        return count
    }

    private mutating func writeChunkBasicHeader(_ header: ChunkHeader) -> Int {
        let format = header.format.rawValue << 6
        let identifier = header.chunkStreamID
        if identifier < 64 { return writeInteger(format | UInt8(identifier)) }
        if identifier < 320 { return writeMultipleIntegers(format, UInt8(identifier - 64)) }
        return writeInteger(format | 1) + writeInteger(UInt16(truncatingIfNeeded: identifier - 64), endianness: .little)
    }
}
