// SPDX-License-Identifier: Apache-2.0

import Testing

@Suite("Callbacks", .sharedMachine, .timeLimit(.minutes(60)))
struct CallbackTests {
    private static let key = "demoKey2026"

    @Test("tells of push, end and file with every field, signed")
    func events() async throws {
        try await CallbackReceiver.run { receiver, base in
            try await ServerProcess.run { server in
                let template = try await server.cloud.call(
                    "CreateLiveCallbackTemplate",
                    [
                        "TemplateName": "all", "CallbackKey": .string(Self.key),
                        "StreamBeginNotifyUrl": .string(base + "/begin"), "StreamEndNotifyUrl": .string(base + "/end"),
                        "RecordNotifyUrl": .string(base + "/record"),
                    ])
                try await server.cloud.call(
                    "CreateLiveCallbackRule",
                    ["DomainName": "127.0.0.1", "AppName": "live", "TemplateId": template["TemplateId"]])
                let task = try await server.cloud.order("room", until: Wall.second + 60)
                let before = Wall.second
                try await Publisher.ffmpeg.push(.bFrames, to: server.push("room", parameters: "token=a%20b&x=1"))

                let begin = try #require(try await receiver.bodies(at: "/begin", count: 1).first)
                let end = try #require(try await receiver.bodies(at: "/end", count: 1).first)
                let record = try #require(try await receiver.bodies(at: "/record", count: 1).first)
                for (body, type) in [(begin, 1), (end, 0), (record, 100)] as [(JSON, Int64)] {
                    try Self.expectCommon(body, type: type, since: before)
                }
                #expect(begin["sequence"] == end["sequence"])
                #expect(begin["sequence"].string.flatMap(UInt64.init) != nil)
                for body in [begin, end] {
                    #expect(body["stream_param"] == "token=a%20b&x=1")
                    #expect(body["user_ip"] == "127.0.0.1")
                    #expect((before...Wall.second).contains(try #require(body["event_time"].integer)))
                    for member in ["node", "errcode", "errmsg", "set_id", "width", "height"] {
                        #expect(body[member] != .null, "\(member)")
                    }
                }
                #expect(begin["errcode"] == 0)
                let pushed = try #require(end["push_duration"].string.flatMap { Double($0) })
                #expect(pushed >= 0 && pushed < 30_000)
                #expect([1, 2].contains(end["errcode"]))

                let info = try #require(try await server.cloud.recordings(of: "room", count: 1).first)
                try Self.expectFile(record, task: task, described: info)
                #expect(await receiver.callbacks.allSatisfy { $0.contentType == "application/json" })
                #expect(await receiver.callbacks.count == 3)
            }
        }
    }

    private static func expectCommon(_ body: JSON, type: Int64, since before: Int64) throws {
        #expect(body["event_type"] == .integer(type))
        #expect(body["appid"].integer != nil)
        #expect(body["app"] == "127.0.0.1")
        #expect(body["appname"] == "live")
        #expect(body["stream_id"] == "room")
        #expect(body["channel_id"] == "room")
        let expiry = try #require(body["t"].integer)
        #expect((before + 600...Wall.second + 600).contains(expiry))
        #expect(body["sign"].string == CallbackReceiver.signature(key: self.key, expiry: expiry))
    }

    private static func expectFile(_ body: JSON, task: String, described info: JSON) throws {
        #expect(body["task_id"].string == task)
        #expect(body["file_id"] == info["FileId"])
        #expect(body["record_file_id"] == info["FileId"])
        #expect(body["file_format"] == "hls")
        #expect(body["video_url"] == info["BasicInfo"]["MediaUrl"])
        #expect(body["file_size"] == info["MetaData"]["Size"])
        #expect([5, 6].contains(body["duration"]))
        #expect(body["record_bps"] == 0)
        #expect([.null, ""].contains(body["stream_param"]))
        let (start, end) = (try #require(body["start_time"].integer), try #require(body["end_time"].integer))
        #expect(start <= end)
        for member in ["start_time_usec", "end_time_usec"] {
            #expect((0...999_999).contains(try #require(body[member].integer)))
        }
        let more = try JSON(text: try #require(body["callback_ext"].string))
        #expect(more["video_codec"] == "h264")
        #expect(more["resolution"] == "320x180")
        #expect(more["session_id"].string.flatMap(UInt64.init) != nil)
    }

    @Test("leaves out sign and t without a key, and a dead receiver holds nothing up")
    func unsigned() async throws {
        try await CallbackReceiver.run { receiver, base in
            try await ServerProcess.run { server in
                let template = try await server.cloud.call(
                    "CreateLiveCallbackTemplate",
                    [
                        "TemplateName": "bare", "StreamBeginNotifyUrl": "http://127.0.0.1:9/nobody",
                        "RecordNotifyUrl": .string(base + "/record"),
                    ])
                try await server.cloud.call(
                    "CreateLiveCallbackRule",
                    ["DomainName": "127.0.0.1", "AppName": "live", "TemplateId": template["TemplateId"]])
                _ = try await server.cloud.order("room", until: Wall.second + 60)
                try await Publisher.ffmpeg.push(.audioOnly, to: server.push("room"))
                let record = try #require(try await receiver.bodies(at: "/record", count: 1).first)
                #expect(record["sign"] == .null)
                #expect(record["t"] == .null)
            }
        }
    }
}
