// SPDX-License-Identifier: Apache-2.0

import Media
package import NIOCore

/// What stands before the body of each FLV tag (FLV 10.1, E.4.1).
package struct TagHeader: Hashable, Sendable {
    /// What a tag holds.
    package enum Kind: UInt8, Hashable, Sendable {
        case audio = 8
        case video = 9
        case scriptData = 18
    }

    package var kind: Kind
    /// Bytes of the body, 0 to 2^24 - 1.
    package var dataSize: Int
    /// Milliseconds since the first tag; decode time for video.
    package var timestamp: Int32

    package init(kind: Kind, dataSize: Int, timestamp: Int32) {
        self.kind = kind
        self.dataSize = dataSize
        self.timestamp = timestamp
    }

    /// Bytes of a header.
    package static let length = 11
    /// The largest DataSize.
    package static let maximumDataSize = 0xFF_FFFF

    func write(into output: inout OutputRawSpan) {
        output.append(bigEndian: UInt32(kind.rawValue) << 24 | UInt32(dataSize))
        // TimestampExtended holds the upper eight bits and stands after the lower ones.
        output.append(bigEndian: UInt32(bitPattern: timestamp << 8 | timestamp >> 24 & 0xFF))
        output.append(bigEndian: UInt16(0))  // StreamID
        output.append(0)
    }
}

extension ByteBuffer {
    /// Reads a tag header; nil when there are too few bytes.
    package mutating func readFLVTagHeader() throws(FLVError) -> TagHeader? {
        guard readableBytes >= TagHeader.length,
            let type = self.readInteger(as: UInt8.self), let dataSize = self.readUInt24(),
            let low = self.readUInt24(), let high = self.readInteger(as: UInt8.self),
            let stream = self.readUInt24()
        else { return nil }
        // Bit 5 is Filter, encrypted; the two above are reserved.
        guard let kind = TagHeader.Kind(rawValue: type) else { throw .invalid(field: "TagType") }
        guard stream == 0 else { throw .invalid(field: "StreamID") }
        return TagHeader(
            kind: kind, dataSize: Int(dataSize), timestamp: Int32(bitPattern: UInt32(high) << 24 | low))
    }

    /// Writes a tag header and returns the count of bytes written.
    @discardableResult
    package mutating func writeFLVTagHeader(_ header: TagHeader) -> Int {
        self.writeWithOutputRawSpan(minimumWritableBytes: TagHeader.length) { header.write(into: &$0) }
        return TagHeader.length
    }
}
