// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import Testing

@Suite("Admission", .sharedMachine, .timeLimit(.minutes(60)))
struct AdmissionTests {
    @Test("refuses a push to a domain that nobody registered")
    func unknownDomain() async throws {
        try await ServerProcess.run { server in
            await #expect(throws: PublishRefused.self) {
                try await Self.attempt(server.push("room", parameters: "vhost=unknown.example.com"))
            }
            try await server.logs("push refused", "18/301")
        }
    }

    @Test("accepts a push to any domain when told so")
    func openDomains() async throws {
        try await ServerProcess.run(["--open-domains", "true"]) { server in
            try await Self.attempt(server.push("room", parameters: "vhost=unknown.example.com"))
        }
    }

    @Test("asks for the txSecret of a domain that was added: by the main or the backup key, until it expires")
    func secrets() async throws {
        try await ServerProcess.run { server in
            let domain = "push.example.com"
            try await server.cloud.call("AddLiveDomain", ["DomainName": .string(domain), "DomainType": 0])
            let keys = try await server.cloud.call("DescribeLivePushAuthKey", ["DomainName": .string(domain)])
            let info = keys["PushAuthKeyInfo"]
            let main = try #require(info["MasterAuthKey"].string)
            let backup = try #require(info["BackupAuthKey"].string)
            #expect(info["Enable"] == 1)

            func url(key: String, stream: String = "room", expiry: Double) -> String {
                let time = String(Int64(Wall.now + expiry), radix: 16, uppercase: true)
                let secret = Insecure.MD5.hash(data: Data((key + stream + time).utf8)).hexadecimal
                return server.push("room", parameters: "vhost=\(domain)&txSecret=\(secret)&txTime=\(time)")
            }
            try await Self.attempt(url(key: main, expiry: 600))
            try await Self.attempt(url(key: backup, expiry: 600))
            for (wrong, code) in [
                (url(key: "wrong", expiry: 600), "18/503"), (url(key: main, stream: "other", expiry: 600), "18/503"),
                (url(key: main, expiry: -600), "18/501"),
                (server.push("room", parameters: "vhost=\(domain)"), "18/502"),
            ] {
                await #expect(throws: PublishRefused.self, "\(code)") { try await Self.attempt(wrong) }
                try await server.logs("push refused", code)
            }

            // A real client, recorded by an order for that domain.
            _ = try await server.cloud.order("room", domain: domain, until: Wall.second + 60)
            try await Publisher.ffmpeg.push(.noBFrames, to: url(key: main, expiry: 600))
            _ = try await server.recordings(of: "room", count: 1)

            // Without authentication the domain alone is enough.
            try await server.cloud.call("ModifyLivePushAuthKey", ["DomainName": .string(domain), "Enable": 0])
            try await Self.attempt(server.push("room", parameters: "vhost=\(domain)"))
        }
    }

    @Test("refuses a second publisher, and the first is recorded whole")
    func secondPublisher() async throws {
        try await ServerProcess.run { server in
            _ = try await server.cloud.order("room", until: Wall.second + 60)
            let source = try await SourceMedia.bFrames.file()
            let tags = try FLVFile(path: source).tags
            try await LivePublisher.run(server.push("room")) { publisher in
                try await publisher.send(tags.prefix(100), paced: false)
                let refusal = await #expect(throws: PublishRefused.self) {
                    try await Self.attempt(server.push("room"))
                }
                #expect(refusal?.code == "NetStream.Publish.BadName")
                await #expect(throws: ToolFailure.self) {
                    try await Publisher.ffmpeg.push(.noBFrames, to: server.push("room"))
                }
                try await publisher.send(tags.dropFirst(100), paced: false)
            }
            let recordings = try await server.recordings(of: "room", count: 1)
            let packets = try await PacketList(of: source)
            #expect(recordings.first?.packets.videoHashes == packets.videoHashes)
            #expect(recordings.first?.packets.audioHashes == packets.audioHashes)
        }
    }

    @Test("lets a publisher take the place of one that fell silent")
    func deadPredecessor() async throws {
        try await ServerProcess.run(["--rtmp-takeover-silence", "1"]) { server in
            _ = try await server.cloud.order("room", until: Wall.second + 60)
            let tags = try await FLVFile(path: SourceMedia.noBFrames.file()).tags
            try await LivePublisher.run(server.push("room")) { publisher in
                try await publisher.send(tags.prefix(100), paced: false)
                _ = try await eventually("the take-over") {
                    do {
                        try await Publisher.ffmpeg.push(.bFrames, to: server.push("room"))
                        return true
                    } catch is ToolFailure {
                        return nil
                    }
                }
            }
            try await server.logs("push ended", "21/103")
            let recordings = try await server.recordings(of: "room", count: 2)
            let packets = try await PacketList(of: SourceMedia.bFrames.file())
            #expect(recordings.last?.packets.videoHashes == packets.videoHashes)
        }
    }

    @Test("refuses names that are none")
    func badNames() async throws {
        try await ServerProcess.run { server in
            for name in ["a b", "r\u{F6}om", "\u{623F}\u{9593}", String(repeating: "x", count: 256)] {
                await #expect(throws: PublishRefused.self, "\(name)") { try await Self.attempt(server.push(name)) }
            }
            let refused = try await server.metric("aircheck_pushes_refused_total", where: "18/308")
            #expect(refused == 4)
        }
    }

    /// Publishes nothing, and ends properly.
    private static func attempt(_ url: String) async throws {
        try await LivePublisher.run(url) { _ in }
    }
}
