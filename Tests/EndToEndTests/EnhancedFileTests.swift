// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The files of the Enhanced RTMP lab, of AV1 and Opus.
///
/// Each has a repeated SequenceStart, a Metadata frame and a MultichannelConfig. Their heads are in the tree
/// (FLVTests/Fixtures); the whole files are taken where this machine has them.
@Suite("Enhanced RTMP files", .sharedMachine, .timeLimit(.minutes(60)))
struct EnhancedFileTests {
    private static let names = ["bbb", "mptestsrc", "testsrc", "testsrc2"]
    private static let heads = Programs.packageRoot + "/Tests/FLVTests/Fixtures"
    private static let originals = "/work/shared/media"

    @Test("are recorded as they are in FLV, HLS and MP4, and as MP3; AAC tells why there is nothing", arguments: names)
    func recordHead(name: String) async throws {
        try await Self.expectRecorded("\(Self.heads)/\(name).flv")
    }

    @Test(
        "are recorded whole",
        .enabled(if: FileManager.default.fileExists(atPath: originals), "There is no \(originals)."),
        arguments: names)
    func recordWhole(name: String) async throws {
        try await Self.expectRecorded("\(Self.originals)/\(name).flv")
    }

    private static func expectRecorded(_ file: String) async throws {
        try await ServerProcess.run { server in
            let template = try await server.cloud.template(Recording.Format.allCases)
            _ = try await server.cloud.order("room", until: Wall.second + 60, template: template)

            try await Publisher.push(tagsOf: file, to: server.push("room"))

            let source = try await PacketList(of: file, video: "av1", audio: "opus")
            try #require(source.video.count > 1 && source.audio.count > 1)
            let recordings = try await server.recordings(of: "room", count: 4)
            #expect(Set(recordings.map(\.format)) == [.flv, .hls, .mp4, .mp3])
            for recording in recordings {
                try await recording.expectClean()
                if recording.format == .mp3 {
                    #expect(recording.videoCodec == nil && recording.audioCodec == "mp3")
                    let length = Double(source.audio.count) * 0.02
                    #expect(abs(try #require(recording.duration) - length) < 0.1)
                    continue
                }
                #expect(recording.videoCodec == "av1" && recording.audioCodec == "opus", "\(recording.format)")
                #expect(recording.packets.videoHashes == source.videoHashes, "\(recording.format)")
                #expect(recording.packets.audioHashes == source.audioHashes, "\(recording.format)")
                #expect(recording.packets.greatestDifference(from: source, of: \.video) <= 90, "\(recording.format)")
                #expect(recording.packets.greatestDifference(from: source, of: \.audio) <= 90, "\(recording.format)")
            }

            let manifest = try #require(try server.manifests().first { $0["format"] == "aac" })
            #expect(manifest["files"] == [])
            #expect(manifest["is_complete"] == true)
            #expect(manifest["gaps"].array?.count == 1)
            let gap = manifest["gaps"][0]
            #expect(gap["reason"] == "codec_not_held" && gap["kind"] == "audio" && gap["detail"] == "opus")
            #expect(gap["packets"].integer == Int64(source.audio.count))
        }
    }
}
