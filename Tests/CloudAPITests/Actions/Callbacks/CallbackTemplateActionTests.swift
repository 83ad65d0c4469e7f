// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import Media
import RecordingModel
import RecordingTesting
import Testing

@Suite struct CallbackTemplateActionTests {
    private let api = TestAPI()

    private func create(_ name: String = "hooks") async throws -> JSONValue {
        let answer = try await api.call(
            "CreateLiveCallbackTemplate",
            [
                "TemplateName": .string(name), "RecordNotifyUrl": "http://a.example.com/r",
                "StreamBeginNotifyUrl": "http://a.example.com/b", "RecordStatusNotifyUrl": "http://a.example.com/s",
                "CallbackKey": "k", "RecordExceptionLevels": .strings(["error"]),
            ])
        return try #require(answer["TemplateId"])
    }

    @Test("describes a template with every member but the status URL, which the document leaves out")
    func describes() async throws {
        let id = try await create()
        let expected = JSONValue.object([
            "TemplateId": id, "TemplateName": "hooks", "Description": "",
            "StreamBeginNotifyUrl": "http://a.example.com/b", "StreamEndNotifyUrl": "", "StreamMixNotifyUrl": "",
            "RecordNotifyUrl": "http://a.example.com/r", "RecordExceptionNotifyUrl": "", "SnapshotNotifyUrl": "",
            "PornCensorshipNotifyUrl": "", "PushExceptionNotifyUrl": "", "AudioAuditNotifyUrl": "",
            "CallbackKey": "k", "RecordExceptionLevels": .strings(["error"]),
        ])
        #expect(try await api.call("DescribeLiveCallbackTemplate", ["TemplateId": id])["Template"] == expected)
        _ = try await create("more")
        let all = try await api.call("DescribeLiveCallbackTemplates", [:])
        #expect(all["Templates", "0"] == expected)
        #expect(try all.list("Templates").count == 2)
    }

    @Test("changes what is given, and takes away URLs that are empty")
    func modifies() async throws {
        let id = try await create()
        let change: JSONObject = [
            "TemplateId": id, "TemplateName": "新", "Description": "d", "RecordNotifyUrl": "",
            "RecordExceptionNotifyUrl": "https://b.example.com/e", "RecordExceptionLevels": .strings(["info"]),
        ]
        #expect(try await api.call("ModifyLiveCallbackTemplate", change).code == nil)
        let expected = CallbackTemplate(
            id: 1, name: "新", description: "d",
            urls: [
                .streamBegin: "http://a.example.com/b", .recordStatus: "http://a.example.com/s",
                .recordException: "https://b.example.com/e",
            ], key: "k", recordExceptionLevels: ["info"])
        #expect(try await api.catalogue.callbackTemplate(id: 1) == expected)
        for (wrong, code) in [
            (["TemplateName": "a b"], "InvalidParameter.ArgsNotMatch"),
            (["StreamEndNotifyUrl": "ftp://x"], "InvalidParameter.UrlNotSafe"),
            (["RecordExceptionLevels": .strings(["fatal"])], "InvalidParameterValue"),
            (["StreamMixNotifyUrl": "http://x"], "UnknownParameter"),
            (["Description": .string(String(repeating: "d", count: 1_025))], "InvalidParameter"),
        ] as [(JSONObject, String)] {
            let parameters = JSONObject(members: [.init(name: "TemplateId", value: id)] + wrong.members)
            #expect(try await api.call("ModifyLiveCallbackTemplate", parameters).code == code)
        }
        #expect(try await api.catalogue.callbackTemplate(id: 1) == expected)
    }

    @Test("deletes a template that no rule binds")
    func deletes() async throws {
        let id = try await create()
        let rule: JSONObject = ["DomainName": "push.example.com", "AppName": "live"]
        let bound = JSONObject(members: rule.members + [.init(name: "TemplateId", value: id)])
        #expect(try await api.call("CreateLiveCallbackRule", bound).code == nil)
        #expect(
            try await api.call("DeleteLiveCallbackTemplate", ["TemplateId": id]).code == "FailedOperation.ConfInUsed")
        #expect(try await api.call("DeleteLiveCallbackRule", rule).code == nil)
        #expect(try await api.call("DeleteLiveCallbackRule", rule).code == "FailedOperation.NotFound")
        #expect(try await api.call("DeleteLiveCallbackTemplate", ["TemplateId": id]).code == nil)
    }

    @Test(
        "knows no template of another number",
        arguments: ["ModifyLiveCallbackTemplate", "DeleteLiveCallbackTemplate", "DescribeLiveCallbackTemplate"])
    func unknown(action: String) async throws {
        #expect(try await api.call(action, ["TemplateId": 7]).code == "FailedOperation.NotFound")
        #expect(try await api.call(action, [:]).code == "MissingParameter")
    }

    @Test("lists rules with their times in Beijing")
    func rules() async throws {
        let id = try await create()
        for application in ["live", ""] {
            let rule: JSONObject = [
                "DomainName": "push.example.com", "AppName": .string(application), "TemplateId": id,
            ]
            #expect(try await api.call("CreateLiveCallbackRule", rule).code == nil)
        }
        let answer = try await api.call("DescribeLiveCallbackRules", [:])
        #expect(try answer.list("Rules").count == 2)
        #expect(
            answer["Rules", "1"]
                == .object([
                    "CreateTime": "2027-01-15 16:00:00", "UpdateTime": "2027-01-15 16:00:00", "TemplateId": id,
                    "DomainName": "push.example.com", "AppName": "live",
                ]))
        let rule: JSONObject = ["DomainName": "PUSH.example.com", "AppName": ""]
        #expect(try await api.call("DeleteLiveCallbackRule", rule).code == nil)
        #expect(try await api.call("DescribeLiveCallbackRules", [:]).list("Rules").count == 1)
    }
}
