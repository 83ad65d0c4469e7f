// SPDX-License-Identifier: Apache-2.0

import Testing

@Suite("Orders", .sharedMachine, .timeLimit(.minutes(60)))
struct OrderTests {
    @Test("StopRecordTask seals the file now, and the order never records again")
    func stop() async throws {
        try await ServerProcess.run { server in
            let url = server.push("room")
            let task = try await server.cloud.order("room", until: Wall.second + 60)
            let called = try await Self.whilePushing(to: url) {
                try await server.recordingBegins()
                let called = Wall.second
                try await server.cloud.call("StopRecordTask", ["TaskId": .string(task)])
                // Sealed while the push goes on.
                let recordings = try await server.recordings(of: "room", count: 1)
                for recording in recordings { try await recording.expectClean() }
                #expect(try await server.metric("aircheck_pushes_live") == 1)
                return called
            }
            let listed = try #require(try await server.cloud.tasks().first { $0["TaskId"].string == task })
            #expect((called...Wall.second).contains(try #require(listed["Stopped"].integer)))

            try await Publisher.ffmpeg.push(.noBFrames, to: server.push("room"))
            try await server.recordSomethingElse()
            #expect(try await server.cloud.recordings(of: "room").count == 1)
            // Stopping again changes nothing.
            try await server.cloud.call("StopRecordTask", ["TaskId": .string(task)])
        }
    }

    @Test("DeleteRecordTask lets a running recording go on, and later pushes are not recorded")
    func delete() async throws {
        try await ServerProcess.run { server in
            let url = server.push("room")
            let task = try await server.cloud.order("room", until: Wall.second + 60)
            try await Self.whilePushing(to: url, paced: false) {
                try await server.recordingBegins()
                try await server.cloud.call("DeleteRecordTask", ["TaskId": .string(task)])
                #expect(try await server.cloud.tasks() == [])
            }
            let recordings = try await server.recordings(of: "room", count: 1)
            let source = try await PacketList(of: SourceMedia.noBFrames.file())
            #expect(recordings.first?.packets.videoHashes == source.videoHashes)

            try await Publisher.ffmpeg.push(.noBFrames, to: server.push("room"))
            try await server.recordSomethingElse()
            #expect(try await server.cloud.recordings(of: "room").count == 1)
        }
    }

    @Test("two overlapping orders make two recordings")
    func overlap() async throws {
        try await ServerProcess.run { server in
            for end in [50, 60] { _ = try await server.cloud.order("room", until: Wall.second + Int64(end)) }
            try await Publisher.ffmpeg.push(.bFrames, to: server.push("room"))
            let source = try await PacketList(of: SourceMedia.bFrames.file())
            for recording in try await server.recordings(of: "room", count: 2) {
                #expect(recording.packets.videoHashes == source.videoHashes)
                #expect(recording.packets.audioHashes == source.audioHashes)
            }
        }
    }

    @Test("a fourth overlapping order is accepted, and does not start while three run")
    func fourth() async throws {
        try await ServerProcess.run { server in
            for _ in 1...4 { _ = try await server.cloud.order("room", until: Wall.second + 60) }
            try await Publisher.ffmpeg.push(.noBFrames, to: server.push("room"))
            _ = try await server.cloud.recordings(of: "room", count: 3)
            try await server.recordSomethingElse()
            #expect(try await server.cloud.recordings(of: "room").count == 3)
            #expect(try await server.cloud.tasks().count { $0["StreamName"] == "room" } == 4)
        }
    }

    @Test("the recorder's template decides the format, and a template nobody knows means HLS")
    func templates() async throws {
        try await ServerProcess.run { server in
            let flv = try await server.cloud.flvTemplate()
            _ = try await server.cloud.order("flv", until: Wall.second + 60, template: flv)
            _ = try await server.cloud.order("hls", until: Wall.second + 60, template: flv + 1000)
            for stream in ["flv", "hls"] {
                try await Publisher.ffmpeg.push(.bFrames, to: server.push(stream))
                let recordings = try await server.recordings(of: stream, count: 1)
                #expect(recordings.map(\.format.rawValue) == [stream])
            }
        }
    }

    @Test("what came before the connection ended is recorded, however far the disk is behind")
    func backPressure() async throws {
        try await ServerProcess.run { server in
            for _ in 1...3 { _ = try await server.cloud.order("room", until: Wall.second + 120) }
            let tags = try await FLVFile(path: SourceMedia.noBFrames.file()).tags.map { $0.filled(to: 200_000) }
            try await LivePublisher.run(server.push("room"), ending: .halfClosed) { publisher in
                try await publisher.send(tags, paced: false)
            }
            let source = try await PacketList(of: SourceMedia.noBFrames.file())
            for recording in try await server.recordings(of: "room", count: 3, within: 240) {
                #expect(recording.packets.video.count == source.video.count)
                #expect(recording.packets.audioHashes == source.audioHashes)
            }
        }
    }

    /// Publishes a source in real time, or its first half at once and the rest after the work, and works meanwhile.
    private static func whilePushing<Answer: Sendable>(
        to url: String, paced: Bool = true, _ work: @escaping @Sendable () async throws -> Answer
    ) async throws -> Answer {
        let tags = try await FLVFile(path: SourceMedia.noBFrames.file()).tags
        return try await LivePublisher.run(url) { publisher in
            let half = tags.prefix(tags.count / 2)
            try await publisher.send(half, paced: false)
            let answer: Answer
            if paced {
                async let pushing: Void = publisher.send(tags.dropFirst(half.count))
                answer = try await work()
                try await pushing
            } else {
                answer = try await work()
                try await publisher.send(tags.dropFirst(half.count), paced: false)
            }
            return answer
        }
    }
}
