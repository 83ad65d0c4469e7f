// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore
import Testing

@Suite("AVC decoder configuration")
struct AVCDecoderConfigurationTests {
    /// As ffmpeg wrote it: High profile with its extension after the parameter sets.
    static let record =
        "0164000cffe1001a6764000cacd941419f9f0110000003001000000303"
        + "20f142996001000668ebe3cb22c0fdf8f800"

    @Test("tells its parameter sets and the size of lengths")
    func reads() throws {
        let bytes = try ByteBuffer(plainHexEncodedBytes: Self.record)
        let configuration = try AVCDecoderConfiguration(record: bytes)
        #expect(configuration.record == bytes)
        #expect(configuration.nalUnitLengthSize == 4)
        #expect(configuration.sequenceParameterSets.map(\.readableBytes) == [26])
        #expect(
            configuration.pictureParameterSets.map { Array($0.readableBytesView) } == [
                [0x68, 0xEB, 0xE3, 0xCB, 0x22, 0xC0]
            ])
        let parameters = try #require(configuration.sequenceParameterSets.first)
        let set = try SequenceParameterSet(nalUnit: parameters)
        #expect((set.pictureSize, set.frameRate) == (PictureSize(width: 320, height: 180), 25))
    }

    @Test("refuses every record that is cut off within its parameter sets")
    func refusesTruncated() throws {
        let bytes = try ByteBuffer(plainHexEncodedBytes: Self.record)
        for length in 0..<bytes.readableBytes - 4 {
            let cut = try #require(bytes.getSlice(at: 0, length: length))
            #expect(throws: CodecError.truncated) { try AVCDecoderConfiguration(record: cut) }
        }
    }

    @Test(
        "refuses what the specification forbids",
        arguments: [
            ("0064000cffe1000167010001", "configurationVersion"), ("0164000cfee10001670100", "lengthSizeMinusOne"),
            ("0164000cffe000", "numOfSequenceParameterSets"),
        ])
    func refusesInvalid(hex: String, field: String) throws {
        let bytes = try ByteBuffer(plainHexEncodedBytes: hex)
        #expect(throws: CodecError.invalid(field: field)) { try AVCDecoderConfiguration(record: bytes) }
    }

    @Test("walks payloads with its own size of lengths")
    func walks() throws {
        let bytes = try ByteBuffer(plainHexEncodedBytes: "0164000cfde100016700")
        let configuration = try AVCDecoderConfiguration(record: bytes)
        #expect(configuration.nalUnitLengthSize == 2)
        var units = configuration.nalUnits(of: ByteBuffer(bytes: [0, 2, 0x41, 9]))
        #expect(try units.next()?.kind == .slice)
    }
}
