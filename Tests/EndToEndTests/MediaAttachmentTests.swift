// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOCore
import Testing

@Suite("Covers, marks and subtitles", .sharedMachine, .timeLimit(.minutes(60)))
struct MediaAttachmentTests {
    /// A picture of one pixel.
    private static let png =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    private static let subtitles = "WEBVTT\n\n00:01.000 --> 00:02.000\n你好\n"

    @Test("are served, outlive the server, and go with their recording")
    func wholeLife() async throws {
        let (data, ready, infos) = try await ServerProcess.run { server in
            let template = try await server.cloud.flvTemplate()
            _ = try await server.cloud.order("room", until: Wall.second + 60)
            _ = try await server.cloud.order("room", until: Wall.second + 60, template: template)
            try await Publisher.ffmpeg.push(.bFrames, to: server.push("room"))
            for recording in try await server.cloud.recordings(of: "room", count: 2) {
                try await Self.modify(recording["FileId"], on: server)
            }
            let infos = try await server.cloud.recordings(of: "room")
            for info in infos { try await Self.expectServed(info) }
            return (server.data, server.ready, infos)
        }
        try await ServerProcess.run(data: data, again: ready) { server in
            #expect(try await server.cloud.recordings(of: "room") == infos)
            for info in infos {
                try await Self.expectServed(info)
                try await server.cloud.call("DeleteMedia", ["FileId": info["FileId"]], of: "vod")
                for url in try Self.urls(info) { #expect(try await Web.get(url).status == 404) }
            }
            #expect(!data.files().contains { $0.hasSuffix(".png") || $0.hasSuffix(".vtt") })
        }
    }

    private static func modify(_ id: JSON, on server: ServerProcess) async throws {
        let answer = try await server.cloud.call(
            "ModifyMediaInfo",
            [
                "FileId": id, "CoverData": .string(png),
                "AddKeyFrameDescs": [["TimeOffset": .number(1.5), "Content": "中场"]],
                "AddSubtitles": [
                    [
                        "Name": "中文", "Language": "zh", "Format": "vtt",
                        "Content": .string(Data(subtitles.utf8).base64EncodedString()),
                    ]
                ],
            ], of: "vod")
        let info = try await server.cloud.call("DescribeMediaInfos", ["FileIds": [id]], of: "vod")["MediaInfoSet"][0]
        #expect(info["BasicInfo"]["CoverUrl"] == answer["CoverUrl"])
        #expect(info["SubtitleInfo"]["SubtitleSet"] == answer["AddedSubtitleSet"])
        #expect(info["KeyFrameDescInfo"]["KeyFrameDescSet"][0]["TimeOffset"].double == 1.5)
        #expect(info["KeyFrameDescInfo"]["KeyFrameDescSet"][0]["Content"] == "中场")
    }

    /// Where the cover and the subtitles of a recording are fetched.
    private static func urls(_ info: JSON) throws -> [String] {
        [
            try #require(info["BasicInfo"]["CoverUrl"].string),
            try #require(info["SubtitleInfo"]["SubtitleSet"][0]["Url"].string),
        ]
    }

    private static func expectServed(_ info: JSON) async throws {
        let answers = try await [Web.get(urls(info)[0]), Web.get(urls(info)[1])]
        #expect(answers.map(\.status) == [200, 200])
        #expect(answers.map { $0.headers["content-type"] } == ["image/png", "text/vtt"])
        #expect(Array(answers[0].body.readableBytesView) == Array(Data(base64Encoded: png) ?? Data()))
        #expect(answers[1].text == subtitles)
    }
}
