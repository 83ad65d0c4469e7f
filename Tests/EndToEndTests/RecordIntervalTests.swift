// SPDX-License-Identifier: Apache-2.0

import Testing

@Suite("Record interval", .sharedMachine, .timeLimit(.minutes(60)))
struct RecordIntervalTests {
    /// Seconds: the least that a template takes.
    private static let interval: Int64 = 30
    /// Enough for two cuts.
    private static let length = 70

    @Test("cuts FLV, MP4, AAC and MP3 at keyframes, and no packet is lost between two files")
    func cuts() async throws {
        try await ServerProcess.run { server in
            let formats: [Recording.Format] = [.flv, .mp4, .aac, .mp3]
            let cutting = try await server.cloud.template(
                formats, settings: ["RecordInterval": .integer(Self.interval)])
            _ = try await server.cloud.order("room", until: Wall.second + 60, template: cutting)
            // The measure of what was transcoded is the same sound in one piece.
            let whole = try await server.cloud.template([.mp3])
            _ = try await server.cloud.order("room", until: Wall.second + 60, template: whole)

            try await Publisher.ffmpeg.push(.bFrames, seconds: Self.length, to: server.push("room"))

            let source = try await PacketList(of: SourceMedia.bFrames.file(seconds: Self.length))
            let all = try await server.recordings(of: "room", count: 3 * formats.count + 1, within: 40)
            for format in formats {
                var files = all.filter { $0.format == format }
                let uncut = try format == .mp3 ? #require(files.first { ($0.duration ?? 0) > 60 }).packets : source
                files.removeAll { ($0.duration ?? 0) > 60 }
                files.sort { $0.info["BasicInfo"]["MediaUrl"].text < $1.info["BasicInfo"]["MediaUrl"].text }
                #expect(files.count == 3, "\(format)")
                if format != .aac, format != .mp3 {
                    #expect(files.flatMap(\.packets.videoHashes) == source.videoHashes, "\(format)")
                    // Cut at the first keyframe from the interval on; the source has one each second.
                    #expect(files.map(\.packets.video.count) == [750, 750, 250], "\(format)")
                }
                #expect(files.flatMap(\.packets.audioHashes) == uncut.audioHashes, "\(format)")
                let lengths = files.compactMap(\.duration)
                for (found, expected) in zip(lengths, [30, 30, 10] as [Double]) {
                    #expect(abs(found - expected) < 0.2, "\(format)")
                }
                for file in files { try await file.expectClean() }
            }
        }
    }
}
