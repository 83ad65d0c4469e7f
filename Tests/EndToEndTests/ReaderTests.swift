// SPDX-License-Identifier: Apache-2.0

import Testing

@Suite("Readers", .sharedMachine, .timeLimit(.minutes(60)))
struct ReaderTests {
    @Test(
        "read every format of every codec without a word, and find in it what was pushed", arguments: CodecPair.allCases
    )
    func formats(of pair: CodecPair) async throws {
        try await ServerProcess.run { server in
            let template = try await server.cloud.template(Recording.Format.allCases)
            _ = try await server.cloud.order("room", until: Wall.second + 60, template: template)

            try await Publisher.push(pair, to: server.push("room"))

            let source = try await PacketList(of: pair.file(), video: pair.video, audio: pair.audio)
            let expected = Recording.Format.allCases.filter { pair.codecs(in: $0) != nil }
            let recordings = try await server.recordings(of: "room", count: expected.count)
            #expect(Set(recordings.map(\.format)) == Set(expected))
            for recording in recordings {
                try Self.expectFacts(recording, of: pair)
                Self.expectPackets(recording, of: pair, from: source)
                try await recording.expectClean()
            }
        }
    }

    @Test("read fragmented segments of what MPEG-TS could hold, too")
    func fragments() async throws {
        let pair = CodecPair.h264AAC
        try await ServerProcess.run(["--hls-segments", "fmp4"]) { server in
            _ = try await server.cloud.order("room", until: Wall.second + 60)
            try await Publisher.push(pair, to: server.push("room"))

            let source = try await PacketList(of: pair.file(), video: pair.video, audio: pair.audio)
            let recording = try #require(try await server.recordings(of: "room", count: 1).first)
            #expect(recording.isFragmented)
            try Self.expectFacts(recording, of: pair)
            Self.expectPackets(recording, of: pair, from: source)
            try await recording.expectClean()
        }
    }

    /// What `vod` tells is what was pushed.
    private static func expectFacts(_ recording: Recording, of pair: CodecPair) throws {
        let (format, facts) = (recording.format, recording.info["MetaData"])
        let codecs = try #require(pair.codecs(in: format))
        #expect(recording.videoCodec == codecs.video, "\(format)")
        #expect(recording.audioCodec == codecs.audio, "\(format)")
        #expect(facts["Container"].string == format.rawValue)
        #expect(abs(try #require(recording.duration) - 3) < 0.15, "\(format)")
        if codecs.video != nil {
            #expect(facts["VideoStreamSet"][0]["Fps"].integer == CodecPair.frameRate, "\(format)")
            #expect([facts["Width"].integer, facts["Height"].integer] == [320, 180], "\(format)")
            #expect(abs(try #require(facts["VideoDuration"].double) - 3) < 0.05, "\(format)")
        }
        if codecs.audio != nil {
            #expect(facts["AudioStreamSet"][0]["SamplingRate"].integer == pair.sampleRate, "\(format)")
            #expect(abs(try #require(facts["AudioDuration"].double) - 3) < 0.15, "\(format)")
        }
    }

    /// All payloads are there in their order, but for sound that was transcoded.
    private static func expectPackets(_ recording: Recording, of pair: CodecPair, from source: PacketList) {
        if recording.videoCodec != nil {
            #expect(recording.packets.videoHashes == source.videoHashes, "\(recording.format)")
        }
        if let codec = recording.audioCodec, recording.format != .mp3 || codec == pair.audio {
            #expect(recording.packets.audioHashes == source.audioHashes, "\(recording.format)")
        }
    }
}
