// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite("The official clients", .sharedMachine, .timeLimit(.minutes(60)))
struct CloudFlowTests {
    @Test("the Python SDK drives the whole flow")
    func pythonSDK() async throws {
        try await CallbackReceiver.run { receiver, base in
            try await ServerProcess.run { server in
                let cloud = server.cloud
                try await Self.drive(server, callbacks: base) { action, parameters, service in
                    try await cloud.call(action, parameters, of: service)
                }
                #expect(try await receiver.bodies(at: "/record", count: 2).count == 2)
            }
        }
    }

    @Test("tccli drives the whole flow")
    func commandLine() async throws {
        try await CallbackReceiver.run { receiver, base in
            try await ServerProcess.run { server in
                let client = CommandLineClient(of: server)
                try await Self.drive(server, callbacks: base) { action, parameters, service in
                    try await client.call(action, parameters, of: service)
                }
                #expect(try await receiver.bodies(at: "/record", count: 2).count == 2)
            }
        }
    }

    typealias Call = (_ action: String, _ parameters: [String: JSON], _ service: String) async throws -> JSON

    /// Domain, keys, callbacks, template, orders, push, list, stop, delete, library.
    private static func drive(_ server: ServerProcess, callbacks base: String, _ call: Call) async throws {
        let domain: JSON = "push.example.com"
        _ = try await call("AddLiveDomain", ["DomainName": domain, "DomainType": 0], "live")
        _ = try await call(
            "ModifyLivePushAuthKey", ["DomainName": domain, "Enable": 0, "MasterAuthKey": "abcdef0123456789"], "live")
        let keys = try await call("DescribeLivePushAuthKey", ["DomainName": domain], "live")
        #expect(keys["PushAuthKeyInfo"]["Enable"] == 0)
        #expect(keys["PushAuthKeyInfo"]["MasterAuthKey"] == "abcdef0123456789")

        let callback = try await call(
            "CreateLiveCallbackTemplate",
            ["TemplateName": "recorded", "RecordNotifyUrl": .string(base + "/record")], "live")
        _ = try await call(
            "CreateLiveCallbackRule",
            ["DomainName": domain, "AppName": "live", "TemplateId": callback["TemplateId"]], "live")

        let template = try await call(
            "CreateLiveRecordTemplate",
            [
                "TemplateName": "both", "Description": "FLV and HLS",
                "FlvParam": ["Enable": 1, "RecordInterval": 600, "StorageTime": 0], "HlsParam": ["Enable": 1],
            ], "live")
        let described = try await call("DescribeLiveRecordTemplate", ["TemplateId": template["TemplateId"]], "live")
        #expect(described["Template"]["TemplateName"] == "both")
        #expect(described["Template"]["FlvParam"]["RecordInterval"] == 600)
        #expect(described["Template"]["HlsParam"]["Enable"] == 1)
        #expect(described["Template"]["Mp4Param"]["Enable"] == 0)
        let listed = try await call("DescribeLiveRecordTemplates", [:], "live")
        #expect(listed["Templates"].array?.contains { $0["TemplateId"] == template["TemplateId"] } == true)

        let now = Wall.second
        let key: [String: JSON] = ["DomainName": domain, "AppName": "live", "StreamName": "room42"]
        let order = key.merging(["EndTime": .integer(now + 120)]) { $1 }
        let task = try await call(
            "CreateRecordTask", order.merging(["TemplateId": template["TemplateId"]]) { $1 }, "live")
        let scheduled = try await call(
            "CreateRecordTask", order.merging(["StartTime": .integer(now + 60)]) { $1 }, "live")
        let window: [String: JSON] = ["StartTime": .integer(now - 3600), "EndTime": .integer(now + 3600)]
        let before = try await call("DescribeRecordTask", window.merging(key) { $1 }, "live")
        #expect(Set(before["TaskList"].array?.map { $0["TaskId"] } ?? []) == [task["TaskId"], scheduled["TaskId"]])
        #expect(before["TaskList"].array?.allSatisfy { $0["Stopped"] == 0 } == true)

        try await Publisher.ffmpeg.push(.bFrames, to: server.push("room42", parameters: "vhost=push.example.com"))
        let files = try await eventually("two files", every: .milliseconds(400)) {
            let found = try await call("SearchMedia", ["StreamIds": ["room42"], "SourceTypes": ["Record"]], "vod")
            return found["TotalCount"] == 2 ? found["MediaInfoSet"].array : nil
        }
        try await Self.expectLibrary(files, call)

        _ = try await call("StopRecordTask", ["TaskId": task["TaskId"]], "live")
        _ = try await call("DeleteRecordTask", ["TaskId": scheduled["TaskId"]], "live")
        let after = try await call("DescribeRecordTask", window, "live")
        #expect(after["TaskList"].array?.map { $0["TaskId"] } == [task["TaskId"]])
        #expect(after["TaskList"][0]["TemplateId"] == template["TemplateId"])
        #expect((now...Wall.second).contains(after["TaskList"][0]["Stopped"].integer ?? 0))
    }

    private static func expectLibrary(_ files: [JSON], _ call: Call) async throws {
        let ids = files.map { $0["FileId"] }
        let described = try await call("DescribeMediaInfos", ["FileIds": .array(ids + ["1"])], "vod")
        #expect(described["NotExistFileIdSet"] == ["1"])
        let infos = described["MediaInfoSet"].array ?? []
        #expect(Set(infos.map { $0["FileId"] }) == Set(ids))
        for info in infos {
            #expect(info["BasicInfo"]["SourceInfo"]["SourceType"] == "Record")
            #expect(info["BasicInfo"]["Status"] == "Normal")
            #expect(info["MetaData"]["Width"] == 320)
            #expect(info["MetaData"]["Height"] == 180)
            #expect(info["MetaData"]["VideoStreamSet"][0]["Codec"] == "h264")
            #expect(info["MetaData"]["VideoStreamSet"][0]["Fps"] == 25)
            #expect(info["MetaData"]["AudioStreamSet"][0]["Codec"] == "aac")
            #expect(info["MetaData"]["AudioStreamSet"][0]["SamplingRate"] == 44100)
            #expect(try await Web.get(try #require(info["BasicInfo"]["MediaUrl"].string)).status == 200)
        }
        let basic = try await call("DescribeMediaInfos", ["FileIds": .array(ids), "Filters": ["basicInfo"]], "vod")
        #expect(basic["MediaInfoSet"][0]["BasicInfo"] != .null)
        #expect(basic["MediaInfoSet"][0]["MetaData"] == .null)
    }

    @Test("the Python SDK sees errors as errors, with their codes")
    func errors() async throws {
        try await ServerProcess.run { server in
            let now = Wall.second
            let key: [String: JSON] = ["DomainName": "127.0.0.1", "AppName": "live", "StreamName": "room"]
            let cases: [(String, [String: JSON], String)] = [
                ("CreateRecordTask", key, "MissingParameter"),
                ("CreateRecordTask", key.merging(["EndTime": .integer(now - 10)]) { $1 }, "InvalidParameter"),
                (
                    "CreateRecordTask",
                    key.merging(["StartTime": .integer(now + 100), "EndTime": .integer(now + 50)]) { $1 },
                    "InvalidParameter"
                ),
                (
                    "CreateRecordTask",
                    key.merging(["StartTime": .integer(now + 60), "EndTime": .integer(now + 60 + 25 * 3600)]) { $1 },
                    "InvalidParameter"
                ),
                ("CreateRecordTask", key.merging(["EndTime": .integer(now + 9 * 86400)]) { $1 }, "InvalidParameter"),
                ("StopRecordTask", ["TaskId": "Unknown"], "InvalidParameter"),
                ("DeleteRecordTask", ["TaskId": "Unknown"], "InvalidParameter"),
            ]
            for (action, parameters, code) in cases {
                let error = await #expect(throws: CloudError.self) { try await server.cloud.call(action, parameters) }
                #expect(error?.code == code, "\(action) \(parameters)")
                #expect(error?.message.isEmpty == false)
                #expect(error?.requestID?.wholeMatch(of: /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/) != nil)
            }

            let good = key.merging(["EndTime": .integer(now + 60)]) { $1 }
            for (id, secret, code) in [
                (server.cloud.secretID, "wrong", "AuthFailure.SignatureFailure"),
                ("AKIDnobody", server.cloud.secretKey, "AuthFailure.SecretIdNotFound"),
            ] {
                let stranger = CloudClient(endpoint: server.ready.web, secretID: id, secretKey: secret)
                let error = await #expect(throws: CloudError.self) {
                    try await stranger.call("CreateRecordTask", good)
                }
                #expect(error?.code == code)
            }
            let tasks = try await server.cloud.tasks()
            #expect(tasks == [])
        }
    }

    @Test("one call too many in a second is told so, unless the operator lifted the limits")
    func rateLimits() async throws {
        for (setting, limited) in [("on", true), ("off", false)] {
            try await ServerProcess.run(["--api-rate-limits", setting]) { server in
                let codes = try await withThrowingTaskGroup(of: String?.self) { group in
                    for _ in 1...80 {
                        group.addTask {
                            do {
                                try await server.cloud.call("StopRecordTask", ["TaskId": "Unknown"])
                                return nil
                            } catch let error as CloudError {
                                return error.code
                            }
                        }
                    }
                    return try await group.reduce(into: Set<String>()) { codes, code in codes.insert(code ?? "") }
                }
                #expect(codes.contains("RequestLimitExceeded") == limited)
                #expect(codes.contains("InvalidParameter"))
            }
        }
    }
}
