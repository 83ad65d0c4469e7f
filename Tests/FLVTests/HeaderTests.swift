// SPDX-License-Identifier: Apache-2.0

import FLV
import Media
import NIOCore
import Testing

@Suite("FLV headers")
struct HeaderTests {
    @Test(
        "of files go both ways, byte by byte",
        arguments: [
            ("464c56010500000009", true, true), ("464c56010400000009", true, false),
            ("464c56010100000009", false, true), ("464c56010000000009", false, false),
        ])
    func fileHeader(hex: String, hasAudio: Bool, hasVideo: Bool) throws {
        let header = FileHeader(hasAudio: hasAudio, hasVideo: hasVideo)
        try expectBothWays(hex, header, write: { $0.writeFLVFileHeader($1) }, read: { try $0.readFLVFileHeader() })
    }

    @Test(
        "of tags go both ways, byte by byte",
        arguments: [
            ("0900000a00002800000000", TagHeader(kind: .video, dataSize: 10, timestamp: 40)),
            ("08ffffffffffff00000000", TagHeader(kind: .audio, dataSize: 0xFFFFFF, timestamp: 0xFFFFFF)),
            ("0800000000000001000000", TagHeader(kind: .audio, dataSize: 0, timestamp: 0x1000000)),
            ("12000001ffffff7f000000", TagHeader(kind: .scriptData, dataSize: 1, timestamp: .max)),
            ("12000001fffffeff000000", TagHeader(kind: .scriptData, dataSize: 1, timestamp: -2)),
        ])
    func tagHeader(hex: String, header: TagHeader) throws {
        try expectBothWays(hex, header, write: { $0.writeFLVTagHeader($1) }, read: { try $0.readFLVTagHeader() })
    }

    @Test(
        "of video go both ways, byte by byte",
        arguments: [
            ("1700000000", VideoTagHeader(frameType: .key, packetType: .sequenceHeader)),
            ("2701000050", VideoTagHeader(frameType: .inter, packetType: .nalUnits, compositionTime: 80)),
            ("3701ffffff", VideoTagHeader(frameType: .disposableInter, packetType: .nalUnits, compositionTime: -1)),
            (
                "4701800000",
                VideoTagHeader(frameType: .generatedKey, packetType: .nalUnits, compositionTime: -8_388_608)
            ),
            ("17017fffff", VideoTagHeader(frameType: .key, packetType: .nalUnits, compositionTime: 8_388_607)),
            ("1702000000", VideoTagHeader(frameType: .key, packetType: .endOfSequence)),
            ("1c01000001", VideoTagHeader(frameType: .key, codec: .hevc, packetType: .nalUnits, compositionTime: 1)),
        ])
    func videoTagHeader(hex: String, header: VideoTagHeader) throws {
        try expectBothWays(hex, header, write: { $0.writeVideoTagHeader($1) }, read: { try $0.readVideoTagHeader() })
    }

    @Test(
        "of audio go both ways, byte by byte",
        arguments: [
            ("af", AudioTagHeader.aac), ("2e", AudioTagHeader(soundFormat: .mp3, soundBits: 0xE)),
            ("72", AudioTagHeader(soundFormat: .aLaw, soundBits: 2)),
        ])
    func audioTagHeader(hex: String, header: AudioTagHeader) throws {
        try expectBothWays(hex, header, write: { $0.writeAudioTagHeader($1) }, read: { try $0.readAudioTagHeader() })
    }

    @Test(
        "are refused when a field is wrong",
        arguments: [
            ("474c56010500000009", "Signature"), ("464c56020500000009", "Version"),
            ("464c56010700000009", "TypeFlagsReserved"), ("464c5601050000000a", "DataOffset"),
        ])
    func refusesFile(hex: String, field: String) throws {
        var bytes = try ByteBuffer(plainHexEncodedBytes: hex)
        #expect(throws: FLVError.invalid(field: field)) { try bytes.readFLVFileHeader() }
    }

    @Test(
        "of tags are refused when encrypted, of unknown type, or of another stream",
        arguments: [
            ("2900000a00002800000000", "TagType"), ("0a00000a00002800000000", "TagType"),
            ("0900000a00002800000001", "StreamID"),
        ])
    func refusesTag(hex: String, field: String) throws {
        var bytes = try ByteBuffer(plainHexEncodedBytes: hex)
        #expect(throws: FLVError.invalid(field: field)) { try bytes.readFLVTagHeader() }
    }

    private func expectBothWays<Header: Equatable>(
        _ hex: String, _ header: Header, write: (inout ByteBuffer, Header) -> Int,
        read: (inout ByteBuffer) throws -> Header?
    ) throws {
        let bytes = try ByteBuffer(plainHexEncodedBytes: hex)
        var written = ByteBuffer()
        #expect(write(&written, header) == bytes.readableBytes)
        #expect(written == bytes)
        for length in 0..<bytes.readableBytes {
            var part = try #require(bytes.getSlice(at: 0, length: length))
            #expect(try read(&part) == nil)
            #expect(part.readableBytes == length)
        }
        var whole = bytes
        #expect(try read(&whole) == header)
        #expect(whole.readableBytes == 0)
    }
}
