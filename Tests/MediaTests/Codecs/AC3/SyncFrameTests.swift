// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore
import Testing

@Suite("AC-3 and E-AC-3 sync frames")
struct SyncFrameTests {
    private func frame(_ hex: String, length: Int) throws -> ByteBuffer {
        var bytes = try ByteBuffer(plainHexEncodedBytes: hex)
        bytes.writeRepeatingByte(0, count: length - bytes.readableBytes)
        return bytes
    }

    @Test("of AC-3 make the box that ffmpeg makes")
    func ac3() throws {
        let configuration = try AC3Configuration(frame: frame("0b7717705c40ebf8403eff76", length: 1_672))
        #expect(configuration.record == (try ByteBuffer(plainHexEncodedBytes: "503dc0")))
        #expect((configuration.sampleRate, configuration.channelCount) == (44_100, 6))
        // Another bitrate is no other track; other channels are.
        let slower = try AC3Configuration(frame: frame("0b7717705a40ebf8403eff76", length: 1_672))
        #expect(configuration != slower && configuration.continues(slower))
        #expect(!configuration.continues(try AC3Configuration(frame: frame("0b7717705c4043e1", length: 100))))
    }

    @Test("of E-AC-3 make the box that ffmpeg makes")
    func eac3() throws {
        let unit = try frame("0b7702ff3f87c00020000000", length: 1_536)
        let configuration = try EAC3Configuration(accessUnit: unit)
        #expect(configuration.record == (try ByteBuffer(plainHexEncodedBytes: "0c00200f00")))
        #expect((configuration.sampleRate, configuration.channelCount) == (48_000, 6))
        let smaller = try EAC3Configuration(accessUnit: frame("0b7701ff3f87c00020000000", length: 1_024))
        #expect(configuration != smaller && configuration.continues(smaller))
    }

    @Test("of E-AC-3 with a dependent substream tell the channels it adds")
    func dependent() throws {
        var unit = try frame("0b7702ff3f87c00020000000", length: 1_536)
        // strmtyp 1, 512 bytes, six blocks, 2/0, bsid 16, dialnorm 31, no compr, chanmap with bit 6: Lrs/Rrs.
        var extra = try frame("0b7740ff3487d02000", length: 512)
        unit.writeBuffer(&extra)
        let configuration = try EAC3Configuration(accessUnit: unit)
        #expect(configuration.channelCount == 8)
        #expect(configuration.record.readableBytes == 6)
    }

    @Test("cut off or changed never trap")
    func survives() throws {
        let unit = try frame("0b7700053f87c00020000000", length: 12)
        for length in 0..<12 {
            let cut = try #require(unit.getSlice(at: 0, length: length))
            if length > 0 { #expect(throws: CodecError.truncated) { try EAC3Configuration(accessUnit: cut) } }
            _ = try? AC3Configuration(frame: cut)
        }
        for index in 0..<12 {
            for bit in 0..<8 as Range<UInt8> {
                var changed = unit
                let byte = try #require(unit.getInteger(at: index, as: UInt8.self))
                changed.setInteger(byte ^ 1 << bit, at: index)
                _ = try? EAC3Configuration(accessUnit: changed)
                _ = try? AC3Configuration(frame: changed)
            }
        }
    }
}
