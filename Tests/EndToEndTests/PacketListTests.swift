// SPDX-License-Identifier: Apache-2.0

import Testing

/// The measure itself is measured: with files that other people's muxers made of the same packets.
@Suite("Packet lists", .sharedMachine, .timeLimit(.minutes(60)))
struct PacketListTests {
    @Test("are equal for the same packets in FLV and in a transport stream", arguments: SourceMedia.allCases)
    func equal(source: SourceMedia) async throws {
        let file = try await source.file()
        let folder = try TemporaryFolder()
        let remuxed = folder.path + "/remuxed.m3u8"
        try await Tool.output(
            of: Programs.ffmpeg,
            [
                // One audio frame under each time; several would leave all but the first to be guessed.
                "-v", "error", "-i", file, "-c", "copy", "-hls_list_size", "0",
                "-hls_ts_options", "pes_payload_size=0", remuxed,
            ])
        let (flv, hls) = (try await PacketList(of: file), try await PacketList(of: remuxed))
        #expect(flv.video.isEmpty != source.hasVideo)
        #expect(flv.audio.isEmpty != source.hasAudio)
        #expect(hls.videoHashes == flv.videoHashes)
        #expect(hls.audioHashes == flv.audioHashes)
        #expect(hls.greatestDifference(from: flv, of: \.video) <= 1)
        // That muxer counts samples, where FLV has rounded to the millisecond.
        #expect(hls.greatestDifference(from: flv, of: \.audio) <= 90)
    }

    @Test("tell a lost packet and a track that was moved")
    func different() throws {
        let whole = try PacketList(listing: Self.listing(audio: ["40, 40", "60, 60"]))
        let lost = try PacketList(listing: Self.listing(audio: ["60, 60"]))
        let moved = try PacketList(listing: Self.listing(audio: ["43, 43", "63, 63"]))
        #expect(lost.audioHashes != whole.audioHashes)
        #expect(moved.audioHashes == whole.audioHashes)
        #expect(moved.greatestDifference(from: whole, of: \.audio) == 3 * 90)
        #expect(moved.greatestDifference(from: whole, of: \.video) == 0)
    }

    @Test("tell times of every tick to the nearest of 90 kHz below")
    func ticks() throws {
        let list = try PacketList(
            listing: """
                #tb 0: 1/48000
                #media_type 0: audio
                0, 1024, 1024, 1024, 100, a
                0, 2048, 2048, 1024, 100, b
                0, 2048, 2048, 0, 0, d41d8cd98f00b204e9800998ecf8427e
                """)
        #expect(list.audio.map(\.decode) == [1_920, 3_840])
    }

    private static func listing(audio times: [String]) -> String {
        """
        #tb 0: 1/1000
        #media_type 0: video
        #tb 1: 1/1000
        #media_type 1: audio
        0,          0,         80,       40,     3519, 0802488f9de3186f8b9543cb1c30f4bb

        """ + times.map { "1, \($0), 20, 100, 427d0\n" }.joined()
    }
}
