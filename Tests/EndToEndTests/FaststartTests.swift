// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite("MP4 faststart", .sharedMachine, .timeLimit(.minutes(60)))
struct FaststartTests {
    @Test("puts the movie box before the media where it is set", arguments: [false, true])
    func order(isMovieFirst: Bool) async throws {
        try await ServerProcess.run(["--mp4-faststart", "\(isMovieFirst)"]) { server in
            let template = try await server.cloud.template([.mp4])
            _ = try await server.cloud.order("room", until: Wall.second + 60, template: template)
            try await Publisher.ffmpeg.push(.bFrames, to: server.push("room"))
            let recording = try #require(try await server.recordings(of: "room", count: 1).first)
            let boxes = try Self.boxes(of: recording.path)
            let (movie, media) = (try #require(boxes.firstIndex(of: "moov")), try #require(boxes.lastIndex(of: "mdat")))
            #expect((movie < media) == isMovieFirst, "\(boxes)")
            #expect(boxes.count { $0 == "moov" } == 1)
            let source = try await PacketList(of: SourceMedia.bFrames.file())
            #expect(recording.packets.videoHashes == source.videoHashes)
            #expect(recording.packets.audioHashes == source.audioHashes)
            try await recording.expectClean()
        }
    }

    /// The types of the outermost boxes (ISO/IEC 14496-12, 4.2), in their order.
    private static func boxes(of path: String) throws -> [String] {
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        var types: [String] = []
        var place = 0
        while place + 16 <= bytes.count {
            types.append(String(decoding: bytes[place + 4..<place + 8], as: UTF8.self))
            let short = bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
            let size = short == 1 ? bytes[place + 8..<place + 16].reduce(0) { $0 << 8 | Int($1) } : short
            try #require(size >= 8)
            place += size
        }
        return types
    }
}
