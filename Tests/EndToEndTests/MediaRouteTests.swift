// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOCore
import Testing

@Suite("The /media/ route", .sharedMachine, .timeLimit(.minutes(60)))
struct MediaRouteTests {
    @Test("serves recordings with their types, in ranges, under entity tags, to any origin")
    func files() async throws {
        try await ServerProcess.run { server in
            let template = try await server.cloud.flvTemplate()
            _ = try await server.cloud.order("room", until: Wall.second + 60)
            _ = try await server.cloud.order("room", until: Wall.second + 60, template: template)
            try await Publisher.ffmpeg.push(.bFrames, to: server.push("room"))

            for recording in try await server.recordings(of: "room", count: 2) {
                let url = try #require(recording.info["BasicInfo"]["MediaUrl"].string)
                #expect(url.hasPrefix(server.url("/media/")))
                let base = String(url[...(try #require(url.lastIndex(of: "/")))])
                for segment in Recording.segments(of: recording.playlist) {
                    try await Self.expectServed(base + segment, as: "video/mp2t")
                }
                try await Self.expectServed(
                    url, as: recording.format == .flv ? "video/x-flv" : "application/vnd.apple.mpegurl")
            }
        }
    }

    private static func expectServed(_ url: String, as type: String) async throws {
        let whole = try await Web.get(url, headers: ["Origin": "https://player.example.com"])
        #expect(whole.status == 200)
        #expect(whole.headers["content-type"] == type)
        #expect(whole.headers["access-control-allow-origin"] == "*")
        let bytes = Array(whole.body.readableBytesView)

        let head = try await Web.get(url, method: "HEAD")
        #expect(head.status == 200)
        #expect(head.headers["content-length"] == "\(bytes.count)")
        #expect(head.headers["content-type"] == type)
        #expect(head.body.readableBytes == 0)

        let part = try await Web.get(url, headers: ["Range": "bytes=10-29"])
        #expect(part.status == 206)
        #expect(part.headers["content-range"] == "bytes 10-29/\(bytes.count)")
        #expect(Array(part.body.readableBytesView) == Array(bytes[10...29]))
        let last = try await Web.get(url, headers: ["Range": "bytes=-16"])
        #expect(last.status == 206)
        #expect(Array(last.body.readableBytesView) == Array(bytes.suffix(16)))
        let rest = try await Web.get(url, headers: ["Range": "bytes=20-"])
        #expect(Array(rest.body.readableBytesView) == Array(bytes.dropFirst(20)))
        let beyond = try await Web.get(url, headers: ["Range": "bytes=\(bytes.count)-"])
        #expect(beyond.status == 416)
        #expect(beyond.headers["content-range"] == "bytes */\(bytes.count)")

        let tag = try #require(whole.headers["etag"])
        let unchanged = try await Web.get(url, headers: ["If-None-Match": tag])
        #expect(unchanged.status == 304)
        #expect(unchanged.body.readableBytes == 0)
        #expect(try await Web.get(url, headers: ["If-None-Match": "\"other\""]).status == 200)
    }

    @Test("shows the growing playlist of a recording that runs")
    func growing() async throws {
        try await ServerProcess.run { server in
            let tags = try await FLVFile(path: SourceMedia.bFrames.file(seconds: 12)).tags
            _ = try await server.cloud.order("room", until: Wall.second + 60)
            let path = try await LivePublisher.run(server.push("room")) { publisher in
                try await publisher.send(tags, paced: false)
                let path = try await eventually("a playlist") {
                    server.data.files().first { $0.hasSuffix(".m3u8") }
                }
                let playlist = try await Web.get(server.url("/" + path)).text
                #expect(playlist.contains("#EXT-X-PLAYLIST-TYPE:EVENT\n"))
                #expect(playlist.contains("#EXT-X-PROGRAM-DATE-TIME:"))
                #expect(!playlist.contains("#EXT-X-ENDLIST"))
                #expect(Recording.segments(of: playlist).count == 1)
                // What is not complete is not there, however it is spelt.
                let unfinished = try await eventually("the next segment") {
                    server.data.files().first { $0.hasSuffix(".part") }
                }
                for name in [unfinished, String(unfinished.dropLast(3)) + "%61rt", unfinished + "%00.ts"] {
                    #expect(try await Web.get(server.url("/" + name)).status == 404, "\(name)")
                }
                return path
            }
            let recordings = try await server.recordings(of: "room", count: 1)
            let url = try #require(recordings.first?.info["BasicInfo"]["MediaUrl"].string)
            #expect(url == server.url("/" + path))
            #expect(recordings.first?.segmentPaths.count == 2)
            try await recordings.first?.expectClean()
        }
    }

    @Test("gives away nothing but recordings")
    func traversal() async throws {
        try await ServerProcess.run { server in
            for path in [
                "/media/../credentials.json", "/media/..%2fcredentials.json", "/media/%2e%2e/credentials.json",
                "/media/%2e%2e%2fcredentials.json", "/media//../credentials.json", "/media/./../credentials.json",
                "/media/..%5ccredentials.json", "/media/x/../../credentials.json", "/media/..;/credentials.json",
                "/media/..%252fcredentials.json", "/media/%00", "/media/", "/media", "/media/nothing.flv",
                "/credentials.json", "/media//etc/passwd", "/media/%2fetc/passwd", "//etc/passwd",
                "/media/../catalogue.sqlite",
            ] {
                let request = "GET \(path) HTTP/1.1\r\nHost: \(server.ready.web)\r\nConnection: close\r\n\r\n"
                let (said, _) = try await RawConnection.expectClosed(by: server.ready.web, within: 10) { outbound in
                    try await outbound.write(ByteBuffer(string: request))
                }
                let answer = String(buffer: said)
                #expect(
                    answer.hasPrefix("HTTP/1.1 404 ") || answer.hasPrefix("HTTP/1.1 400 "),
                    "\(path): \(answer.prefix(200))")
                for secret in ["secretKey", "root:", "SQLite"] { #expect(!answer.contains(secret), "\(path)") }
            }
        }
    }
}
