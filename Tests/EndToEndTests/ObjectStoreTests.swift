// SPDX-License-Identifier: Apache-2.0

import Foundation
import RecordingTesting
import Subprocess
import Testing

@Suite("Object store", .sharedMachine, .timeLimit(.minutes(60)))
struct ObjectStoreTests {
    /// The settings of a server that uploads to a store, which makes buckets as they are needed.
    private func settings(_ weed: WeedServer, accessKey: String = WeedServer.accessKey) -> [String] {
        [
            "--object-store-url", weed.url, "--object-store-bucket", "recordings", "--object-store-prefix", "my/own",
            "--object-store-access-key", accessKey, "--object-store-secret-key", WeedServer.secretKey,
        ]
    }

    /// Has the server post its file callbacks.
    private func callbacks(_ server: ServerProcess, to base: String) async throws {
        let template = try await server.cloud.call(
            "CreateLiveCallbackTemplate", ["TemplateName": "all", "RecordNotifyUrl": .string(base + "/record")])
        try await server.cloud.call(
            "CreateLiveCallbackRule",
            ["DomainName": "127.0.0.1", "AppName": "live", "TemplateId": template["TemplateId"]])
    }

    @Test("recordings are announced, read, described and deleted in the bucket, by setting and by a template's fields")
    func uploads() async throws {
        let folder = try TemporaryFolder()
        let weed = try await WeedServer(program: Programs.weed, folder: URL(fileURLWithPath: folder.path))
        try await CallbackReceiver.run { receiver, base in
            try await ServerProcess.run(settings(weed)) { server in
                try await callbacks(server, to: base)
                let own = try await server.cloud.template([.hls, .mp4])
                let cos = try await server.cloud.call(
                    "CreateLiveRecordTemplate",
                    [
                        "TemplateName": "cos", "CosStore": 1,
                        "FlvParam": [
                            "Enable": 1, "CosBucketName": "theirs", "CosBucketRegion": "eu-1",
                            "CosBucketPath": "/{StreamID}/{RandomID}",
                        ],
                    ])
                for template in [own, try #require(cos["TemplateId"].integer)] {
                    _ = try await server.cloud.order("room", until: Wall.second + 60, template: template)
                }
                try await Publisher.ffmpeg.push(.bFrames, to: server.push("room"))
                let bodies = try await receiver.bodies(at: "/record", count: 3, within: 60)
                let urls = Set(bodies.compactMap { $0["video_url"].string })
                #expect(urls.count == 3)
                #expect(urls.count { $0.hasPrefix("\(weed.url)/recordings/my/own/127.0.0.1/live/room/") } == 2)
                #expect(urls.count { $0.hasPrefix("\(weed.url)/theirs/room/") && $0.hasSuffix(".flv") } == 1)

                // Fetched from there, as `vod` tells.
                let sent = try await PacketList(of: SourceMedia.bFrames.file())
                let recordings = try await server.recordings(of: "room", count: 3)
                #expect(Set(recordings.compactMap { $0.info["BasicInfo"]["MediaUrl"].string }) == urls)
                for recording in recordings {
                    #expect(recording.packets.videoHashes == sent.videoHashes)
                    try await recording.expectClean()
                }
                for url in urls {
                    let base = try #require(url.lastIndex(of: "/"))
                    let manifest = try JSON(text: await Web.get(url[...base] + "recording.json").text)
                    #expect(manifest["is_complete"] == true)
                }
                // Here only the manifests are left.
                _ = try await eventually("no local copies") {
                    let files = server.data.files().filter { $0.hasPrefix("media/") }
                    return files.allSatisfy { name in
                        [".ts", ".m3u8", ".mp4", ".flv"].allSatisfy { !name.hasSuffix($0) }
                    } ? true : nil
                }
                for recording in recordings {
                    try await server.cloud.call("DeleteMedia", ["FileId": recording.info["FileId"]], of: "vod")
                }
                for url in urls {
                    _ = try await eventually("no \(url)", within: 30) {
                        try await Web.get(url).status == 404 ? true : nil
                    }
                }
            }
        }
        weed.kill()
    }

    @Test("HLS can be played from the bucket while it is recorded")
    func live() async throws {
        let folder = try TemporaryFolder()
        let weed = try await WeedServer(program: Programs.weed, folder: URL(fileURLWithPath: folder.path))
        let tags = try await FLVFile(path: SourceMedia.bFrames.file(seconds: 30)).tags
        try await ServerProcess.run(settings(weed)) { server in
            _ = try await server.cloud.order("room", until: Wall.second + 60)
            try await LivePublisher.run(server.push("room")) { publisher in
                try await publisher.send(tags, paced: false)
                let url = try await eventually("a playlist in the bucket", within: 60) { () async throws -> String? in
                    guard let path = server.data.files().first(where: { $0.hasSuffix("/index.m3u8") }) else {
                        return nil
                    }
                    let url = "\(weed.url)/recordings/my/own/\(path.dropFirst("media/".count))"
                    let answer = try? await Web.get(url)
                    return answer?.status == 200 && answer?.text.contains("00001.ts") == true ? url : nil
                }
                let text = try await Web.get(url).text
                #expect(!text.contains("#EXT-X-ENDLIST"))
                let base = try #require(url.lastIndex(of: "/"))
                for name in Recording.segments(of: text) {
                    #expect(try await Web.get(url[...base] + name).status == 200)
                }
            }
        }
        weed.kill()
    }

    @Test(
        "recording goes on while the store is dead; a server killed meanwhile uploads and announces after its restart")
    func killed() async throws {
        let folder = try TemporaryFolder()
        let weed = try await WeedServer(program: Programs.weed, folder: URL(fileURLWithPath: folder.path))
        weed.kill()
        let data = try TemporaryFolder()
        let sent = try await PacketList(of: SourceMedia.bFrames.file())
        try await CallbackReceiver.run { receiver, base in
            let ready = try await ServerProcess.run(settings(weed), data: data, ending: .signaled(9)) { server in
                try await callbacks(server, to: base)
                _ = try await server.cloud.order("room", until: Wall.second + 60)
                try await Publisher.ffmpeg.push(.bFrames, to: server.push("room"))
                // It is there, and is fetched from here.
                let recording = try #require(try await server.recordings(of: "room", count: 1).first)
                #expect(recording.packets.videoHashes == sent.videoHashes)
                #expect(recording.info["BasicInfo"]["MediaUrl"].string?.contains("/media/") == true)
                _ = try await eventually("failures") {
                    try await server.metric("aircheck_upload_failures_total") > 0 ? true : nil
                }
                _ = try await eventually("figures") {
                    try await server.metric("aircheck_uploads_pending") >= 3 ? true : nil
                }
                try await server.kill()
                return server.ready
            }
            #expect(await receiver.callbacks.isEmpty)
            try weed.start()
            try await ServerProcess.run(settings(weed), data: data, again: ready) { server in
                let body = try #require(try await receiver.bodies(at: "/record", count: 1, within: 90).first)
                #expect(body["video_url"].string?.hasPrefix(weed.url) == true)
                let recording = try #require(try await server.recordings(of: "room", count: 1).first)
                #expect(recording.info["BasicInfo"]["MediaUrl"] == body["video_url"])
                #expect(recording.packets.videoHashes == sent.videoHashes)
            }
        }
        weed.kill()
    }

    @Test("with wrong credentials everything is kept, and the log says why")
    func refused() async throws {
        let folder = try TemporaryFolder()
        let weed = try await WeedServer(program: Programs.weed, folder: URL(fileURLWithPath: folder.path))
        try await ServerProcess.run(settings(weed, accessKey: "nobody")) { server in
            _ = try await server.cloud.order("room", until: Wall.second + 60)
            try await Publisher.ffmpeg.push(.bFrames, to: server.push("room"))
            try await server.logs("upload failed", "credentials")
            let recording = try #require(try await server.recordings(of: "room", count: 1).first)
            #expect(recording.info["BasicInfo"]["MediaUrl"].string?.contains("/media/") == true)
        }
        weed.kill()
    }
}
