// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore
import Testing

@Suite("Sequence parameter set")
struct SequenceParameterSetTests {
    /// Sets that x264 wrote for pictures of known sizes and rates.
    static let vectors: [(hex: String, profile: UInt8, level: UInt8, width: Int, height: Int, rate: Double)] = [
        // 8 lines of cropping, CABAC
        ("674d4028da01e0089f97011000000300100000030320f1832a", 77, 40, 1920, 1080, 25),
        // Constrained Baseline at 30000/1001
        ("6742c00dd90141fb011000003e90000ea600f142a480", 66, 13, 320, 240, 30_000 / 1_001.0),
        // interlaced, with a sample aspect ratio
        ("6764001eacd940b424dff8020001688000000300800000190f8a14cb", 100, 30, 720, 576, 25),
        // 4:2:2 with scaling matrices
        ("677a001fbcd940a42fe227c044000003000400000301903c60c658", 122, 31, 642, 362, 50),
        // 4:4:4
        ("67f4000a919b28e5f1b3e022000003000200000300281e244b2c", 244, 10, 100, 74, 10),
    ]

    @Test("reads what an encoder wrote", arguments: vectors)
    func reads(hex: String, profile: UInt8, level: UInt8, width: Int, height: Int, rate: Double) throws {
        let set = try SequenceParameterSet(nalUnit: ByteBuffer(plainHexEncodedBytes: hex))
        #expect(set.profile == profile)
        #expect(set.level == level)
        #expect(set.pictureSize.width == width)
        #expect(set.pictureSize.height == height)
        #expect(set.frameRate == rate)
    }

    @Test("throws or reads a sane picture, but never traps, whatever the bytes", arguments: vectors)
    func survives(hex: String, _: UInt8, _: UInt8, _: Int, _: Int, _: Double) throws {
        let bytes = try ByteBuffer(plainHexEncodedBytes: hex)
        for length in 0...bytes.readableBytes {
            let cut = try #require(bytes.getSlice(at: 0, length: length))
            expectSanity(of: cut)
        }
        for index in 1..<bytes.readableBytes {
            for byte in [0, 1, 0x0F, 0x80, 0xFF] as [UInt8] {
                var changed = bytes
                changed.setInteger(byte, at: index)
                expectSanity(of: changed)
            }
        }
    }

    private func expectSanity(of bytes: ByteBuffer) {
        guard let set = try? SequenceParameterSet(nalUnit: bytes) else { return }
        #expect((1...65_535).contains(set.pictureSize.width) && (1...65_535).contains(set.pictureSize.height))
        #expect(set.frameRate.map { $0 > 0 && $0.isFinite } ?? true)
    }

    @Test("keeps its picture when the usability information is cut off")
    func toleratesTruncatedTiming() throws {
        let bytes = try ByteBuffer(plainHexEncodedBytes: "674d4028da01e0089f97")
        let set = try SequenceParameterSet(nalUnit: bytes)
        #expect(set.pictureSize.width == 1920)
        #expect(set.frameRate == nil)
    }

    @Test("refuses other units")
    func refusesOthers() {
        #expect(throws: CodecError.invalid(field: "nal_unit_type")) {
            try SequenceParameterSet(nalUnit: ByteBuffer(bytes: [0x68, 1, 2, 3]))
        }
        #expect(throws: CodecError.truncated) { try SequenceParameterSet(nalUnit: ByteBuffer()) }
    }
}
