// SPDX-License-Identifier: Apache-2.0

import Foundation
import Subprocess
import Testing

@Suite("What operators see", .sharedMachine, .timeLimit(.minutes(60)))
struct OperatorTests {
    @Test("answers /healthz, /readyz and /metrics, writes ready.json and one ready line")
    func health() async throws {
        try await ServerProcess.run { server in
            #expect(try await Web.get(server.url("/healthz")).status == 200)
            #expect(try await Web.get(server.url("/readyz")).status == 200)
            try await server.logs("ready", "rtmp=\(server.ready.rtmp)", "http=\(server.ready.web)")
            let mode = try FileManager.default.attributesOfItem(
                atPath: server.data.path + "/credentials.json")[.posixPermissions]
            #expect(mode as? Int == 0o600)

            _ = try await server.cloud.order("room", until: Wall.second + 60)
            _ = try? await server.cloud.call("StopRecordTask", ["TaskId": "unknown"])
            try await Publisher.ffmpeg.push(.bFrames, to: server.push("room"))
            _ = try await server.cloud.recordings(of: "room", count: 1)

            let answer = try await Web.get(server.url("/metrics"))
            #expect(answer.headers["content-type"]?.hasPrefix("text/plain") == true)
            #expect(try await server.metric("aircheck_pushes_total") == 1)
            #expect(try await server.metric("aircheck_pushes_live") == 0)
            #expect(try await server.metric("aircheck_recordings_total") == 1)
            #expect(try await server.metric("aircheck_recordings_running") == 0)
            #expect(try await server.metric("aircheck_ingest_bytes_total") > 100_000)
            let calls = "aircheck_api_calls_total"
            #expect(try await server.metric(calls, where: "CreateRecordTask") == 1)
            #expect(try await server.metric(calls, where: "InvalidParameter") == 1)
            #expect(answer.text.split(separator: "\n").allSatisfy { $0.hasPrefix("#") || $0.contains(" ") })
        }
    }

    @Test("logs state changes and neither packets nor secrets")
    func log() async throws {
        try await ServerProcess.run { server in
            _ = try await server.cloud.order("room", until: Wall.second + 60)
            try await Publisher.ffmpeg.push(.bFrames, to: server.push("room", parameters: "txSecret=hidden&txTime=1"))
            _ = try await server.cloud.recordings(of: "room", count: 1)
            try await server.logs("push ended")
            let lines = await server.log.lines
            #expect(lines.count < 60)
            #expect(!lines.contains { $0.contains("hidden") })
            // Shown once, when it was made.
            #expect(lines.count { $0.contains(server.cloud.secretKey) } == 1)
        }
    }

    @Test(
        "refuses to start for unknown settings and bad values, in one clear line",
        arguments: [
            (["--no-such-setting", "1"], "no-such-setting"), (["--rtmp-address", "nowhere"], "--rtmp-address"),
            (["--http-address", "127.0.0.1:65536"], "--http-address"),
            (["--http-address", "off"], "--https-address"),
            (["--api-faults", "CreateRecordTask=ResourceNotFound.TaskId"], "--api-faults"),
            (["--open-domains", "perhaps"], "--open-domains"),
            (["--rtmp-idle-timeout", "-1"], "--rtmp-idle-timeout"), (["--secret-id", "alone"], "--secret-key"),
            (["--data-dir"], "--data-dir"), (["--config", "/no/such/file"], "/no/such/file"),
        ])
    func refusal(arguments: [String], named: String) async throws {
        let folder = try TemporaryFolder()
        let base = arguments.contains("--data-dir") ? [] : ["--data-dir", folder.path + "/data"]
        let tool = try await Tool.run(Programs.aircheck, ["serve"] + base + arguments, within: 10)
        #expect(!tool.isSuccess)
        let lines = (tool.output + tool.errors).split(separator: "\n")
        #expect(lines.count == 1, "\(lines)")
        #expect(lines.first?.contains(named) == true, "\(lines)")
    }

    @Test("takes settings from the environment and the file, the command line before both")
    func precedence() async throws {
        let folder = try TemporaryFolder()
        let file = folder.path + "/aircheck.yaml"
        try "public-url: https://file.example.com\nopen-domains: true\n".write(
            toFile: file, atomically: true, encoding: .utf8)
        try await ServerProcess.run(["--config", file, "--public-url", "https://media.example.com"]) { server in
            _ = try await server.cloud.order("room", domain: "anything.example.com", until: Wall.second + 60)
            try await Publisher.ffmpeg.push(
                .audioOnly, to: server.push("room", parameters: "vhost=anything.example.com"))
            let info = try await server.cloud.recordings(of: "room", count: 1).first
            let url = try #require(info?["BasicInfo"]["MediaUrl"].string)
            #expect(url.hasPrefix("https://media.example.com/media/"))
        }
    }

    @Test("answers with the errors that the operator asks for, and with others as ever")
    func faults() async throws {
        let faults = "CreateRecordTask=InternalError.NetworkError,DescribeMediaInfos=UnauthorizedOperation"
        try await ServerProcess.run(["--api-faults", faults]) { server in
            let network = await #expect(throws: CloudError.self) {
                try await server.cloud.order("room", until: Wall.second + 60)
            }
            #expect(network?.code == "InternalError.NetworkError")
            let unauthorized = await #expect(throws: CloudError.self) {
                try await server.cloud.call("DescribeMediaInfos", ["FileIds": ["7"]], of: "vod")
            }
            #expect(unauthorized?.code == "UnauthorizedOperation")
            let tasks = try await server.cloud.tasks()
            #expect(tasks.isEmpty)
            let calls = try await server.metric("aircheck_api_calls_total", where: "InternalError.NetworkError")
            #expect(calls == 1)
        }
    }

    @Test("a second server refuses the data folder of a running one")
    func lockedFolder() async throws {
        try await ServerProcess.run { server in
            let tool = try await Tool.run(
                Programs.aircheck,
                [
                    "serve", "--data-dir", server.data.path, "--http-address", "127.0.0.1:0", "--rtmp-address",
                    "127.0.0.1:0",
                ],
                within: 10)
            #expect(!tool.isSuccess)
            #expect(try await Web.get(server.url("/readyz")).status == 200)
            #expect(FileManager.default.fileExists(atPath: server.data.path + "/ready.json"))
        }
    }
}
