// SPDX-License-Identifier: Apache-2.0

import Testing

@Suite("TLS", .sharedMachine, .timeLimit(.minutes(60)))
struct TLSTests {
    /// A certificate for 127.0.0.1 that signs itself, and the settings that use it.
    private static func settings(in folder: TemporaryFolder) async throws -> [String] {
        let certificate = folder.path + "/certificate.pem"
        let key = folder.path + "/key.pem"
        try await Tool.output(
            of: "openssl",
            [
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
                "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key, "-out", certificate,
            ])
        return [
            "--tls-certificate", certificate, "--tls-key", key, "--https-address", "127.0.0.1:0", "--rtmps-address",
            "127.0.0.1:0",
        ]
    }

    @Test("serves the API over HTTPS to the Python SDK, beside HTTP")
    func https() async throws {
        let folder = try TemporaryFolder()
        try await ServerProcess.run(Self.settings(in: folder)) { server in
            let plain = server.cloud
            let secure = CloudClient(
                endpoint: try #require(server.ready.https), secretID: plain.secretID, secretKey: plain.secretKey,
                options: ["certification": .string(folder.path + "/certificate.pem")])
            let id = try await secure.order("room", until: Wall.second + 60)
            #expect(try await plain.tasks().map { $0["TaskId"] } == [.string(id)])
            #expect(try await secure.tasks().count == 1)
        }
    }

    @Test("serves API and media over HTTPS alone where HTTP is off")
    func httpsAlone() async throws {
        let folder = try TemporaryFolder()
        try await ServerProcess.run(Self.settings(in: folder) + ["--http-address", "off"]) { server in
            let address = try #require(server.ready.https)
            #expect(server.ready.http == nil)
            try await server.logs("ready", "https=\(address)")
            let lines = await server.log.lines
            #expect(!lines.contains { $0.contains(" http=") })
            var cloud = server.cloud
            await #expect(throws: (any Error).self) { try await cloud.call("DescribeLiveRecordTemplates") }
            cloud.options = ["certification": .string(folder.path + "/certificate.pem")]
            _ = try await cloud.order("room", until: Wall.second + 60)
            try await Publisher.ffmpeg.push(.bFrames, to: server.push("room"))
            let info = try #require(try await cloud.recordings(of: "room", count: 1).first)
            let url = try #require(info["BasicInfo"]["MediaUrl"].string)
            #expect(url.hasPrefix("https://\(address)/media/"))
            let sent = try await PacketList(of: SourceMedia.bFrames.file())
            let played = try await PacketList(of: url)
            #expect(played.videoHashes == sent.videoHashes)
        }
    }

    @Test("records what ffmpeg pushes over RTMPS")
    func rtmps() async throws {
        let folder = try TemporaryFolder()
        try await ServerProcess.run(Self.settings(in: folder)) { server in
            let address = try #require(server.ready.rtmps)
            _ = try await server.cloud.order("room", until: Wall.second + 60)
            try await Publisher.ffmpeg.push(.bFrames, to: "rtmps://\(address)/live/room")
            let sent = try await PacketList(of: SourceMedia.bFrames.file())
            for recording in try await server.recordings(of: "room", count: 1) {
                #expect(recording.packets.videoHashes == sent.videoHashes)
                #expect(recording.packets.audioHashes == sent.audioHashes)
            }
        }
    }

    @Test("closes a connection that does not speak TLS, and goes on serving others")
    func plainBytes() async throws {
        let folder = try TemporaryFolder()
        try await ServerProcess.run(Self.settings(in: folder)) { server in
            let address = try #require(server.ready.rtmps)
            await #expect(throws: (any Error).self) {
                try await Publisher.ffmpeg.push(.bFrames, to: "rtmp://\(address)/live/room")
            }
            try await Publisher.ffmpeg.push(.bFrames, to: "rtmps://\(address)/live/room")
        }
    }
}
