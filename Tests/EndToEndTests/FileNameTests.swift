// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite("File names", .sharedMachine, .timeLimit(.minutes(60)))
struct FileNameTests {
    private static let times = ["Start", "End"].map { side in
        ["Year", "Month", "Day", "Hour", "Minute", "Second", "Millisecond"].map { "{\(side)\($0)}" }.joined(
            separator: "-")
    }

    @Test(
        "have every placeholder of VodFileName filled in, in Beijing's time or the zone that is set",
        arguments: [([], 8 * 60), (["--file-name-zone", "-03:30"], -210)] as [([String], Int)])
    func placeholders(settings: [String], minutesEast: Int) async throws {
        try await ServerProcess.run(settings) { server in
            let pattern = "a {StreamID}_" + Self.times.joined(separator: "_")
            let template = try await server.cloud.template(
                [.flv, .mp4], settings: ["VodFileName": .string(pattern)])
            _ = try await server.cloud.order("room", until: Wall.second + 60, template: template)
            let before = Wall.now
            try await Publisher.ffmpeg.push(.audioOnly, to: server.push("room"))
            let recordings = try await server.recordings(of: "room", count: 2)
            let after = Wall.now

            for recording in recordings {
                let title = try #require(recording.info["BasicInfo"]["Name"].string)
                let parts = title.split(separator: "_")
                #expect(parts.count == 3)
                #expect(parts.first == "a room")
                let times = try parts.dropFirst().map { try Self.time($0, minutesEast: minutesEast) }
                #expect(times == times.sorted())
                // Milliseconds are cut off.
                #expect(times.allSatisfy { $0 > before - 0.002 && $0 < after })
                let path = try #require(recording.info["BasicInfo"]["StoragePath"].string)
                #expect(path.hasSuffix("/\(title).\(recording.format)"))
            }
        }
    }

    /// Seconds since 1970 of `2026-11-23-20-09-15-123`, whose digits all have to be there.
    private static func time(_ text: some StringProtocol, minutesEast: Int) throws -> Double {
        let fields = text.split(separator: "-")
        #expect(fields.map(\.count) == [4, 2, 2, 2, 2, 2, 3])
        let numbers = fields.compactMap { Int($0) }
        try #require(numbers.count == 7)
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(secondsFromGMT: minutesEast * 60))
        let date = try #require(
            calendar.date(
                from: DateComponents(
                    year: numbers[0], month: numbers[1], day: numbers[2], hour: numbers[3], minute: numbers[4],
                    second: numbers[5])))
        return date.timeIntervalSince1970 + Double(numbers[6]) / 1_000
    }

    @Test("are told apart where two files would have the same")
    func collisions() async throws {
        try await ServerProcess.run { server in
            let settings: [String: JSON] = ["VodFileName": "same", "RecordInterval": 30]
            let template = try await server.cloud.template([.aac], settings: settings)
            _ = try await server.cloud.order("room", until: Wall.second + 60, template: template)
            try await Publisher.ffmpeg.push(.audioOnly, seconds: 70, to: server.push("room"))
            let recordings = try await server.recordings(of: "room", count: 3)
            let names = recordings.compactMap { $0.info["BasicInfo"]["Name"].string }
            #expect(Set(names) == ["same", "same_2", "same_3"])
        }
    }

    @Test(
        "never lead out of the recording's folder",
        arguments: ["../../../escape", "/etc/escape", "..", "a/../../escape", "..\\escape", "{StreamID}/../escape"])
    func traversal(pattern: String) async throws {
        try await ServerProcess.run { server in
            let template = try await server.cloud.template([.aac], settings: ["VodFileName": .string(pattern)])
            _ = try await server.cloud.order("room", until: Wall.second + 60, template: template)
            try await Publisher.ffmpeg.push(.audioOnly, to: server.push("room"))
            let recording = try #require(try await server.recordings(of: "room", count: 1).first)
            try await Self.expectInside(recording, server)
            #expect(!FileManager.default.fileExists(atPath: "/etc/escape.aac"))
        }
    }

    @Test(
        "never lead out of the folder by the stream's name, which whoever pushes chooses",
        arguments: ["../../../escape", "..", "a..b", "%2e%2e%2fescape", "..%5cescape", "a%00b", "a/../../escape"])
    func streams(name: String) async throws {
        try await ServerProcess.run { server in
            let template = try await server.cloud.template([.aac])
            try await server.cloud.call(
                "CreateLiveRecordRule",
                ["DomainName": "127.0.0.1", "AppName": "live", "TemplateId": .integer(template)])
            let tags = try await FLVFile(path: SourceMedia.audioOnly.file()).tags
            for stream in [name, "last"] {
                do {
                    try await LivePublisher.run(server.push(stream)) { try await $0.send(tags, paced: false) }
                } catch is PublishRefused {
                    #expect(stream != "last")
                }
            }
            _ = try await server.cloud.recordings(of: "last", count: 1)
            let all = try await server.cloud.call("SearchMedia", ["Limit": 100], of: "vod")["MediaInfoSet"].array ?? []
            #expect(all.count == 2)
            for info in all { try await Self.expectInside(try await Recording(info), server) }
        }
    }

    /// Nothing was written beside the folder of recordings, and each of its files lies where `vod` says.
    private static func expectInside(_ recording: Recording, _ server: ServerProcess) async throws {
        let path = try #require(recording.info["BasicInfo"]["StoragePath"].string)
        #expect(!path.split(separator: "/").contains(".."))
        #expect(FileManager.default.fileExists(atPath: server.data.path + "/media" + path))
        let stray = server.data.files().filter { $0.contains("escape") && !$0.hasPrefix("media/127.0.0.1/live/") }
        #expect(stray == [])
        let parent = URL(fileURLWithPath: server.data.path).deletingLastPathComponent().path
        #expect(try FileManager.default.contentsOfDirectory(atPath: parent).filter { $0.contains("escape") } == [])
    }
}
