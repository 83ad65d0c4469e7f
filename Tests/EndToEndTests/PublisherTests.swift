// SPDX-License-Identifier: Apache-2.0

import Testing

@Suite("Publishers", .sharedMachine, .timeLimit(.minutes(60)))
struct PublisherTests {
    @Test("has its packets recorded as they are, in HLS and FLV", arguments: Publisher.allCases, SourceMedia.allCases)
    func packets(of publisher: Publisher, pushing source: SourceMedia) async throws {
        try await ServerProcess.run { server in
            let end = Wall.second + 60
            let template = try await server.cloud.flvTemplate()
            _ = try await server.cloud.order("room", until: end)
            _ = try await server.cloud.order("room", until: end, template: template)

            try await publisher.push(source, to: server.push("room"))

            let payloads = try await PacketList(of: source.file())
            let sent = try await publisher.reference(source)
            let recordings = try await server.recordings(of: "room", count: 2)
            #expect(Set(recordings.map(\.format)) == [.flv, .hls])
            for recording in recordings {
                #expect(recording.packets.videoHashes == payloads.videoHashes, "\(recording.format)")
                #expect(recording.packets.audioHashes == payloads.audioHashes, "\(recording.format)")
                // An FLV file's unit is the millisecond; a transport stream's tick is a 90th of it.
                let tolerance = recording.format == .flv ? 90 : 1
                #expect(recording.packets.greatestDifference(from: sent, of: \.video) <= tolerance)
                #expect(recording.packets.greatestDifference(from: sent, of: \.audio) <= tolerance)
                try await recording.expectClean()
            }
        }
    }

    @Test("lists the length that a player will see")
    func durations() async throws {
        try await ServerProcess.run { server in
            let end = Wall.second + 60
            let template = try await server.cloud.flvTemplate()
            _ = try await server.cloud.order("room", until: end)
            _ = try await server.cloud.order("room", until: end, template: template)
            try await Publisher.ffmpeg.push(.bFrames, to: server.push("room"))

            for recording in try await server.recordings(of: "room", count: 2) {
                let duration = try #require(recording.duration)
                #expect(abs(duration - 5) < 0.15)
                let seen = try await Tool.output(
                    of: Programs.ffprobe,
                    ["-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", recording.path])
                let length = try #require(Double(seen.filter { !$0.isWhitespace }))
                #expect(abs(length - duration) < 0.15)
            }
        }
    }
}
