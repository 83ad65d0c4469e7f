// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite("FlowContinueDuration", .sharedMachine, .timeLimit(.minutes(60)))
struct ContinuationTests {
    /// Template, callbacks and order, then the work with the receiver, whose paths are `/record` and `/status`.
    private func run(
        continuing seconds: Int64, _ work: @escaping @Sendable (ServerProcess, CallbackReceiver) async throws -> Void
    ) async throws {
        try await CallbackReceiver.run { receiver, base in
            try await ServerProcess.run { server in
                let callbacks = try await server.cloud.call(
                    "CreateLiveCallbackTemplate",
                    [
                        "TemplateName": "all", "RecordNotifyUrl": .string(base + "/record"),
                        "RecordStatusNotifyUrl": .string(base + "/status"),
                    ])
                try await server.cloud.call(
                    "CreateLiveCallbackRule",
                    ["DomainName": "127.0.0.1", "AppName": "live", "TemplateId": callbacks["TemplateId"]])
                let template = try await server.cloud.template([.hls], continuing: seconds)
                _ = try await server.cloud.order("room", until: Wall.second + 120, template: template)
                try await work(server, receiver)
            }
        }
    }

    private static func events(of receiver: CallbackReceiver) async -> [String] {
        await receiver.callbacks.filter { $0.path == "/status" }.compactMap(\.body["record_event"].string)
    }

    /// Publishes tags and cuts the connection without a word once the server has them.
    private static func pushAndBreak(
        _ tags: some Sequence<FLVFile.Tag> & Sendable, paced: Bool = false, to server: ServerProcess
    ) async throws {
        do {
            try await LivePublisher.run(server.push("room")) { publisher in
                try await publisher.send(tags, paced: paced)
                try await server.hasReceived(tags)
                throw ConnectionCut()
            }
        } catch is ConnectionCut {}
    }

    @Test("goes on with the same playlist when the push comes back in time: one file, one callback")
    func resumed() async throws {
        try await self.run(continuing: 5) { server, receiver in
            let tags = try await FLVFile(path: SourceMedia.noBFrames.file()).tags
            let half = tags.prefix(tags.count / 2)
            // At the pace of the wall clock, which the playlist tells.
            try await Self.pushAndBreak(half, paced: true, to: server)
            _ = try await eventually("the pause") {
                await Self.events(of: receiver).contains("record_paused") ? true : nil
            }
            let back = Wall.now
            try await Publisher.ffmpeg.push(.noBFrames, to: server.push("room"))
            let gone = Wall.now

            let recordings = try await server.recordings(of: "room", count: 1)
            // A callback of another file would come before its end is told.
            let events = try await eventually("the end") {
                let events = await Self.events(of: receiver)
                return events.last == "record_ended" ? events : nil
            }
            #expect(
                events == [
                    "record_start_succeeded", "record_paused", "record_resumed", "record_paused", "record_ended",
                ])
            #expect(await receiver.callbacks.count { $0.path == "/record" } == 1)
            let recording = try #require(recordings.first)
            try await recording.expectClean()
            let source = try await PacketList(of: SourceMedia.noBFrames.file())
            let (videos, audios) = (
                half.count { $0.kind == .video && $0.isPacket }, half.count { $0.kind == .audio && $0.isPacket }
            )
            #expect(recording.packets.videoHashes == source.videoHashes.prefix(videos) + source.videoHashes)
            #expect(recording.packets.audioHashes == source.audioHashes.prefix(audios) + source.audioHashes)

            let lines = recording.playlist.split(separator: "\n").map(String.init)
            let place = try #require(lines.firstIndex(of: "#EXT-X-DISCONTINUITY"))
            #expect(lines.count { $0 == "#EXT-X-DISCONTINUITY" } == 1)
            let dates = lines.filter { $0.hasPrefix("#EXT-X-PROGRAM-DATE-TIME:") }
            #expect(dates.count == 2)
            #expect(lines[place...].contains(dates[1]))
            let format = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
            let time = try Date(String(dates[1].drop { $0 != ":" }.dropFirst()), strategy: format).timeIntervalSince1970
            // Milliseconds are cut off.
            #expect(time > back - 0.002 && time < gone, "\(dates[1])")

            let gaps = try #require(try server.manifests().first)["gaps"].array ?? []
            #expect(gaps.map(\.["reason"].string) == ["push_lost"])
        }
    }

    @Test("ends the recording when the push stays away, and begins another when it comes")
    func late() async throws {
        try await self.run(continuing: 1) { server, receiver in
            let tags = try await FLVFile(path: SourceMedia.noBFrames.file()).tags
            try await Self.pushAndBreak(tags, to: server)
            _ = try await receiver.bodies(at: "/record", count: 1)
            try await Publisher.ffmpeg.push(.noBFrames, to: server.push("room"))

            let recordings = try await server.recordings(of: "room", count: 2)
            let source = try await PacketList(of: SourceMedia.noBFrames.file())
            for recording in recordings {
                try await recording.expectClean()
                #expect(recording.packets.videoHashes == source.videoHashes)
                #expect(recording.packets.audioHashes == source.audioHashes)
                #expect(!recording.playlist.contains("#EXT-X-DISCONTINUITY"))
            }
            _ = try await receiver.bodies(at: "/record", count: 2)
            let events = try await eventually("both ends") {
                let events = await Self.events(of: receiver)
                return events.count { $0 == "record_ended" } == 2 ? events : nil
            }
            let once = ["record_start_succeeded", "record_paused", "record_ended"]
            #expect(events == once + once)
        }
    }
}
