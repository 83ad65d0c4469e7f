// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore
import Testing

@Suite("NAL units")
struct NALUnitTests {
    @Test(
        "are walked whatever the size of their lengths",
        arguments: [
            (1, [2, 0x09, 0xF0, 0, 3, 0x65, 1, 2]), (2, [0, 2, 0x09, 0xF0, 0, 0, 0, 3, 0x65, 1, 2]),
            (4, [0, 0, 0, 2, 0x09, 0xF0, 0, 0, 0, 0, 0, 0, 0, 3, 0x65, 1, 2]),
        ] as [(Int, [UInt8])])
    func walks(lengthSize: Int, bytes: [UInt8]) throws {
        var reader = NALUnitReader(payload: ByteBuffer(bytes: bytes), lengthSize: lengthSize)
        let delimiter = try #require(try reader.next())
        #expect(delimiter.kind == .accessUnitDelimiter)
        #expect(delimiter.bytes == ByteBuffer(bytes: [0x09, 0xF0]))
        // The empty unit between them is passed over.
        let slice = try #require(try reader.next())
        #expect(slice.kind == .instantaneousDecoderRefresh)
        #expect(slice.bytes == ByteBuffer(bytes: [0x65, 1, 2]))
        #expect(try reader.next() == nil)
    }

    @Test(
        "that run over the end are refused",
        arguments: [[0], [0, 0, 0], [0, 0, 0, 2, 1], [0xFF, 0xFF, 0xFF, 0xFF, 1]] as [[UInt8]])
    func refuses(bytes: [UInt8]) {
        var reader = NALUnitReader(payload: ByteBuffer(bytes: bytes), lengthSize: 4)
        #expect(throws: CodecError.truncated) { try reader.next() }
    }

    @Test(
        "lose their emulation prevention bytes and nothing else",
        arguments: [
            ([0x67, 0, 0, 3, 1], [0x67, 0, 0, 1]),
            ([0x67, 0, 0, 3, 0, 0, 3, 0, 0, 3], [0x67, 0, 0, 0, 0, 0, 0]),
            ([0x67, 0, 3, 0, 0, 4], [0x67, 0, 3, 0, 0, 4]),
            ([0x67, 0, 0, 3, 3], [0x67, 0, 0, 3]),
        ] as [([UInt8], [UInt8])])
    func removesEmulationPrevention(bytes: [UInt8], raw: [UInt8]) throws {
        let unit = try #require(NALUnit(bytes: ByteBuffer(bytes: bytes)))
        #expect(unit.bytes.withoutEmulationPrevention == ByteBuffer(bytes: raw))
    }

    @Test(
        "are found between start codes",
        arguments: [
            ([0, 0, 1, 0x65, 1], [[0x65, 1]]),
            ([0, 0, 0, 1, 0x67, 0, 0, 3, 1, 0, 0, 0, 1, 0x68, 2, 0, 0], [[0x67, 0, 0, 3, 1], [0x68, 2]]),
            ([0, 0, 1, 0, 0, 1, 0x65], [[0x65]]),
            ([7, 7, 0, 0, 1, 0x65, 0, 1, 0, 0, 1], [[0x65, 0, 1]]),
            ([0, 0, 1], []),
            ([1, 2, 3, 4, 5], []),
            ([], []),
        ] as [([UInt8], [[UInt8]])])
    func walksStartCodes(bytes: [UInt8], units: [[UInt8]]) {
        var reader = AnnexBReader(stream: ByteBuffer(bytes: bytes))
        var found: [[UInt8]] = []
        while let unit = reader.next() { found.append(Array(unit.bytes.readableBytesView)) }
        #expect(found == units)
    }
}
