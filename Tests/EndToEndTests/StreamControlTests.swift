// SPDX-License-Identifier: Apache-2.0

import Foundation
import Subprocess
import Testing

@Suite("Stream control", .sharedMachine, .timeLimit(.minutes(60)))
struct StreamControlTests {
    private static let stream: [String: JSON] = ["DomainName": "127.0.0.1", "AppName": "live", "StreamName": "room"]

    private static func time(_ seconds: Int64) -> JSON {
        .string(Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601))
    }

    @Test("drops, forbids and resumes a real push, and remembers each of its ends")
    func control() async throws {
        try await ServerProcess.run { server in
            @Sendable func state() async throws -> JSON {
                try await server.cloud.call("DescribeLiveStreamState", Self.stream)["StreamState"]
            }
            let before = Wall.second
            #expect(try await state() == "inactive")
            for (action, code) in [("DropLiveStream", "21/100"), ("ForbidLiveStream", "21/101")] {
                try await LivePublisher.run(server.push("room")) { _ in
                    #expect(try await state() == "active")
                    let online = try await server.cloud.call("DescribeLiveStreamOnlineList", ["StreamName": "room"])
                    #expect(online["TotalNum"] == 1)
                    #expect(online["OnlineInfo"][0]["DomainName"] == "127.0.0.1")
                    try await server.cloud.call(action, Self.stream)
                    #expect(try await state() == (action == "DropLiveStream" ? "inactive" : "forbid"))
                }
                try await server.logs("push ended", code)
            }
            for name in ["room", "room?vhost=localhost"] {
                await #expect(throws: PublishRefused.self) { try await LivePublisher.run(server.push(name)) { _ in } }
            }
            try await server.logs("push refused", "18/305")
            try await server.cloud.call("ResumeLiveStream", Self.stream)
            try await LivePublisher.run(server.push("room")) { _ in }
            try await server.logs("push ended", "the publisher ended the push")

            let window: [String: JSON] = [
                "StartTime": Self.time(before - 1), "EndTime": Self.time(Wall.second), "DomainName": "127.0.0.1",
            ]
            let published = try await eventually("the history") {
                let list = try await server.cloud.call("DescribeLiveStreamPublishedList", window)
                return list["TotalNum"] == 3 ? Optional(list) : Optional<JSON>.none
            }
            #expect(published["PublishInfo"][0]["ClientIp"] == "127.0.0.1", "\(published.text)")
            let events = try await server.cloud.call("DescribeLiveStreamEventList", window)
            #expect(events["TotalNum"] == 4)
            let reasons = events["EventList"].array?.compactMap { $0["StopReason"].string } ?? []
            #expect(reasons.contains("the stream is forbidden"))
            #expect(reasons.contains("the push was dropped by an API request"))
        }
    }

    @Test("forbids a domain, which cuts its live pushes and refuses new ones, until it is enabled")
    func domain() async throws {
        try await ServerProcess.run { server in
            let domain: [String: JSON] = ["DomainName": "127.0.0.1"]
            try await LivePublisher.run(server.push("room")) { _ in
                try await server.cloud.call("ForbidLiveDomain", domain)
                let state = try await server.cloud.call("DescribeLiveStreamState", Self.stream)
                #expect(state["StreamState"] == "inactive")
            }
            try await server.logs("push ended", "21/101")
            await #expect(throws: PublishRefused.self) { try await LivePublisher.run(server.push("room")) { _ in } }
            try await server.logs("push refused", "18/303")
            try await server.cloud.call("EnableLiveDomain", domain)
            try await LivePublisher.run(server.push("room")) { _ in }
        }
    }

    @Test("forbids beyond kill -9, and ends in the history what the kill has cut")
    func durable() async throws {
        let before = Wall.second
        let (data, ready) = try await ServerProcess.run(ending: .signaled(9)) { server in
            try await server.cloud.call("ForbidLiveStream", Self.stream)
            try? await LivePublisher.run(server.push("other")) { _ in
                _ = try await server.cloud.call("DescribeLiveStreamOnlineList", [:])
                try await server.kill()
            }
            return (server.data, server.ready)
        }
        try await ServerProcess.run(data: data, again: ready) { server in
            await #expect(throws: PublishRefused.self) { try await LivePublisher.run(server.push("room")) { _ in } }
            let events = try await server.cloud.call(
                "DescribeLiveStreamEventList",
                ["StartTime": Self.time(before - 1), "EndTime": Self.time(Wall.second), "StreamName": "other"])
            #expect(events["EventList"][0]["StopReason"] == "the server stopped in the middle of the push")
        }
    }

    @Test("tells when a recording begins and ends, remembers what was posted, and deletes the file for good")
    func statusAndDeletion() async throws {
        try await CallbackReceiver.run { receiver, base in
            try await ServerProcess.run { server in
                let template = try await server.cloud.call(
                    "CreateLiveCallbackTemplate",
                    ["TemplateName": "all", "RecordStatusNotifyUrl": .string(base + "/status")])
                try await server.cloud.call(
                    "CreateLiveCallbackRule",
                    ["DomainName": "127.0.0.1", "AppName": "live", "TemplateId": template["TemplateId"]])
                let task = try await server.cloud.order("room", until: Wall.second + 60)
                let before = Wall.second
                try await Publisher.ffmpeg.push(.bFrames, to: server.push("room"))
                let statuses = try await receiver.bodies(at: "/status", count: 2)
                #expect(statuses.map { $0["record_event"] } == ["record_start_succeeded", "record_ended"])
                for status in statuses {
                    #expect(status["event_type"] == 332)
                    #expect(status["task_id"].string == task)
                    #expect(status["domain"] == "127.0.0.1")
                    let detail = try JSON(text: try #require(status["record_detail"].string))
                    #expect(detail["file_format"] == 2)
                    #expect(detail["start_model"] == 5)
                }
                #expect(statuses[0]["session_id"] == statuses[1]["session_id"])
                #expect(statuses[0]["seq"] != statuses[1]["seq"])

                let records = try await eventually("the deliveries") {
                    let list = try await server.cloud.call(
                        "DescribeCallbackRecordsList",
                        [
                            "StartTime": Self.time(before - 1), "EndTime": Self.time(Wall.second), "StreamName": "room",
                            "PageNum": 1, "PageSize": 10,
                        ])
                    return list["TotalNum"] == 2 ? Optional(list) : Optional<JSON>.none
                }
                #expect(records["DataInfoList"][0]["ResultCode"] == 0)
                #expect(records["DataInfoList"][0]["Request"].string?.contains("record_ended") == true)

                let info = try #require(try await server.cloud.recordings(of: "room", count: 1).first)
                let id = info["FileId"]
                try await server.cloud.call(
                    "ModifyMediaInfo", ["FileId": id, "Name": "演唱会", "AddTags": ["a"]], of: "vod")
                let found = try await server.cloud.call("SearchMedia", ["Tags": ["a"]], of: "vod")
                #expect(found["MediaInfoSet"][0]["BasicInfo"]["Name"] == "演唱会")
                try await server.cloud.call("DeleteMedia", ["FileId": id], of: "vod")
                #expect(try await server.cloud.recordings(of: "room") == [])
                let left = FileManager.default.subpaths(atPath: server.data.path) ?? []
                #expect(!left.contains { $0.hasSuffix(".ts") || $0.hasSuffix(".m3u8") })
            }
        }
    }
}
