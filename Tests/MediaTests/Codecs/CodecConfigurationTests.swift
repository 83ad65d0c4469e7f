// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore
import Testing

@Suite("Codec configurations")
struct CodecConfigurationTests {
    /// A configuration's name and bytes, and what they say.
    struct Vector: Sendable, CustomTestStringConvertible {
        var name: String
        var hex: String
        var size: PictureSize?
        var frameRate: Double?
        var sampleRate: Int?
        var channels: Int?
        var frame: Int64?

        var testDescription: String { "\(name) \(hex.prefix(16))" }
    }

    /// From files of ffmpeg 9 and x265.
    static let hvcC =
        "0101600000009000000000003cf000fcfdf8f800000f03200001001840010c01ffff0160000003009000000300000300"
        + "3c959809210001002b42010101600000030090000003000003003ca00a080b9f796566924caf01680800000300080000"
        + "0300c84022000100074401c172b46240"
    static let av1C = "81000c000a0b0200000521e7f66017c002"
    static let vpcC = "000b820202020000"
    static let opusHead = "4f707573486561640106380180bb00000000010402000401020305"
    static let streamInfo = "0400040000000000081" + "50bb800f0" + String(repeating: "0", count: 40)

    static let vectors = [
        Vector(name: "h264", hex: AVCDecoderConfigurationTests.record, size: small, frameRate: 25),
        Vector(name: "hevc", hex: hvcC, size: small, frameRate: 25),
        Vector(name: "av1", hex: av1C, size: small), Vector(name: "av1", hex: "81000c00"),
        Vector(name: "vp9", hex: vpcC), Vector(name: "vp9", hex: vpcC + "014000b4", size: small),
        Vector(name: "aac", hex: "1210", sampleRate: 44_100, channels: 2, frame: 23_219_954),
        Vector(name: "aac", hex: "eb8a0800", sampleRate: 44_100, channels: 2, frame: 46_439_909),
        Vector(name: "mp3", hex: "fffb00c0", sampleRate: 44_100, channels: 1, frame: 26_122_448),
        Vector(name: "mp3", hex: "fff30400", sampleRate: 24_000, channels: 2, frame: 24_000_000),
        Vector(name: "mp3", hex: "ffe308c0", sampleRate: 8_000, channels: 1, frame: 72_000_000),
        Vector(name: "opus", hex: opusHead, sampleRate: 48_000, channels: 6),
        Vector(name: "flac", hex: streamInfo, sampleRate: 48_000, channels: 1, frame: 21_333_333),
        Vector(name: "ac3", hex: "503dc0", sampleRate: 44_100, channels: 6, frame: 34_829_931),
        Vector(name: "eac3", hex: "0c00200f00", sampleRate: 48_000, channels: 6, frame: 32_000_000),
        Vector(name: "pcm_alaw", hex: "01", sampleRate: 8_000, channels: 1),
        Vector(name: "pcm_mulaw", hex: "02", sampleRate: 8_000, channels: 2),
    ]
    private static let small = PictureSize(width: 320, height: 180)

    @Test("are kept as a name and bytes, and tell the same when read back", arguments: vectors)
    func roundTrip(vector: Vector) throws {
        let bytes = try ByteBuffer(plainHexEncodedBytes: vector.hex)
        let configuration = try #require(try CodecConfiguration(name: vector.name, bytes: bytes))
        #expect(configuration.name == vector.name)
        #expect(configuration.bytes == bytes)
        #expect(configuration.kind == (["h264", "hevc", "av1", "vp9"].contains(vector.name) ? .video : .audio))
        #expect(configuration.pictureSize == vector.size)
        #expect(configuration.nominalFrameRate == vector.frameRate)
        #expect(configuration.sampleRate == vector.sampleRate)
        #expect(configuration.channelCount == vector.channels)
        #expect(configuration.nominalFrameDuration?.nanoseconds == vector.frame)
    }

    @Test("of no codec are none")
    func unknown() throws {
        #expect(try CodecConfiguration(name: "vvc", bytes: ByteBuffer()) == nil)
    }

    @Test("never trap, whatever their bytes", arguments: vectors)
    func survives(vector: Vector) throws {
        let bytes = try ByteBuffer(plainHexEncodedBytes: vector.hex)
        for length in 0..<bytes.readableBytes {
            let cut = try #require(bytes.getSlice(at: 0, length: length))
            try check(CodecConfiguration(name: vector.name, bytes: cut))
        }
        for index in 0..<bytes.readableBytes {
            for bit in 0..<8 as Range<UInt8> {
                var changed = bytes
                let byte = try #require(bytes.getInteger(at: index, as: UInt8.self))
                changed.setInteger(byte ^ 1 << bit, at: index)
                try check(CodecConfiguration(name: vector.name, bytes: changed))
            }
        }
    }

    /// What can be read has values that containers hold.
    private func check(_ configuration: @autoclosure () throws -> CodecConfiguration?) throws {
        guard let configuration = try? configuration() else { return }
        if let size = configuration.pictureSize {
            #expect((1...65_535).contains(size.width) && (1...65_535).contains(size.height))
        }
        if let rate = configuration.sampleRate { #expect(rate > 0) }
        if let channels = configuration.channelCount { #expect(channels > 0) }
        if let rate = configuration.nominalFrameRate { #expect(rate > 0) }
    }

    @Test(
        "are refused when they hold what is forbidden",
        arguments: [
            ("hevc", "02" + hvcC.dropFirst(2), CodecError.invalid(field: "configurationVersion")),
            ("hevc", hvcC.prefix(42) + "0e00", .invalid(field: "lengthSizeMinusOne")),
            ("hevc", hvcC.prefix(42) + "0f00", .invalid(field: "numOfArrays")),
            ("av1", "80000c00", .invalid(field: "version")), ("av1", "81600c00", .invalid(field: "seq_profile")),
            ("av1", av1C + "0a0b0200000521e7f66017c002", .invalid(field: "configOBUs")),
            ("av1", "81000c008a00", .invalid(field: "obu_forbidden_bit")),
            ("av1", "81000c000aff", .truncated), ("av1", "81000c000affffffffff01", .invalid(field: "leb128")),
            ("vp9", "040b820202020000", .invalid(field: "profile")),
            ("vp9", "000b920202020000", .invalid(field: "bitDepth")),
            ("vp9", "000b820202020001", .invalid(field: "codecInitializationDataSize")),
            ("mp3", "fffd00c0", .invalid(field: "layer")), ("mp3", "ffeb00c0", .invalid(field: "ID")),
            ("mp3", "fffb0cc0", .invalid(field: "sampling_frequency")),
            ("mp3", "7ffb00c0", .invalid(field: "syncword")),
            ("mp3", "fffbf0c0", .invalid(field: "bitrate_index")),
            ("opus", "4f707573546167730106380180bb0000000000", .invalid(field: "Magic Signature")),
            ("opus", "4f707573486561641102380180bb0000000000", .invalid(field: "Version")),
            ("opus", "4f707573486561640103380180bb0000000000", .invalid(field: "Output Channel Count")),
            ("opus", opusHead.dropLast(2) + "06", .invalid(field: "Channel Mapping")),
            ("flac", streamInfo + "00", .invalid(field: "metadata block size")),
            ("flac", "0001" + streamInfo.dropFirst(4), .invalid(field: "minimum block size")),
            ("ac3", "d03dc0", .invalid(field: "fscod")), ("ac3", "523dc0", .invalid(field: "bsid")),
            ("eac3", "0c00100f00", .invalid(field: "bsid")), ("pcm_alaw", "03", .invalid(field: "SoundType")),
        ] as [(String, String, CodecError)])
    func refuses(name: String, hex: String, error: CodecError) throws {
        let bytes = try ByteBuffer(plainHexEncodedBytes: hex)
        #expect(throws: error) { try CodecConfiguration(name: name, bytes: bytes) }
    }
}
