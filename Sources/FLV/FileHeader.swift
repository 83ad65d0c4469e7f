// SPDX-License-Identifier: Apache-2.0

import Media
package import NIOCore

/// The first nine bytes of an FLV file (FLV 10.1, E.2).
package struct FileHeader: Hashable, Sendable {
    package var hasAudio: Bool
    package var hasVideo: Bool

    package init(hasAudio: Bool, hasVideo: Bool) {
        self.hasAudio = hasAudio
        self.hasVideo = hasVideo
    }

    /// Bytes of a header.
    package static let length = 9
    /// Where the byte with the flags stands.
    package static let flagsOffset: Int64 = 4

    /// TypeFlagsAudio and TypeFlagsVideo.
    package var flags: UInt8 { (hasAudio ? 4 : 0) | (hasVideo ? 1 : 0) }
}

extension ByteBuffer {
    /// Reads a file header; nil when there are too few bytes.
    package mutating func readFLVFileHeader() throws(FLVError) -> FileHeader? {
        guard readableBytes >= FileHeader.length,
            let signature = self.readUInt24(),
            let (version, flags, offset) = self.readMultipleIntegers(as: (UInt8, UInt8, UInt32).self)
        else { return nil }
        guard signature == 0x46_4C_56 else { throw .invalid(field: "Signature") }
        guard version == 1 else { throw .invalid(field: "Version") }
        guard flags & 0b1111_1010 == 0 else { throw .invalid(field: "TypeFlagsReserved") }
        guard offset == UInt32(FileHeader.length) else { throw .invalid(field: "DataOffset") }
        return FileHeader(hasAudio: flags & 4 != 0, hasVideo: flags & 1 != 0)
    }

    /// Writes a file header and returns the count of bytes written.
    @discardableResult
    package mutating func writeFLVFileHeader(_ header: FileHeader) -> Int {
        self.writeStaticString("FLV")
            + self.writeMultipleIntegers(1 as UInt8, header.flags, UInt32(FileHeader.length))
    }
}
