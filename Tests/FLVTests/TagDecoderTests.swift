// SPDX-License-Identifier: Apache-2.0

import FLV
import Media
import NIOCore
import Testing

@Suite("Tag decoder")
struct TagDecoderTests {
    private static let avc = "0164000cffe1001a6764000cacd941419f9f011000000300100000030320f142996001000668ebe3cb22c0"
    /// The same with lengths of two bytes and of one.
    private static let avc2 = "0164000cfd" + avc.dropFirst(10)
    private static let avc1 = "0164000cfc" + avc.dropFirst(10)

    /// A decoder that knows both tracks.
    private func makeDecoder(_ record: String = avc) throws -> TagDecoder {
        var decoder = TagDecoder()
        _ = try decoder.decodeVideo(bytes("1700000000" + record), at: .zero)
        _ = try decoder.decodeAudio(bytes("af001210"), at: .zero)
        return decoder
    }

    private func bytes(_ hex: String) throws -> ByteBuffer {
        try ByteBuffer(plainHexEncodedBytes: hex)
    }

    @Test("hands out tracks, also when they are repeated")
    func tracks() throws {
        var decoder = TagDecoder()
        for _ in 0..<2 {
            guard case .track(let video) = try decoder.decodeVideo(bytes("1700000000" + Self.avc), at: .zero),
                case .track(let audio) = try decoder.decodeAudio(bytes("af001210"), at: .zero)
            else {
                Issue.record("no track")
                return
            }
            #expect(video.configuration == .avc(try AVCDecoderConfiguration(record: bytes(Self.avc))))
            #expect(audio.configuration == .aac(try AudioSpecificConfig(bytes: bytes("1210"))))
        }
    }

    @Test("takes sample rate and channels from the configuration, not from the tag's bits")
    func ignoresSoundBits() throws {
        var decoder = TagDecoder()
        guard case .track(let track) = try decoder.decodeAudio(bytes("a2001188"), at: .zero),
            case .aac(let config) = track.configuration
        else {
            Issue.record("no track")
            return
        }
        #expect((config.sampleRate, config.channelCount) == (48_000, 1))
    }

    @Test(
        "tells times, keyframes and payloads of video",
        arguments: [
            // flagged, with an IDR slice
            ("1701000050", "0000000365aabb", 80, true),
            // flagged, without IDR: a recovery point, as the publisher says
            ("1701000000", "000000020605000000024199", 0, true),
            // not flagged, but IDR
            ("2701000000", "00000002091000000003650102", 0, true),
            ("2701fffff6", "0000000341aabb", -10, false), ("4701000000", "0000000341aabb", 0, true),
            // several slices of a disposable frame
            ("3701000000", "00000002010100000002010200000002 0103", 0, false),
        ] as [(String, String, Int64, Bool)])
    func frames(header: String, payload: String, offset: Int64, isKeyframe: Bool) throws {
        var decoder = try makeDecoder()
        guard case .packet(let packet) = try decoder.decodeVideo(bytes(header + payload), at: .milliseconds(7)) else {
            Issue.record("no packet")
            return
        }
        #expect(packet.kind == .video)
        #expect(packet.decodeTime == .milliseconds(7))
        #expect(packet.compositionOffset == .milliseconds(offset))
        #expect(packet.isKeyframe == isKeyframe)
        #expect(packet.payload == (try bytes(payload)))
    }

    @Test("hands out audio frames")
    func audio() throws {
        var decoder = try makeDecoder()
        guard case .packet(let packet) = try decoder.decodeAudio(bytes("af01010203"), at: .seconds(1)) else {
            Issue.record("no packet")
            return
        }
        #expect(packet.kind == .audio && packet.isKeyframe && packet.compositionOffset == .zero)
        #expect(packet.decodeTime == .seconds(1))
        #expect(packet.payload == (try bytes("010203")))
    }

    @Test(
        "passes over what isn't to be recorded",
        arguments: ["", "5700", "d501", "1702000000", "2701000000", "270100000000000000"])
    func skipsVideo(hex: String) throws {
        var decoder = try makeDecoder()
        #expect(try decoder.decodeVideo(bytes(hex), at: .zero) == nil)
        #expect(decoder.droppedBeforeConfiguration == 0)
    }

    @Test("passes over marks of silence", arguments: ["", "af01"])
    func skipsAudio(hex: String) throws {
        var decoder = try makeDecoder()
        #expect(try decoder.decodeAudio(bytes(hex), at: .zero) == nil)
    }

    @Test("drops and counts frames before their sequence header")
    func dropsUnconfigured() throws {
        var decoder = TagDecoder()
        #expect(try decoder.decodeVideo(bytes("17010000000000000165"), at: .zero) == nil)
        #expect(try decoder.decodeAudio(bytes("af0101"), at: .zero) == nil)
        #expect(decoder.droppedBeforeConfiguration == 2)
        _ = try decoder.decodeAudio(bytes("af001210"), at: .zero)
        #expect(try decoder.decodeAudio(bytes("af0101"), at: .zero) != nil)
        #expect(decoder.droppedBeforeConfiguration == 2)
    }

    @Test(
        "leaves other codecs out, told once by their number or FourCC",
        arguments: [
            ("22aa", 2), ("12aa", 2), ("14aa", 4), ("9076766331", 0x7676_6331), ("9176703038", 0x7670_3038),
            ("9611" + "76766331" + "00" + "00000101", 0x7676_6331),
        ] as [(String, UInt32)])
    func leavesVideoCodecOut(hex: String, identifier: UInt32) throws {
        var decoder = try makeDecoder()
        let body = try bytes(hex)
        guard case .leftOut(let what) = try decoder.decodeVideo(body, at: .zero) else {
            Issue.record("not told")
            return
        }
        #expect(what == .codec(.video, identifier: identifier))
        #expect(try decoder.decodeVideo(body, at: .zero) == nil)
        #expect(decoder.leftOutCount == 2)
        #expect(try decoder.decodeVideo(bytes("17010000000000000165"), at: .zero) != nil)
    }

    @Test(
        "leaves other audio codecs out, told once by their number or FourCC",
        arguments: [("0faa", 0), ("1faa", 1), ("6faa", 6), ("b2aa", 11), ("9173706578", 0x7370_6578)]
            as [(String, UInt32)])
    func leavesAudioCodecOut(hex: String, identifier: UInt32) throws {
        var decoder = try makeDecoder()
        guard case .leftOut(let what) = try decoder.decodeAudio(bytes(hex), at: .zero) else {
            Issue.record("not told")
            return
        }
        #expect(what == .codec(.audio, identifier: identifier))
        #expect(try decoder.decodeAudio(bytes(hex), at: .zero) == nil)
        #expect(try decoder.decodeAudio(bytes("af0101"), at: .zero) != nil)
    }

    @Test("bounds how much it tells of what it leaves out")
    func boundsLeftOut() throws {
        var decoder = TagDecoder()
        var told = 0
        for code in 0..<1_000 as Range<UInt32> {
            var body = ByteBuffer(bytes: [0x91])
            body.writeInteger(code)
            if try decoder.decodeVideo(body, at: .zero) != nil { told += 1 }
        }
        #expect(told == 16)
        #expect(decoder.leftOutCount == 1_000)
    }

    @Test(
        "refuses malformed video and goes on with the next message",
        arguments: [
            ("17", FLVError.truncated), ("17010000", .truncated), ("90687663", .truncated),
            ("0701000000", .invalid(field: "FrameType")), ("1703000000", .invalid(field: "AVCPacketType")),
            ("1700000000", .malformedConfiguration(.truncated)),
            // parameter sets with start codes
            ("17000000000000000167640001", .malformedConfiguration(.invalid(field: "configurationVersion"))),
            ("27010000000000000541aa", .malformedPayload(.truncated)),
            ("27010000000041", .malformedPayload(.truncated)),
        ])
    func refusesVideo(hex: String, error: FLVError) throws {
        var decoder = try makeDecoder()
        #expect(throws: error) { try decoder.decodeVideo(bytes(hex), at: .zero) }
        #expect(try decoder.decodeVideo(bytes("17010000000000000165"), at: .zero) != nil)
    }

    @Test(
        "refuses malformed audio and goes on with the next message",
        arguments: [
            ("af", FLVError.truncated), ("af02", .invalid(field: "AACPacketType")),
            ("af00", .malformedConfiguration(.truncated)), ("904f70", .truncated),
        ])
    func refusesAudio(hex: String, error: FLVError) throws {
        var decoder = try makeDecoder()
        #expect(throws: error) { try decoder.decodeAudio(bytes(hex), at: .zero) }
        #expect(try decoder.decodeAudio(bytes("af0101"), at: .zero) != nil)
    }

    @Test(
        "replaces start codes by lengths of the size that the configuration tells",
        arguments: [
            (avc, "000000016588840000000141aabb", "00000003658884" + "0000000341aabb"),
            (avc, "000001658884", "00000003658884"), (avc2, "000000016588840000", "0003658884"),
            (avc1, "0000000165888400000141", "03658884" + "0141"),
            // Lengths that come out even stay, although the first looks like a start code.
            (avc, "000000010900000003658884", "000000010900000003658884"),
            (avc2, "0003658884", "0003658884"), (avc1, "03658884", "03658884"),
        ])
    func convertsStartCodes(record: String, payload: String, expected: String) throws {
        var decoder = try makeDecoder(record)
        guard case .packet(let packet) = try decoder.decodeVideo(bytes("2701000000" + payload), at: .zero) else {
            Issue.record("no packet")
            return
        }
        #expect(packet.payload == (try bytes(expected)))
        #expect(packet.isKeyframe)
    }

    @Test("refuses units with start codes that the configured lengths can't tell")
    func refusesLongUnits() throws {
        var decoder = try makeDecoder(Self.avc1)
        let payload = "00000001" + String(repeating: "65", count: 256)
        #expect(throws: FLVError.malformedPayload(.invalid(field: "lengthSizeMinusOne"))) {
            try decoder.decodeVideo(bytes("1701000000" + payload), at: .zero)
        }
    }

    @Test("lets messages without a slice join the frame that follows")
    func joinsUnits() throws {
        var decoder = try makeDecoder()
        #expect(try decoder.decodeVideo(bytes("2701000000" + "000000020910"), at: .milliseconds(40)) == nil)
        #expect(try decoder.decodeVideo(bytes("1701000000" + "00000003060501"), at: .milliseconds(40)) == nil)
        guard
            case .packet(let packet) = try decoder.decodeVideo(
                bytes("2701000000" + "0000000241aa"), at: .milliseconds(40)),
            case .packet(let next) = try decoder.decodeVideo(
                bytes("2701000000" + "0000000241bb"), at: .milliseconds(80))
        else {
            Issue.record("no packet")
            return
        }
        #expect(packet.payload == (try bytes("000000020910" + "00000003060501" + "0000000241aa")))
        #expect(!packet.isKeyframe)
        #expect(next.payload == (try bytes("0000000241bb")))
    }

    @Test("bounds what it holds for the frame that follows")
    func boundsHeldUnits() throws {
        var decoder = try makeDecoder()
        var message = try bytes("2701000000" + "0000ea60" + "06")
        message.writeRepeatingByte(0x11, count: 59_999)
        for _ in 0..<100 { #expect(try decoder.decodeVideo(message, at: .zero) == nil) }
        guard case .packet(let packet) = try decoder.decodeVideo(bytes("27010000000000000141"), at: .zero) else {
            Issue.record("no packet")
            return
        }
        #expect(packet.payload.readableBytes == 60_004 + 5)
    }
}
