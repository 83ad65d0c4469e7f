// SPDX-License-Identifier: Apache-2.0

import FLV
import NIOCore
import Testing

@testable import Push

@Suite("A tag's role")
struct TagRoleTests {
    @Test(
        "is told by its first bytes",
        arguments: [
            (.video, [0x17, 0], .configuration), (.video, [0x1C, 0], .configuration), (.video, [0x27, 1], .frame),
            (.video, [0x17, 2], .endOfSequence), (.video, [0x57, 0], .other), (.video, [0x17], .other),
            (.video, [0x12, 0], .frame),
            // Enhanced RTMP: a start, frames, an end, metadata of colours, a command, several tracks.
            (.video, [0x90], .configuration), (.video, [0x91], .frame), (.video, [0xA3], .frame),
            (.video, [0x92], .endOfSequence), (.video, [0x94], .other), (.video, [0xD1], .other),
            (.video, [0x96], .other),
            (.audio, [0xAF, 0], .configuration), (.audio, [0xAF, 1], .frame), (.audio, [0x2F, 0], .frame),
            (.audio, [0x90], .configuration), (.audio, [0x91], .frame), (.audio, [0x92], .endOfSequence),
            (.audio, [0x94], .configuration), (.audio, [0x95], .other),
            (.scriptData, [2, 0, 10] + Array("onMetaData".utf8), .metadata),
            (.scriptData, [2, 0, 10] + Array("onTextData".utf8), .other),
        ] as [(TagHeader.Kind, [UInt8], TagRole)])
    func roles(kind: TagHeader.Kind, bytes: [UInt8], role: TagRole) {
        #expect(TagRole(kind, body: ByteBuffer(bytes: bytes)) == role)
    }
}
