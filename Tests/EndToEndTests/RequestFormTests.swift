// SPDX-License-Identifier: Apache-2.0

import Testing

/// Every form of a request that the official SDK can write, against the running server.
@Suite("Request forms of the Python SDK", .sharedMachine, .timeLimit(.minutes(60)))
struct RequestFormTests {
    private static let forms: [[String: JSON]] = [
        [:], ["httpMethod": "GET"], ["signMethod": "HmacSHA1"], ["signMethod": "HmacSHA256"],
        ["signMethod": "HmacSHA1", "httpMethod": "GET"], ["signMethod": "HmacSHA256", "httpMethod": "GET"],
        ["unsignedPayload": true], ["unsignedPayload": true, "httpMethod": "GET"],
    ]

    @Test("carry objects, lists, numbers, truth values and any text")
    func values() async throws {
        try await ServerProcess.run { server in
            var cloud = server.cloud
            for form in Self.forms {
                cloud.options = form
                let template = try await cloud.call(
                    "CreateLiveRecordTemplate",
                    [
                        "TemplateName": "模板", "Description": "a b+c&d=e%20模~*", "RemoveWatermark": true,
                        "FlvParam": ["Enable": 1, "RecordInterval": 600], "HlsParam": ["Enable": 0],
                    ])
                let described = try await cloud.call(
                    "DescribeLiveRecordTemplate", ["TemplateId": template["TemplateId"]])
                #expect(described["Template"]["TemplateName"] == "模板", "\(form)")
                #expect(described["Template"]["Description"] == "a b+c&d=e%20模~*", "\(form)")
                #expect(described["Template"]["FlvParam"]["RecordInterval"] == 600, "\(form)")
                #expect(described["Template"]["RemoveWatermark"] == true, "\(form)")
                let media = try await cloud.call("DescribeMediaInfos", ["FileIds": ["7", "8"]], of: "vod")
                #expect(media["NotExistFileIdSet"] == ["7", "8"], "\(form)")
            }
        }
    }

    @Test("tell faults by their codes, in the language that is asked for")
    func faults() async throws {
        try await ServerProcess.run { server in
            var cloud = server.cloud
            for form in Self.forms {
                cloud.options = form
                let chinese = await #expect(throws: CloudError.self) {
                    try await cloud.call("DescribeLiveRecordTemplate", ["TemplateId": 4_711])
                }
                #expect(chinese?.code == "FailedOperation.NotFound")
                #expect(chinese?.message.hasPrefix("记录不存在。") == true, "\(form)")
                cloud.options["language"] = "en-US"
                cloud.options["token"] = "temporary"
                let temporary = await #expect(throws: CloudError.self) {
                    try await cloud.call("DescribeLiveRecordTemplates")
                }
                #expect(temporary?.code == "AuthFailure.TokenFailure", "\(form)")
                #expect(temporary?.message == "Temporary credentials are not served here.", "\(form)")
            }
        }
    }

    @Test("end in an answer also when they are too large to be read whole", arguments: forms)
    func tooLarge(form: [String: JSON]) async throws {
        try await ServerProcess.run { server in
            var cloud = server.cloud
            cloud.options = form
            let isQuery = form["httpMethod"] != nil
            let isForm = form["signMethod"] != nil
            let length = isQuery ? 40 << 10 : isForm ? 2 << 20 : 11 << 20
            let fault = await #expect(throws: CloudError.self) {
                try await cloud.call(
                    "CreateLiveRecordTemplate",
                    ["TemplateName": "t", "Description": .string(String(repeating: "x", count: length))])
            }
            #expect(fault?.code == "RequestSizeLimitExceeded")
        }
    }
}
