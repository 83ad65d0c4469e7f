// SPDX-License-Identifier: Apache-2.0

import Foundation
import Subprocess
import Testing

@Suite("Callbacks that have to wait", .sharedMachine, .timeLimit(.minutes(60)))
struct OutboxTests {
    private static let key = "demoKey2026"

    /// Lets every event of the app `live` go to one URL.
    private static func bind(_ url: String, on server: ServerProcess) async throws {
        let kinds = ["StreamBegin", "StreamEnd", "Record", "RecordStatus", "RecordException"]
        var template: [String: JSON] = ["TemplateName": "all", "CallbackKey": .string(key)]
        for kind in kinds { template[kind + "NotifyUrl"] = .string(url) }
        let answer = try await server.cloud.call("CreateLiveCallbackTemplate", template)
        try await server.cloud.call(
            "CreateLiveCallbackRule",
            ["DomainName": "127.0.0.1", "AppName": "live", "TemplateId": answer["TemplateId"]])
    }

    /// What `aircheck callbacks list` tells, the oldest first.
    private static func list(_ data: TemporaryFolder, _ arguments: String...) async throws -> [JSON] {
        let output = try await Tool.output(
            of: Programs.aircheck, ["callbacks", "list", "--json", "--data-dir", data.path] + arguments)
        return try output.split(separator: "\n").map { try JSON(text: String($0)) }
    }

    private static func list(_ data: TemporaryFolder, _ arguments: String..., count: Int) async throws -> [JSON] {
        try await eventually("\(count) callbacks in the list") {
            let output = try await Tool.output(
                of: Programs.aircheck, ["callbacks", "list", "--json", "--data-dir", data.path] + arguments)
            let entries = try output.split(separator: "\n").map { try JSON(text: String($0)) }
            return entries.count >= count ? entries : nil
        }
    }

    /// Checks that a body is signed, and lately.
    private static func expectFresh(_ body: JSON, since before: Int64) throws {
        let expiry = try #require(body["t"].integer)
        #expect((before + 600...Wall.second + 600).contains(expiry))
        #expect(body["sign"].string == CallbackReceiver.signature(key: key, expiry: expiry))
    }

    @Test("wait over kill -9, and are delivered after it once each, in their order, signed anew")
    func killed() async throws {
        let data = try TemporaryFolder()
        let base = try await CallbackReceiver.reserve()
        let tags = try await FLVFile(path: SourceMedia.noBFrames.file()).tags
        let (ready, waiting) = try await ServerProcess.run(
            ["--callback-retry-interval", "2"], data: data, ending: .signaled(9)
        ) { server in
            try await Self.bind(base + "/all?secret=hidden", on: server)
            _ = try await server.cloud.order("room", until: Wall.second + 60)
            try await Publisher.ffmpeg.push(.noBFrames, to: server.push("room"))
            // Begin, start, file, end of the recording and of the push.
            _ = try await Self.list(data, "--stream", "room", count: 5)
            await #expect(throws: ConnectionCut.self) {
                try await LivePublisher.run(server.push("cut")) { publisher in
                    try await publisher.send(tags, paced: false)
                    try await server.hasReceived(tags)
                    try await server.kill()
                    throw ConnectionCut()
                }
            }
            return (server.ready, try await Self.list(data, "--state", "pending"))
        }
        #expect(waiting.allSatisfy { $0["url"].string == base + "/all" && $0["state"] == "pending" })
        #expect(waiting.map(\.["id"].integer) == waiting.map(\.["id"].integer).sorted { ($0 ?? 0) < ($1 ?? 0) })

        try await CallbackReceiver.run(at: base) { receiver, _ in
            let before = Wall.second
            try await ServerProcess.run(["--callback-retry-interval", "2"], data: data, again: ready) { server in
                let bodies = try await receiver.bodies(at: "/all", count: waiting.count + 1)
                for body in bodies { try Self.expectFresh(body, since: before) }
                let ofRoom = bodies.filter { $0["stream_id"] == "room" }
                let expected = waiting.filter { $0["stream"] == "room" }.map(\.["event"])
                #expect(ofRoom.map(\.["event_type"]) == expected)
                #expect(expected.first == 1)
                #expect(Set(expected) == [1, 0, 100, 332])
                #expect(ofRoom.first?["stream_param"] != .null)
                // The push that the server died in is told as over.
                let ofCut = bodies.filter { $0["stream_id"] == "cut" }
                #expect(ofCut.map(\.["event_type"]).filter { [0, 1].contains($0) } == [1, 0])
                #expect(ofCut.first?["sequence"] == ofCut.last?["sequence"])
                #expect(ofCut.last?["errcode"] == 11)
                #expect(try await Self.list(data) == [])
                #expect(try await server.metric("aircheck_callbacks_total", where: "delivered") == Double(bodies.count))
                _ = try await eventually("an empty outbox in the metrics") {
                    try await server.metric("aircheck_callbacks_pending") == 0 ? true : nil
                }
            }
            // Each but what was in flight when the process died, which was nothing here.
            #expect(await receiver.callbacks.count == waiting.count + 1)
        }
    }

    @Test("are given up, listed, and sent again when the operator says so, with the server running and without")
    func resent() async throws {
        let data = try TemporaryFolder()
        let base = try await CallbackReceiver.reserve()
        let settings = ["--callback-retries", "0", "--callback-timeout", "5"]
        @Sendable func resend(_ arguments: String...) async throws -> Tool {
            try await Tool.run(Programs.aircheck, ["callbacks", "resend", "--data-dir", data.path] + arguments)
        }
        let ready = try await ServerProcess.run(settings, data: data) { server in
            try await Self.bind(base + "/all", on: server)
            try await Publisher.ffmpeg.push(.audioOnly, to: server.push("room"))
            try await Publisher.ffmpeg.push(.audioOnly, to: server.push("other"))
            let givenUp = try await Self.list(data, "--state", "given-up", count: 4)
            #expect(givenUp.map(\.["event"]) == [1, 0, 1, 0])
            #expect(givenUp.allSatisfy { $0["attempts"] == 1 && $0["due"] != .null })
            let text = try await Tool.output(
                of: Programs.aircheck, ["callbacks", "list", "--data-dir", data.path, "--stream", "room"])
            #expect(text.split(separator: "\n").count == 2)
            #expect(text.contains(" given-up: event 1 of 127.0.0.1/live/room at "))

            let ids = givenUp.compactMap { $0["id"].integer.map(String.init) }
            try await CallbackReceiver.run(at: base) { receiver, _ in
                #expect(try await resend(ids[1], ids[0]).output == "2 callbacks wait again\n")
                let bodies = try await receiver.bodies(at: "/all", count: 2)
                #expect(bodies.map(\.["event_type"]) == [1, 0])
                #expect(bodies.allSatisfy { $0["stream_id"] == "room" })
            }
            _ = try await eventually("the end of both") {
                try await Self.list(data).count == 2 ? true : nil
            }
            let gone = try await resend(ids[0])
            #expect(gone.output == "0 callbacks wait again\n")
            #expect(gone.status == .exited(1))
            return server.ready
        }
        #expect(try await resend("--all").output == "2 callbacks wait again\n")
        #expect(try await Self.list(data, "--state", "pending").count == 2)
        try await CallbackReceiver.run(at: base) { receiver, _ in
            try await ServerProcess.run(settings, data: data, again: ready) { _ in
                let bodies = try await receiver.bodies(at: "/all", count: 2)
                #expect(bodies.map(\.["event_type"]) == [1, 0])
                #expect(bodies.allSatisfy { $0["stream_id"] == "other" })
            }
        }
        #expect(try await resend().status == .exited(64))
        #expect(try await resend("1", "--all").status == .exited(64))
        let nowhere = try await Tool.run(Programs.aircheck, ["callbacks", "list", "--data-dir", data.path + "/none"])
        #expect(nowhere.status == .exited(64))
        #expect(nowhere.errors.hasPrefix("aircheck: --data-dir "))
    }

    @Test("don't go to this machine when private targets are off")
    func privateTargets() async throws {
        try await CallbackReceiver.run { receiver, base in
            try await ServerProcess.run(["--callback-private-targets", "off"]) { server in
                try await Self.bind(base + "/all", on: server)
                try await Publisher.ffmpeg.push(.audioOnly, to: server.push("room"))
                _ = try await Self.list(server.data, "--state", "given-up", count: 2)
                let day = ISO8601DateFormatter().string(from: Date(timeIntervalSince1970: Double(Wall.second) - 600))
                let end = ISO8601DateFormatter().string(from: Date(timeIntervalSince1970: Double(Wall.second) + 600))
                let history = try await server.cloud.call(
                    "DescribeCallbackRecordsList",
                    [
                        "StartTime": .string(day), "EndTime": .string(end), "StreamName": "room", "PageNum": 1,
                        "PageSize": 10,
                    ])
                let attempts = history["DataInfoList"].array ?? []
                #expect(attempts.map(\.["ResultCode"]) == [1, 1])
                #expect(
                    attempts.allSatisfy {
                        $0["Response"].string?.hasSuffix("127.0.0.1, which is no public address") == true
                    })
            }
            #expect(await receiver.callbacks.isEmpty)
        }
    }
}
