// SPDX-License-Identifier: Apache-2.0

import FLV
import Media
import NIOCore
import Testing

@Suite("Enhanced RTMP tags")
struct EnhancedTagTests {
    private static let avc1 = "61766331"
    private static let hvc1 = "68766331"
    private static let av01 = "61763031"
    private static let opus = "4f707573"
    private static let opusHead = "4f707573486561640102380180bb0000000000"
    private static let av1C = "81000c000a0b0200000521e7f66017c002"

    private func bytes(_ hex: String) throws -> ByteBuffer {
        try ByteBuffer(plainHexEncodedBytes: hex)
    }

    /// All events of a message, as one line each.
    private func video(
        _ decoder: inout TagDecoder, _ hex: String, at time: MediaTime = .zero
    ) throws -> [String] {
        var lines = try decoder.decodeVideo(bytes(hex), at: time).map { [line($0)] } ?? []
        while let event = decoder.next() { lines.append(line(event)) }
        return lines
    }

    private func audio(
        _ decoder: inout TagDecoder, _ hex: String, at time: MediaTime = .zero
    ) throws -> [String] {
        var lines = try decoder.decodeAudio(bytes(hex), at: time).map { [line($0)] } ?? []
        while let event = decoder.next() { lines.append(line(event)) }
        return lines
    }

    private func line(_ event: MediaEvent) -> String {
        switch event {
        case .track(let track): return "track \(track.configuration.name)"
        case .packet(let packet):
            let payload = packet.payload.readableBytesView.map { byte in
                String(byte >> 4, radix: 16) + String(byte & 0xF, radix: 16)
            }
            let offset = packet.compositionOffset.milliseconds
            return "\(packet.decodeTime.nanoseconds)\(offset == 0 ? "" : "+\(offset)")"
                + "\(packet.isKeyframe && packet.kind == .video ? "!" : "") \(payload.joined())"
        case .leftOut(.codec(let kind, let identifier)): return "no \(kind) \(FourCC(rawValue: identifier).text)"
        case .leftOut(.furtherTracks(let kind)): return "further \(kind)"
        }
    }

    private static let avcC = "0164000cffe1001a6764000cacd941419f9f011000000300100000030320f142996001000668ebe3cb22c0"

    @Test("of H.264 and H.265 tell a composition time in CodedFrames, and none in CodedFramesX")
    func compositionTimes() throws {
        var decoder = TagDecoder()
        #expect(try video(&decoder, "90" + Self.avc1 + Self.avcC) == ["track h264"])
        #expect(try video(&decoder, "91" + Self.avc1 + "000050" + "00000002658a") == ["0+80! 00000002658a"])
        #expect(try video(&decoder, "a1" + Self.avc1 + "fffff6" + "00000002418a") == ["0+-10 00000002418a"])
        #expect(try video(&decoder, "a3" + Self.avc1 + "00000002418a") == ["0 00000002418a"])
        #expect(try video(&decoder, "90" + Self.hvc1 + Samples.hvcC) == ["track hevc"])
        #expect(try video(&decoder, "a1" + Self.hvc1 + "000028" + "0000000402018a8b") == ["0+40 0000000402018a8b"])
        // CRA, IDR and BLA make keyframes, whatever the flag says.
        #expect(try video(&decoder, "a3" + Self.hvc1 + "000000042a018a8b") == ["0! 000000042a018a8b"])
        #expect(try video(&decoder, "a3" + Self.hvc1 + "0000000426018a8b") == ["0! 0000000426018a8b"])
        #expect(try video(&decoder, "a3" + Self.hvc1 + "0000000420018a8b") == ["0! 0000000420018a8b"])
        // A RASL picture, and frames of the codec before.
        #expect(try video(&decoder, "a3" + Self.hvc1 + "0000000410018a8b") == ["0 0000000410018a8b"])
        #expect(try video(&decoder, "a3" + Self.avc1 + "00000002418a") == [])
        #expect(decoder.droppedBeforeConfiguration == 1)
    }

    @Test("of H.265 are understood as legacy encoders write them, with CodecID 12")
    func legacyHEVC() throws {
        var decoder = TagDecoder()
        #expect(try video(&decoder, "1c00000000" + Samples.hvcC) == ["track hevc"])
        #expect(try video(&decoder, "1c01000028" + "0000000426018a8b") == ["0+40! 0000000426018a8b"])
        // Parameter sets of their own join the frame; start codes become lengths.
        #expect(try video(&decoder, "2c01000000" + "0000000346010a") == [])
        #expect(try video(&decoder, "2c01000000" + "00000001020155") == ["0 0000000346010a00000003020155"])
        #expect(try video(&decoder, "1c02000000") == [])
    }

    @Test("of AV1 lose their temporal delimiters, and show their key frames")
    func av1() throws {
        var decoder = TagDecoder()
        let header = "0a0b0200000521e7f66017c002"
        #expect(try video(&decoder, "90" + Self.av01) == [])
        #expect(try video(&decoder, "90" + Self.av01 + Self.av1C) == ["track av1"])
        #expect(try video(&decoder, "91" + Self.av01 + "1200" + header + "32021000") == ["0! \(header)32021000"])
        // Not flagged, but a key frame that is shown; flagged, but none.
        #expect(try video(&decoder, "a1" + Self.av01 + "1200" + "32021000") == ["0! 32021000"])
        #expect(try video(&decoder, "a1" + Self.av01 + "32023000") == ["0 32023000"])
        // An existing frame is shown.
        #expect(try video(&decoder, "a1" + Self.av01 + "1200" + "1a01c8") == ["0 1a01c8"])
        // Delimiters elsewhere go as well; a unit of nothing else is no packet.
        #expect(try video(&decoder, "a1" + Self.av01 + "32023000" + "1200" + "1a01c8") == ["0 320230001a01c8"])
        #expect(try video(&decoder, "a1" + Self.av01 + "1200") == [])
        // Another size without a new SequenceStart is a change of the track.
        let larger = "0a0e20000024cfa70dbfff3404340080"
        #expect(try video(&decoder, "91" + Self.av01 + larger + "32021000") == ["track av1", "0! \(larger)32021000"])
    }

    @Test("of AV1 with a descriptor of MPEG-2 TS wait for the sequence header")
    func av1Descriptor() throws {
        var decoder = TagDecoder()
        #expect(try video(&decoder, "95" + Self.av01 + "800481000c40") == [])
        #expect(try video(&decoder, "a1" + Self.av01 + "32023000") == [])
        #expect(decoder.droppedBeforeConfiguration == 1)
        let key = "0a0b0200000521e7f66017c002" + "32021000"
        #expect(try video(&decoder, "91" + Self.av01 + key) == ["track av1", "0! \(key)"])
        // The same again is no change.
        #expect(try video(&decoder, "95" + Self.av01 + "800481000c40") == ["track av1"])
        #expect(try video(&decoder, "91" + Self.av01 + key) == ["0! \(key)"])
    }

    @Test("of VP9 wait for the key frame that tells the size", arguments: ["", "01000000"])
    func vp9(fullBox: String) throws {
        var decoder = TagDecoder()
        #expect(try video(&decoder, "9076703039" + fullBox + "000b820202020000") == [])
        #expect(try video(&decoder, "a1767030398600") == [])
        let key = "824983420013f00b3606"
        guard case .track(let track) = try decoder.decodeVideo(bytes("9176703039" + key), at: .zero) else {
            Issue.record("no track")
            return
        }
        #expect(track.configuration.pictureSize == PictureSize(width: 320, height: 180))
        #expect(decoder.next().map(line) == "0! \(key)")
        #expect(try video(&decoder, "9076703039" + fullBox + "000b820202020000") == ["track vp9"])
        #expect(try video(&decoder, "a1767030398600") == ["0 8600"])
    }

    private static let audioMessages: [([String], [String])] = [
        (["90\(opus)\(opusHead)", "91\(opus)fc11"], ["track opus", "0 fc11"]),
        (
            ["90\(opus)\(opusHead)", "90\(opus)4f70757354616773", "91\(opus)fc11"],
            ["track opus", "0 fc11"]
        ),
        // Without a beginning nothing can be decoded.
        (["91\(opus)fc11"], []),
        (["906d7034611210", "916d7034610102", "926d703461"], ["track aac", "0 0102"]),
        (["90664c6143\(flacHead)", "91664c6143fff8"], ["track flac", "0 fff8"]),
        (["90664c6143\(streamInfo)", "91664c6143fff8"], ["track flac", "0 fff8"]),
        // At the end of a stream its block is repeated with a checksum.
        (
            ["90664c6143\(flacHead)", "90664c6143\(flacHead.dropLast(4))abcd", "91664c6143fff8"],
            ["track flac", "0 fff8"]
        ),
        (["9061632d33", "9161632d33\(ac3)"], ["track ac3", "0 \(ac3)"]),
        (["9165632d33\(eac3)", "9165632d33\(eac3)"], ["track eac3", "0 \(eac3)", "0 \(eac3)"]),
        (["912e6d7033fffb50c400", "912e6d7033fffb52c400"], ["track mp3", "0 fffb50c400", "0 fffb52c400"]),
        (["2efffb50c400"], ["track mp3", "0 fffb50c400"]), (["eaffe318c400"], ["track mp3", "0 ffe318c400"]),
        (["72c7e1", "7211", "7312"], ["track pcm_alaw", "0 c7e1", "0 11", "track pcm_alaw", "0 12"]),
        (["8211"], ["track pcm_mulaw", "0 11"]),
        // MultichannelConfig, silence, another codec.
        (["94\(opus)010200000003", "90\(opus)\(opusHead)", "91\(opus)"], ["track opus"]),
    ]

    @Test("of audio, with what tells their configuration", arguments: audioMessages)
    func audio(messages: [String], expected: [String]) throws {
        var decoder = TagDecoder()
        #expect(try messages.flatMap { try audio(&decoder, $0) } == expected)
    }

    private static let streamInfo = "100010000000000000000bb800f0" + String(repeating: "0", count: 40)
    private static let flacHead = "664c614380000022" + streamInfo
    private static let ac3 = "0b77a3c8144043e1"
    private static let eac3 = "0b7700053287c0000000" + "0000"

    @Test("may have modifiers, of which the nanosecond offset moves the time and others are passed over")
    func modifiers() throws {
        var decoder = TagDecoder()
        _ = try audio(&decoder, "90" + Self.opus + Self.opusHead)
        // Size 3, data 999,999, type 0 before CodedFrames.
        #expect(
            try audio(&decoder, "97" + "02" + "0f423f" + "01" + Self.opus + "fc", at: .seconds(1)) == ["1000999999 fc"])
        // Nested: an unknown one of 256 + 1 bytes, then the offset.
        let unknown = "97" + "ff" + "0100" + String(repeating: "aa", count: 257) + "17"
        #expect(try audio(&decoder, unknown + "02" + "00000a" + "01" + Self.opus + "fc") == ["10 fc"])
        _ = try video(&decoder, "90" + Self.av01 + Self.av1C)
        #expect(try video(&decoder, "97" + "02" + "000001" + "01" + Self.av01 + "32021000") == ["1! 32021000"])
        // The offset itself is too short.
        #expect(throws: FLVError.invalid(field: "timestampOffsetNano")) {
            try decoder.decodeAudio(bytes("97" + "01" + "0001" + "01" + Self.opus + "fc"), at: .zero)
        }
        #expect(throws: FLVError.truncated) { try decoder.decodeAudio(bytes("97ff0100aa"), at: .zero) }
    }

    @Test("of several tracks give track 0, and tell of the others once")
    func multitrack() throws {
        var decoder = TagDecoder()
        // OneTrack: its body takes the rest.
        #expect(try audio(&decoder, "95" + "00" + Self.opus + "00" + Self.opusHead) == ["track opus"])
        #expect(try audio(&decoder, "95" + "01" + Self.opus + "00" + "fc") == ["0 fc"])
        #expect(try audio(&decoder, "95" + "01" + Self.opus + "01" + "fd") == ["further audio"])
        // ManyTracks: sizes, track 0 in second place.
        #expect(try audio(&decoder, "95" + "11" + Self.opus + "01000002aaaa" + "00000001fe") == ["0 fe"])
        #expect(decoder.leftOutCount == 2)
        // ManyTracksManyCodecs: a FourCC for each.
        let many = "96" + "20" + Self.av01 + "00000011" + Self.av1C + "76766331" + "01000001aa"
        #expect(try video(&decoder, many) == ["track av1", "further video"])
        #expect(try video(&decoder, "96" + "21" + "76766331" + "00000001aa") == ["no video vvc1"])
        // With modifiers before it.
        #expect(try audio(&decoder, "97" + "02000005" + "05" + "01" + Self.opus + "00" + "fc") == ["5 fc"])
    }

    @Test("without media in them are passed over")
    func passedOver() throws {
        var decoder = TagDecoder()
        _ = try video(&decoder, "90" + Self.av01 + Self.av1C)
        // Metadata as ffmpeg writes it, commands, the end of a sequence.
        let metadata = "d4" + Self.av01 + "020009636f6c6f72496e666f03000b636f6c6f72436f6e66696703000009000009"
        for hex in [metadata, "94" + Self.av01, "d000", "d1" + Self.av01, "92" + Self.av01, "91" + Self.av01] {
            #expect(try video(&decoder, hex) == [])
        }
        #expect(decoder.droppedBeforeConfiguration == 0)
    }

    private static let malformed: [(String, FLVError)] = [
        ("80", .invalid(field: "VideoFrameType")), ("90617631", .truncated),
        ("98\(av01)", .invalid(field: "VideoPacketType")),
        ("9630\(av01)", .invalid(field: "AvMultitrackType")),
        ("9606\(av01)", .invalid(field: "PacketType")), ("9611\(av01)00000005aa", .truncated),
        ("9611\(av01)00", .truncated), ("96216176", .truncated), ("97", .truncated),
        ("91\(av01)b200", .malformedPayload(.invalid(field: "obu_forbidden_bit"))),
        ("91\(av01)3205aa", .malformedPayload(.truncated)),
        ("90\(av01)82000c00", .malformedConfiguration(.invalid(field: "version"))),
        ("95\(hvc1)800481000c40", .invalid(field: "VideoPacketType")), ("91\(avc1)0000", .truncated),
    ]

    @Test("are refused when malformed, and the next is read", arguments: malformed)
    func refuses(hex: String, error: FLVError) throws {
        var decoder = TagDecoder()
        _ = try video(&decoder, "90" + Self.av01 + Self.av1C)
        #expect(throws: error) { try decoder.decodeVideo(bytes(hex), at: .zero) }
        #expect(try video(&decoder, "91" + Self.av01 + "32021000") == ["0! 32021000"])
    }

    @Test("cut off or changed anywhere never crash the decoder")
    func mutations() throws {
        let messages = [
            "90" + Self.av01 + Self.av1C, "91" + Self.av01 + "12000a0b0200000521e7f66017c00232021000",
            "90" + Self.hvc1 + Samples.hvcC, "91" + Self.hvc1 + "0000000000000426018a8b",
            "95" + Self.av01 + "800481000c40",
            "96" + "11" + Self.av01 + "01000002aaaa" + "00000001fe", "9702000001" + "01" + Self.av01 + "32021000",
            "9176703039824983420013f00b3606", "1c00000000" + Samples.hvcC, "90" + Self.opus + Self.opusHead,
            "90664c6143" + Self.flacHead, "9161632d33" + Self.ac3, "9165632d33" + Self.eac3, "2efffb50c400",
        ]
        for message in messages {
            let whole = try bytes(message)
            for index in 0..<whole.readableBytes {
                var decoder = TagDecoder()
                let cut = try #require(whole.getSlice(at: 0, length: index))
                _ = try? decoder.decodeVideo(cut, at: .zero)
                _ = try? decoder.decodeAudio(cut, at: .zero)
                for bit in 0..<8 as Range<UInt8> {
                    var changed = whole
                    let byte = try #require(changed.getInteger(at: index, as: UInt8.self))
                    changed.setInteger(byte ^ 1 << bit, at: index)
                    _ = try? decoder.decodeVideo(changed, at: .zero)
                    _ = try? decoder.decodeAudio(changed, at: .zero)
                }
            }
        }
    }
}
