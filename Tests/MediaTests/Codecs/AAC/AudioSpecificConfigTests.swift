// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore
import Testing

@Suite("Audio specific config")
struct AudioSpecificConfigTests {
    /// What a configuration must be read as.
    struct Vector: CustomTestStringConvertible, Sendable {
        var name: String
        var hex: String
        var type: UInt8 = 2
        var core: UInt8 = 2
        var rate: Int
        var output: Int
        var configuration: UInt8 = 2
        var channels = 2
        var frame = 1_024

        var testDescription: String { name }
    }

    static let vectors: [Vector] = [
        Vector(name: "LC 44.1 kHz stereo", hex: "1210", rate: 44_100, output: 44_100),
        Vector(name: "LC 48 kHz mono", hex: "1188", rate: 48_000, output: 48_000, configuration: 1, channels: 1),
        Vector(name: "LC 48 kHz 7.1", hex: "11b8", rate: 48_000, output: 48_000, configuration: 7, channels: 8),
        Vector(name: "LC 960", hex: "1194", rate: 48_000, output: 48_000, frame: 960),
        Vector(name: "ffmpeg's LC that denies SBR", hex: "121056e500", rate: 44_100, output: 44_100),
        Vector(name: "padded with zeros", hex: "12100000000000", rate: 44_100, output: 44_100),
        Vector(name: "HE-AAC, explicit", hex: "2b920800", type: 5, rate: 22_050, output: 44_100),
        Vector(
            name: "HE-AAC v2, explicit", hex: "eb8a0800", type: 29, rate: 22_050, output: 44_100,
            configuration: 1, channels: 2),
        Vector(name: "HE-AAC, backward compatible", hex: "139056e5a0", rate: 22_050, output: 44_100),
        Vector(
            name: "HE-AAC v2, backward compatible", hex: "138856e5a54880", rate: 22_050, output: 44_100,
            configuration: 1, channels: 2),
        Vector(name: "rate in full", hex: "1780562210", rate: 44_100, output: 44_100),
        Vector(name: "object type in full (USAC)", hex: "f94640", type: 42, core: 42, rate: 48_000, output: 48_000),
        Vector(
            name: "SBR over BSAC", hex: "2b11d880", type: 5, core: 22, rate: 24_000, output: 48_000),
        Vector(
            name: "5.1 by a program config element", hex: "118004c8050001190003616263", rate: 48_000, output: 48_000,
            configuration: 0, channels: 6),
    ]

    @Test("is read with every way to signal", arguments: vectors)
    func reads(_ vector: Vector) throws {
        let config = try AudioSpecificConfig(bytes: ByteBuffer(plainHexEncodedBytes: vector.hex))
        #expect(config.audioObjectType == vector.type)
        #expect(config.coreObjectType == vector.core)
        #expect(config.sampleRate == vector.rate)
        #expect(config.outputSampleRate == vector.output)
        #expect(config.channelConfiguration == vector.configuration)
        #expect(config.channelCount == vector.channels)
        #expect(config.frameLength == vector.frame)
    }

    @Test("never traps, whatever its bytes", arguments: vectors)
    func survives(_ vector: Vector) throws {
        let bytes = try ByteBuffer(plainHexEncodedBytes: vector.hex)
        for length in 0...bytes.readableBytes {
            let cut = try #require(bytes.getSlice(at: 0, length: length))
            _ = try? AudioSpecificConfig(bytes: cut)
        }
        for index in 0..<bytes.readableBytes {
            for byte in UInt8.min...UInt8.max {
                var changed = bytes
                changed.setInteger(byte, at: index)
                guard let config = try? AudioSpecificConfig(bytes: changed) else { continue }
                #expect(config.sampleRate > 0 && config.outputSampleRate > 0 && config.channelCount >= 0)
            }
        }
    }

    @Test(
        "is refused when it ends early or holds what is reserved",
        arguments: [
            ("", CodecError.truncated), ("12", .truncated), ("0210", .invalid(field: "audioObjectType")),
            ("1690", .invalid(field: "samplingFrequencyIndex")), ("1240", .invalid(field: "channelConfiguration")),
            ("1780000010", .invalid(field: "samplingFrequency")), ("118004c8", .truncated),
        ])
    func refuses(hex: String, error: CodecError) throws {
        let bytes = try ByteBuffer(plainHexEncodedBytes: hex)
        #expect(throws: error) { try AudioSpecificConfig(bytes: bytes) }
    }
}
