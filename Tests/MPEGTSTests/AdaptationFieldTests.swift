// SPDX-License-Identifier: Apache-2.0

import MPEGTS
import NIOCore
import Testing

@Suite("Adaptation field")
struct AdaptationFieldTests {
    @Test(
        "is written with its stuffing",
        arguments: [
            (AdaptationField(), 1, [0]),
            (AdaptationField(), 2, [1, 0]),
            (AdaptationField(), 4, [3, 0, 0xFF, 0xFF]),
            (AdaptationField(isRandomAccess: true), 2, [1, 0x40]),
            (AdaptationField(programClockReference: 1), 8, [7, 0x10, 0, 0, 0, 0, 0xFE, 0]),
            (
                AdaptationField(isDiscontinuous: true, isRandomAccess: true, programClockReference: 0x1_FFFF_FFFE),
                9, [8, 0xD0, 0xFF, 0xFF, 0xFF, 0xFF, 0x7E, 0, 0xFF]
            ),
            // 2^33 + 2: the base wraps.
            (AdaptationField(programClockReference: 0x2_0000_0002), 8, [7, 0x10, 0, 0, 0, 1, 0x7E, 0]),
        ] as [(AdaptationField, Int, [UInt8])])
    func vectors(field: AdaptationField, total: Int, expected: [UInt8]) {
        var bytes = ByteBuffer()
        field.write(total: total, into: &bytes)
        #expect(bytes == ByteBuffer(bytes: expected))
    }

    @Test("says how short it can be")
    func lengths() {
        #expect(AdaptationField().length == 0)
        #expect(AdaptationField(isRandomAccess: true).length == 2)
        #expect(AdaptationField(isDiscontinuous: true).length == 2)
        #expect(AdaptationField(isRandomAccess: true, programClockReference: 0).length == 8)
    }
}
