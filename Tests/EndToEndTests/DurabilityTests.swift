// SPDX-License-Identifier: Apache-2.0

import Foundation
import Subprocess
import Testing

@Suite("Durability", .sharedMachine, .timeLimit(.minutes(60)))
struct DurabilityTests {
    @Test("an answered order survives kill -9")
    func killed() async throws {
        let data = try TemporaryFolder()
        let (ready, task) = try await ServerProcess.run(data: data, ending: .signaled(9)) { server in
            let task = try await server.cloud.order("room", until: Wall.second + 60)
            try await server.kill()
            return (server.ready, task)
        }
        try await ServerProcess.run(data: data, again: ready) { server in
            #expect(server.ready.rtmp == ready.rtmp)
            #expect(try await server.cloud.tasks().map { $0["TaskId"].string } == [task])
            try await Publisher.ffmpeg.push(.bFrames, to: server.push("room"))
            let recordings = try await server.recordings(of: "room", count: 1)
            #expect(
                recordings.first?.packets.videoHashes
                    == (try await PacketList(of: SourceMedia.bFrames.file())).videoHashes)
        }
    }

    @Test("SIGTERM in mid-recording seals every file, takes ready.json away and exits 0")
    func terminated() async throws {
        let data = try TemporaryFolder()
        let tags = try await FLVFile(path: SourceMedia.bFrames.file()).tags
        let ready = try await ServerProcess.run(data: data) { server in
            let template = try await server.cloud.flvTemplate()
            _ = try await server.cloud.order("room", until: Wall.second + 60)
            _ = try await server.cloud.order("room", until: Wall.second + 60, template: template)
            await #expect(throws: (any Error).self) {
                try await LivePublisher.run(server.push("room")) { publisher in
                    try await publisher.send(tags, paced: false)
                    try await server.recordingBegins(count: 2)
                    try await server.hasReceived(tags)
                    try await server.terminate()
                    throw ConnectionCut()
                }
            }
            return server.ready
        }
        #expect(!FileManager.default.fileExists(atPath: data.path + "/ready.json"))
        #expect(data.files().filter { $0.hasSuffix(".part") } == [])

        // What was sealed is in the library when the server is back, with the right lengths.
        try await ServerProcess.run(data: data, again: ready) { server in
            let packets = try await PacketList(of: SourceMedia.bFrames.file())
            for recording in try await server.recordings(of: "room", count: 2) {
                #expect(recording.packets.videoHashes == packets.videoHashes)
                #expect(recording.packets.audioHashes == packets.audioHashes)
                #expect(abs((recording.duration ?? 0) - 5) < 0.15)
                try await recording.expectClean()
            }
        }
    }

    @Test("an order, a stop and a deletion from before a restart hold after it")
    func restarted() async throws {
        let data = try TemporaryFolder()
        let ready = try await ServerProcess.run(data: data) { server in
            let end = Wall.second + 60
            _ = try await server.cloud.order("kept", until: end)
            let stopped = try await server.cloud.order("stopped", until: end)
            let deleted = try await server.cloud.order("deleted", until: end)
            try await server.cloud.call("StopRecordTask", ["TaskId": .string(stopped)])
            try await server.cloud.call("DeleteRecordTask", ["TaskId": .string(deleted)])
            return server.ready
        }
        try await ServerProcess.run(data: data, again: ready) { server in
            for stream in ["stopped", "deleted", "kept"] {
                try await Publisher.ffmpeg.push(.noBFrames, to: server.push(stream))
            }
            _ = try await server.cloud.recordings(of: "kept", count: 1)
            try await server.recordSomethingElse()
            #expect(try await server.cloud.recordings(of: "stopped") == [])
            #expect(try await server.cloud.recordings(of: "deleted") == [])
        }
    }
}
