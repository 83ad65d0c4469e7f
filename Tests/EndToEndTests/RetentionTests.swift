// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite("Retention", .sharedMachine, .timeLimit(.minutes(60)))
struct RetentionTests {
    @Test("a format's StorageTime ends what it records, and nothing else")
    func storageTime() async throws {
        try await ServerProcess.run { server in
            let brief = try await server.cloud.template([.flv], settings: ["StorageTime": 1])
            let lasting = try await server.cloud.template([.mp4])
            _ = try await server.cloud.order("room", until: Wall.second + 60, template: brief)
            _ = try await server.cloud.order("room", until: Wall.second + 60, template: lasting)
            try await Publisher.ffmpeg.push(.audioOnly, to: server.push("room"))
            try await server.logs("recording deleted", "expired")
            let left = try await server.cloud.recordings(of: "room", count: 1)
            #expect(left.first?["BasicInfo"]["MediaUrl"].string?.hasSuffix(".mp4") == true)
            #expect(server.data.files().contains { $0.hasSuffix(".mp4") })
            #expect(!server.data.files().contains { $0.hasSuffix(".flv") })
        }
    }

    @Test("a quota lets the oldest recordings go, but never a protected one")
    func quota() async throws {
        try await ServerProcess.run(["--retention-max-size", "1KiB"]) { server in
            let template = try await server.cloud.flvTemplate()
            _ = try await server.cloud.order("room", until: Wall.second + 60, template: template)
            try await Publisher.ffmpeg.push(.audioOnly, to: server.push("room"))
            try await server.logs("recording deleted", "quota")
            #expect(try await server.cloud.recordings(of: "room") == [])
        }
    }
}
