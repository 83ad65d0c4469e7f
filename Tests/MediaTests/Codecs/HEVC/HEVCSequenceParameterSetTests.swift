// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore
import Testing

@Suite("HEVC sequence parameter set")
struct HEVCSequenceParameterSetTests {
    /// Sets of x265: the set, width, height and frames a second.
    static let vectors: [(String, Int, Int, Double?)] = [
        // 4:2:2 of ten bits, three temporal layers, default scaling lists, cropped in both directions
        (
            "4201040408000003009d080000030000780000b003c08010e756d965652b2959649395e02d0100000303e90000753008", 1_918,
            1_078, 30_000.0 / 1_001
        ),
        ("42010101600000030090000003000003005aa00502016965959a4932bc05a004", 640, 360, nil),
        (
            "42010101600000030090000003000003003ca00a080b9f796566924caf016808000003000800000300c84022000100074401"
                .prefix(86).description, 320, 180, 25
        ),
    ]

    @Test("tells the cropped size and the frame rate", arguments: vectors)
    func reads(hex: String, width: Int, height: Int, frameRate: Double?) throws {
        let set = try HEVCSequenceParameterSet(nalUnit: ByteBuffer(plainHexEncodedBytes: hex))
        #expect(set.pictureSize == PictureSize(width: width, height: height))
        #expect(set.frameRate == frameRate)
    }

    @Test("never traps, whatever its bytes", arguments: vectors)
    func survives(hex: String, width: Int, height: Int, frameRate: Double?) throws {
        let bytes = try ByteBuffer(plainHexEncodedBytes: hex)
        for length in 0..<bytes.readableBytes {
            _ = try? HEVCSequenceParameterSet(nalUnit: bytes.getSlice(at: 0, length: length) ?? ByteBuffer())
        }
        for index in 0..<bytes.readableBytes {
            for bit in 0..<8 as Range<UInt8> {
                var changed = bytes
                let byte = try #require(bytes.getInteger(at: index, as: UInt8.self))
                changed.setInteger(byte ^ 1 << bit, at: index)
                guard let set = try? HEVCSequenceParameterSet(nalUnit: changed) else { continue }
                #expect((1...65_535).contains(set.pictureSize.width) && (1...65_535).contains(set.pictureSize.height))
            }
        }
    }

    @Test("is refused when it is another unit")
    func refuses() throws {
        #expect(throws: CodecError.invalid(field: "nal_unit_type")) {
            try HEVCSequenceParameterSet(nalUnit: ByteBuffer(bytes: [0x40, 1, 2]))
        }
        #expect(throws: CodecError.truncated) { try HEVCSequenceParameterSet(nalUnit: ByteBuffer(bytes: [0x42])) }
    }

    @Test(
        "units are told apart by their type",
        arguments: [
            (1, true, false, false), (8, true, false, true), (9, true, false, true), (6, true, false, false),
            (16, true, true, false), (19, true, true, false), (20, true, true, false), (21, true, true, false),
            (32, false, false, false), (39, false, false, false),
        ] as [(UInt8, Bool, Bool, Bool)])
    func kinds(type: UInt8, isSlice: Bool, isRandomAccessPoint: Bool, isSkippedLeading: Bool) throws {
        let unit = try #require(HEVCNALUnit(bytes: ByteBuffer(bytes: [type << 1, 1])))
        #expect(unit.kind.rawValue == type)
        #expect(unit.kind.isSlice == isSlice)
        #expect(unit.kind.isRandomAccessPoint == isRandomAccessPoint)
        #expect(unit.kind.isSkippedLeading == isSkippedLeading)
    }
}
