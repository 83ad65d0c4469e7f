// SPDX-License-Identifier: Apache-2.0

import MPEGTS
import NIOCore
import Testing

@Suite("Program tables")
struct ProgramTablesTests {
    @Test("are two packets, checked and stuffed")
    func packets() {
        var tables = ProgramTables()
        tables.streams = [
            .init(kind: .advancedVideo, identifier: .video), .init(kind: .advancedAudio, identifier: .audio),
        ]
        tables.version = 33
        var bytes = ByteBuffer()
        tables.write(into: &bytes)
        let association: [UInt8] = [
            0x47, 0x40, 0x00, 0x10, 0x00,
            0x00, 0xB0, 0x0D, 0x00, 0x01, 0xC1, 0x00, 0x00, 0x00, 0x01, 0xF0, 0x00, 0x2A, 0xB1, 0x04, 0xB2,
        ]
        var map: [UInt8] = [
            0x02, 0xB0, 0x17, 0x00, 0x01, 0xC3, 0x00, 0x00, 0xE1, 0x00, 0xF0, 0x00,
            0x1B, 0xE1, 0x00, 0xF0, 0x00, 0x0F, 0xE1, 0x01, 0xF0, 0x00,
        ]
        let checksum = CRC32.checksum(of: map)
        map = [0x47, 0x50, 0x00, 0x10, 0x00] + map
        map += (0..<4).map { UInt8(truncatingIfNeeded: checksum >> (24 - 8 * $0)) }
        let expected = [association, map].flatMap { packet in
            packet + [UInt8](repeating: 0xFF, count: PacketHeader.packetLength - packet.count)
        }
        #expect(Array(bytes.readableBytesView) == expected)
    }

    @Test("count their packets")
    func counters() throws {
        var tables = ProgramTables()
        var bytes = ByteBuffer()
        for _ in 0..<17 { tables.write(into: &bytes) }
        #expect(bytes.readableBytes == 34 * PacketHeader.packetLength)
        let counters = (0..<34).map { bytes.getInteger(at: $0 * 188 + 3, as: UInt8.self) }
        let expected: [UInt8?] = (0..<34).map { index in UInt8(index / 2 % 16) | 0x10 }
        #expect(counters == expected)
    }
}
