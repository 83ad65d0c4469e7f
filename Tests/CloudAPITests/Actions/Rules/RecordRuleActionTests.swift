// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import Media
import RecordingModel
import RecordingTesting
import Testing

@Suite struct RecordRuleActionTests {
    private let api = TestAPI()

    private func create(_ names: JSONObject, template: Int64 = 1) async throws -> APIAnswer {
        let id = JSONObject.Member(name: "TemplateId", value: .integer(template))
        return try await api.call("CreateLiveRecordRule", JSONObject(members: names.members + [id]))
    }

    private func addTemplate() async throws {
        _ = try await api.catalogue.insert(RecordTemplate(name: "a", formats: [:]))
    }

    @Test("keeps rules and lists them with exactly the documented members")
    func roundTrip() async throws {
        try await addTemplate()
        let answer = try await create(["DomainName": "Push.example.com", "AppName": "live", "StreamName": "room42"])
        #expect(answer.response.members.map(\.name) == ["RequestId"])
        #expect(try await create(["DomainName": "push.example.com"]).code == nil)
        let rules = try await api.call("DescribeLiveRecordRules", [:]).list("Rules")
        #expect(rules.count == 2)
        #expect(
            rules.last
                == .object([
                    "CreateTime": "2027-01-15 16:00:00", "UpdateTime": "2027-01-15 16:00:00", "TemplateId": 1,
                    "DomainName": "push.example.com", "AppName": "live", "StreamName": "room42",
                ]))
        #expect(try await api.call("DescribeLiveRecordRules", ["PageNum": 1]).code == "UnknownParameter")
    }

    @Test("takes absent and empty names for the same wildcard")
    func wildcards() async throws {
        try await addTemplate()
        #expect(try await create(["DomainName": "d.example.com", "AppName": "", "StreamName": ""]).code == nil)
        #expect(try await create(["DomainName": "D.example.com"]).code == "FailedOperation.RuleAlreadyExist")
        #expect(try await create(["DomainName": "d.example.com", "AppName": "live"]).code == nil)
    }

    @Test(
        "refuses what is not as documented",
        arguments: [
            ([:], "MissingParameter"), (["DomainName": 1], "InvalidParameter"),
            (["DomainName": "a b"], "InvalidParameter.DomainFormatError"),
            (["DomainName": ""], "InvalidParameter.DomainFormatError"),
            (["DomainName": .string(String(repeating: "a.", count: 200))], "InvalidParameter.DomainFormatError"),
            (["DomainName": "play.example.com"], "InvalidParameter"),
            (["DomainName": "d", "AppName": "a\u{7}"], "InvalidParameter"),
            (["DomainName": "d", "Speed": 1], "UnknownParameter"),
        ] as [(JSONObject, String)])
    func refuses(names: JSONObject, code: String) async throws {
        try await addTemplate()
        _ = try await api.catalogue.insert(
            PushDomain(name: "play.example.com", purpose: .play, created: api.clock.now, authentication: .off))
        #expect(try await create(names).code == code)
        #expect(try await api.catalogue.recordRules().isEmpty)
    }

    @Test("asks for a template that is there")
    func template() async throws {
        #expect(try await create(["DomainName": "d"]).code == "InvalidParameter.ConfNotFound")
        let answer = try await api.call("CreateLiveRecordRule", ["DomainName": "d"])
        #expect(answer.code == "MissingParameter")
        #expect(answer.message?.contains("`TemplateId`") == true)
    }

    @Test("deletes the rule of exactly the names, blank ones included")
    func deletes() async throws {
        try await addTemplate()
        _ = try await create(["DomainName": "d", "AppName": "live"])
        for names in [["DomainName": "d"], ["DomainName": "d", "AppName": "live", "StreamName": "x"]] as [JSONObject] {
            #expect(try await api.call("DeleteLiveRecordRule", names).code == "FailedOperation.NotFound")
        }
        let exact: JSONObject = ["DomainName": "D", "AppName": "live", "StreamName": ""]
        #expect(try await api.call("DeleteLiveRecordRule", exact).code == nil)
        #expect(try await api.call("DeleteLiveRecordRule", exact).code == "FailedOperation.NotFound")
        #expect(try await api.call("DeleteLiveRecordRule", [:]).code == "MissingParameter")
        let malformed = try await api.call("DeleteLiveRecordRule", ["DomainName": "-"])
        #expect(malformed.code == "InvalidParameter.DomainFormatError")
    }

    @Test("keeps fifty rules and no more")
    func quota() async throws {
        try await addTemplate()
        for number in 0..<50 { #expect(try await create(["DomainName": .string("d\(number)")]).code == nil) }
        #expect(try await create(["DomainName": "d50"]).code == "InternalError.ConfOutLimit")
        _ = try await api.call("DeleteLiveRecordRule", ["DomainName": "d7"])
        #expect(try await create(["DomainName": "d50"]).code == nil)
    }
}
