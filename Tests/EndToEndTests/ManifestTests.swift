// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import Testing

@Suite("Manifests", .sharedMachine, .timeLimit(.minutes(60)))
struct ManifestTests {
    @Test("stand beside each recording and agree with its files and with the API", arguments: ["auto", "fmp4"])
    func agreement(segments: String) async throws {
        try await ServerProcess.run(["--hls-segments", segments]) { server in
            let template = try await server.cloud.template(Recording.Format.allCases)
            let task = try await server.cloud.order("room", until: Wall.second + 60, template: template)
            try await Publisher.ffmpeg.push(.bFrames, to: server.push("room"))
            let recordings = try await server.recordings(of: "room", count: 5)
            #expect(try server.manifests().count == 5)
            for recording in recordings {
                let path = try #require(recording.info["BasicInfo"]["StoragePath"].string)
                let folder = URL(fileURLWithPath: server.data.path + "/media" + path).deletingLastPathComponent()
                let manifest = try JSON(
                    text: String(contentsOf: folder.appendingPathComponent("recording.json"), encoding: .utf8))
                #expect(manifest["task_id"].string == task)
                #expect(manifest["template_id"].integer == template)
                #expect(manifest["stream"] == ["domain": "127.0.0.1", "app": "live", "name": "room"])
                #expect(manifest["format"].string == recording.format.rawValue)
                #expect(manifest["is_complete"] == true)
                #expect(manifest["gaps"] == [])
                try Self.expectFiles(of: manifest, in: folder)
                let entry = manifest["files"][0]
                #expect(entry["name"].string == path.split(separator: "/").last.map(String.init))
                #expect(entry["title"] == recording.info["BasicInfo"]["Name"])
                #expect(entry["size"] == recording.info["MetaData"]["Size"])
                let span = recording.info["BasicInfo"]["SourceInfo"]["LiveRecordInfo"]
                for (time, told) in [("begun", "RecordStartTime"), ("ended", "RecordEndTime")] {
                    let text = try #require(entry[time].string)
                    #expect(text.prefix(19) == span[told].string?.prefix(19), "\(time)")
                }
                try Self.expectTracks(of: entry, recording)
            }
        }
    }

    /// Every file of the folder is in the manifest, and every name in the manifest is a file of that size and hash.
    private static func expectFiles(of manifest: JSON, in folder: URL) throws {
        let (files, parts) = (manifest["files"].array ?? [], manifest["parts"].array ?? [])
        #expect(files.count == 1)
        let names = (files + parts).compactMap(\.["name"].string)
        let found = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(Set(found) == Set(names + ["recording.json"]))
        var size: Int64 = 0
        for entry in files + parts {
            let bytes = try Data(contentsOf: folder.appendingPathComponent(try #require(entry["name"].string)))
            #expect(entry["sha256"].string == SHA256.hash(data: bytes).hexadecimal)
            size += Int64(bytes.count)
            if !parts.isEmpty, entry == files.first { continue }
            #expect(entry["size"].integer == Int64(bytes.count))
        }
        #expect(files.first?["size"].integer == size)
    }

    /// The tracks are those that `vod` names and ffmpeg finds.
    private static func expectTracks(of entry: JSON, _ recording: Recording) throws {
        let tracks = entry["tracks"].array ?? []
        #expect(tracks.map(\.["codec"].string) == [recording.videoCodec, recording.audioCodec].filter { $0 != nil })
        for track in tracks {
            let packets = track["kind"] == "video" ? recording.packets.video : recording.packets.audio
            #expect(track["packets"].integer == Int64(packets.count), "\(recording.format)")
            let (first, last) = (try #require(packets.first), try #require(packets.last))
            let span = try #require(track["last_decode_time"].integer) - #require(track["first_decode_time"].integer)
            // What has no times of its own plays frame after frame, to which milliseconds come near.
            #expect(abs(Double(span) / 1e9 - Double(last.decode - first.decode) / 90_000) < 0.03, "\(recording.format)")
        }
    }
}
