// SPDX-License-Identifier: Apache-2.0

import FLV
import NIOCore

/// A tag that a test puts into a file.
struct TestTag {
    var kind: TagHeader.Kind
    var time: Int32
    var body: [UInt8]

    /// An H.264 configuration that differs by its last byte.
    static func videoConfiguration(_ mark: UInt8 = 0, at time: Int32 = 0) -> TestTag {
        TestTag(kind: .video, time: time, body: [0x17, 0, 0, 0, 0, 1, 0x64, 0, 0x1F, mark])
    }

    /// An AAC configuration.
    static func audioConfiguration(at time: Int32 = 0) -> TestTag {
        TestTag(kind: .audio, time: time, body: [0xAF, 0, 0x12, 0x10])
    }

    /// A picture of so many bytes, each the low one of its time.
    static func picture(at time: Int32, count: Int = 100) -> TestTag {
        let fill = [UInt8](repeating: UInt8(truncatingIfNeeded: time), count: count)
        return TestTag(kind: .video, time: time, body: [0x27, 1, 0, 0, 0] + fill)
    }

    /// Sound of so many bytes.
    static func sound(at time: Int32, count: Int = 10) -> TestTag {
        TestTag(
            kind: .audio, time: time,
            body: [0xAF, 1] + [UInt8](repeating: UInt8(truncatingIfNeeded: time), count: count))
    }

    static let metadata = TestTag(
        kind: .scriptData, time: 0, body: [2, 0, 10] + Array("onMetaData".utf8) + [8, 0, 0, 0, 0, 0, 0, 9])
    static let endOfSequence = TestTag(kind: .video, time: 200, body: [0x17, 2, 0, 0, 0])
}

/// An FLV file of some tags.
func makeFile(_ tags: [TestTag]) -> ByteBuffer {
    var bytes = ByteBuffer()
    bytes.writeFLVFileHeader(FileHeader(hasAudio: true, hasVideo: true))
    bytes.writeInteger(0 as UInt32)
    for tag in tags {
        bytes.writeFLVTagHeader(TagHeader(kind: tag.kind, dataSize: tag.body.count, timestamp: tag.time))
        bytes.writeBytes(tag.body)
        bytes.writeInteger(UInt32(TagHeader.length + tag.body.count))
    }
    return bytes
}
